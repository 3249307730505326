"""What the acts of an edition rest on, held against its date, and against whether it stands."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.acts import BasisAdded, EvidenceFiled
from domain.case_rules import superseded
from domain.law_rules import Reliance, evidence_after_act
from domain.rules import Finding
from domain.values import Kind, Occurred, Ref, Stream, Withheld
from projections.lookup import Lookup, Shown
from projections.plain import held
from projections.table import View

__all__ = ["relied"]


class Named(NamedTuple):
    """An act, what it names, and the position of the entry in which it is named."""

    act: str
    happened: Occurred | Withheld | None
    to: str
    position: int


def relied(view: View, as_of: int, edition: str) -> Iterator[tuple[str | None, Finding]]:
    """Hold against the rules what acts rest on, each with its case.

    What an act names in its own case, as its basis from the first, is held to its rule there.
    """
    lookup = Lookup(view, as_of)
    links = view.rows("links", as_of, edition=edition)
    added = [link["from"] for link in links if link["how"] == "extends"]
    added += (
        str(Ref(row["key"].rpartition(" ")[0], row["version"]))
        for row in view.rows("timeline", as_of, edition=edition)
        if row["act"] == BasisAdded.name and "voided" not in row["marks"]
    )
    for named in (*_in_basis(lookup, links), *_learned(lookup, added, edition)):
        stream = Stream.parse(Ref.parse(named.act).stream)
        case = stream.text if stream.kind is Kind.CASE else None
        for finding in _findings(lookup, named):
            yield case, finding


def _in_basis(lookup: Lookup, links: Iterable[dict[str, Any]]) -> Iterator[Named]:
    """Give what acts name as their basis in other streams."""
    for link in links:
        if link["how"] == "basis" and (one := lookup.at(link["from"])):
            yield Named(link["from"], _happened(one), link["to"], link["position"])


def _learned(lookup: Lookup, added: Iterable[str], edition: str) -> Iterator[Named]:
    """Give what it was learned later on that acts of an edition rest on."""
    for one in filter(None, map(lookup.at, dict.fromkeys(added))):
        act = lookup.resolved(one.body["to"]) if one.body.get("to") else None
        if act is None or act.voided or Stream.parse(act.stream).edition != edition:
            continue
        for to in one.body.get("basis") or ():
            yield Named(act.ref, _happened(act), to, one.position)


def _findings(lookup: Lookup, named: Named) -> Iterator[Finding]:
    document = lookup.resolved(named.to)
    if document is None:
        return
    act, ref = f"the act {named.act}", Ref.parse(named.to)
    corrections = lookup.corrections(document)
    newer = next((one for one in corrections if one.body["corrects"] == named.to), None)
    if newer is not None:
        yield superseded(act, named.position, ref, newer.position)
    if document.act == EvidenceFiled.name and not document.voided:
        dated, filed = _read(document.body.get("date")), _read(document.row["occurred"])
        yield from evidence_after_act(
            Reliance(act, named.position, named.happened, named.to, document.position, dated, filed)
        )


def _happened(shown: Shown) -> Occurred | Withheld | None:
    """When an act happened; if nobody said, at its recording if it was contemporaneous."""
    row = shown.row
    if row["occurred"] is None and row["made"] == "contemporaneous":
        return Occurred.at(row["recorded_at"])
    return _read(row["occurred"])


def _read(day: object) -> Occurred | Withheld | None:
    return Occurred.parse(day) if isinstance(day, str) else held(day)
