"""Every error that can reach a reader has words in both languages."""

from importlib.resources import files
from types import SimpleNamespace

import pytest

import channels.http.app  # noqa: F401 - so that every error is known
from channels.composition import load_wording
from channels.http.problems import InvalidRequest, problem
from channels.setup_problem import SetupProblem
from core.errors import ContractInvalid, NoaError, SettingsInvalid

OF_THE_START = (SetupProblem, SettingsInvalid, ContractInvalid)


def kinds(of=NoaError):
    told = [
        each for each in of.__subclasses__() if not issubclass(each, (SetupProblem, SettingsInvalid, ContractInvalid))
    ]
    return [of, *(kind for each in told for kind in kinds(each))]


@pytest.mark.parametrize("code", sorted({each.code for each in kinds()}))
@pytest.mark.parametrize("locale", ["pt-BR", "en"])
def test_an_error_has_words(code, locale):
    wording = load_wording(files("bundles"))
    assert wording.words(locale, "", f"problem-title-{code}", {})
    assert wording.words(locale, "", f"problem-detail-{code}", {})


@pytest.mark.parametrize("error", [ContractInvalid("a.ftl:1"), SettingsInvalid("x"), RuntimeError("segredo")])
def test_what_is_not_ours_to_tell_is_internal_and_tells_nothing(error):
    service = SimpleNamespace(wording=load_wording(files("bundles")))
    told = problem(service, SimpleNamespace(headers={}), error)
    assert told.status_code == 500
    assert b'"code":"internal"' in told.body
    assert b"segredo" not in told.body
    assert InvalidRequest([]).status == 422
