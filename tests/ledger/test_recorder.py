"""Our recorder holds to what eventsourcing asks of every recorder."""

import tempfile
import threading
from pathlib import Path
from uuid import UUID, uuid4

from eventsourcing.tests import persistence

from ledger.sqlite import LedgerDatastore, LedgerRecorder


class TestLedgerRecorder(persistence.ApplicationRecorderTestCase[LedgerRecorder]):
    """The library's own test cases, on our tables."""

    def setUp(self) -> None:
        """Make a new database."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        store = (Path(folder.name) / "ledger.sqlite").as_uri()
        self.datastore = LedgerDatastore(f"{store}?mode=rwc")
        self.addCleanup(self.datastore.close)
        # One of the cases does not wait for its readers; cleanups run last in, first out.
        self.addCleanup(_wait_for_others, frozenset(threading.enumerate()))

    def new_originator_id(self) -> UUID | str:
        """Name streams in text."""
        return str(uuid4())

    def create_recorder(self) -> LedgerRecorder:
        """Make the recorder under test."""
        recorder = LedgerRecorder(self.datastore)
        recorder.create_table()
        return recorder


def _wait_for_others(before: frozenset[threading.Thread]) -> None:
    """Let every thread end that was started since."""
    for thread in frozenset(threading.enumerate()) - before:
        thread.join(timeout=60)
