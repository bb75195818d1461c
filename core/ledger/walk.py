"""Where events wait that no tree holds: a walk over them that tolerates late commits and needs no memory of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.ledger.session import Row, Session

EVERYTHING = str(2**64 - 1)
"""Above every transaction id."""
NOTHING = UUID(int=0)
"""Below every event id."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the order of events: a transaction id, then an event id."""

    recorded_in: str = "0"
    event_id: UUID = NOTHING


@dataclass(frozen=True, slots=True)
class Walk:
    """A pass over all events from `at` up to `ceiling`, window by window.

    `floor`: every transaction below it had ended when the pass began, so whatever they recorded is seen by this pass
    or was seen before. The next pass starts there. The first pass looks at everything: rows of a restored backup carry
    transaction ids of another server, which may lie above all of ours.
    """

    at: Mark
    ceiling: str
    floor: str


@dataclass(frozen=True, slots=True)
class Window:
    """Some events that wait, and the walk to go on with when they are integrated. `is_last`: of this pass."""

    events: Sequence[Row]
    onward: Walk
    is_last: bool


async def begin_walk(session: Session, before: Walk | None) -> Walk:
    """Begin a pass: over everything, or over what came since the pass before."""
    horizon = await session.row("horizon")
    assert horizon is not None, "the statement always returns one row"  # noqa: S101 - a law of the SQL, not of the input
    if before is None:
        return Walk(Mark(), EVERYTHING, horizon["finished"])
    return Walk(Mark(before.floor), horizon["begun"], horizon["finished"])


async def next_window(session: Session, walk: Walk, most: int) -> Window:
    """Look at up to `most` events; return those that no tree holds."""
    after, after_id = walk.at.recorded_in, walk.at.event_id
    rows = await session.rows("window", after=after, after_id=after_id, ceiling=walk.ceiling, most=most)
    if not rows:
        return Window((), walk, is_last=True)
    end = rows[-1]
    waiting = [row for row in rows if not row["is_held"]]
    return Window(waiting, replace(walk, at=Mark(end["recorded_in"], end["id"])), is_last=end["place"] < most)
