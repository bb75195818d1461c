"""Probes of turns, offers and executions: one's own only, and at most one execution for one confirmation."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from tests.migrations.world import ENTERING, OTHER, PROFILES, SEED, World

STATES = ("offered", "confirmed", "refused", "cancelled", "superseded", "expired")
ISSUE = "select noa.issue_execution(%(execution)s, %(offer)s, %(conversation)s, %(resource)s, %(event)s)"


def issue(world: World, name: str, **changes: Any) -> dict[str, Any]:
    """The parameters of a rightful confirmation of that person's open offer, with some changed."""
    held = world.held[name]
    event = {"id": str(uuid4()), "intent": "SELECT", "action": "DOC_OPEN_CONFIRMED", "source": "core", "metadata": {}}
    facts = {"execution": uuid4(), "offer": held.offer, "conversation": held.conversation, "resource": world.document}
    return facts | {"event": json.dumps(event)} | changes


def each_person_sees_and_writes_their_own(world: World) -> None:
    """Turns, offers and executions of somebody else, of a colleague or of another institution are not there."""
    for name in ENTERING:
        held, actor = world.held[name], world.actors[name]
        with world.acting(name):
            assert world.rows("select id from noa.turns") == [(held.turn,)]
            assert set(world.rows("select id from noa.offers")) == {(held.offer,), (held.confirmed,)}
            assert world.rows("select id from noa.executions") == [(held.execution,)]
            for facts, wanted in _authorships(world, name):
                assert world.outcome(SEED["turn"], facts) == wanted, (name, facts)
                assert world.outcome(SEED["offer"], facts | {"turn": held.turn}) == wanted, (name, facts)
            assert world.outcome(SEED["execution"], _facts(world, name) | {"offer": held.offer}) == "42501"
            for table in ("turns", "offers", "executions"):
                for statement in (
                    f"update noa.{table} set id = id",
                    f"delete from noa.{table}",
                    f"truncate noa.{table}",
                ):
                    assert world.outcome(statement) == "42501", (name, statement)
        assert actor.person is not None


def _authorships(world: World, name: str) -> list[tuple[dict[str, Any], int | str]]:
    """Rows that a person writes: as themselves, as a colleague, and as themselves in another institution."""
    own = _facts(world, name)
    entered = {who: actor for who, actor in world.actors.items() if who in ENTERING}
    other = next(actor for actor in entered.values() if actor.institution != own["institution"])
    colleague = next(actor for who, actor in entered.items() if who != name)
    return [
        (own, 1),
        (own | {"person": colleague.person}, "42501"),
        (own | {"institution": other.institution}, "42501"),
        (own | {"person": other.person, "institution": other.institution}, "42501"),
    ]


def _facts(world: World, name: str) -> dict[str, Any]:
    actor = world.actors[name]
    new: dict[str, Any] = {key: uuid4() for key in ("turn", "offer", "execution", "event")}
    return new | {
        "institution": actor.institution,
        "person": actor.person,
        "conversation": "outra conversa",
        "resource": world.document,
    }


def the_same_person_elsewhere_sees_nothing_from_here(world: World) -> None:
    """Somebody who works at two institutions finds in each only what happened there."""
    held = world.held["traveller"]
    for name, count in (("traveller", 1), ("traveller abroad", 0)):
        with world.acting(name):
            for table in ("turns", "executions"):
                assert world.outcome(f"select id from noa.{table}") == count, (name, table)
            assert world.outcome("select id from noa.offers") == 2 * count
            assert world.outcome(ISSUE, issue(world, "traveller")) == (1 if count else "NOA02")
            assert world.rows("select noa.close_offer(%s, 'cancelled')", (held.offer,)) == [(bool(count),)]
            assert world.outcome("select noa.read_literal(%s, %s, 1)", (held.execution, world.document)) == count


