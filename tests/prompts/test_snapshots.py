"""The prompts are sent as they were read and approved; `python -m tests.prompts.snapshots` writes them down anew."""

import pytest

from tests.prompts.snapshots import FOLDER, prompts

ALL = dict(prompts())


@pytest.mark.parametrize("name", ALL)
def test_a_prompt_is_sent_as_it_was_approved(name):
    assert (FOLDER / name).read_text() == ALL[name]


def test_no_snapshot_is_left_behind():
    assert {path.name for path in FOLDER.iterdir()} == set(ALL)
