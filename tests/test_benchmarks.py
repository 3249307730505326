"""The benchmarks run and say that their load is synthetic; how fast they are no test judges."""

import json
from pathlib import Path

import pytest

from benchmarks import proof as proofs
from benchmarks.__main__ import main
from benchmarks.load import PROGRAMME, acts

SMALL = ["--rounds", "2", "--single", "3", "--bulk", "1001", "--rebuild", "600", "--withheld", "1"]
CONTESTANTS = ["minutebook", "minutebook append", "eventsourcing", "sqlite3"]


def test_every_contestant_of_every_measure_says_its_load_is_synthetic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The JSON names, for each contestant, its load, its ratios and what it does without."""
    main([*SMALL, "--at", str(tmp_path), "--json"])
    found = json.loads(capsys.readouterr().out)
    lines = found["measures"]
    assert [line["contestant"] for line in lines[:8]] == CONTESTANTS * 2
    assert [line["contestant"] for line in lines[8:]] == [
        "minutebook",
        "minutebook read",
        "eventsourcing",
        "sqlite3",
    ]
    assert {line["data"] for line in [found, *lines]} == {"synthetic"}
    for line in lines:
        assert line["without"]
        assert len(line["rates"]) == 2
        assert len(line["ratios"]) == 3
    assert list(tmp_path.iterdir()) == []


def test_the_table_says_on_every_line_that_the_load_is_synthetic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever copies one line out of the table copies with it what was measured."""
    sizes = ["--rounds", "1", "--single", "1", "--bulk", "1", "--rebuild", "1"]
    main([*sizes, "--at", str(tmp_path)])
    lines = [
        line
        for line in capsys.readouterr().out.splitlines()
        if line.strip().startswith(("minutebook", "eventsourcing ", "sqlite3"))
    ]
    assert len(lines) == 12
    assert all("synthetic" in line for line in lines)


def test_sealing_verifying_and_proving_are_measured_beside_their_floors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each measure of the proofs names its floor, and a book that does not hold stops it."""
    proofs.main(
        ["--entries", "60", "--single", "3", "--at-once", "20", "--at", str(tmp_path), "--json"]
    )
    found = json.loads(capsys.readouterr().out)
    assert found["data"] == "synthetic"
    assert [line["measure"].split()[0] for line in found["measures"]] == [
        "seal",
        "record,",
        "verify",
        "verify",
        "one",
    ]
    assert all(line["ratio"] > 0 and line["what_floor"] for line in found["measures"])
    assert list(tmp_path.iterdir()) == []


def test_the_load_repeats_and_says_of_itself_that_it_is_synthetic() -> None:
    """A seed gives the same acts again, and no stream, party or person of them looks real."""
    load = acts(1000, seed=7)
    assert load == acts(1000, seed=7)
    assert load != acts(1000, seed=8)
    assert 'code = "synthetic"' in PROGRAMME
    for act in load:
        assert act["on"].startswith("synthetic/")
        assert act["by"]["party"].startswith("synthetic-")
        assert "ynthetic" in json.dumps(act["body"])
