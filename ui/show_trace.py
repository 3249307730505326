"""A trace as a tree for a person: from the placement backwards, then what is not on record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from domain.acts import EvidenceFiled, PlacementCorrected, PlacementPublished, RecordCorrected
from ui.cells import shown

__all__ = ["show_trace"]

Answer = Mapping[str, Any]
DEEPEST = 10  # what lies further back begins again at the margin
PLACED = (PlacementPublished.name, PlacementCorrected.name)
WORDS = {
    "basis": "rests on",
    "basis-added": "rests on, as was learned later,",
    "settles": "settles",
    "meeting": "decided at",
    "agenda": "after a meeting on it,",
    "order": "came after",
    "order-not-determined": "before or after",
    "waiver": "under a waiver,",
    "published": "published with",
    "extends": "adds to the basis of",
    "releases": "opens",
    "to": "answers",
    "corrects": "corrects",
    "corrected": "corrected by",
}
"""How each link is said, from the later entry to the earlier."""
REASONS = {
    "text": "a reason is on record",
    "none-stated": "the record states that no reason was given",
    "withheld": "a reason is on record, and withheld",
    "not-on-record": "no reason is on record",
}
COVERED = {
    "complete": "the book declares to hold every one",
    "partial": "the book declares to hold some of these",
    "none": "the book declares to hold none of these",
    None: "the book declares nothing of these",
}


def show_trace(console: Console, answer: Answer) -> None:
    """Print the tree, then every step that is not on record, then what is missing of this copy."""
    console.print(_Backwards(answer).tree())
    recorders = [node["recorded_by"] for node in answer["nodes"] if node["recorded_by"]]
    if named := dict.fromkeys(str(shown(one)) for one in recorders):
        console.print(Text(f"Written down by: {', '.join(named)}"))
    if answer["absent"]:
        console.print(Text(f"On record and not in this copy: {', '.join(answer['absent'])}"))
    if answer["not_on_record"]:
        where = "here, and perhaps among these" if answer["absent"] else "on record"
        console.print(f"Not {where}, which does not say that there was none:")
    for gap in answer["not_on_record"]:
        said = Text(f"{gap['what']}: ", style="bold")
        note = f"; {gap['note']}" if gap["note"] else ""
        said.append(f"{COVERED[gap['coverage']]}{note}", style="not bold")
        console.print(Padding(said, (0, 0, 0, 2), expand=False))
    why = "left out by --occurred-by, or not in this copy"
    where = why if "occurred_by" in answer else "not in this copy"
    _list(console, f"Named, but {where}:", answer["dangling"])
    _list(console, "Left out, since it would make an act rest on itself:", answer["circular"])


def _list(console: Console, heading: str, links: Sequence[Answer]) -> None:
    if links:
        console.print(Text(heading))
    for link in links:
        source = link["from"].removeprefix("act:")
        said = Text(f"{source} {WORDS[link['how']]} {link['to']}")
        console.print(Padding(said, (0, 0, 0, 2), expand=False))


class _Backwards:
    """The entries of a trace, each shown once, under what rests on it."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._nodes = {node["id"]: node for node in answer["nodes"]}
        self._onward: dict[str, list[tuple[str, str]]] = {}
        self._about: dict[str, list[Answer]] = {}
        for edge in answer["edges"]:
            self._about.setdefault(edge["from"], []).append(edge)
            if link := self._link(edge):
                self._onward.setdefault(link[0], []).append(link[1:])
        for links in self._onward.values():
            links.sort(key=lambda link: (-self._nodes[link[1]]["position"], link))
        self._shown: set[str] = set()
        self._further: list[str] = []

    def _link(self, edge: Answer) -> tuple[str, str, str] | None:
        """Give an edge between entries as one from entry to entry, with how it is said."""
        one, other = (edge[end].removeprefix("act:") for end in ("from", "to"))
        if edge["relation"] == "wasRevisionOf":
            return other, "corrected", one
        between = edge["relation"] in ("used", "wasInformedBy") or edge["how"] == "published"
        return (one, edge["how"], other) if between and edge["how"] != "corrects" else None

    # ------------------------------------------------------------ the tree

    def tree(self) -> Tree:
        """Give the whole tree: the placement first, then what else is on record of the case."""
        case = self._answer["case"]
        root = Tree(Text(self._nodes[case]["label"], style="bold"))
        self._section(root, "", self._tops(case, PLACED))
        self._section(root, "Also on record of this case" if self._shown else "", self._tops(case))
        for node in self._answer["nodes"]:
            if node["type"] == "case" and node["id"] != case:
                label = f"The same subject under another name: {node['label']}"
                self._section(root, label, self._tops(node["id"]))
        entries = [node for node in self._answer["nodes"] if node["type"] == "entry"]
        evidence = [one["id"] for one in entries if one["act"] == EvidenceFiled.name]
        self._section(root, "More evidence about it", evidence)
        self._section(root, "What else is linked to it", [one["id"] for one in entries])
        return root

    def _tops(self, case: str, acts: tuple[str, ...] = ()) -> list[str]:
        """Give the entries of a case, not yet shown, that no other of them leads back to.

        Corrections stand below what they correct, and may rest on it in turn: they don't count.
        """
        own = [
            edge["to"]
            for edge in self._about.get(case, ())
            if edge["how"] == "stream"
            and edge["to"] not in self._shown
            and self._nodes[edge["to"]]["act"] != RecordCorrected.name
            and (not acts or self._nodes[edge["to"]]["act"] in acts)
        ]
        links = [link for one in own for link in self._onward.get(one, ())]
        led = {other for how, other in links if how != "corrected"}
        return sorted({*own} - led, key=lambda one: -self._nodes[one]["position"])

    def _section(self, root: Tree, heading: str, refs: Iterable[str]) -> None:
        """Show entries that are not yet shown, with all they lead back to, under a heading."""
        branch = root
        for ref in refs:
            if ref in self._shown:
                continue
            if heading and branch is root:
                branch = root.add(Text(heading))
            self._backwards(self._entry(branch, ref, ""), ref)
            while self._further:
                again = self._further.pop(0)
                further = root.add(Text("Further back")).add(self._line(again, "", "continued"))
                self._backwards(further, again)

    def _backwards(self, branch: Tree, start: str) -> None:
        """Show all that an entry leads back to, each under the first entry that does."""
        waiting = [(branch, how, ref, 1) for how, ref in reversed(self._onward.get(start, []))]
        while waiting:
            under, how, ref, depth = waiting.pop()
            if ref in self._shown:
                under.add(self._line(ref, how, "see above"))
                continue
            below = self._entry(under, ref, how)
            onward = self._onward.get(ref, [])
            if onward and depth == DEEPEST:
                below.add(Text("further back: see below", style="dim"))
                self._further.append(ref)
            else:
                waiting += [(below, said, one, depth + 1) for said, one in reversed(onward)]

    def _entry(self, under: Tree, ref: str, how: str) -> Tree:
        self._shown.add(ref)
        below = under.add(self._line(ref, how))
        for detail in self._details(ref):
            below.add(detail)
        return below

    # ------------------------------------------------------------ lines

    def _line(self, ref: str, how: str, instead: str = "") -> Text:
        """Write one entry as a line; of one that stands elsewhere, only where."""
        node = self._nodes[ref]
        line = Text(f"{WORDS[how]} " if how else "", style="cyan")
        line.append(f"{node['position']}  ", style="bold not cyan")
        line.append(node["label"], style="not cyan")
        if instead:
            return line.append(f" ({instead})", style="dim not cyan")
        if node["title"] is not None:
            line.append(f", “{shown(node['title'])}”", style="not cyan")
        said = [_when(node), node["made"], *([shown(node["grade"])] if node["grade"] else [])]
        line.append(f" · {' · '.join(said)}", style="dim not cyan")
        marks = node["marks"]
        return line.append(f" [{', '.join(marks)}]", style="yellow") if marks else line

    def _details(self, ref: str) -> Iterator[Text]:
        """Give what stands below an entry: who, why, from what it is known, what is missing."""
        edges = [*self._about.get(f"act:{ref}", ()), *self._about.get(ref, ())]
        people = [edge for edge in edges if self._nodes[edge["to"]]["type"] == "person"]
        for how, said in (("by", "in person"), ("attendee", "present, as far as named")):
            if named := [self._named(edge) for edge in people if edge["how"] == how]:
                yield Text(f"{said}: {'; '.join(named)}", style="dim")
        if reason := self._nodes[ref]["reason"]:
            yield Text(REASONS[reason])
        for edge in edges:
            if edge["relation"] == "hadPrimarySource":
                source = self._nodes[edge["to"]]
                grade = f" · {shown(source['grade'])}" if source["grade"] else ""
                yield Text(f"source: {source['label']}{grade}", style="dim")
        for link in self._answer["dangling"]:
            if link["from"] == f"act:{ref}":
                yield Text(f"{WORDS[link['how']]} {link['to']} (not found)", style="red")

    def _named(self, edge: Answer) -> str:
        name = self._nodes[edge["to"]]["label"]
        return f"{name} ({shown(edge['role'])})" if edge["role"] is not None else name


def _when(node: Answer) -> str:
    """Say when something happened; an act put down as it happened, when it was recorded."""
    if node["occurred"] is not None:
        return str(shown(node["occurred"]))
    stamped = node["made"] == "contemporaneous"
    return f"recorded {node['recorded_at'][:10]}" if stamped else "date not on record"
