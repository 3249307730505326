"""Commands that ask what the register says: placements, disputes, one case, the replay of all."""

from contextlib import nullcontext
from typing import Annotated

import typer

from domain.submission import not_an_act
from ui import show
from ui.command import (
    MISMATCH,
    AsOf,
    CaseName,
    Edition,
    Json,
    OccurredBy,
    answer,
    asked,
)
from ui.schema import schema_of, schema_of_all
from ui.show_coverage import show_coverage
from ui.streams import err, out, print_json
from ui.usage import UsageError

__all__ = ["case", "changes", "coverage", "disputes", "overrides", "replay", "schema", "standings"]


def standings(
    edition: Edition = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show the tier of every subject. Without an edition, the newest of each."""
    with asked(as_of, occurred_by) as session:
        found = session.standings(edition)
    answer(found, as_json, lambda: show.show_standings(out, found))


def disputes(
    edition: Edition = None,
    *,
    party: Annotated[
        str | None, typer.Option(metavar="P", help="Only where P recommended or objected.")
    ] = None,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show contested cases and their outcomes.

    With the counts, their bounds, and how much of it the record answers.
    """
    with asked(as_of, occurred_by) as session:
        found = session.disputes(edition, party)
    scope = (edition or "the book") + (
        f" in which {party} recommended or objected" if party else ""
    )
    answer(found, as_json, lambda: show.show_disputes(out, found, scope))


def overrides(
    edition: Edition = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show cases that ended otherwise than recommended. Contested or not."""
    with asked(as_of, occurred_by) as session:
        found = session.overrides(edition)
    answer(found, as_json, lambda: show.show_overrides(out, found))


def changes(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier edition.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later edition.")],
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show who moved up or down between two editions."""
    with asked(as_of, occurred_by) as session:
        found = session.changes(before, after)
    answer(found, as_json, lambda: show.show_changes(out, found))


def case(
    name: CaseName,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show the timeline of one case. In the order in which things happened."""
    with asked(as_of, occurred_by) as session:
        found = session.case(name)
    answer(found, as_json, lambda: show.show_case(out, found))


def coverage(
    edition: Edition = None,
    *,
    as_json: Json = False,
    as_of: AsOf = None,
    occurred_by: OccurredBy = None,
) -> None:
    """Show what the book declares to hold. What it does not is not assessable."""
    with asked(as_of, occurred_by) as session:
        found = session.coverage(edition)
    answer(found, as_json, lambda: show_coverage(out, found))


def replay(*, as_json: Json = False, as_of: AsOf = None, occurred_by: OccurredBy = None) -> None:
    """Rebuild the views from the entries and compare."""
    waiting = err.status("replaying") if err.is_terminal else nullcontext()
    with asked(as_of, occurred_by) as session, waiting:
        found = session.replay()
    answer(found, as_json, lambda: show.show_replay(out, found))
    if not found["identical"]:
        raise typer.Exit(MISMATCH)


def schema(
    act: Annotated[str | None, typer.Argument(help="One act, e.g. objection-raised.")] = None,
    *,
    as_json: Json = True,  # noqa: ARG001 - a schema is JSON in any case
) -> None:
    """Print the JSON Schema of the acts."""
    try:
        found = schema_of(act) if act else schema_of_all()
    except KeyError:
        raise UsageError(not_an_act(act or "", "minutebook schema")) from None
    print_json(found)
