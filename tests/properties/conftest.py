"""What every test of this room starts from."""

from tests.scenes import minutes

__all__ = ["minutes"]
