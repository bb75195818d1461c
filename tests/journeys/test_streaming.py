"""The same answer as a stream of events: words before commands, and nothing that /v1/chat would not say."""

import json

from tests.world import PROFESSIONAL


def events_of(response):
    blocks = [block.split("\n") for block in response.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def streams(person, text, **fields):
    response = person.posts("/v1/chat/stream", {"conversation_id": person.conversation, "text": text} | fields)
    assert response.headers["content-type"].startswith("text/event-stream")
    return events_of(response)


def test_a_list_and_a_choice_arrive_as_events_with_the_commands_last(world):
    person = world.person(PROFESSIONAL)
    listed = streams(person, "abre o protocolo de dosagem")
    assert [name for name, _ in listed] == ["understood", "candidates", "writing", "text", "commands", "answer"]
    told = dict(listed)
    assert [each["title"] for each in told["candidates"]["candidates"]] == [
        each["title"] for each in told["answer"]["candidates"]
    ]
    assert told["commands"]["app_commands"] == []

    chosen = dict(streams(person, "o segundo"))
    assert chosen["commands"]["app_commands"][0]["command"]["type"] == "open-document"
    assert chosen["commands"]["app_commands"] == chosen["answer"]["app_commands"]


def test_a_streamed_message_and_its_retry_over_chat_are_one_turn(world):
    person = world.person(PROFESSIONAL)
    streamed = dict(streams(person, "abre o protocolo de dosagem", message_id="uma só"))["answer"]
    again = person.says("abre o protocolo de dosagem", message_id="uma só")
    assert again["turn_id"] == streamed["turn_id"]


def test_what_goes_wrong_before_the_first_event_is_an_ordinary_problem(world):
    response = world.person(PROFESSIONAL).posts("/v1/chat/stream", {"conversation_id": "c", "text": ""})
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
