"""A token names its person until it expires, however often it was read before."""

import asyncio
import time
from uuid import uuid4

import jwt
import pytest

from channels import tokens
from channels.tokens import LIFETIME_SECONDS, REMEMBERED, Bearer, Tokens
from core.errors import NotAuthenticated

PERSON, INSTITUTION = uuid4(), uuid4()


@pytest.fixture
def issuer():
    return Tokens("a secret for the tests of tokens")


def read(issuer, token):
    return asyncio.run(issuer.read(token))


def test_a_token_names_person_and_institution_again_and_again(issuer):
    token = issuer.issue(PERSON, INSTITUTION)
    assert [read(issuer, token) for _ in range(3)] == [Bearer(PERSON, INSTITUTION)] * 3


def test_a_token_that_was_read_before_is_refused_once_it_has_expired(issuer, monkeypatch):
    before = time.time() - LIFETIME_SECONDS - 1
    with monkeypatch.context() as then:
        then.setattr(tokens.time, "time", lambda: before)
        token = issuer.issue(PERSON, INSTITUTION)
        issuer._remembered[token] = Bearer(PERSON, INSTITUTION), int(before) + LIFETIME_SECONDS
        assert read(issuer, token) == Bearer(PERSON, INSTITUTION)
    with pytest.raises(NotAuthenticated):
        read(issuer, token)


def with_another_signature(token):
    return token[:-10] + ("A" if token[-10] != "A" else "B") + token[-9:]


@pytest.mark.parametrize("change", [with_another_signature, lambda token: token + "x", lambda _: "", str.upper])
def test_a_changed_token_is_refused_although_the_true_one_was_read(issuer, change):
    token = issuer.issue(PERSON, INSTITUTION)
    read(issuer, token)
    with pytest.raises(NotAuthenticated):
        read(issuer, change(token))


def test_a_token_of_another_secret_is_refused(issuer):
    with pytest.raises(NotAuthenticated):
        read(issuer, Tokens("another secret for the tests").issue(PERSON, INSTITUTION))


def test_an_unsigned_token_is_refused(issuer):
    claims = {"iss": "noa", "aud": "noa", "sub": str(PERSON), "inst": str(INSTITUTION), "iat": 1, "exp": 2**33}
    with pytest.raises(NotAuthenticated):
        read(issuer, jwt.encode(claims, None, algorithm="none"))


def test_no_more_tokens_are_remembered_than_were_meant_to_be(issuer, monkeypatch):
    monkeypatch.setattr(tokens, "REMEMBERED", 3)
    for _ in range(10):
        read(issuer, issuer.issue(uuid4(), INSTITUTION))
    assert len(issuer._remembered) <= 3 < REMEMBERED
