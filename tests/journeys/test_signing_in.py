"""Signing in and out: wrong passwords look alike, attempts are throttled, and a token is only who one is."""

import time

import jwt
import pytest

from tests.world import PASSWORD, PATIENT, PROFESSIONAL, SECRET, STRANGER, VISITOR, Person

ASK = "abre o protocolo de dosagem"


def sign_in(world, email, password, **more):
    body = {"email": email, "password": password} | more
    return world.run(world.client.post("/v1/auth/login", json=body))


def test_who_signs_in_gets_a_bearer_token_that_works(world):
    signed_in = sign_in(world, PROFESSIONAL.upper(), PASSWORD)
    assert signed_in.status_code == 200
    told = signed_in.json()
    assert told["token_type"] == "bearer"
    assert told["expires_in"] > 0
    rita = Person(world, PROFESSIONAL, token=told["access_token"])
    assert rita.says(ASK)["candidates"]
    assert rita.gets("/v1/me").json()["profile"] == "professional"


def test_a_wrong_password_and_an_unknown_address_look_alike(world):
    wrong = sign_in(world, PROFESSIONAL, "errada-errada")
    unknown = sign_in(world, "ninguem@demo.noa", PASSWORD)
    elsewhere = sign_in(world, STRANGER, PASSWORD, institution="demo")
    assert wrong.status_code == unknown.status_code == elsewhere.status_code == 401
    assert wrong.json() == unknown.json() == elsewhere.json()
    assert set(wrong.headers) == set(unknown.headers)


def test_the_eleventh_attempt_in_a_minute_has_to_wait_even_with_the_right_password(world):
    for _ in range(10):
        assert sign_in(world, PATIENT, "errada-errada").status_code == 401
    refused = sign_in(world, f" {PATIENT.upper()} ", PASSWORD)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.json()["code"] == "too_many_attempts"
    assert sign_in(world, PROFESSIONAL, PASSWORD).status_code == 200


def forged(world, **changes):
    now = int(time.time())
    claims = {
        "iss": "noa",
        "aud": "noa",
        "sub": str(world.ids[PROFESSIONAL]),
        "inst": str(world.ids["demo"]),
        "iat": now,
        "exp": now + 600,
    } | changes
    return {name: value for name, value in claims.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "key", "algorithm"),
    [
        ({"exp": 1}, f"noa token|{SECRET}", "HS256"),
        ({"exp": None}, f"noa token|{SECRET}", "HS256"),
        ({"aud": "outra"}, f"noa token|{SECRET}", "HS256"),
        ({"iss": "outra"}, f"noa token|{SECRET}", "HS256"),
        ({"sub": "admin"}, f"noa token|{SECRET}", "HS256"),
        ({"sub": None}, f"noa token|{SECRET}", "HS256"),
        ({"inst": "demo"}, f"noa token|{SECRET}", "HS256"),
        ({}, SECRET + " " * 16, "HS256"),
        ({}, "uma chave que ninguém conhece, nem nós", "HS256"),
        ({}, f"noa token|{SECRET}", "HS384"),
        ({}, None, "none"),
    ],
)
def test_a_forged_or_expired_token_is_nobodys(world, changes, key, algorithm):
    token = jwt.encode(forged(world, **changes), key, algorithm=algorithm)
    response = world.run(Person(world, PROFESSIONAL, token=token).saying(ASK))
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert world.rows("turns") == []


def test_a_role_that_a_token_claims_is_not_believed(world):
    claims = forged(world, sub=str(world.ids[PATIENT]), role="admin", type="admin", user_metadata={"type": "admin"})
    token = jwt.encode(claims, f"noa token|{SECRET}", algorithm="HS256")
    paula = Person(world, PATIENT, token=token)
    assert paula.gets("/v1/me").json()["profile"] == "patient"
    assert not [title for title in paula.says(ASK).titles if "Protocolo" in title]


def test_signing_out_discards_what_was_waiting_for_a_choice(world):
    rita = world.person(PROFESSIONAL)
    rita.says(ASK)
    assert rita.posts("/v1/auth/logout").status_code == 204
    assert rita.says("1").opened is None
    assert world.executions == []
    time.sleep(0.002)
    asked = rita.says(ASK)
    assert rita.says("1").opened == asked.documents[0]


def test_who_was_turned_away_is_told_to_the_ledger(world):
    world.run(world.person(VISITOR).saying(ASK))
    (event,) = world.events()
    assert event["result"] == "DENIED"
    assert event["person_id"] == world.ids[VISITOR]
