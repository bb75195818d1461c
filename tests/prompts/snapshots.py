"""Prints every prompt as it is sent, with fixed data; `python -m tests.prompts.snapshots` writes them down anew."""

import itertools
from pathlib import Path

from prompts.phrasebook import LOCALES
from prompts.privacy import Purpose
from prompts.template import assemble, load_templates
from tests.prompts.replies import PHRASER, SUMMARY, TITLES, confirmed, listed

FOLDER = Path(__file__).with_name("snapshots")


def facts(purpose, locale):
    passages = [{"title": TITLES[0], "text": SUMMARY}]
    match purpose:
        case Purpose.LIST:
            wording = PHRASER.phrase(listed(), locale).text
            return {"profile": "professional", "wording": wording, "titles": TITLES}
        case Purpose.CONFIRMATION:
            wording = PHRASER.phrase(confirmed(), locale).text
            return {"profile": "professional", "wording": wording, "titles": TITLES[:1]}
        case Purpose.ADVICE:
            words = "tem algo pra minha avó dormir? meu cpf é 529.982.247-25"
            return {"words": words, "choices": {"DOC_SEARCH": ["abre o protocolo de dosagem"], "DOC_COUNT": []}}
    return {"question": "o óleo ajuda a dormir?", "passages": passages}


def prompts():
    """Yield the name and the text of every prompt."""
    templates = load_templates()
    for purpose, locale in itertools.product(Purpose, LOCALES):
        numbers = itertools.count(1)
        made = assemble(
            templates, purpose, locale, facts(purpose, locale), lambda numbers=numbers: f"secret-{next(numbers)}"
        )
        yield f"{purpose}.{locale}.txt", f"{made.template}\n\n{made.system}\n\n----- user -----\n\n{made.user}\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in prompts():
        (FOLDER / name).write_text(text)
