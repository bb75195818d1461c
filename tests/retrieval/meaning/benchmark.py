"""Vectors under row filters: recall against an exact scan, and time, by how many documents the person is told of.

    python -m tests.retrieval.meaning.benchmark [--rows 10000 100000] [--rows 1000000]

Invented unit vectors: half in clusters of about fifty, half scattered, on a surface of `--latent` dimensions, as text
has (384 is noise without any structure, the worst there is). It fills the tables themselves, in a database of its own
on embedded servers.
"""

import argparse
import time
from uuid import UUID, uuid4

import numpy
import orjson
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row

from channels.databases import with_database, with_login
from core.sql import load_statements
from retrieval.meaning.indexing import _home, _keep_index
from retrieval.meaning.models import KnownModel, index_name
from tests.retrieval.meaning.library import Library
from tests.stores import TestRun, fresh_database

SQL = load_statements("tests.retrieval.meaning", "benchmark.sql")
DIMENSIONS = 384
SHARES = {"patient": (1, 0.005), "student": (2, 0.05), "professional": (4, 0.5), "admin": (8, 1.0)}
TYPES = {"patient": "paciente", "student": "aluno", "professional": "profissional", "admin": "admin"}
ASKED = 200
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--latent", type=int, default=48)
    parser.add_argument("--compare", action="store_true", help="also other settings, as the owner")
    options = parser.parse_args()
    run = TestRun.begin()
    try:
        for rows in options.rows:
            with fresh_database(run.servers()) as owner_url:
                measure(run.servers(), owner_url, rows, options.latent, options.compare)
                Library(owner_url, None, None, {}).wait_until_alone()
    finally:
        run.end()


def measure(servers, owner_url, rows, latent, compare):
    superuser_url = with_database(servers.superuser_url, conninfo_to_dict(owner_url)["dbname"])
    random = numpy.random.default_rng(rows)
    vectors = clustered(random, rows, latent)
    masks = sum((random.random(rows) < share).astype(numpy.int16) * bit for bit, share in SHARES.values())
    with psycopg.connect(owner_url, autocommit=True, row_factory=dict_row) as owner:
        institution = owner.execute(SQL["institution"]).fetchone()["id"]
        started = time.perf_counter()
        # COPY does not go past row level security, so the superuser fills the tables.
        with psycopg.connect(superuser_url, autocommit=True, row_factory=dict_row) as superuser:
            model = fill(superuser, institution, vectors, masks)
        filled = time.perf_counter()
        _keep_index(owner, KnownModel(model, "benchmark", DIMENSIONS), 0)
        built = time.perf_counter()
        size = owner.execute(SQL["sizes"], {"index": f"noa.{index_name(model)}"}).fetchone()
        print(
            f"\n{rows:,} vectors of {DIMENSIONS} (latent {latent}):"
            f" copied in {filled - started:.1f} s, indexed in {built - filled:.1f} s,"
            f" index {size['index'] / 1e6:.0f} MB, table {size['table'] / 1e6:.0f} MB"
        )
        print("| visible | how | recall@5 | p50 ms | p99 ms |\n|---|---|---|---|---|", flush=True)
        for profile, (bit, share) in SHARES.items():
            visible = numpy.flatnonzero(masks & bit)
            asked = questions(random, vectors, visible)
            truth = [set(visible[numpy.argpartition(-(vectors[visible] @ a), 5)[:5]]) for a in asked]
            person = uuid4()
            words = {"id": person, "email": f"{profile}@example.invalid", "type": TYPES[profile]}
            owner.execute(SQL["person"], words)
            label = f"{share:.1%} ({len(visible):,})"
            with psycopg.connect(with_login(owner_url, "noa_app"), row_factory=dict_row) as app:
                app.execute(SQL["enter"], {"person": person, "institution": institution})
                tell(label, "as the product does", ask(app, SQL["propose"], {}, asked, truth))
            if compare:
                compared(owner, label, {"institution": institution, "profile": profile}, model, asked, truth)


def compared(owner, label, parameters, model, asked, truth):
    parts = {"home": _home(owner), "dimensions": sql.Literal(DIMENSIONS), "model": sql.Literal(model)}
    approximate = sql.SQL(SQL["approximate"]).format(**parts)
    for ef, scan in ((40, "off"), (100, "relaxed_order"), (200, "relaxed_order"), (400, "relaxed_order")):
        with owner.transaction():
            owner.execute(SQL["tune"], {"ef": str(ef), "scan": scan})
            tell(label, f"approximate, ef {ef}, {scan}", ask(owner, approximate, parameters, asked, truth))
    tell(label, "exact", ask(owner, sql.SQL(SQL["exact"]).format(**parts), parameters, asked, truth))


