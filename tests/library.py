"""The small library of the journeys: rows of the demonstration's, a sound one of its own, and unsound ones."""

import json
from importlib.resources import files

import orjson

FROM_THE_DEMO = {
    "protocolo-dosagem-cbd-v1",
    "protocolo-dosagem-cbd-v2",
    "protocolo-dosagem-idosos",
    "protocolo-dosagem-pediatria",
    "protocolo-dosagem-thc",
    "protocolo-hiperpotassemia",
    "protocolo-bolsa-dialise-peritoneal",
    "diretriz-prescricao-segura-2025",
    "diretriz-higiene-maos",
    "aula-dor-cronica-2020",
    "aula-dor-cronica-2023",
    "aula-sistema-endocanabinoide",
    "folheto-dose-oleo-cannabis",
    "folheto-potassio-2024",
    "folheto-o-que-e-cbd",
    "orientacao-peso-seco",
    "politica-controle-documentos-2024",
}

OWN = (
    {
        "id": "roteiro-safira",
        "title": "Roteiro da Safira Noturna",
        "category": "nota",
        "target_audience": ["professional"],
        "summary": "O único documento que fala de safiras.",
        "content": "Confira a safira antes de cada plantão noturno e anote a cor que ela tem. " * 6,
    },
    {
        "id": "nota-corrompida",
        "title": "Nota Técnica sobre Zirconita",
        "category": "nota",
        "target_audience": ["professional"],
        "summary": "Uma nota cujo conteúdo mudou depois de assinado.",
        "content": "Este texto não é o que foi assinado. " * 8,
    },
    {
        "id": "laudo-escaneado",
        "title": "Laudo Escaneado de Turmalina",
        "category": "laudo",
        "target_audience": ["professional"],
        "summary": "Um arquivo cujo texto nunca foi extraído.",
        "content": "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstream\n\x01\x02xref\ntrailer\n%%EOF",
    },
    {
        "id": "ficha-vazia",
        "title": "Ficha Vazia de Obsidiana",
        "category": "nota",
        "target_audience": ["professional"],
        "summary": "Uma ficha sem texto.",
    },
)

ELSEWHERE = (
    {
        "id": "protocolo-alheio",
        "title": "Protocolo de Dosagem da Outra Casa",
        "category": "protocolo-clinico",
        "target_audience": ["professional"],
        "summary": "Um protocolo de outra instituição.",
        "content": "Texto de outra instituição, que ninguém daqui deve ler. " * 6,
    },
)


def demo_rows():
    """The rows of the demonstration that the journeys use, as lines of the catalogue format."""
    folder = files("bundles").joinpath("documents", "demo")
    lines = [
        line
        for shelf in sorted(folder.iterdir(), key=lambda each: each.name)
        if shelf.name.endswith(".jsonl")
        for line in shelf.read_bytes().splitlines()
    ]
    chosen = [line for line in lines if json.loads(line)["id"] in FROM_THE_DEMO]
    assert len(chosen) == len(FROM_THE_DEMO), "the demonstration lost a document that the journeys use"
    return [*chosen, *(orjson.dumps(row) for row in OWN)]


def other_rows():
    """What the other institution has."""
    return [orjson.dumps(row) for row in ELSEWHERE]
