"""Tables that remember: every row with the positions since and until which it held.

"As of position n" is a WHERE clause, and what an entry changed is what was closed and opened at
its position. One shape serves every table: a key, the stream its rows are folded from, the
edition, and the row itself as JSON.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from projections.errors import ViewUnreadable

__all__ = ["TABLES", "Row", "View"]

SCHEMA = 4
TABLES = (
    "programmes",
    "editions",
    "coverage",
    "meetings",
    "held",
    "standings",
    "disputes",
    "overrides",
    "identified",
    "timeline",
    "entries",
    "links",
    "duties",
    "claims",
    "responses",
    "findings",
    "absent",
)
_OPEN = " UNION ALL ".join(
    f"SELECT '{table}', key, row FROM {table} WHERE stream = ?1 AND until IS NULL"  # noqa: S608
    for table in TABLES
)


class Row(NamedTuple):
    """One row as folded: where it belongs, under which key, and what it says."""

    table: str
    key: str
    edition: str
    row: dict[str, Any]


class View:
    """Every table of one audience, in one SQLite file that can be deleted at any time."""

    def __init__(self, path: Path | None) -> None:
        """Open a view, or one in memory when there is no place to keep it."""
        self.path = path
        self._db = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=OFF")  # disposable: a lost view is made again
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._db.close()
            if isinstance(error, sqlite3.OperationalError):
                raise  # the place can't be written to: the caller has another
            raise ViewUnreadable(str(path), str(error)) from None

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make changes that all hold or none; others wait."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # ------------------------------------------------------------ how far it has come

    @property
    def position(self) -> int:
        """Position of the last entry taken in."""
        found: int = self._progress()[0]
        return found

    @property
    def origin(self) -> str:
        """Origin of the book it is made from; empty for a new view."""
        found: str = self._progress()[1]
        return found

    def _progress(self) -> tuple[int, str]:
        found = self._db.execute("SELECT position, origin FROM progress").fetchall()
        if len(found) != 1:
            raise ViewUnreadable(str(self.path), "it does not say how far it has come")
        position, origin = found[0]
        return position, origin

    def reached(self, position: int, origin: str) -> None:
        """Note how far it has come, in the transaction that brought it there."""
        self._db.execute("UPDATE progress SET position = ?, origin = ?", (position, origin))

    def clear(self) -> None:
        """Forget everything, in the transaction that makes it again."""
        for table in TABLES:
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        self._db.execute("UPDATE progress SET position = 0, origin = ''")

    # ------------------------------------------------------------ rows

    def change(self, stream: str, position: int, rows: Iterable[Row]) -> None:
        """Make these the open rows of a stream: close what differs, open what is new."""
        wanted = {
            (row.table, row.key): (
                row.edition,
                orjson.dumps(row.row, option=orjson.OPT_SORT_KEYS).decode(),
            )
            for row in rows
        }
        for table, key, held in self._db.execute(_OPEN, (stream,)).fetchall():
            if (new := wanted.get((table, key))) and new[1] == held:
                del wanted[table, key]
            else:
                self._close(table, key, position)
        for (table, key), (edition, row) in wanted.items():
            self._db.execute(
                f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, NULL)",  # noqa: S608
                (key, stream, edition, row, position),
            )

    def _close(self, table: str, key: str, position: int) -> None:
        self._db.execute(
            f"UPDATE {table} SET until = ? WHERE key = ? AND until IS NULL",  # noqa: S608
            (position, key),
        )

    def rows(
        self, table: str, as_of: int, *, edition: str | None = None, stream: str | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a table that held as of a position, each with its key."""
        sql = f"SELECT key, row FROM {table} WHERE since <= ?1 AND (until IS NULL OR until > ?1)"  # noqa: S608
        values: list[object] = [as_of]
        for column, value in (("edition", edition), ("stream", stream)):
            if value is not None:
                values.append(value)
                sql += f" AND {column} = ?{len(values)}"
        return [
            {"key": key, **orjson.loads(row)}
            for key, row in self._db.execute(f"{sql} ORDER BY key", values)
        ]

    def cases(self) -> list[str]:
        """Every case that ever had an entry."""
        found = self._db.execute("SELECT DISTINCT stream FROM timeline ORDER BY stream")
        return [stream for (stream,) in found]

    def streams(self, edition: str) -> list[str]:
        """Every case of an edition that has an entry."""
        found = self._db.execute(
            "SELECT DISTINCT stream FROM timeline WHERE edition = ? ORDER BY stream", (edition,)
        )
        return [stream for (stream,) in found]

    def changed(self, table: str, stream: str) -> Iterator[tuple[str, int, int | None, Any]]:
        """Every row a stream ever had in a table: key, since, until, row, in order."""
        found = self._db.execute(
            f"SELECT key, since, until, row FROM {table} WHERE stream = ? ORDER BY key, since",  # noqa: S608
            (stream,),
        )
        for key, since, until, row in found:
            yield key, since, until, orjson.loads(row)

    def held(self, as_of: int, edition: str) -> dict[str, int]:
        """How many acts of each name the cases of an edition had in force as of a position."""
        found = self._db.execute(
            "SELECT json_extract(row, '$.act'), count(*) FROM timeline WHERE edition = ?2 "
            "AND since <= ?1 AND (until IS NULL OR until > ?1) "
            "AND NOT EXISTS (SELECT 1 FROM json_each(row, '$.marks') WHERE value = 'voided') "
            "GROUP BY 1",
            (as_of, edition),
        )
        return dict(found.fetchall())

    def everything(self, table: str, as_of: int) -> Iterator[tuple[Any, ...]]:
        """Every row that ever held up to a position, in one order, as it was known then."""
        until = "CASE WHEN until <= ?1 THEN until END"
        return self._db.execute(
            f"SELECT key, since, {until}, stream, edition, row FROM {table} "  # noqa: S608
            "WHERE since <= ?1 ORDER BY key, since",
            (as_of,),
        )

    def count(self, table: str) -> int:
        """How many rows ever held."""
        found: int = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        return found

    # ------------------------------------------------------------ the file

    def _prepare(self) -> None:
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found == SCHEMA:
            return
        with self.transaction():
            if self._db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA:
                return
            for table in (*TABLES, "progress"):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for table in TABLES:
                for statement in _tables(table):
                    self._db.execute(statement)
            self._db.execute("CREATE TABLE progress (position INTEGER, origin TEXT) STRICT")
            self._db.execute("INSERT INTO progress VALUES (0, '')")
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")


def _tables(table: str) -> Iterable[str]:
    yield (
        f"CREATE TABLE {table} (key TEXT NOT NULL, stream TEXT NOT NULL, edition TEXT NOT NULL, "
        "row TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER) STRICT"
    )
    yield f"CREATE UNIQUE INDEX {table}_open ON {table} (key) WHERE until IS NULL"
    yield f"CREATE INDEX {table}_stream ON {table} (stream)"
    yield f"CREATE INDEX {table}_edition ON {table} (edition)"
