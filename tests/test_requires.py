"""No test is left out unseen: what a machine lacks is named, and fails where it was required."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDS_GO = """
import pytest

def test_anywhere():
    pass

@pytest.mark.requires("go")
def test_with_go():
    pass
"""

SKIPS = {
    "call": """
import pytest
def test_it():
    pytest.skip("not today")
""",
    "marker": """
import pytest
@pytest.mark.skip(reason="not today")
def test_it():
    pass
""",
    "module": """
import pytest
pytest.skip("not today", allow_module_level=True)
""",
    "unittest": """
import unittest
class T(unittest.TestCase):
    def test_it(self):
        self.skipTest("not today")
""",
}


def run(folder: Path, source: str, require: str = "", *options: str) -> tuple[int, str]:
    """Run a test file under our conftest on a machine with no program at all.

    A package that brings Go along is hidden by whatever is called `go` in the folder.
    """
    if not (folder / "go").exists():
        (folder / "go.py").touch()
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_it.py").write_text(source)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={"MINUTEBOOK_REQUIRE": require, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_what_the_machine_lacks_is_skipped_by_name(tmp_path: Path) -> None:
    """Where nothing is required, the skip passes and its reason stands in the summary."""
    code, output = run(tmp_path, NEEDS_GO)
    assert code == 0
    assert "needs go, which this machine lacks" in output
    assert "1 passed, 1 skipped" in output


def test_go_is_found_in_the_package_that_brings_it_along(tmp_path: Path) -> None:
    """Where Go is not on PATH but installed beside Python, the test runs."""
    (tmp_path / "go" / "bin").mkdir(parents=True)
    (tmp_path / "go" / "__init__.py").touch()
    (tmp_path / "go" / "bin" / "go").touch(mode=0o755)
    code, output = run(tmp_path, NEEDS_GO, "go")
    assert code == 0
    assert "2 passed" in output


@pytest.mark.parametrize("options", [(), ("-n1",)])
def test_what_is_required_fails_where_it_lacks(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Where the name is required, the same test fails instead, in one process or in several."""
    code, output = run(tmp_path, NEEDS_GO, "browser,go", *options)
    assert code == 1
    assert "MINUTEBOOK_REQUIRE names go" in output
    assert "skipped" not in output


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS)
@pytest.mark.parametrize("options", [(), ("-n1",)], ids=["alone", "xdist"])
def test_any_other_skip_fails(tmp_path: Path, source: str, options: tuple[str, ...]) -> None:
    """A skip that no marker gave leave for ends the run in failure, wherever it is said."""
    code, output = run(tmp_path, source, "", *options)
    assert code != 0
    assert "not today\nNo test is skipped but by pytest.mark.requires(name)." in output


@pytest.mark.parametrize("require", ["", "telepathy"])
def test_an_unknown_name_is_refused(tmp_path: Path, require: str) -> None:
    """Neither a test nor the environment may require what nothing checks."""
    source = "import pytest\n@pytest.mark.requires('telepathy')\ndef test_it(): pass"
    code, output = run(tmp_path, source, require)
    assert code != 0
    assert (
        "nothing tells whether 'telepathy' is there; known: browser, cable, go, postgres" in output
    )
