"""The library of the benchmarks: ten thousand invented documents, and requests for some of them."""

import random
from itertools import islice

import orjson

from retrieval.folding import fold

KINDS = ("Protocolo", "Guia", "Folheto", "Aula", "Diretriz", "Manual", "Checklist", "Roteiro", "Cartilha", "Parecer")
SUBJECTS = ("anemia", "acolhimento", "ansiedade", "biossegurança", "cefaleia", "cateter", "creatinina", "dor crônica",
            "diálise", "dosagem", "epilepsia", "espasticidade", "fósforo", "fístula", "glicemia", "hipertensão",
            "hidratação", "insônia", "interações", "lúpus", "microdosagem", "nefrite", "náusea", "óleo", "potássio",
            "proteinúria", "quimioterapia", "sono", "titulação", "transplante", "triagem", "vacinação")  # fmt: skip
PEOPLE = ("adultos", "adolescentes", "atletas", "crianças", "cuidadores", "gestantes", "idosos", "lactentes",
          "plantonistas", "recepcionistas", "transplantados", "voluntários")  # fmt: skip
_STARTS = ("Al", "Bar", "Cam", "Dor", "Es", "Fer", "Gua", "Ita", "Jar", "Lon", "Mar", "Nor", "Pal", "San", "Ver")
_ENDS = ("beira", "cabo", "dina", "gal", "lim", "mira", "nambi", "pira", "quara", "rino", "silva", "tuba", "vela")
SIZE = 10_000
TEXT = "Texto inventado para medir. " * 40


def catalogue(size=SIZE, seed=7):
    """Yield the rows of the catalogue file; the same every time."""
    chance = random.Random(seed)
    for number in range(size):
        place = chance.choice(_STARTS) + chance.choice(_ENDS) + chance.choice(("", "", " do Sul", " da Serra"))
        kind, subject = chance.choice(KINDS), chance.choice(SUBJECTS)
        row = {
            "id": f"benchmark-{number}",
            "title": f"{kind} de {subject} para {chance.choice(PEOPLE)} em {place}",
            "tags": [subject, "benchmark"],
            "summary": f"{kind} inventado sobre {subject}.",
            "content": f"{TEXT}Número {number}.",
            "category": "benchmark",
            "target_audience": ["professional"],
        }
        yield orjson.dumps(row)


def requests(size=SIZE, count=256, seed=11):
    """Return what people say: titles of the catalogue as they are typed, small and without accents."""
    titles = [orjson.loads(row)["title"] for row in islice(catalogue(size), 0, size, max(1, size // count))]
    random.Random(seed).shuffle(titles)
    return [f"abre o {fold(title)}" for title in titles[:count]]
