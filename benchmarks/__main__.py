"""Runs the benchmark and prints what it measured, as a table or as JSON."""

import argparse
import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.load import WITHHOLDABLE
from benchmarks.record import DATA, Measured, Sizes, measure

LIMITS = {"withheld": (0, len(WITHHOLDABLE)), "seed": (0, sys.maxsize)}
PACKAGES = ("eventsourcing", "pydantic", "orjson")
BESIDE = ("eventsourcing", "sqlite3")
HELP = {
    "rounds": "how often each contestant takes its turn",
    "single": "acts a round, one a transaction",
    "bulk": "acts a round, many a transaction",
    "rebuild": "acts in the book whose views are rebuilt",
    "withheld": f"places withheld in every act, at most {len(WITHHOLDABLE)}",
    "seed": "of the synthetic acts",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, then print."""
    options = vars(_parser().parse_args(arguments))
    folder, as_json = options.pop("at"), options.pop("json")
    folder.mkdir(parents=True, exist_ok=True)
    sizes = Sizes(**options)
    found = measure(folder, sizes, lambda title: print(f"measuring: {title}", file=sys.stderr))
    print(_json(sizes, found) if as_json else _table(sizes, found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    for field in fields(Sizes):
        parser.add_argument(
            f"--{field.name}",
            type=_number(*LIMITS.get(field.name, (1, sys.maxsize))),
            default=field.default,
            help=f"{HELP[field.name]} (default %(default)s)",
        )
    parser.add_argument(
        "--at",
        type=Path,
        default=Path("build"),
        help="folder on the disk to be measured (default %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        found = int(text)
        if not least <= found <= most:
            raise ValueError
        return found

    return number


def _circumstances() -> dict[str, Any]:
    """On what it was measured; ratios of two machines can be compared, rates can't."""
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "load_average": round(os.getloadavg()[0], 2),
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in PACKAGES},
        },
    }


def _json(sizes: Sizes, found: Sequence[Measured]) -> str:
    measures = [
        asdict(one)
        | {
            "rate": round(one.rate),
            "rates": [round(rate) for rate in one.rates],
            "ratios": {name: round(ratio, 3) for name, ratio in one.ratios.items()},
        }
        for one in found
    ]
    about = {"schema": "minutebook/benchmark/1", "data": DATA, "sizes": asdict(sizes)}
    return json.dumps(about | _circumstances() | {"measures": measures}, indent=2)


def _table(sizes: Sizes, found: Sequence[Measured]) -> str:
    about = _circumstances()
    versions = ", ".join(f"{name} {text}" for name, text in about["versions"].items())
    lines = [
        f"{about['machine']}, load {about['load_average']}; {versions}",
        ", ".join(f"{name} {value}" for name, value in asdict(sizes).items()),
        "Every act is synthetic. Ratios are medians of the ratios within each round.",
    ]
    for title, group in groupby(found, key=lambda one: one.measure):
        lines += ["", title, f"  {'':18}{'acts/s':>9}{'µs/act':>9}"]
        lines[-1] += "".join(f"{'x ' + name:>16}" for name in BESIDE) + "  data       does without"
        lines += [f"  {_line(one)}" for one in group]
    return "\n".join(lines)


def _line(one: Measured) -> str:
    ratios = "".join(f"{one.ratios.get(name, 1):>16.2f}" for name in BESIDE)
    numbers = f"{one.rate:>9,.0f}{1e6 / one.rate:>9.1f}{ratios}"
    return f"{one.contestant:18}{numbers}  {one.data}  {one.without}"


if __name__ == "__main__":
    main()
