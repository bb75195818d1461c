"""An entry is canonical (the vectors of RFC 8785), tells everything that is not personal, and hides what is."""

import json
from uuid import UUID

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.ledger.entry import NOBODY, RecordedEvent, Salts, commitment, entry_of, field_salt, owners
from runtime.verifier.canonical import canonical

PERSON = UUID(int=7)
COLLEAGUE = UUID(int=8)
SALTS = Salts({PERSON: b"a" * 32, COLLEAGUE: b"b" * 32, NOBODY: b"c" * 32})
NUMBERS = {  # RFC 8785, appendix B
    5e-324: "5e-324",
    -5e-324: "-5e-324",
    1.7976931348623157e308: "1.7976931348623157e+308",
    9007199254740992.0: "9007199254740992",
    295147905179352830000.0: "295147905179352830000",
    9.999999999999997e22: "9.999999999999997e+22",
    1e23: "1e+23",
    999999999999999700000.0: "999999999999999700000",
    1e21: "1e+21",
    9.999999999999997e-7: "9.999999999999997e-7",
    0.000001: "0.000001",
    333333333.3333332: "333333333.3333332",
    -0.0000033333333333333333: "-0.0000033333333333333333",
    1424953923781206.2: "1424953923781206.2",
    -0.0: "0",
    4.5: "4.5",
    0.002: "0.002",
    1e-27: "1e-27",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=12,
)  # fmt: skip


def event(metadata, person=PERSON):
    text = metadata if isinstance(metadata, str) else json.dumps(metadata)
    return RecordedEvent(
        UUID(int=1), UUID(int=2), person, "ASKING", "LISTED", "SIGNAL", "noa", text, "2026-11-20T12:00:00Z"
    )


def told(metadata, **options):
    return json.loads(entry_of(event(metadata, **options), SALTS))


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_written_as_the_standard_says(number):
    assert rfc8785.dumps(number).decode() == NUMBERS[number]
    assert canonical(number).decode() == NUMBERS[number]


def test_members_are_sorted_as_the_standard_says():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    for written in (rfc8785.dumps, canonical):
        assert list(json.loads(written(dict.fromkeys(keys, 1)))) == ordered


@given(JSON)
def test_writer_and_verifier_write_the_same_bytes(value):
    assert rfc8785.dumps(value) == canonical(value)


def test_an_entry_tells_what_happened_and_hides_to_whom():
    entry = told({"conversation_id": "c-1", "role": "patient", "by": [{"approver_person_id": str(COLLEAGUE)}]})
    assert entry["metadata"]["role"] == "patient"
    assert entry["sealed"] == ["/metadata/by/0/approver_person_id", "/metadata/conversation_id", "/person_id"]
    salt = field_salt(SALTS.known[COLLEAGUE], UUID(int=1), "/metadata/by/0/approver_person_id")
    committed = commitment(salt, str(COLLEAGUE)).hex()
    assert entry["metadata"]["by"][0]["approver_person_id"]["sha256"] == committed


def test_each_person_is_hidden_under_a_salt_of_their_own():
    assert owners(event({"requester_person_id": str(COLLEAGUE), "conversation_id": str(UUID(int=9))})) == {
        PERSON,
        COLLEAGUE,
    }


def test_the_same_person_looks_different_in_every_event_and_field():
    one = told({"user_id": str(PERSON), "account_id": str(PERSON)})
    seen = {json.dumps(each) for each in (one["person_id"], one["metadata"]["user_id"], one["metadata"]["account_id"])}
    assert len(seen) == 3


@pytest.mark.parametrize("metadata", ['{"n": 1e400}', '{"n": 9007199254740993}', '{"n": 0.1000000000000000000001}',
                                      '{"s": "\\ud800"}', "[" * 300 + "]" * 300])  # fmt: skip
def test_what_exact_json_cannot_hold_is_sealed_as_a_whole(metadata):
    assert told(metadata)["sealed"] == ["/metadata", "/person_id"]


@given(JSON)
def test_every_event_has_an_entry_and_it_is_canonical(metadata):
    entry = entry_of(event(metadata), SALTS)
    assert rfc8785.dumps(json.loads(entry, parse_int=float)) == entry
