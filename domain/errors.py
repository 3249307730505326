"""What can be wrong with an act, said so that its writer can mend it."""

from dataclasses import dataclass

__all__ = [
    "ActError",
    "CableError",
    "DomainError",
    "NewerFormat",
    "Problem",
    "ProgrammeError",
    "UnknownDate",
]


class DomainError(Exception):
    """Root of the errors of this room."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one act: the JSON Pointer of the place, and the reason in a sentence."""

    pointer: str
    reason: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.reason}" if self.pointer else self.reason


class ActError(DomainError):
    """An act that cannot be a fact of this book; `problems` lists every fault found."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


class ProgrammeError(DomainError):
    """A programme file that does not describe a ranking scheme."""


class CableError(DomainError):
    """A cable that can't be read for sure: the line, and what is wrong with it."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"line {line}: {reason}")


class UnknownDate(CableError):
    """A cable whose date is written in a form that is not known."""


class NewerFormat(DomainError):
    """An entry that a newer minutebook wrote: reading stops here, nothing is guessed."""

    def __init__(self, act: str, v: int, known: int | None) -> None:
        self.act, self.v, self.known = act, v, known
        has = f"knows it up to version {known}" if known else "does not know this act"
        super().__init__(
            f"act {act} version {v} was written by a newer minutebook: this one {has}. "
            "Read the book with the newer program."
        )
