"""The counting proxies count waits, and not messages."""

from tests.benchmarks.counting import Count, PostgresTap, RedisTap


def message(kind, body=b""):
    return kind + (len(body) + 4).to_bytes(4, "big") + body


STARTUP = (8).to_bytes(4, "big") + b"\0\3\0\0"
STATEMENT = message(b"B") + message(b"D") + message(b"E")


def sent_to_postgres(*pieces):
    count = Count()
    tap = PostgresTap(count)
    for piece in (STARTUP, *pieces):
        tap.sent(piece)
    return count.exchanges, count.commands


def test_a_pipeline_of_four_statements_is_one_wait():
    assert sent_to_postgres(*[STATEMENT] * 4, message(b"S")) == (1, 4)


def test_a_row_that_is_waited_for_inside_a_pipeline_is_a_wait_of_its_own():
    assert sent_to_postgres(STATEMENT, message(b"H"), STATEMENT, message(b"S")) == (2, 2)


def test_a_flush_after_the_end_of_a_pipeline_asks_for_nothing():
    assert sent_to_postgres(STATEMENT, message(b"S"), message(b"H")) == (1, 1)


def test_messages_that_come_in_pieces_are_read_whole():
    whole = STATEMENT + message(b"S") + message(b"Q", b"select 1\0")
    assert sent_to_postgres(*[whole[at : at + 3] for at in range(0, len(whole), 3)]) == (2, 2)


def test_what_is_asked_of_redis_at_once_is_one_wait():
    count, awaited = Count(), set()
    first, second = RedisTap(count, awaited), RedisTap(count, awaited)
    first.sent(b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n")
    second.sent(b"*2\r\n$3\r\nGET\r\n$1\r\nb\r\n")
    first.answered(b"$-1\r\n")
    second.answered(b"$-1\r\n")
    first.sent(b"*1\r\n$4\r\nPING\r\n")
    assert count.take() == {"exchanges": 2, "commands": 3, "names": ["GET", "GET", "PING"]}
