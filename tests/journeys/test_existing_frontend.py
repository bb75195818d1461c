"""The existing frontend switches over without a change: its envelope, its tokens, and what is not ours passes on."""

import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.upstream import Upstream
from tests.world import PATIENT, PROFESSIONAL, Person

CORE = "/functions/v1/tradevision-core"
ASK = "abre o roteiro da safira noturna"
SUPABASE_SECRET = "segredo-do-supabase-de-mentira-com-letras-bastantes"
SAID_ELSEWHERE = {"text": "Vamos continuar a avaliação.", "metadata": {"fase": 2}, "app_commands": []}


@pytest.fixture
def upstream(loop):
    server = Upstream()
    server.answers(SAID_ELSEWHERE)
    server.url = loop.run(server.open())
    yield server
    loop.run(server.close())


@pytest.fixture
def world(make_world, upstream):
    world = make_world(
        upstream_core_url=upstream.url,
        supabase_jwt_secret=SUPABASE_SECRET,
        cors_origins=("https://app.exemplo.invalid",),
    )
    with world.of_one_institution():
        yield world


def supabase_token(world, email, key=SUPABASE_SECRET, algorithm="HS256", headers=None, **changes):
    claims = {
        "aud": "authenticated",
        "sub": str(world.ids[email]),
        "exp": int(time.time()) + 600,
        "role": "authenticated",
        "iss": "https://projeto.exemplo.invalid/auth/v1",
    }
    return jwt.encode(claims | changes, key, algorithm=algorithm, headers=headers)


@pytest.fixture
def rita(world):
    return Person(world, PROFESSIONAL, token=supabase_token(world, PROFESSIONAL))


def tells(person, message, **more):
    return person.posts(CORE, {"message": message} | more)


def opening(answer):
    return [each for each in answer["app_commands"] if each["command"]["type"] == "open-document"]


def test_the_main_story_in_the_envelope_of_the_existing_frontend(world, rita):
    asked = tells(rita, ASK, conversationHistory=[], injected_context="abre o 1", patientData={"user": {"id": "x"}})
    assert asked.status_code == 200
    told = asked.json()
    assert set(told) >= {"text", "metadata", "app_commands"}
    assert "error" not in told
    assert "Safira" in told["text"]
    assert told["app_commands"] == []
    chosen = tells(rita, "1").json()
    (command,) = opening(chosen)
    assert command["command"]["target"] == "document"
    assert command["command"]["payload"]["document_id"] == str(world.ids["roteiro-safira"])
    assert chosen["metadata"]["open_document"]["confirmed"] is True
    assert chosen["text"].endswith("[TRIGGER_ACTION]")
    world.assert_proved()


def test_a_repeated_identical_body_within_ten_seconds_is_a_retry(world, rita):
    tells(rita, ASK)
    first, again = tells(rita, "1").json(), tells(rita, "1").json()
    assert first == again
    assert len(world.executions) == 1
    assert len(world.events("DOC_OPEN_CONFIRMED")) == 1


def test_two_taps_at_once_are_one(world, rita):
    tells(rita, ASK)
    post = world.client.post
    answers = world.together(*(post(CORE, json={"message": "1"}, headers=rita.headers) for _ in range(4)))
    assert all(each.json() == answers[0].json() for each in answers)
    assert len(world.executions) == 1


def test_after_ten_seconds_the_same_body_is_a_new_message(world, rita):
    tells(rita, ASK)
    tells(rita, "1")
    for key in world.redis.scan_iter("noa:*repeat*"):
        assert 0 < world.redis.ttl(key) <= 10
        world.redis.delete(key)
    assert opening(tells(rita, "1").json()) == []
    assert len(world.executions) == 1


def test_the_id_in_the_body_is_ignored(world, rita):
    paula = Person(world, PATIENT, token=supabase_token(world, PATIENT))
    told = tells(paula, ASK, patientData={"user": {"id": str(world.ids[PROFESSIONAL])}}).json()
    assert "Safira" not in told["text"]
    assert {each["person_id"] for each in world.events()} == {world.ids[PATIENT]}


@pytest.mark.parametrize(
    "more", [{"action": "finalize_assessment"}, {"assessmentPhase": "COMPLAINT_LIST"}, {"message": "   "}]
)
def test_what_is_not_ours_passes_on_unchanged_and_nothing_is_recorded(world, rita, upstream, more):
    body = {"message": ASK, "conversationHistory": [{"a": 1}]} | more
    answer = rita.posts(CORE, body)
    assert answer.json() == SAID_ELSEWHERE
    ((headers, sent),) = upstream.asked
    assert json.loads(sent) == body
    assert headers["authorization"] == f"Bearer {rita.token}"
    assert world.rows("turns") == []


