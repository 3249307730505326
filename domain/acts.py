"""The acts that a book takes down: one frozen model for the body of each, by its stable name.

An act is a fact in the past tense. Its class says on which kind of stream it may lie, which
fields it has, which of them may never be withheld, and its default release class.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, JsonValue

from domain.fields import (
    CaseName,
    Date,
    Digest,
    Grade,
    Held,
    Known,
    Line,
    Many,
    Model,
    Name,
    Paragraphs,
    Reference,
    Sources,
    StreamName,
    Words,
    exactly_one,
)
from domain.values import Kind, Release

__all__ = ["ACTS", "COVERAGE_GROUPS", "Act"]

CASE = frozenset({Kind.CASE})
EDITION = frozenset({Kind.EDITION})
CASE_OR_EDITION = CASE | EDITION
ANY = frozenset(Kind) - {Kind.BOOK}

ACTS: dict[str, type["Act"]] = {}
"""Every act by its stable name."""


class Act(Model):
    """What somebody did; the subclasses are the acts."""

    name: ClassVar[str]
    v: ClassVar[int] = 1
    on: ClassVar[frozenset[Kind]]
    release: ClassVar[Release] = "internal"
    bare: ClassVar[frozenset[str]] = frozenset()
    """Fields on which the structure of the book stands: they can't be withheld."""
    made_by_program: ClassVar[str | None] = None
    """The command that makes this act; None for acts that anybody may submit."""

    sources: Known[Sources] = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the act in the registry under its name."""
        super().__pydantic_init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            ACTS[cls.name] = cls


# ---------------------------------------------------------------- the book and its programmes


class BookOpened(Act):
    """The first entry: the format, the origin and the verifier key of the book."""

    name = "book-opened"
    on = frozenset({Kind.BOOK})
    release = "public"
    made_by_program = "init"
    format: int
    origin: Name
    vkey: Line
    predecessor: dict[str, JsonValue] | None = None


class KeyRotated(Act):
    """The log goes on under another key; the old one signs this entry."""

    name = "key-rotated"
    on = frozenset({Kind.BOOK})
    release = "public"
    made_by_program = "seal"
    vkey: Line
    until: Date | None = None


class ProgrammeAdopted(Act):
    """The ranking scheme under which the book is kept, recorded whole."""

    name = "programme-adopted"
    on = frozenset({Kind.PROGRAMME})
    release = "public"
    programme: Words
    digest: Digest


class ProgrammeAmended(Act):
    """A new version of the scheme, for the editions opened under it."""

    name = "programme-amended"
    on = frozenset({Kind.PROGRAMME})
    release = "public"
    programme: Words
    digest: Digest
    applies_to: Many[StreamName] | None = None


class EditionOpened(Act):
    """An issue of the report is begun; it pins the programme it is judged by, for good."""

    name = "edition-opened"
    on = EDITION
    release = "public"
    bare = frozenset({"programme"})
    title: Known[Line] = None
    period: Known[Date] = None
    due: Known[Date] = None
    programme: Digest | None = None
    roster: Known[Many[Name]] = None


class CoverageDeclared(Act):
    """How much of an edition the book holds; the latest declaration for each act counts."""

    name = "coverage-declared"
    on = EDITION
    release = "public"
    bare = frozenset({"acts", "extent", "tiers"})
    acts: Annotated[Many[Name], Field(min_length=1)]
    extent: Literal["complete", "partial", "none"]
    tiers: Many[Name] | None = None
    note: Known[Words] = None


class AuthorityDelegated(Act):
    """A power passed on, from a day on: who may waive is a dated fact."""

    name = "authority-delegated"
    on = frozenset({Kind.PROGRAMME})
    release = "public"
    from_: Known[Line] = Field(default=None, alias="from")
    to: Known[Line] = None
    power: Known[Words] = None
    from_date: Known[Date] = None


# ---------------------------------------------------------------- evidence


class EvidenceFiled(Act):
    """A document: what it is, who published it, how it knows, and what it is about."""

    name = "evidence-filed"
    on = frozenset({Kind.EVIDENCE})
    title: Known[Line] = None
    publisher: Known[Line] = None
    date: Known[Date] = None
    locator: Known[Line] = None
    sha256: Known[Digest] = None
    kind: Known[Literal["documentary", "testimonial", "physical", "analytical"]] = None
    grade: Known[Grade] = None
    hand: Known[Literal["first", "second"]] = None
    marks: Known[Many[Held[Line]]] = None
    about: Known[Many[CaseName]] = None
    origin: Known[Line] = None
    addressees: Known[Many[Held[Line]]] = None
    references: Known[Many[Held[Line]]] = None
    tags: Known[Many[Held[Line]]] = None
    portions: Known[Many[Line]] = None
    paragraphs: Known[Paragraphs] = None


class BasisAdded(Act):
    """It was learned later on what an entry rested."""

    name = "basis-added"
    on = CASE
    bare = frozenset({"to", "basis"})
    to: Reference | None = None
    basis: Many[Reference] | None = None
    learned: Known[Words] = None


# ---------------------------------------------------------------- positions taken


class RecommendationSubmitted(Act):
    """The expert office says where the subject belongs."""

    name = "recommendation-submitted"
    on = CASE
    standing: Held[Line]
    rationale: Known[Paragraphs] = None


class RecommendationRevised(Act):
    """The recommender moves."""

    name = "recommendation-revised"
    on = CASE
    standing: Held[Line]
    rationale: Known[Paragraphs] = None
    cause: Known[Literal["new-evidence", "objection", "instruction", "own-error", "not-stated"]] = (
        None
    )


class RecommendationWithdrawn(Act):
    """The recommender takes its recommendation back."""

    name = "recommendation-withdrawn"
    on = CASE
    reason: Known[Words | Paragraphs] = None


class ObjectionRaised(Act):
    """A party says that the subject belongs elsewhere than recommended."""

    name = "objection-raised"
    on = CASE
    standing: Held[Line]
    ground: Known[Paragraphs] = None


class ObjectionWithdrawn(Act):
    """A party takes its objection back."""

    name = "objection-withdrawn"
    on = CASE
    reason: Known[Words | Paragraphs] = None


class ConcurrenceRecorded(Act):
    """A party agrees, or says that it has no view."""

    name = "concurrence-recorded"
    on = CASE
    standing: Held[Line]


class DisputeEscalated(Act):
    """A dispute is taken to a higher forum."""

    name = "dispute-escalated"
    on = CASE
    forum: Held[Name]
    reason: Known[Words | Paragraphs] = None


# ---------------------------------------------------------------- meetings and decisions


class Attendee(Model):
    """One who was present."""

    name: Held[Line]
    office: Known[Line] = None


class Attendees(Model):
    """Who was present, as far as named, and whether that is everybody."""

    named: Known[Many[Held[Attendee]]] = None
    complete: Known[bool] = None


class MeetingHeld(Act):
    """Officials met at a forum; a series stands for several meetings of unknown number."""

    name = "meeting-held"
    on = frozenset({Kind.MEETING})
    forum: Known[Name] = None
    attendees: Known[Attendees] = None
    agenda: Known[Many[CaseName]] = None
    series: Known[bool] = None


class DecisionRecorded(Act):
    """Someone with authority decided where the subject is placed."""

    name = "decision-recorded"
    on = CASE
    bare = frozenset({"settles", "meeting"})
    standing: Held[Line]
    manner: Known[Literal["person", "vote", "consensus"]] = None
    forum: Known[Name] = None
    meeting: Line | None = None
    settles: Many[Reference] | None = None
    reason: Known[Literal["none-stated"] | Paragraphs] = None


class DissentFiled(Act):
    """Somebody puts a differing opinion on record."""

    name = "dissent-filed"
    on = CASE_OR_EDITION
    text: Known[Paragraphs] = None


class ResponseFiled(Act):
    """The agency answers: an entry, a deviation or a claim."""

    name = "response-filed"
    on = CASE_OR_EDITION
    bare = frozenset({"to"})
    to: Line | None = None
    text: Known[Paragraphs] = None


class DisputeReported(Act):
    """The outcome of a dispute, known only by report."""

    name = "dispute-reported"
    on = CASE
    release = "public"
    outcome: Held[
        Literal[
            "prevailed",
            "not-prevailed",
            "overruled",
            "compromised",
            "exceeded",
            "conceded",
            "withdrawn",
            "open",
            "undetermined",
        ]
    ]


# ---------------------------------------------------------------- publication


class PlacementPublished(Act):
    """The tier of a subject as the report gives it."""

    name = "placement-published"
    on = CASE
    release = "public"
    tier: Held[Name]


class Document(Model):
    """A published document."""

    title: Held[Line]
    sha256: Known[Digest] = None


class EditionPublished(Act):
    """The report came out; submission to the legislature is a date of its own."""

    name = "edition-published"
    on = EDITION
    release = "public"
    on_: Known[Date] = Field(default=None, alias="on")
    submitted_on: Known[Date] = None
    document: Known[Document] = None


class PlacementCorrected(Act):
    """The agency itself changed a placement after publication."""

    name = "placement-corrected"
    on = CASE
    release = "public"
    tier: Held[Name]
    manner: Known[Literal["erratum", "reversal", "mid-year"]] = None
    reason: Known[Words | Paragraphs] = None


# ---------------------------------------------------------------- waivers, duties, oversight


class WaiverGranted(Act):
    """An automatic downgrade was waived, with whatever elements of a waiver are on record."""

    name = "waiver-granted"
    on = CASE
    release = "public"
    plan: Known[bool | Words] = None
    plan_assessed: Known[bool | Words] = None
    resources_found: Known[bool | Words] = None
    condition: Known[Words] = None
    reports: Known[Many[int | Name]] = None


class NoticeGiven(Act):
    """Somebody was told, or something was posted, as the law demands."""

    name = "notice-given"
    on = CASE_OR_EDITION
    release = "public"
    bare = frozenset({"to"})
    to: Line | None = None
    of: Known[Line] = None
    date: Known[Date] = None
    medium: Known[Line] = None


class WaiverLapsed(Act):
    """A waiver came to its end."""

    name = "waiver-lapsed"
    on = CASE
    release = "public"
    reason: Known[Words | Paragraphs] = None


class DeterminationMade(Act):
    """What was determined about aid and sanctions after the lowest tier."""

    name = "determination-made"
    on = CASE
    release = "public"
    kind: Held[Literal["restrict", "full-waiver", "partial-waiver", "compliance"]]
    text: Known[Words | Paragraphs] = None


class OversightRequested(Act):
    """Somebody outside asked for an account."""

    name = "oversight-requested"
    on = CASE_OR_EDITION
    release = "public"
    kind: Held[Literal["letter", "hearing", "inquiry"]]
    from_: Known[Line] = Field(default=None, alias="from")


class HoldPlaced(Act):
    """Records must be kept, whatever the schedules say."""

    name = "hold-placed"
    on = CASE_OR_EDITION
    release = "public"
    scope: Known[Words] = None
    authority: Known[Line] = None


class HoldReleased(Act):
    """A hold ended."""

    name = "hold-released"
    on = CASE_OR_EDITION
    release = "public"
    scope: Known[Words] = None
    authority: Known[Line] = None


class ClaimFiled(Act):
    """A reported outcome, to be held against the record."""

    name = "claim-filed"
    on = EDITION
    release = "public"
    bare = frozenset({"subject"})
    claimant: Known[Line] = None
    statement: Known[Words | Paragraphs] = None
    measure: Known[Line] = None
    subject: Name | None = None
    expect: Known[JsonValue] = None


# ---------------------------------------------------------------- the record about itself


class SubjectIdentified(Act):
    """The subject of an undisclosed case became known."""

    name = "subject-identified"
    on = CASE
    release = "congress"
    bare = frozenset({"subject"})
    subject: Name


class Replacement(Model):
    """What a corrected act says instead; what is left out stays as it was."""

    occurred: Known[Date] = None
    by: dict[str, Any] | None = None
    body: dict[str, Any] = {}


class RecordCorrected(Act):
    """An entry was wrong: its content is replaced, or it is left out; both stay readable."""

    name = "record-corrected"
    on = ANY
    bare = frozenset({"corrects", "void", "replacement"})
    corrects: Reference
    replacement: Replacement | None = None
    void: Literal[True] | None = None
    reason: Known[Words | Paragraphs] = None

    _one = exactly_one("replacement", "void")


class ContentReleased(Act):
    """Withheld places of an entry are opened to an audience."""

    name = "content-released"
    on = frozenset(Kind)
    release = "public"
    bare = frozenset({"entry", "pointers", "audience"})
    entry: Reference
    pointers: Many[Line] | None = None
    audience: Release | None = None
    authority: Known[Line] = None
    ground: Known[Words | Paragraphs] = None


class HeadsRecorded(Act):
    """The version of every case stream at one moment, so that a missing entry is a visible gap."""

    name = "heads-recorded"
    on = EDITION
    release = "public"
    bare = frozenset({"heads"})
    heads: dict[StreamName, int] | None = None


DELIBERATIONS = (
    "recommendation-submitted",
    "recommendation-revised",
    "recommendation-withdrawn",
    "objection-raised",
    "objection-withdrawn",
    "concurrence-recorded",
    "dispute-escalated",
    "meeting-held",
    "decision-recorded",
    "dissent-filed",
)
COVERAGE_GROUPS: dict[str, tuple[str, ...]] = {
    "placements": ("placement-published",),
    "deliberations": DELIBERATIONS,
    "recommendations": DELIBERATIONS[:3],
    "objections": DELIBERATIONS[3:5],
    "concurrences": ("concurrence-recorded",),
    "meetings": ("meeting-held",),
    "decisions": ("decision-recorded",),
    "waivers": ("waiver-granted", "notice-given", "waiver-lapsed"),
    "determinations": ("determination-made",),
    "evidence": ("evidence-filed",),
}
"""Words that a declaration of coverage may use for several acts at once."""
