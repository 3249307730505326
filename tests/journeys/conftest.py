"""Books to begin a journey from: each made once by the program itself, then copied."""

import shutil
from pathlib import Path

import pytest

from tests.journeys.program import ORIGIN, run


@pytest.fixture(scope="session")
def new_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the book that `init` makes; it is copied, never written."""
    cwd = tmp_path_factory.mktemp("new")
    made = run("--book", "book", "init", "--origin", ORIGIN, "--recorder", "Clerk", cwd=cwd)
    assert made.code == 0, made.err
    return cwd / "book"


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the book that `demo` makes; it is read or copied, never written."""
    cwd = tmp_path_factory.mktemp("demo")
    made = run("--book", "book", "demo", cwd=cwd)
    assert made.code == 0, made.err
    return cwd / "book"


@pytest.fixture
def desk(tmp_path: Path, new_book: Path) -> Path:
    """Give a folder with a new book in it, called `book`."""
    shutil.copytree(new_book, tmp_path / "book")
    return tmp_path
