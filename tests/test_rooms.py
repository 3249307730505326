"""Who may import whom: the rooms of the project keep to their contracts, and the contracts bite."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("domain", "ledger", "projections", "ui")
LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)


def python(code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter of its own, with the packages of that folder."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_every_import_keeps_to_the_contracts() -> None:
    """No module of any room imports what its room may not."""
    linted = python(LINT, ROOT)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("domain", "import ledger", "ui -> (ledger | projections) -> domain"),
        ("ledger", "import projections", "ui -> (ledger | projections) -> domain"),
        ("projections", "import ledger", "ui -> (ledger | projections) -> domain"),
        ("ledger", "import ui", "ui -> (ledger | projections) -> domain"),
        ("domain", "import sqlite3", "domain computes"),
        ("domain", "from time import time", "domain computes"),
        ("projections", "import rich.table", "only ui speaks to a terminal"),
        ("ui", "import eventsourcing.application", "eventsourcing lives in ledger"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(
    tmp_path: Path, room: str, line: str, contract: str
) -> None:
    """An import that a room may not make is named by the contract that forbids it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ROOMS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / room / "wayward.py").write_text(f"{line}\n")
    linted = python(LINT, tmp_path)
    broken = [row for row in linted.stdout.splitlines() if row.endswith("BROKEN")]
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert len(broken) == 1
    assert contract in broken[0]


def test_domain_imports_only_the_standard_library_and_pydantic() -> None:
    """The domain stands on nothing that would have to be installed but pydantic."""
    allowed = {*sys.stdlib_module_names, "domain", "pydantic", "pydantic_core"}
    imported = {
        (str(path.relative_to(ROOT)), name.partition(".")[0])
        for path in (ROOT / "domain").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in names(node)
    }
    assert imported, "the walk found no import at all"
    assert {(path, name) for path, name in imported if name not in allowed} == set()


def names(node: ast.AST) -> list[str]:
    """Return the modules that a statement imports by their full names."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
        case _:
            return []


def test_loading_ledger_loads_nothing_else() -> None:
    """Whoever loads a module of the ledger gets no storage, domain or pydantic with the package."""
    loaded = python(
        "import sys; before = set(sys.modules); import ledger; print(*set(sys.modules) - before)",
        ROOT,
    )
    assert loaded.stdout.split() == ["ledger"], loaded.stderr


def test_no_module_shadows_a_room() -> None:
    """No file inside a room bears a room's name: beside a script it would hide that room."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [path for path in paths if path.stem in ROOMS] == []
