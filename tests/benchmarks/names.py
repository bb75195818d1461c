"""Search over 10,000, 100,000 and 1,000,000 names under row filters, beside other ways of searching them.

    python -m tests.benchmarks.names [SIZE ...] [--questions 200]

Each profile sees another share of the names: admin all, patient 50 %, student 5 %, professional 0.5 %.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from pathlib import Path
from uuid import UUID, uuid5

import psycopg
from rapidfuzz import fuzz, process

from channels.databases import with_login
from channels.embedded import embedded_servers
from channels.migrating import migrate
from core.finding import Wanted
from core.sql import load_statements
from retrieval.catalogue import MOST_PROPOSALS, CatalogueFinder
from retrieval.folding import fold
from retrieval.indexing import refresh
from retrieval.question import ask_for

SQL = load_statements("tests.benchmarks", "names.sql")
SHARES = {"admin": 1.0, "patient": 0.5, "student": 0.05, "professional": 0.005}
TYPES = {"admin": "admin", "patient": "paciente", "student": "aluno", "professional": "profissional"}
HOME = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstvz" for vowel in "aeio"]
KINDS = ("Protocolo", "Guia", "Folheto", "Aula", "Diretriz", "Manual", "Roteiro", "Parecer", "Ficha", "Termo")


def titles(count, chance):
    """Invented titles of six words: a kind, a thing, a quality, a name and a place."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((3, 4)))) for _ in range(6000)]
    things, qualities, people, places = words[:1500], words[1500:3000], words[3000:5000], words[5000:]
    for _ in range(count):
        yield (
            f"{chance.choice(KINDS)} de {chance.choice(things)} {chance.choice(qualities)} para"
            f" {chance.choice(people).capitalize()} em {chance.choice(places).capitalize()}"
        )


def misspell(text, edits, chance):
    """`text` with so many letters left out, doubled, changed or swapped."""
    letters = list(text)
    for _ in range(edits):
        place = chance.randrange(2, len(letters) - 1)
        kind = chance.randrange(4)
        if kind == 0:
            del letters[place]
        elif kind == 1:
            letters.insert(place, letters[place])
        elif kind == 2:
            letters[place] = chance.choice("aeiorst")
        else:
            letters[place - 1], letters[place] = letters[place], letters[place - 1]
    return "".join(letters)


def asked(title, kind, chance):
    """A title as somebody asks for it: whole, misspelt, in part, within chatter."""
    words = fold(title).split()
    if kind == "whole":
        return " ".join(words)
    if kind == "two edits":
        return misspell(" ".join(words), 2, chance)
    dropped = chance.choice([2, 3])
    part = misspell(" ".join(word for place, word in enumerate(words) if place != dropped), 1, chance)
    return part if kind == "part" else f"me mostra por favor o {part} ai pra mim que eu preciso ver hoje"


def fill(owner_url, size):
    """Copy and index so many names; return their titles by profile and what it took."""
    chance = random.Random(size)
    seen = {profile: [] for profile in SHARES}
    started = time.perf_counter()
    with psycopg.connect(owner_url) as owner:
        institution = owner.execute(SQL["institution"]).fetchone()[0]
        for profile, type_ in TYPES.items():
            person = {"id": uuid5(HOME, profile), "email": f"{profile}@nomes.noa", "type": type_}
            owner.execute(SQL["add_person"], person)
        with owner.cursor().copy(SQL["copy_documents"]) as copy:
            for number, title in enumerate(titles(size, chance)):
                key, draw = uuid5(HOME, str(number)), chance.random()
                audience = [profile for profile, share in SHARES.items() if draw < share]
                for profile in audience:
                    seen[profile].append((key, title))
                copy.write_row((key, title, audience, True, "x"))
    copied = time.perf_counter()
    with psycopg.connect(owner_url) as owner:
        refresh(owner)
    indexed = time.perf_counter()
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(SQL["settle"])
        sizes = owner.execute(SQL["sizes"]).fetchone()
    print(f"\n## {size:,} names: copied in {copied - started:.1f} s, indexed in {indexed - copied:.1f} s")
    names = ("entries", "of it GIN", "names", "of it HNSW", "vocabulary")
    print("MB: " + ", ".join(f"{name} {megabytes:.0f}" for name, megabytes in zip(names, sizes, strict=True)))
    return institution, seen


