"""What can go wrong with views."""

__all__ = ["ProjectionError", "ViewUnreadable"]


class ProjectionError(Exception):
    """Root of the errors of this room."""


class ViewUnreadable(ProjectionError):
    """A view file that can't be read; views are disposable, so the way on is to delete it."""

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"the view {path} can't be read ({reason}); delete it, it is made again from the book"
        )
