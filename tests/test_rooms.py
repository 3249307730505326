"""Who may import whom: the rooms of the project keep to their contracts, and the contracts bite."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("domain", "ledger", "projections", "ui")
VERIFIER = (
    "archive",
    "copies",
    "findings",
    "merkle",
    "note",
    "order",
    "plain",
    "proof",
    "tiles",
    "verify",
    "verify_book",
    "verify_copy",
    "verify_log",
    "verify_receipt",
    "verify_store",
)
"""The modules of the ledger that an auditor reads and runs, and no others."""
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
    ("module", "line", "contract"),
    [
        ("domain.wayward", "import ledger", "ui -> (ledger | projections) -> domain"),
        ("ledger.wayward", "import projections", "ui -> (ledger | projections) -> domain"),
        ("projections.wayward", "import ledger", "ui -> (ledger | projections) -> domain"),
        ("ledger.wayward", "import ui", "ui -> (ledger | projections) -> domain"),
        ("domain.wayward", "import sqlite3", "domain computes"),
        ("domain.wayward", "from time import time", "domain computes"),
        ("projections.wayward", "import rich.table", "only ui speaks to a terminal"),
        ("ui.wayward", "import eventsourcing.application", "eventsourcing lives in ledger"),
        ("ledger.merkle", "import domain.values", "the verifier stands on"),
        ("ledger.note", "import pydantic", "the verifier stands on"),
        ("ledger.tiles", "import orjson", "the verifier stands on"),
        ("ledger.proof", "from ledger.errors import LedgerError", "the verifier stands on"),
        ("ledger.verify", "import eventsourcing.persistence", "the verifier stands on"),
        ("ledger.verify", "def late():\n    import ledger.log", "the verifier stands on"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    """An import that a module may not make is named by the contract that forbids it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.touch()
    (tmp_path / f"{module.replace('.', '/')}.py").write_text(f"{line}\n")
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


def test_the_verifier_imports_only_the_standard_library_and_cryptography() -> None:
    """No module of the verifier, nor a function in it, asks for anything else but the others."""
    allowed = {f"ledger.{name}" for name in VERIFIER}
    imported = {
        (module, name)
        for module in VERIFIER
        for node in ast.walk(ast.parse((ROOT / "ledger" / f"{module}.py").read_text("utf-8")))
        for name in names(node)
    }
    assert ("proof", "ledger.merkle") in imported
    tops = {*sys.stdlib_module_names, "cryptography"}
    wayward = {
        (module, name)
        for module, name in imported
        if name.partition(".")[0] not in tops and name not in allowed
    }
    assert wayward == set()


def test_loading_the_verifier_loads_nothing_else() -> None:
    """Whoever runs the verifier runs its modules, all of them, and what cryptography loads.

    `__mp_main__` is the name that multiprocessing gives to the program itself.
    """
    loaded = python(
        "import sys, multiprocessing; import cryptography.hazmat.primitives.asymmetric.ed25519; "
        "before = set(sys.modules); import ledger.verify; print(*set(sys.modules) - before)",
        ROOT,
    )
    foreign = {
        name
        for name in loaded.stdout.split()
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "cryptography"}
    }
    assert foreign - {"__mp_main__"} == {"ledger", *(f"ledger.{name}" for name in VERIFIER)}, (
        loaded.stderr
    )


def test_no_module_shadows_a_room() -> None:
    """No file inside a room bears a room's name: beside a script it would hide that room."""
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [path for path in paths if path.stem in ROOMS] == []
