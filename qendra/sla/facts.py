"""What a clock is told: facts, and the parties that time can belong to.

Pure rules, no Django.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Party(StrEnum):
    """Whose time it is.  Provider is everybody's time that no other party claims."""

    PROVIDER = "provider"
    CARRIER = "carrier"
    CUSTOMER = "customer"
    DEFERRAL = "deferral"
    MAINTENANCE = "maintenance"
    RESTORED = "restored"


# Of several parties at the same time the first one has the segment; nobody means the provider.
PRECEDENCE = (
    Party.RESTORED,
    Party.DEFERRAL,
    Party.MAINTENANCE,
    Party.CUSTOMER,
    Party.CARRIER,
    Party.PROVIDER,
)

# The repair clock stands still while any of these holds; a carrier's time counts against us.
STOPS_THE_REPAIR = frozenset(
    {Party.RESTORED, Party.DEFERRAL, Party.MAINTENANCE, Party.CUSTOMER},
)

# The age of E3 knows fewer excuses: waiting for a carrier and maintenance never stop it.
STOPS_THE_AGE = frozenset({Party.RESTORED, Party.DEFERRAL, Party.CUSTOMER})

# While any of these holds the customer knows what we wait for, and no update is due.  A carrier's
# time and planned work are the time in which people want to hear from us.
STOPS_THE_UPDATE = frozenset({Party.RESTORED, Party.DEFERRAL, Party.CUSTOMER})

# What may be known before it happens, so that a deadline can already reckon with it.
CAN_BE_PLANNED = frozenset({Party.DEFERRAL, Party.MAINTENANCE})


class FactKind(StrEnum):
    """What can happen to a clock.

    OPENED     the report reached us; after CLOSED: the case is open again, the repair had held
    BEGAN      from now on time belongs to `party` (restored: the fault is repaired)
    ENDED      it no longer does
    RESPONDED  a person answered, and the customer could see it
    DISPROVED  the customer showed that the last repair, or closing, never was one
    CLOSED     the case ended
    """

    OPENED = "opened"
    BEGAN = "began"
    ENDED = "ended"
    RESPONDED = "responded"
    DISPROVED = "disproved"
    CLOSED = "closed"


@dataclass(frozen=True)
class Fact:
    """One thing that happened at `at`, and that we learned at `recorded_at`.

    `recorded_at` only orders facts of the same moment.  BEGAN and ENDED name their `party`.
    Began twice is began once, except for maintenance: each planned work begins and ends for
    itself, and works may overlap.
    """

    kind: FactKind
    at: datetime
    recorded_at: datetime
    party: Party | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.recorded_at.tzinfo is None:
            raise ValueError("A fact needs moments with a time zone.")
        if (self.party is not None) != (self.kind in (FactKind.BEGAN, FactKind.ENDED)):
            raise ValueError(f"A party belongs to began and ended, not to {self.kind}.")
