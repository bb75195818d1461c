"""The words to search for: politeness and fillers gone, the spelling of the person kept."""

import pytest

from intents.interpreter import Interpreter


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("abre o protocolo de dosagem", "protocolo de dosagem"),
        ("tem algo sobre Pressão Alta?", "Pressão Alta"),
        ("por favor me mostra a RDC 327/2019", "RDC 327/2019"),
        ("procura o documento de triagem pra mim por favor", "triagem"),
        ("eh hum procura pra mim tipo o protocolo de dosagem né", "protocolo de dosagem"),
        ("quero a aula sobre dor crônica porque tenho prova amanhã", "aula sobre dor crônica"),
        ("protocolo dosagem idosos", "protocolo dosagem idosos"),
        ("quais documentos falam sobre dor?", "dor"),
    ],
)
def test_only_the_name_is_left(interpreter: Interpreter, text: str, term: str) -> None:
    assert interpreter.interpret(text, None).term == term
