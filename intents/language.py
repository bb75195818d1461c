"""Everything that understands one language, built once from its lexicon and its phrase books."""

from __future__ import annotations

from collections.abc import Sequence

from intents.classifier import Classifier
from intents.lexicon import load_lexicon
from intents.phrasebook import PhraseBook
from intents.selection import SelectionGrammar
from intents.title_pick import TitlePick
from intents.vocabulary import Vocabulary


class Language:
    """The classifier, the selection grammar and the title pick of one language, over one vocabulary."""

    def __init__(self, name: str, books: Sequence[PhraseBook]) -> None:
        lexicon = load_lexicon(name)
        rules = dict(lexicon.rules)
        templates = list(lexicon.templates())
        for book in books:
            rules.update(book.rules)
            templates.extend(node for group in book.groups for node in (*group.whole, *group.inside, *group.unless))
        vocabulary = Vocabulary(rules, templates)
        self.name = name
        self.classifier = Classifier(lexicon, vocabulary, books)
        self.selection = SelectionGrammar(lexicon, vocabulary)
        self.titles = TitlePick(lexicon, vocabulary)
