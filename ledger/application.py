"""The event-sourced application through which a book is appended to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import InfrastructureFactory, JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import Environment, EnvType

from ledger.rows import checked
from ledger.sqlite import LedgerFactory, address

if TYPE_CHECKING:
    from ledger.draft import Draft

__all__ = ["Batch", "EntryMapper", "LedgerApplication", "writer"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Drafts that are appended together, in the shape of an aggregate with pending events.

    The library inspects whatever is saved, which costs more than encoding an entry: it does so
    once a batch, and takes the events of an aggregate as they are.
    """

    drafts: Sequence["Draft"]
    id: str = "batch"
    version: int = 0

    def collect_events(self) -> Sequence[DomainEventProtocol[str]]:
        """Give the drafts, which have what the library asks of an event."""
        return cast("Sequence[DomainEventProtocol[str]]", self.drafts)


class EntryMapper(Mapper[str]):
    """Stores the bytes of an entry as they are, under the stable name of its act."""

    def __init__(self, origin: str) -> None:
        super().__init__(JSONTranscoder())
        self.origin = origin

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Take a draft apart; its bytes were made when it was."""
        draft = cast("Draft", domain_event)
        return StoredEvent(draft.stream, draft.version, draft.act, draft.data)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """Read an entry, which must say of itself what its row says."""
        columns = {
            "log": self.origin,
            "stream": stored_event.originator_id,
            "version": stored_event.originator_version,
            "act": stored_event.topic,
        }
        position = getattr(stored_event, "id", None)
        return cast("DomainEventProtocol[str]", checked(stored_event.state, columns, position))


class LedgerApplication(Application[str]):
    """One open book, as eventsourcing sees it; the process environment has no say in it."""

    name = "minutebook"

    def __init__(self, env: EnvType, origin: str) -> None:
        self.origin = origin
        super().__init__(env)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Take the settings given, none from outside."""
        return Environment(name, dict(env or {}))

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """Make the factory of our recorder."""
        return cast("InfrastructureFactory", LedgerFactory(env))

    def construct_mapper(self) -> EntryMapper:
        """Make the mapper that leaves bytes alone."""
        return EntryMapper(self.origin)

    def append(self, drafts: Sequence["Draft"]) -> list[int]:
        """Save drafts in one transaction and return their positions."""
        return [saved.notification.id for saved in self.save(Batch(drafts), drafts=drafts)]


def writer(store: Path, origin: str) -> LedgerApplication:
    """Open the store of a book for appending."""
    return LedgerApplication({LedgerFactory.SQLITE_DBNAME: address(store)}, origin)
