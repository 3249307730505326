"""The programmes of a book, and by which of their versions each edition is judged."""

from domain.programme import Programme
from projections.table import View

__all__ = ["Programmes"]


class Programmes:
    """What the programmes that judge them call the subjects of cases, as of a position."""

    def __init__(self, view: View, as_of: int) -> None:
        versions = sorted(view.rows("programmes", as_of), key=lambda row: row["order"])
        self._by_digest = {row["digest"]: Programme.parse(row["text"]) for row in versions}
        self._first: dict[str, Programme] = {}
        for row in versions:
            self._first.setdefault(row["programme"], self._by_digest[row["digest"]])
        self._pinned = {
            row["edition"]: row.get("programme") for row in view.rows("editions", as_of)
        }

    def judging(self, edition: str) -> Programme | None:
        """Give the programme by which an edition is judged."""
        pinned = self._by_digest.get(self._pinned.get(edition) or "")
        return pinned or self._first.get(edition.partition("/")[0])

    def __call__(self, edition: str, subject: str) -> str:
        """Name a subject of an edition."""
        programme = self.judging(edition)
        return programme.subject_name(subject) if programme else subject