async def measure(app_url, institution, profile, questions):
    """Ask each question in a turn of its own; return milliseconds and how many found their title."""
    finder, times, first, five = CatalogueFinder(), [], 0, 0
    turn = {"person": uuid5(HOME, profile), "institution": institution}
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        for key, text in questions:
            started = time.perf_counter()
            async with connection.pipeline(), connection.transaction():
                await connection.execute(SQL["enter"], turn)
                inquiry = await finder.ask(connection, Wanted(text))
                found = [each.id for each in (await inquiry.found()).candidates]
            times.append((time.perf_counter() - started) * 1000)
            first += found[:1] == [key]
            five += key in found
    return times, first / len(questions), five / len(questions)


def recall(owner_url, profile, texts):
    """Share of the five nearest names that are among those the approximate index proposes."""
    kept = 0
    with psycopg.connect(owner_url) as owner:
        owner.execute(SQL["find_vector"])
        owner.execute(SQL["approximate"])
        for text in texts:
            parameters = {"profile": profile, "grams": ask_for(text).parameters()["grams"], "most": 5}
            exact = {key for (key,) in owner.execute(SQL["alike_exact"], parameters)}
            near = {key for (key,) in owner.execute(SQL["alike_near"], parameters | {"most": MOST_PROPOSALS})}
            kept += len(exact & near) / max(1, len(exact))
    return kept / len(texts)


def others(rows, questions):
    """A full rapidfuzz scan and SQLite's trigram index over the same names: milliseconds and found in five."""
    folded = [fold(title) for _, title in rows]
    yield (
        "rapidfuzz, every name",
        *_timed(
            lambda text: [rows[place][0] for _, _, place in process.extract(text, folded, scorer=fuzz.ratio, limit=5)],
            questions,
        ),
    )
    base = sqlite3.connect(":memory:")
    base.executescript("create virtual table names using fts5(title, tokenize='trigram')")
    base.executemany("insert into names(rowid, title) values (?, ?)", enumerate(folded))
    match = "select rowid from names where names match ? order by rank limit 5"
    yield (
        "SQLite FTS5 trigram",
        *_timed(lambda text: [rows[place][0] for (place,) in base.execute(match, (_trigrams(text),))], questions),
    )


def _trigrams(text):
    return " OR ".join(f'"{text[place : place + 3]}"' for place in range(len(text) - 2))


def _timed(search, questions):
    times, five = [], 0
    for key, text in questions:
        started = time.perf_counter()
        five += key in search(text)
        times.append((time.perf_counter() - started) * 1000)
    return times, five / len(questions)


def percentile(times, share):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(size, count, folder):
    with embedded_servers(folder, postgres_settings={"maintenance_work_mem": "1GB"}) as servers:
        migrate(servers.owner_url)
        institution, seen = fill(servers.owner_url, size)
        app_url = with_login(servers.owner_url, "noa_app")
        print("| sees | asked | p50 ms | p99 ms | first | in five |\n|---|---|---|---|---|---|")
        for profile, rows in seen.items():
            chance = random.Random(7)
            for kind in ("whole", "two edits", "part", "chatty"):
                questions = [(key, asked(title, kind, chance)) for key, title in chance.choices(rows, k=count)]
                times, first, five = asyncio.run(measure(app_url, institution, profile, questions))
                print(
                    f"| {len(rows):,} | {kind} | {percentile(times, 0.5):.1f} | {percentile(times, 0.99):.1f}"
                    f" | {first:.2f} | {five:.2f} |"
                )
            texts = [asked(title, "part", chance) for _, title in chance.choices(rows, k=min(50, count))]
            kept = recall(servers.owner_url, profile, texts)
            print(f"| {len(rows):,} | approximate index alone, recall@5 | | | | {kept:.2f} |")
        chance = random.Random(7)
        few = min(count, 30)
        questions = [(key, asked(title, "part", chance)) for key, title in chance.choices(seen["admin"], k=few)]
        for name, times, five in others(seen["admin"], questions):
            p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
            print(f"| {size:,} | part, {name} | {p50:.1f} | {p99:.1f} | | {five:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=200)
    chosen = parser.parse_args()
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory(prefix="noa-names-") as folder:
            run(size, chosen.questions, Path(folder) / "data")


if __name__ == "__main__":
    main()
