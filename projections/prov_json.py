"""A trace as W3C PROV-JSON, and the relations of such a document read back.

Names lie in `urn:minutebook:ORIGIN:`, which claims no place on the web. A name is percent-encoded
where a PROV reader might stumble, so that every name that is read back is the one written.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from prov.constants import PROV_N_MAP
from prov.identifier import Namespace, QualifiedName
from prov.model import PROV, ProvDocument, ProvRelation

from domain.values import Occurred

__all__ = ["read", "write"]

Pairs = list[tuple[QualifiedName, Any]]
TERMS = Namespace("term", "urn:minutebook-terms:")
LABEL, TYPE, ROLE = PROV["label"], PROV["type"], PROV["role"]
HOW = TERMS["how"]
READABLE = "/@:"  # with letters, digits and - . _ ~ these stand for themselves
WRITTEN = (
    *("act", "position", "title", "occurred", "made", "recorded_at", "recorded_by", "authority"),
    *("grade", "reason", "marks", "withheld", "locator", "sha256"),
)
"""Fields of a node that are written as attributes under the same name."""
HEADER = ("book", "head", "sealed", "audience", "as_of", "occurred_by", "left_out")
"""What a trace says of itself, written beside its case."""
KINDS = {"case": PROV["Collection"], "person": PROV["Person"], "entry": TERMS["Entry"]}
"""Types of node that have a type in PROV too, or one of this program."""
METHODS = {
    "wasGeneratedBy": "generation",
    "used": "usage",
    "wasInformedBy": "communication",
    "wasAssociatedWith": "association",
    "actedOnBehalfOf": "delegation",
    "wasAttributedTo": "attribution",
    "hadPrimarySource": "primary_source",
    "wasRevisionOf": "revision",
    "hadMember": "membership",
    "alternateOf": "alternate",
}
"""By which method of a document each relation is stated."""
BARE = frozenset({"hadMember", "alternateOf"})
"""Relations that have no attributes in PROV (PROV-DM 5.5.2, 5.6.2)."""
DERIVED = {PROV["PrimarySource"]: "hadPrimarySource", PROV["Revision"]: "wasRevisionOf"}
"""Relations that are a derivation of a type (PROV-DM 5.2.2, 5.2.4)."""


def write(trace: Mapping[str, Any]) -> str:
    """Write a trace, with its header, as a PROV-JSON document."""
    document = ProvDocument()
    document.add_namespace(TERMS)
    book = document.add_namespace("book", f"urn:minutebook:{trace['book']}:")
    names = {node["id"]: book[quote(node["id"], safe=READABLE)] for node in trace["nodes"]}
    for node in trace["nodes"]:
        attributes = list(_attributes(node))
        if node["id"] == trace["case"]:
            attributes += _of_the_whole(trace)
        if node["kind"] == "activity":
            document.activity(names[node["id"]], *_when(node["occurred"]), attributes)
        else:
            getattr(document, node["kind"])(names[node["id"]], attributes)
    for edge in trace["edges"]:
        ends = names[edge["from"]], names[edge["to"]]
        more = {} if edge["relation"] in BARE else {"other_attributes": _of_relation(edge)}
        getattr(document, METHODS[edge["relation"]])(*ends, **more)
    return document.serialize(format="json", indent=2, ensure_ascii=False) or ""


def read(text: str) -> list[dict[str, str | None]]:
    """Read the relations of a PROV-JSON document back, in the order of a trace's edges.

    `how` is null on those that can't carry it.
    """
    document = ProvDocument.deserialize(content=text, format="json")
    found = [_relation(record) for record in document.records if isinstance(record, ProvRelation)]
    return sorted(
        found, key=lambda one: tuple(one[key] or "" for key in ("from", "relation", "to", "how"))
    )


def _relation(record: ProvRelation) -> dict[str, str | None]:
    one, other = (unquote(value.localpart) for _, value in record.formal_attributes[:2])
    derived = [DERIVED[kind] for kind in record.get_asserted_types() if kind in DERIVED]
    relation = derived[0] if derived else PROV_N_MAP[record.get_type()]
    how = next(iter(record.get_attribute(HOW)), None)
    return {"from": one, "to": other, "relation": relation, "how": how}


# ---------------------------------------------------------------- attributes


def _attributes(node: Mapping[str, Any]) -> Iterator[tuple[QualifiedName, Any]]:
    yield LABEL, node["label"]
    if kind := KINDS.get(node["type"]):
        yield TYPE, kind
    for name in WRITTEN:
        value = node[name]
        for one in value if isinstance(value, list) else (value,):
            if one is not None:
                yield TERMS[name], _plain(one)


def _of_the_whole(trace: Mapping[str, Any]) -> Pairs:
    """Give what is true of the whole trace: of which book, as of when, and what is missing."""
    found = [(TERMS[name], _plain(trace[name])) for name in HEADER if name in trace]
    for gap in trace["not_on_record"]:
        said = f"{gap['what']} (coverage declared: {gap['coverage'] or 'nothing'})"
        found.append((TERMS["not_on_record"], said))
    found += [(TERMS["absent"], ref) for ref in trace["absent"]]
    for kind in ("dangling", "circular"):
        found += [(TERMS[kind], f"{one['from']} {one['how']} {one['to']}") for one in trace[kind]]
    return found


def _of_relation(edge: Mapping[str, Any]) -> Pairs:
    role = [] if edge["role"] is None else [(ROLE, _plain(edge["role"]))]
    return [(HOW, edge["how"]), *role]


def _when(occurred: Any) -> tuple[str | None, str | None]:
    """Give the times of an act that happened on one known day or at one instant; else none."""
    if not isinstance(occurred, str):
        return None, None
    when = Occurred.parse(occurred)
    return (when.earliest, when.latest) if when.day else (None, None)


def _plain(value: Any) -> Any:
    return f"withheld ({value['withheld']})" if isinstance(value, dict) else value
