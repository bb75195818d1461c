"""An embedding model that needs no library: words that mean the same share a direction, other words have their own."""

from zlib import crc32

import numpy

from retrieval.folding import tokens
from retrieval.meaning.encoder import of_length_one

MEANINGS = {
    "sono": 0, "dormir": 0, "insonia": 0, "noite": 0, "acordado": 0,
    "pressao": 1, "hipertensao": 1, "coracao": 1,
    "rim": 2, "renal": 2, "dialise": 2,
    "queda": 3, "cair": 3, "idosos": 3, "velhinhos": 3,
}  # fmt: skip
DIMENSIONS = 48


class StandIn:
    """Implements Encoder. `read` keeps what it was given, for tests to look at."""

    def __init__(self, name="stand-in", dimensions=DIMENSIONS, seed=0):
        self.name, self.dimensions, self.seed = name, dimensions, seed
        self.read, self.asked = [], []

    def passages(self, texts):
        self.read += texts
        return of_length_one(numpy.stack([self.vector(text) for text in texts]))

    def question(self, text):
        self.asked.append(text)
        return of_length_one(self.vector(text))[0]

    def vector(self, text):
        total = numpy.full(self.dimensions, 1e-3, dtype=numpy.float32)
        for word in tokens(text):
            place = MEANINGS.get(word)
            if place is None:
                random = numpy.random.default_rng(crc32(word.encode()) + self.seed)
                total[8:] += 0.12 * random.standard_normal(self.dimensions - 8, dtype=numpy.float32)
            else:
                total[(place + self.seed) % 8] += 2.0
        return total
