"""Counting: what is an execution, what is wrong, what is recall."""

from core.interpretation import AMBIGUOUS, NONE, SELECT, Interpretation, Offered
from intents.evaluate import Row, listed_titles, offered_in, read_rows, tally


class Saying:
    """An interpreter that always answers the same."""

    def __init__(self, intent: str, choice=None) -> None:
        self.answer = Interpretation(intent, choice=choice)

    def interpret(self, text, offered, modality="text", alternatives=(), transcript_confidence=None) -> Interpretation:
        return self.answer


def row(**data) -> Row:
    return Row.from_mapping(
        {"text": "x", "context": "pending_5", "intent": SELECT, "selection": 2, "may_execute": True, **data}
    )


def run(one: Row, *says):
    return tally([one], Saying(*says), listed_titles())


def test_choosing_where_nothing_may_execute_is_forbidden() -> None:
    assert run(row(may_execute=False, selection=None, intent=AMBIGUOUS), SELECT, 2).forbidden_executions == 1


def test_choosing_another_than_was_meant_is_wrong() -> None:
    result = run(row(), SELECT, 3)
    assert (result.wrong_selections, result.forbidden_executions, result.selection_recall) == (1, 0, 0.0)


def test_asking_again_is_a_miss_and_no_execution() -> None:
    result = run(row(), AMBIGUOUS)
    assert (result.wrong_selections, result.selection_recall) == (0, 0.0)


def test_a_row_that_is_not_strict_takes_asking_again_for_right() -> None:
    assert run(row(strict=False), AMBIGUOUS).accuracy() == 1.0


def test_any_allowed_selection_is_right_and_none_may_be_among_them() -> None:
    allowed = Row.from_mapping(
        {"text": "x", "context": "pending_5", "allowed_selections": [2, None], "may_execute": True}
    )
    assert tally([allowed], Saying(SELECT, 2), listed_titles()).wrong_selections == 0
    assert tally([allowed], Saying(SELECT, 3), listed_titles()).wrong_selections == 1


def test_cancels_are_counted_apart() -> None:
    assert run(row(selection="cancel", may_execute=False), SELECT, "cancel").cancel_recall == 1.0


def test_alternative_intents_are_right_too_and_confusions_are_kept() -> None:
    assert run(row(intent="DOC_OPEN", selection=None, may_execute=False, alt_intents=[NONE]), NONE).accuracy() == 1.0
    assert run(row(intent="DOC_OPEN", selection=None, may_execute=False), NONE).confusion == {("DOC_OPEN", NONE): 1}


def test_a_choice_without_a_list_executes_nothing() -> None:
    assert run(row(context="no_pending", may_execute=False), SELECT, 2).forbidden_executions == 0


def test_contexts_say_which_list_is_live() -> None:
    assert offered_in("none", listed_titles()) is None
    assert offered_in("pending_1", listed_titles()) == Offered(listed_titles()[:1])


def test_rows_are_read_from_json_lines() -> None:
    assert [one.text for one in read_rows(['{"text": "a", "intent": "NONE"}', ""])] == ["a"]
