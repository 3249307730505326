"""Verifying a copy: that every entry in it is of the log, and that what lacks is said to lack.

A copy can't be whole by itself: entries are missing that its audience may not have. What is missing
must be stated, and a bundle must hold every version of its case that the recorded heads name.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ledger.archive import ArchiveError, Zip
from ledger.copies import BUNDLE, COPY, Copy, Received, rotation_name
from ledger.findings import Check, Findings
from ledger.merkle import leaf_hash
from ledger.note import NoteError, open_note
from ledger.order import Order, disclosure_faults
from ledger.plain import PlainError
from ledger.proof import Proof, ProofError
from ledger.tiles import Tree
from ledger.verify_log import Asked, Head, History, LogFiles, compare, hold_vkey, signer, verify_log
from ledger.verify_store import DAMAGED

__all__ = ["verify_copy"]

KINDS = ("book", BUNDLE)
AUDIENCES = ("public", "congress", "internal")
UNREADABLE = (PlainError, ArchiveError, OSError, *DAMAGED)


def verify_copy(copy: Copy, asked: Asked, findings: Findings) -> None:
    """Verify a published folder, a bundle, or a copy that was received."""
    try:
        facts = copy.facts()
    except UNREADABLE as error:
        findings.fault(None, f"it does not say what it is a copy of: {error}", signed=False)
        facts = {}
    bundle = facts.get("kind") == BUNDLE
    findings.audience = str(facts.get("audience"))
    log = LogFiles(copy.files, "log/")
    head = verify_log(log, findings, bundles=not bundle)
    if head is None:
        return
    findings.head = head.checkpoint.size
    tree = Tree(head.checkpoint.size, log.tile)
    there = _There(copy, head, tree, asked, findings)
    there.take_all(proofs=bundle and not isinstance(copy, Received))
    _whole(copy, facts, head, findings)
    with findings.check("complete") as check:
        check.detail = there.complete(facts, bundle=bundle)
    findings.origin = head.checkpoint.origin
    with findings.check("origin") as check:
        if (other := there.order.origin) not in (None, findings.origin):
            findings.fault(None, f"the log is of {findings.origin}, the entries are of {other}")
        if facts.get("book") != findings.origin:
            said = f"{COPY} says book {facts.get('book')!r}"
            findings.fault(None, said, signed=False)
        check.detail = findings.origin
    chain = there.order.vkeys
    hold_vkey(log, chain, findings)
    if not chain and (vkey := log.vkey()):
        chain = [(1, vkey)]
    signer(head, chain, asked, findings, _Rotations(copy, tree))
    keys = [*asked.keys, *(vkey for _, vkey in chain)]
    compare(History(findings.origin, keys, head.checkpoint.size, tree.root), asked, findings)


def _whole(copy: Copy, facts: dict[str, Any], head: Head, findings: Findings) -> None:
    """Hold what lies beside the entries to what was signed, and to itself."""
    with findings.check("copy") as check:
        may_be = {"kind": KINDS, "audience": AUDIENCES, "size": (head.checkpoint.size,)}
        for name, known in may_be.items():
            if facts.get(name) not in known:
                findings.fault(None, f"{COPY} says {name} {facts.get(name)!r}", signed=False)
        try:
            found = copy.row_faults(head.checkpoint.size) if isinstance(copy, Received) else ()
            for position, what in found:
                findings.fault(position, what, signed=False)
        except UNREADABLE as error:
            findings.fault(None, f"ledger.sqlite can't be read: {error}", signed=False)
        if isinstance(copy.files, Zip):
            for what in copy.files.damaged():
                findings.fault(None, what, signed=False)
        check.detail = "for whom it was made, and what lies beside its entries"


class _There:
    """The entries of a copy, each held to the log."""

    def __init__(
        self, copy: Copy, head: Head, tree: Tree, asked: Asked, findings: Findings
    ) -> None:
        self.order = Order(gaps=True, strict=asked.strict)
        self._copy, self._head, self._tree, self._findings = copy, head, tree, findings
        self._versions: dict[str, set[int]] = {}
        self._positions: set[int] = set()
        self._closed: set[tuple[int, str, str]] = set()
        """Places that are withheld and not opened here: position, pointer, class."""
        self._ordered = Check("order")

    def take_all(self, *, proofs: bool) -> None:
        """Take every entry that is there."""
        with (
            self._findings.check("order") as self._ordered,
            self._findings.check("entries") as check,
        ):
            self._ordered.detail = "times and versions follow each other, as far as they are here"
            try:
                disclosures = self._copy.disclosures()
            except UNREADABLE as error:
                self._findings.fault(None, f"disclosures can't be read: {error}")
                disclosures = {}
            try:
                for position, data in self._copy.entries():
                    self._take(position, data, disclosures.pop(position, {}))
                    if proofs:
                        self._prove(position, data)
            except UNREADABLE as error:
                self._findings.fault(None, f"entries can't be read: {error}")
            for position in disclosures:
                self._findings.fault(position, "disclosures of an entry that is not there")
            check.detail = f"{self._findings.entries} of {self._head.checkpoint.size} are here"

    def _take(self, position: int, data: bytes, disclosures: dict[str, str]) -> None:
        fault = self._findings.fault
        self._findings.entries += 1
        if not 0 < position <= self._head.checkpoint.size:
            fault(position, "the entry is beyond the checkpoint: nothing vouches for it")
            return
        try:
            logged = self._tree.subtree(0, position - 1)
        except ValueError as error:
            fault(position, f"the log can't be read here: {error}")
        else:
            if leaf_hash(sha256(data).digest()) != logged:
                fault(position, "the entry is not the one in the log")
        fields, faults = self.order.take(position, data)
        for what, ordered in faults:
            fault(position, what, signed=ordered is not None, of=self._ordered if ordered else None)
        if not fields:
            return
        self._positions.add(position)
        self._versions.setdefault(fields["stream"], set()).add(fields["version"])
        for what, forged in disclosure_faults(fields, disclosures, whole=False):
            fault(position, what, signed=forged)
        self._closed |= {
            (position, pointer, promised["release"])
            for pointer, promised in fields.get("commitments", {}).items()
            if pointer not in disclosures
        }

    def _prove(self, position: int, data: bytes) -> None:
        """Hold an entry to the proof that lies beside it."""
        name = f"proofs/{position}.tlog-proof"
        try:
            raw = self._copy.files.read(name)
            if raw is None:
                raise ProofError("it is missing")  # noqa: TRY301 - told like the others
            proof = Proof.parse(raw)
            leaf = sha256(data).digest()
            good = proof.index == position - 1 and proof.note == self._head.note
            if not (good and proof.leaf == leaf and proof.holds(leaf)):
                raise ProofError("it proves something else")  # noqa: TRY301
        except (ProofError, ArchiveError) as error:
            self._findings.fault(position, f"{name}: {error}")

    # ------------------------------------------------------------ what is missing

    def complete(self, facts: dict[str, Any], *, bundle: bool) -> str:
        """Hold what is not there to what is stated to be withheld; say how far that went."""
        try:
            rows = self._copy.withheld()
        except UNREADABLE as error:
            self._findings.fault(None, f"the index of what is withheld: {error}", signed=False)
            rows = []
        places = {(row.get("position"), row.get("pointer"), row.get("release")) for row in rows}
        for position, pointer, _ in sorted(self._closed - places):
            what = f"{pointer} is withheld, and the index does not say so"
            self._findings.fault(position, what, signed=False)
        whole = [row for row in rows if row.get("pointer") is None]
        if bundle:
            case = str(facts.get("case"))
            for name, version in self._missing({str(row.get("entry")) for row in whole}, case):
                what = f"{name}@{version} is on record, is not here, and is not stated as withheld"
                self._findings.fault(None, what, signed=False)
            return self._case_said(case)
        stated = {row.get("position") for row in whole}
        for position in range(1, self._head.checkpoint.size + 1):
            if position not in self._positions and position not in stated:
                what = "the entry is not here, and is not stated as withheld"
                self._findings.fault(position, what, signed=False)
        return f"{len(stated)} entries withheld, {len(self._closed)} places in others"

    def _missing(self, stated: set[str], case: str) -> Iterator[tuple[str, int]]:
        """Yield what heads, or later versions, show to be on record and is neither here nor stated.

        That is asked of the streams that a bundle holds, and of its case.
        """
        known = {name: max(versions) for name, versions in self._versions.items()}
        for _, heads in self.order.heads.values():
            for name in heads.keys() & {*known, case}:
                known[name] = max(heads[name], known.get(name, 0))
        for name in sorted(known):
            there = self._versions.get(name, set())
            for version in range(1, min(known[name], self._head.checkpoint.size) + 1):
                if version not in there and f"{name}@{version}" not in stated:
                    yield name, version

    def _case_said(self, case: str) -> str:
        edition = case.rpartition("/")[0]
        position, heads = self.order.heads.get(edition, (0, {}))
        if case not in heads:
            what = f"no heads name {case}: nobody can tell whether it is whole"
            self._findings.fault(None, what, signed=False)
            return f"{case}: not known"
        there = len(self._versions.get(case, ()))
        return f"{case}: {there} of {heads[case]} entries, as recorded at position {position}"


class _Rotations:
    """Tells whether a key sealed the entry that names the key after it."""

    def __init__(self, copy: Copy, tree: Tree) -> None:
        self._copy, self._tree = copy, tree

    def __call__(self, position: int, old: str) -> str | None:
        """Say why the change of the key at a position is not vouched for; None where it is."""
        try:
            proof = Proof.parse(self._copy.files.read(rotation_name(position)) or b"")
            head = proof.checkpoint()
            open_note(proof.note, [old])
            same = self._tree.root(head.size) == head.root
            leaf = proof.leaf or b""
            here = leaf_hash(leaf) == self._tree.subtree(0, position - 1)
        except (ProofError, NoteError, ValueError) as error:
            return f"{rotation_name(position)} can't be used: {error}"
        if not (same and here and proof.index == position - 1 and proof.holds(leaf)):
            return f"{rotation_name(position)} does not prove that the old key sealed that"
        return None