def the_clerk_works_for_one_person_only(world: World) -> None:
    """Even the role that writes executions sees and touches only the rows of the person whose claims are set."""
    for name in ("patient", "professional", "other admin"):
        held = world.held[name]
        with world.being("noa_clerk", name):
            assert world.outcome("select id from noa.offers") == 2
            assert world.outcome("update noa.offers set state = 'cancelled', closed_at = now()") == 2
            assert world.outcome("update noa.executions set state = 'failed', settled_at = now()") == 1
            other = _facts(world, "colleague") | {"offer": world.held["colleague"].confirmed}
            assert world.outcome(SEED["execution"], other) == "42501"
            assert world.outcome("update noa.offers set person_id = person_id") == "42501"
            elsewhere = OTHER if world.actors[name].institution == world.home else world.home
            own = _facts(world, name) | {"offer": held.offer, "institution": elsewhere}
            assert world.outcome(SEED["execution"], own) == "42501"
        with world.being("noa_reader", name):
            assert world.rows("select id from noa.executions") == [(held.execution,)]
    for role in ("noa_clerk", "noa_reader"):
        with world.being(role):
            assert world.outcome("select id from noa.executions") == 0


def a_confirmation_executes_once_with_its_event(world: World) -> None:
    """The offer is confirmed, the execution issued for 15 minutes, the event written; a second time nothing happens."""
    for name in PROFILES:
        actor, held = world.actors[name], world.held[name]
        facts = issue(world, name)
        with world.acting(name) as connection:
            connection.execute(ISSUE, facts)
            assert world.outcome(ISSUE, facts) == "NOA02"
            assert world.outcome(ISSUE, issue(world, name)) == "NOA02"
            issued = connection.execute(
                "select person_id, institution_id, conversation_id, offer_id, operation, contract, resource_id, state,"
                " extract(epoch from expires_at - issued_at)::int, settled_at, issued_at = now()"
                " from noa.executions where id = %s", (facts["execution"],)).fetchone()  # fmt: skip
            assert issued == (
                actor.person, actor.institution, held.conversation, held.offer, "open", "documents@1", world.document,
                "issued", 900, None, True,
            )  # fmt: skip
            offer = connection.execute("select state, closed_at = now() from noa.offers where id = %s", (held.offer,))
            assert offer.fetchone() == ("confirmed", True)
            connection.execute("reset session authorization")
            event = connection.execute(
                "select person_id, institution_id, intent, action, decision_result, source, metadata"
                " from public.cognitive_events where id = (%s::jsonb ->> 'id')::uuid", (facts["event"],))  # fmt: skip
            assert event.fetchone() == (
                actor.person, actor.institution, "SELECT", "DOC_OPEN_CONFIRMED", "ALLOWED", "core", {},
            )  # fmt: skip


def nothing_forged_executes(world: World) -> None:
    """Somebody else's list, another conversation, a resource off the list, a closed list, no event: nothing, undone."""
    for name, stranger in (("professional", "colleague"), ("patient", "admin"), ("admin", "other admin")):
        held = world.held[name]
        forgeries: list[tuple[dict[str, Any], str]] = [
            ({"offer": world.held[stranger].offer}, "NOA02"),
            ({"offer": uuid4()}, "NOA02"),
            ({"offer": held.confirmed}, "NOA02"),
            ({"conversation": "outra"}, "NOA02"),
            ({"conversation": None}, "NOA02"),
            ({"resource": uuid4()}, "NOA02"),
            ({"resource": None}, "NOA02"),
            ({"execution": world.held[stranger].execution}, "23505"),
            ({"execution": None}, "23502"),
            ({"event": None}, "23502"),
            ({"event": "{}"}, "23502"),
            ({"event": json.dumps({"intent": "x", "action": "y", "source": "core", "metadata": {}})}, "23502"),
            ({"event": json.dumps({"id": str(held.event), "intent": "x", "action": "y", "metadata": {}})}, "23505"),
        ]
        with world.acting(name):
            for changes, refusal in forgeries:
                assert world.outcome(ISSUE, issue(world, name, **changes)) == refusal, (name, changes)
            assert world.rows("select state from noa.offers where id = %s", (held.offer,)) == [("offered",)]
            assert world.outcome("select id from noa.executions") == 1


