"""Custody: the vault held against the record, document by document."""

from dataclasses import asdict
from typing import Any, Final, get_args

from domain.evidence import Named
from ledger.vault import State, Vault

__all__ = ["STATES", "custody"]

STATES: Final = (*get_args(State), "withheld")
"""How a document can be; of a withheld digest nothing can be said."""


def custody(vault: Vault, named: Named, *, all_there: bool = True) -> list[dict[str, Any]]:
    """Give a row for each document in the vault or on record, and what is left over.

    Unless it is to be `all_there` is, nothing is said of what this reader's record does not name.
    """
    withheld = [
        {
            "file": None,
            "digest": {"withheld": release},
            "size": None,
            "state": "withheld",
            "evidence": (ref,),
        }
        for ref, release in named.withheld.items()
    ]
    return [
        *map(asdict, vault.check(named.entries, named.in_force, all_there=all_there)),
        *withheld,
    ]
