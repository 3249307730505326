"""Whether an act may enter the book, and in what form.

Next to nothing is refused: input that cannot be a fact of this book, and references to entries
that do not exist. What is decided here rests on facts that stay true once true, and on nothing
that can be withheld.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.acts import (
    ACTS,
    COVERAGE_GROUPS,
    Act,
    ConcurrenceRecorded,
    ContentReleased,
    CoverageDeclared,
    EditionOpened,
    ObjectionRaised,
    ProgrammeAdopted,
    ProgrammeAmended,
    RecordCorrected,
    SubjectIdentified,
)
from domain.errors import ActError, Problem, ProgrammeError
from domain.events import Recorded
from domain.history import entry_in_force, original, stated
from domain.programme import Programme, digest_of
from domain.submission import Submission, read_body, read_by, written
from domain.values import Kind, Ref, Release, Scale, Stream, Withheld
from domain.withholding import inherited, withholdable

__all__ = ["Decided", "Known", "decide"]


@dataclass(frozen=True, slots=True)
class Known:
    """What the book knows and a decision may rest on.

    `version` is that of the stream's last entry; `entries` gives those entries; `key` finds the
    entry that was recorded under an import key, `release` the class of an entry; `programme`
    judges the stream; `digest` is that of the programme that an edition opened now is pinned to,
    `programmes` the text of each by its digest; `command` is the command of this program that
    submits, for acts that nobody else may.
    """

    version: int
    exists: Callable[[Ref], bool]
    key: Callable[[str], Ref | None]
    release: Callable[[Ref], Release]
    entries: Callable[[], Sequence[Recorded]]
    programme: Programme | None
    digest: str | None = None
    programmes: Mapping[str, str] = field(default_factory=dict)
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """An act that may enter the book: the fields of its entry, and what of them is withheld."""

    fields: dict[str, Any]
    withhold: Mapping[str, Withheld] = field(default_factory=dict)


def decide(submission: Submission, known: Known, recorded_by: str) -> Decided:
    """Give the entry to be written for an act; ActError lists why it cannot be a fact."""
    problems = list(_checked(submission, known))
    basis = list(_basis(submission, known, problems))
    if problems:
        raise ActError(*problems)
    act, envelope, normal = submission.act, submission.envelope, submission.normal
    body = normal["body"] | _defaults(submission, known)
    if isinstance(act, RecordCorrected) and act.replacement is not None:
        body["replacement"] = _replacement(act, known)
    fields: dict[str, Any] = {
        "stream": submission.stream.text,
        "version": known.version + 1,
        "act": act.name,
        "v": act.v,
        "release": envelope.release or _release(submission, known),
        "made": envelope.made,
        "by": {"recorded_by": recorded_by} | normal["by"],
        "body": body,
    }
    if envelope.occurred:
        fields["occurred"] = envelope.occurred
    if basis:
        fields["basis"] = basis
    withhold, bare = dict(submission.withhold), act.bare
    if isinstance(act, RecordCorrected) and act.replacement is not None:
        withhold = inherited(_corrected(act, known), fields["body"], withhold)
        bare |= original(known.entries(), Ref.parse(act.corrects).version).event.act.bare
    withholdable(fields, withhold, bare)
    return Decided(fields, withhold)


# ---------------------------------------------------------------- checks


def _checked(submission: Submission, known: Known) -> Iterator[Problem]:
    act, stream, envelope = submission.act, submission.stream, submission.envelope
    expect = envelope.expect
    if act.made_by_program not in (None, known.command):
        yield Problem("/act", f"{act.name} is written by `{act.made_by_program}` alone")
    if expect is not None and expect != known.version:
        yield Problem(
            "/expect",
            f"{stream} is at version {known.version}, not {expect}: read it again, then decide",
        )
    if envelope.release not in (None, "public") and _tells_of_keeping(submission, known):
        yield Problem("/release", "nothing about the book or a programme is withheld")
    if isinstance(act, (ProgrammeAdopted, ProgrammeAmended)):
        yield from _programme(act, stream)
        return
    if stream.kind is Kind.BOOK:
        yield from _references(act, known, "/body")
        return
    if known.programme is None:
        yield Problem("/on", f"programme {stream.programme!r} is not adopted in this book")
        return
    yield from _content(act, stream, known, "/body")
    if isinstance(act, RecordCorrected):
        yield from _correction(act, stream, known)


def _content(act: Act, stream: Stream, known: Known, where: str) -> Iterator[Problem]:
    """Check what an act, or the act that replaces it, says."""
    if known.programme:
        yield from _ranks(act, known.programme.scale, where)
    yield from _names(act, stream, known, where)
    yield from _references(act, known, where)


def _programme(act: ProgrammeAdopted | ProgrammeAmended, stream: Stream) -> Iterator[Problem]:
    try:
        programme = Programme.parse(act.programme)
    except ProgrammeError as error:
        yield Problem("/body/programme", str(error))
        return
    if programme.code != stream.programme:
        yield Problem("/body/programme", f"its code is {programme.code!r}; the stream is {stream}")
    if digest_of(act.programme) != act.digest:
        yield Problem("/body/digest", "is not the SHA-256 of the programme given")


def _ranks(act: Act, scale: Scale, where: str) -> Iterator[Problem]:
    """Check every tier and standing an act names against the scale it is judged on."""
    said = vars(act)
    standing = said.get("standing")
    if isinstance(standing, str) and (reason := _standing(act, standing, scale)):
        yield Problem(f"{where}/standing", reason)
    named = [("tier", said.get("tier"))]
    named += [(f"tiers/{i}", tier) for i, tier in enumerate(said.get("tiers") or ())]
    for place, tier in named:
        if isinstance(tier, str) and tier not in scale:
            yield Problem(f"{where}/{place}", f"{tier!r} is not a tier of this programme ({scale})")


def _standing(act: Act, text: str, scale: Scale) -> str | None:
    if isinstance(act, ConcurrenceRecorded) and text == "no-view":
        return None
    try:
        standing = scale.standing(text)
    except ValueError as error:
        return str(error)
    if standing.side and not isinstance(act, ObjectionRaised):
        return f"{text!r} is for objections alone: name the tier, or a tier to compare with"
    return None


def _names(act: Act, stream: Stream, known: Known, where: str) -> Iterator[Problem]:
    if isinstance(act, CoverageDeclared):
        for index, name in enumerate(act.acts):
            if name not in ACTS and name not in COVERAGE_GROUPS:
                yield Problem(
                    f"{where}/acts/{index}",
                    f"{name!r} is neither an act nor one of {', '.join(COVERAGE_GROUPS)}",
                )
    if isinstance(act, EditionOpened) and act.programme not in (None, *known.programmes):
        yield Problem(f"{where}/programme", f"no programme with digest {act.programme} is adopted")
    if isinstance(act, SubjectIdentified):
        if not stream.undisclosed:
            yield Problem("/on", f"{stream} names its subject: only an undisclosed case is lifted")
        named = f"{stream.edition}/{act.subject}"
        if reason := _not_a_case(named):
            yield Problem(f"{where}/subject", reason)


def _not_a_case(name: str) -> str | None:
    try:
        stream = Stream.parse(name)
    except ValueError as error:
        return str(error)
    named = stream.kind is Kind.CASE and not stream.undisclosed
    return None if named else f"{name} does not name a subject"


def _references(act: Act, known: Known, where: str) -> Iterator[Problem]:
    """Check that every entry an act refers to exists."""
    said = vars(act)
    places = [(name, said.get(name)) for name in ("corrects", "entry", "meeting")]
    places.append(("to", said.get("to") if "to" in act.bare else None))
    for name in ("settles", "basis"):
        listed = said.get(name) or ()
        places += [(f"{name}/{index}", ref) for index, ref in enumerate(listed)]
    for place, text in places:
        ref = _as_ref(text) if text is not None else None
        if place == "meeting" and text and not _is_meeting(ref.stream if ref else text):
            yield Problem(f"{where}/meeting", f"{text!r} is not a meeting: .../meeting/N")
        elif ref and not known.exists(ref):
            yield Problem(f"{where}/{place}", f"no entry {ref} is on record")


def _as_ref(text: str) -> Ref | None:
    try:
        return Ref.parse(text)
    except ValueError:
        return None


def _is_meeting(text: str) -> bool:
    try:
        return Stream.parse(text).kind is Kind.MEETING
    except ValueError:
        return False


def _basis(submission: Submission, known: Known, problems: list[Problem]) -> Iterator[str]:
    """Give the basis as references; an entry may also be named by its import key."""
    for index, named in enumerate(submission.envelope.basis):
        ref = _as_ref(named)
        if ref is None:
            ref = known.key(named)
            missing = f"no entry was recorded under the key {named!r}"
        else:
            missing = f"no entry {ref} is on record before this one"
            ref = ref if known.exists(ref) else None
        if ref is None:
            problems.append(Problem(f"/basis/{index}", missing))
        else:
            yield str(ref)


# ---------------------------------------------------------------- corrections


def _correction(act: RecordCorrected, stream: Stream, known: Known) -> Iterator[Problem]:
    ref = Ref.parse(act.corrects)
    if ref.stream != stream.text:
        yield Problem("/body/corrects", f"{ref} lies in another stream than {stream}")
        return
    if not known.exists(ref):
        return
    entries = known.entries()
    now = entry_in_force(entries, ref.version)
    if now != ref.version:
        yield Problem(
            "/body/corrects",
            f"{ref} is no longer in force: correct {stream}@{now}, which stands for it now",
        )
    first = original(entries, ref.version).event.act
    if isinstance(first, (ProgrammeAdopted, ProgrammeAmended)):
        yield Problem("/body/corrects", "a programme is changed by programme-amended")
        return
    if act.replacement is None:
        return
    inner = "/body/replacement"
    try:
        replacement = read_body(first.name, act.replacement.body, f"{inner}/body")
        if act.replacement.by is not None:
            read_by(act.replacement.by, f"{inner}/by")
    except ActError as error:
        yield from error.problems
        return
    yield from _content(replacement, stream, known, f"{inner}/body")
    pinned, asked = (getattr(one, "programme", None) for one in (first, replacement))
    if asked not in (None, pinned):
        yield Problem(f"{inner}/body/programme", "an edition is judged by one programme, for good")


def _replacement(act: RecordCorrected, known: Known) -> dict[str, Any]:
    """Give a replacement in normal form; an edition keeps the programme it is pinned to."""
    first = original(known.entries(), Ref.parse(act.corrects).version).event
    replacement = act.replacement
    assert replacement is not None  # noqa: S101 - the caller has looked
    found: dict[str, Any] = {"body": written(read_body(first.act.name, replacement.body))}
    if isinstance(first.act, EditionOpened) and first.act.programme:
        found["body"]["programme"] = first.act.programme
    if replacement.occurred is not None:
        found["occurred"] = replacement.occurred
    if replacement.by is not None:
        found["by"] = written(read_by(replacement.by))
    return found


def _corrected(act: RecordCorrected, known: Known) -> Mapping[str, Withheld]:
    """Give the places withheld in the content that a correction replaces."""
    return stated(known.entries(), Ref.parse(act.corrects).version).withheld


# ---------------------------------------------------------------- defaults


def _tells_of_keeping(submission: Submission, known: Known) -> bool:
    """Whether an act says under what book, keys, programme and powers everything else is read.

    Whoever may read anything may read these. A release may lie beside them, of whatever class.
    """
    act, stream = submission.act, submission.stream
    if stream.kind not in (Kind.BOOK, Kind.PROGRAMME):
        return False
    if isinstance(act, RecordCorrected):
        ref = Ref.parse(act.corrects)
        if ref.stream == stream.text and known.exists(ref):
            act = original(known.entries(), ref.version).event.act
    return not isinstance(act, ContentReleased)


def _release(submission: Submission, known: Known) -> str:
    """Class of an entry whose writer names none: its target's, the programme's, the act's own."""
    act = submission.act
    if isinstance(act, RecordCorrected | ContentReleased):
        target = act.corrects if isinstance(act, RecordCorrected) else act.entry
        return known.release(Ref.parse(target))
    if _tells_of_keeping(submission, known):
        return act.release
    programme = _judge(act, known)
    listed = programme.release if programme else {}
    return listed.get(act.name, act.release)


def _defaults(submission: Submission, known: Known) -> dict[str, Any]:
    """Give what an edition opened without a word about itself takes from its programme."""
    act = submission.act
    programme = _judge(act, known)
    if not isinstance(act, EditionOpened) or programme is None:
        return {}
    given = written(act)
    found = programme.edition_defaults(submission.stream)
    if known.digest:
        found["programme"] = known.digest
    return {name: value for name, value in found.items() if name not in given}


def _judge(act: Act, known: Known) -> Programme | None:
    """Give the programme that judges an act: of an opened edition, the one it is pinned to."""
    if not isinstance(act, EditionOpened):
        return known.programme
    text = known.programmes.get(act.programme or known.digest or "")
    return Programme.parse(text) if text else known.programme