def no_closed_list_executes(world: World) -> None:
    """Whatever closed it."""
    held = world.held["professional"]
    for state in STATES[1:]:
        with world.connection.transaction(force_rollback=True):
            change = "update noa.offers set state = %s, closed_at = now() where id = %s"
            world.connection.execute(change, (state, held.offer))
            with world.acting("professional"):
                assert world.outcome(ISSUE, issue(world, "professional")) == "NOA02", state


def a_list_is_closed_once_by_its_own_person(world: World) -> None:
    """Cancelled, superseded, expired or refused; never confirmed without an execution, never reopened."""
    held, stranger = world.held["professional"], world.held["colleague"]
    close = "select noa.close_offer(%s, %s)"
    for outcome in ("cancelled", "superseded", "expired", "refused"):
        with world.acting("professional") as connection:
            assert connection.execute(close, (held.offer, outcome)).fetchone() == (True,)
            closed = connection.execute("select state, closed_at = now() from noa.offers where id = %s", (held.offer,))
            assert closed.fetchone() == (outcome, True)
            assert connection.execute(close, (held.offer, "cancelled")).fetchone() == (False,)
            assert world.outcome(ISSUE, issue(world, "professional")) == "NOA02"
    with world.acting("professional") as connection:
        for offer in (stranger.offer, held.confirmed, uuid4(), None):
            assert connection.execute(close, (offer, "cancelled")).fetchone() == (False,)
        assert connection.execute(close, (held.offer, "confirmed")).fetchone() == (False,)
        assert connection.execute(close, (held.offer, None)).fetchone() == (False,)
        for outcome in ("offered", "invented"):
            assert world.outcome(close, (held.offer, outcome)) == "23514", outcome
        assert connection.execute("select state from noa.offers where id = %s", (held.offer,)).fetchone() == (
            "offered",
        )


def an_execution_is_settled_once_by_its_own_person(world: World) -> None:
    """Executed, refused or failed, with its event; a later receipt changes nothing and tells nothing."""
    held, stranger = world.held["professional"], world.held["colleague"]
    settle = "select noa.settle_execution(%s, %s, %s)"
    for outcome in ("executed", "refused", "failed"):
        with world.acting("professional") as connection:
            assert connection.execute(settle, (held.execution, outcome, event := _told())).fetchone() == (True,)
            assert connection.execute(settle, (held.execution, "executed", again := _told())).fetchone() == (False,)
            settled = connection.execute("select state, settled_at = now() from noa.executions").fetchone()
            assert settled == (outcome, True)
            connection.execute("reset session authorization")
            written = "select action, person_id from public.cognitive_events where id = (%s::jsonb ->> 'id')::uuid"
            assert world.rows(written, (event,)) == [("DOC_OPEN_EXECUTED", world.actors["professional"].person)]
            assert world.rows(written, (again,)) == []
    nothing = (
        (stranger.execution, "executed"),
        (uuid4(), "executed"),
        (None, "executed"),
        (held.execution, "issued"),
        (held.execution, "invented"),
        (held.execution, None),
    )
    with world.acting("professional") as connection:
        for execution, outcome in nothing:
            assert connection.execute(settle, (execution, outcome, _told())).fetchone() == (False,), outcome
        assert world.outcome(settle, (held.execution, "executed", None)) == "23502"
        assert world.rows("select state from noa.executions") == [("issued",)]


def _told() -> str:
    event = {"id": str(uuid4()), "intent": "SELECT", "action": "DOC_OPEN_EXECUTED", "source": "core", "metadata": {}}
    return json.dumps(event | {"result": "ALLOWED"})


PROBES = (
    each_person_sees_and_writes_their_own,
    the_same_person_elsewhere_sees_nothing_from_here,
    the_clerk_works_for_one_person_only,
    a_confirmation_executes_once_with_its_event,
    nothing_forged_executes,
    no_closed_list_executes,
    a_list_is_closed_once_by_its_own_person,
    an_execution_is_settled_once_by_its_own_person,
)