def clustered(random, rows, latent):
    centres = random.standard_normal((max(1, rows // 50), latent), dtype=numpy.float32)
    vectors = random.standard_normal((rows, latent), dtype=numpy.float32)
    near = random.random(rows) < 0.5
    vectors[near] = vectors[near] * 0.6 + centres[random.integers(0, len(centres), near.sum())]
    if latent < DIMENSIONS:
        vectors = vectors @ random.standard_normal((latent, DIMENSIONS), dtype=numpy.float32)
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def questions(random, vectors, visible):
    """Near to something that the person is told of; every fourth to nothing."""
    noise = random.standard_normal((ASKED, DIMENSIONS), dtype=numpy.float32) / numpy.sqrt(DIMENSIONS)
    near = vectors[random.choice(visible, ASKED)] + noise * 0.6
    # somewhere on the surface, near to nothing in particular
    near[::4] = (vectors[random.choice(len(vectors), (len(near[::4]), 3))] * [[[0.6], [0.5], [0.4]]]).sum(axis=1)
    return near / numpy.linalg.norm(near, axis=1, keepdims=True)


def fill(owner, institution, vectors, masks):
    rows = len(vectors)
    model = owner.execute(SQL["model"], {"dimensions": DIMENSIONS}).fetchone()["id"]
    keys = numpy.frombuffer(b"".join(UUID(int=place).bytes for place in range(rows)), dtype="V16")
    home = numpy.frombuffer(institution.bytes, dtype="V16")[0]
    copied(owner, SQL["entries"], keys, home, masks, has_text=("?", True), created_at=(">i8", 0))
    halves = numpy.zeros(rows, dtype=[("dimensions", ">i2"), ("unused", ">i2"), ("values", ">f2", DIMENSIONS)])
    halves["dimensions"], halves["values"] = DIMENSIONS, vectors
    copied(
        owner, SQL["meanings"], keys, home, masks, model=(">i4", model), is_stale=("?", False),
        text_hash=("V32", numpy.zeros(1, "V32")[0]), vector=(halves.dtype, halves),
    )  # fmt: skip
    held = {profile: int((masks & bit > 0).sum()) for profile, (bit, _) in SHARES.items()}
    owner.execute(SQL["count"], {"institution": institution} | held)
    owner.execute(SQL["activate"], {"institution": institution, "model": model})
    owner.execute(SQL["settle"])
    owner.execute(SQL["settle_meanings"])
    return model


def copied(owner, statement, keys, home, masks, **others):
    """Copy rows in the binary format, all of one size: one array instead of a loop."""
    fields = {"document_id": ("V16", keys), "institution_id": ("V16", home), "audience": (">i2", masks)} | others
    if "model" in fields:
        order = ("document_id", "model", "institution_id", "audience", "is_stale", "text_hash", "vector")
        fields = {name: fields[name] for name in order}
    lengths = [(f"{name}_length", ">i4") for name in fields]
    columns = [part for length, (name, (kind, _)) in zip(lengths, fields.items(), strict=True)
               for part in (length, (name, kind))]  # fmt: skip
    with owner.cursor().copy(statement) as copy:
        copy.write(SIGNATURE)
        for start in range(0, len(keys), 20_000):
            part = slice(start, start + 20_000)
            block = numpy.zeros(len(keys[part]), dtype=[("count", ">i2"), *columns])
            block["count"] = len(fields)
            for name, (kind, value) in fields.items():
                block[f"{name}_length"] = numpy.dtype(kind).itemsize
                block[name] = value[part] if getattr(value, "shape", ()) == keys.shape else value
            copy.write(block.tobytes())
        copy.write(b"\xff\xff")


def ask(connection, statement, parameters, asked, truth):
    """Recall in the first five, and milliseconds."""
    times, found = [], 0
    for place, vector in enumerate([*asked[:20], *asked]):  # the first twenty warm up
        written = orjson.dumps(vector, option=orjson.OPT_SERIALIZE_NUMPY).decode()
        started = time.perf_counter()
        rows = connection.execute(statement, parameters | {"asked": written}, prepare=True).fetchall()
        times.append((time.perf_counter() - started) * 1000)
        if place >= 20:
            found += len({row["document_id"].int for row in rows[:5]} & truth[place - 20])
    times = sorted(times[20:])
    return found / (5 * len(asked)), times[len(times) // 2], times[int(len(times) * 0.99)]


def tell(label, how, measured):
    recall, median, slow = measured
    print(f"| {label} | {how} | {recall:.3f} | {median:.2f} | {slow:.2f} |", flush=True)


if __name__ == "__main__":
    main()