def test_words_that_mean_nothing_to_us_pass_on(world, rita, upstream):
    answer = tells(rita, "ontem choveu bastante por aqui")
    assert answer.json() == SAID_ELSEWHERE
    assert len(upstream.asked) == 1


@pytest.mark.parametrize("kind", ["open-document", "show-document-inline"])
def test_no_command_that_opens_comes_back_from_there(rita, upstream, kind):
    opening_one = {
        "kind": "noa_command",
        "command": {"type": kind, "target": "document", "payload": {"document_id": "x"}},
    }
    going = {"kind": "noa_command", "command": {"type": "navigate-section", "target": "agenda"}}
    upstream.answers(
        {
            "text": "oi",
            "metadata": {"open_document": {"document_id": "x"}, "outra": 1},
            "app_commands": [opening_one, going],
        }
    )
    told = tells(rita, "ontem choveu bastante por aqui").json()
    assert told["app_commands"] == [going]
    assert told["metadata"] == {"outra": 1}


def test_the_status_of_an_upstream_comes_back_and_silence_is_503(rita, upstream, world, loop):
    upstream.status = 429
    assert tells(rita, "ontem choveu bastante por aqui").status_code == 429
    loop.run(upstream.close())
    silent = tells(rita, "ontem choveu muito por aqui")
    assert silent.status_code == 503
    assert silent.headers["Retry-After"]
    loop.run(upstream.open())


def test_without_an_upstream_everything_is_answered_here(make_world):
    world = make_world()
    rita = world.person(PROFESSIONAL)
    for body in ({"message": "ontem choveu bastante"}, {"message": "", "action": "finalize_assessment"}, {}):
        answer = rita.posts(CORE, body)
        assert answer.status_code == 200
        assert answer.json()["text"]
        assert answer.json()["app_commands"] == []


@pytest.mark.parametrize(
    "changes",
    [{"exp": 1}, {"aud": "anon"}, {"sub": "ninguem"}, {"key": "outra chave, com letras que bastem para assinar"}],
)
def test_a_supabase_token_that_is_not_good_is_nobodys(world, changes):
    token = supabase_token(world, PROFESSIONAL, **changes)
    assert tells(Person(world, PROFESSIONAL, token=token), ASK).status_code == 401


def test_an_unsigned_or_downgraded_supabase_token_is_nobodys(world):
    for token in (supabase_token(world, PROFESSIONAL, key=None, algorithm="none"), "a.b.c", "x"):
        assert tells(Person(world, PROFESSIONAL, token=token), ASK).status_code == 401


def test_tokens_signed_with_a_published_key_are_read(make_world, loop):
    private = ec.generate_private_key(ec.SECP256R1())
    published = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key())) | {"kid": "k1", "use": "sig"}
    keys = Upstream()
    keys.answers({"keys": [published | {"alg": "ES256"}]})
    world = make_world(jwks_url=loop.run(keys.open()))
    with world.of_one_institution():
        good = supabase_token(world, PROFESSIONAL, private, "ES256", {"kid": "k1"})
        assert "Safira" in tells(Person(world, PROFESSIONAL, token=good), ASK).json()["text"]
        other = ec.generate_private_key(ec.SECP256R1())
        for bad in (
            supabase_token(world, PROFESSIONAL, other, "ES256", {"kid": "k1"}),
            supabase_token(world, PROFESSIONAL, other, "ES256", {"kid": "k2"}),
            supabase_token(world, PROFESSIONAL, SUPABASE_SECRET, "HS256", {"kid": "k1"}),
        ):
            assert tells(Person(world, PROFESSIONAL, token=bad), ASK).status_code == 401
    loop.run(keys.close())


def test_cors_lets_the_named_origin_in_and_no_other(world, rita):
    def asks(origin):
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,apikey,x-client-info",
        }
        return world.run(world.client.options(CORE, headers=headers))

    allowed = asks("https://app.exemplo.invalid")
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == "https://app.exemplo.invalid"
    assert "access-control-allow-origin" not in asks("https://outra.exemplo.invalid").headers
    origin = {"Origin": "https://app.exemplo.invalid"}
    answered = world.run(world.client.post(CORE, json={"message": ASK}, headers=rita.headers | origin))
    assert answered.headers["access-control-allow-origin"] == "https://app.exemplo.invalid"
