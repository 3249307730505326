"""What is handed over: the wheel carries what runs, the locks pin what it runs on."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
GO_LOCK = "requirements-go.lock"
PIN = re.compile(
    r"^([a-z0-9-]+)==([^ ;]+)( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this checkout."""
    into = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return next(into.glob("*.whl"))


def test_the_wheel_carries_every_module_of_the_rooms(wheel: Path) -> None:
    """Each file of the four rooms is in the wheel, programmes among them."""
    shipped = set(ZipFile(wheel).namelist())
    files = {
        path.relative_to(ROOT).as_posix()
        for room in ("domain", "ledger", "projections", "ui")
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".py", ".toml"}
    }
    assert "domain/programmes/tip.toml" in files
    assert files - shipped == set()


def test_the_wheel_carries_the_shipped_history(wheel: Path) -> None:
    """The acts of the shipped history, claims about it and the example lie beside ui."""
    shipped = {name for name in ZipFile(wheel).namelist() if name.startswith("ui/data/")}
    acts = {f"ui/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("data/tip/*.jsonl")}
    example = {
        f"ui/{path.relative_to(ROOT).as_posix()}"
        for path in ROOT.glob("data/example/**/*")
        if path.is_file()
    }
    assert acts
    assert example
    assert shipped == acts | example | {"ui/data/tip/README.md", "ui/data/tip/claims.toml"}


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    """No test, benchmark or stray folder is installed with the application."""
    tops = {name.partition("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"domain", "ledger", "projections", "ui", "minutebook-0.1.0.dist-info"}


def test_the_wheel_runs_in_a_folder_of_its_own(wheel: Path, tmp_path: Path) -> None:
    """Unpacked anywhere, the wheel makes and checks the demonstration book."""
    ZipFile(wheel).extractall(tmp_path / "unpacked")
    (tmp_path / "elsewhere").mkdir()
    demo = subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", "--book", "book", "demo"],
        cwd=tmp_path / "elsewhere",
        env={"PYTHONPATH": str(tmp_path / "unpacked")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert (tmp_path / "elsewhere" / "book" / "minutebook.toml").is_file()


def pins(lock: str) -> dict[str, str]:
    """Return the versions that a lock pins, each line of it accounted for."""
    text = (ROOT / lock).read_text("utf-8")
    rest = re.sub(r"^ *#.*\n", "", PIN.sub("", text), flags=re.MULTILINE)
    assert rest == "", f"{lock} has lines that pin nothing"
    return {match[1]: match[2] for match in PIN.finditer(text)}


def requirements(*groups: str) -> list[Requirement]:
    """Return what the project depends on, and what the named groups add."""
    found = list(PYPROJECT["project"]["dependencies"])
    for group in groups:
        for entry in PYPROJECT["dependency-groups"][group]:
            if isinstance(entry, str):
                found.append(entry)
            else:
                found += map(str, requirements(entry["include-group"]))
    return [Requirement(line) for line in found]


@pytest.mark.parametrize(("lock", "group"), [*zip(LOCKS, ("build", "dev"), strict=True)])
def test_a_lock_pins_what_the_project_asks_for(lock: str, group: str) -> None:
    """Every dependency is pinned with hashes, in a version that pyproject.toml allows."""
    pinned = pins(lock)
    for requirement in requirements(group):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{lock} lacks {requirement.name}: make lock"
        assert requirement.specifier.contains(version), f"{requirement} is {version}: make lock"


def test_what_only_some_machines_need_has_a_lock_of_its_own() -> None:
    """The lock of Go pins Go and nothing else, in a version that pyproject.toml allows."""
    (line,) = PYPROJECT["dependency-groups"]["go"]
    requirement = Requirement(line)
    ((name, version),) = pins(GO_LOCK).items()
    assert name == canonicalize_name(requirement.name)
    assert requirement.specifier.contains(version), f"{requirement} is {version}: make lock"


def test_tests_run_on_the_versions_that_users_get() -> None:
    """The lock for tests repeats the core lock, pin for pin."""
    core, dev = map(pins, LOCKS)
    assert core.items() <= dev.items()


@pytest.mark.parametrize("name", [*LOCKS, GO_LOCK, "pyproject.toml", "Makefile", ".ci/run"])
def test_no_build_file_names_a_package_host(name: str) -> None:
    """Where packages come from is the business of the machine that installs them."""
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"[a-z]+://\S*|index-url|find-links", text) == []


def test_every_rule_left_out_says_why() -> None:
    """A lint rule is ignored only with its reason beside it."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for code in PYPROJECT["tool"]["ruff"]["lint"]["ignore"]:
        assert re.search(rf'^  "{code}", +# \w', text, re.MULTILINE), (
            f"{code} is ignored without a reason"
        )
