"""The doctor sees what is set up and what is not, says it in both languages, and changes nothing."""

import re
from importlib.resources import files

import psycopg
import pytest

from channels import diagnosis
from channels.diagnosis import diagnose, is_healthy
from channels.finding import Finding
from channels.sealing import apply_seals
from channels.settings import Settings
from tests.migrations.world import migrated_database, unmigrated_database

NOWHERE = "postgresql://noa_owner@/x?host=/nowhere"


@pytest.fixture
def doctor(servers, redis_url):
    """Ask the doctor about a database of that name, and get the findings by key."""

    def ask(name, environ=None, **addresses):
        wanted = {
            "owner_url": servers.database_url(name, "noa_owner"),
            "app_url": servers.database_url(name, "noa_app"),
            "redis_url": redis_url,
        }
        findings = diagnose(Settings.from_environment(environ or {}), **(wanted | addresses))
        for finding in findings:
            for locale in ("pt-BR", "en"):
                assert finding.sentence(locale)
                assert (finding.remedy(locale) is None) == (finding.level == "ok"), finding.key
        return {finding.key: finding for finding in findings}

    return ask


@pytest.fixture
def fresh(servers):
    with migrated_database(servers, "fresh") as name:
        yield name


@pytest.fixture
def existing(servers):
    with migrated_database(servers, "legacy") as name:
        yield name


def as_superuser(servers, name, *statements):
    with psycopg.connect(servers.database_url(name, "postgres")) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_fresh_set_up_is_healthy(doctor, fresh):
    told = doctor(fresh)
    assert is_healthy(list(told.values()))
    assert {
        "postgres-reached",
        "redis-reached",
        "migrations-applied",
        "app-role-right",
        "app-login-works",
    } <= told.keys()
    assert {"sealed", "ledger-insert-only", "institution-default", "vector-found", "model-none"} <= told.keys()
    assert told["settings-read"].sentence("en") == "Settings read. PostgreSQL embedded, Redis embedded."


def test_an_existing_database_is_reported_until_it_is_sealed(doctor, servers, existing):
    told = doctor(existing)
    assert told["text-readable"].facts == {"roles": "anon, authenticated"}
    assert "row-security-off" in told
    assert "sealed" not in told
    assert told["people-without-profile"].facts == {"count": 3}
    apply_seals(servers.database_url(existing, "noa_owner"))
    after = doctor(existing)
    assert "sealed" in after
    assert not {"text-readable", "row-security-off"} & after.keys()


def test_stores_that_do_not_answer_are_findings(doctor):
    told = doctor("x", owner_url=NOWHERE, app_url=NOWHERE, redis_url="unix:///nowhere/redis.sock")
    assert told["postgres-unreachable"].level == told["redis-unreachable"].level == "error"
    assert not is_healthy(list(told.values()))
    assert "migrations-applied" not in told


def test_what_is_not_migrated_is_said_first(doctor, servers):
    with unmigrated_database(servers, "fresh") as name:
        told = doctor(name)
    assert told["migrations-pending"].level == "error"
    assert "noa migrate" in (told["migrations-pending"].remedy("en") or "")


BREAKING = [
    ("alter table public.cognitive_events disable trigger noa_insert_only", "ledger-open", "error"),
    ("alter table public.cognitive_events enable trigger noa_insert_only", "ledger-open", "error"),
    ("grant update on public.cognitive_events to authenticated", "ledger-granted", "error"),
    ("alter table public.documents disable row level security", "row-security-off", "error"),
    ("alter table public.courses disable row level security", "row-security-off", "warning"),
    ("grant select (content) on public.documents to authenticated", "text-readable", "warning"),
    ("grant select on public.documents to public", "text-readable-by-profiles", "error"),
    ("update noa.institutions set is_default = false", "institution-missing", "error"),
    ("insert into public.users (email, type) values ('x@demo.noa', 'admin')", "demo-accounts", "warning"),
    ("insert into public.users (email, type) values ('x@exemplo.invalid', 'rei')", "people-without-profile", "warning"),
    ("create table public.mine (); alter table public.mine owner to noa_app", "app-role-owns", "error"),
    ("revoke select (id) on public.documents from noa_patient", "policies-refuse", "error"),
    (
        "create view public.todos as select id, content from public.documents; grant select on public.todos to anon",
        *("text-view", "warning"),
    ),
]


@pytest.mark.parametrize(("statement", "key", "level"), BREAKING, ids=lambda value: str(value)[:40])
def test_what_is_broken_is_found_with_its_remedy(doctor, servers, fresh, statement, key, level):
    assert key not in doctor(fresh)
    as_superuser(servers, fresh, statement)
    assert doctor(fresh)[key].level == level


def test_an_existing_policy_that_refuses_ours_is_found_and_mended(doctor, servers, existing):
    policy = (
        "create policy x on public.documents for select using"
        " (exists (select from public.profiles p where p.id = auth.uid()))"
    )
    as_superuser(servers, existing, 'drop policy "Documentos visíveis" on public.documents', policy)
    assert doctor(existing)["policies-refuse"].facts["roles"] == ", ".join(diagnosis._PROFILES)
    as_superuser(servers, existing, "alter table public.profiles enable row level security")
    with psycopg.connect(servers.database_url(existing, "noa_owner")) as owner:
        owner.execute("select noa.unsee_existing()")
    assert "app-login-works" in doctor(existing)


def test_a_role_with_powers_is_found(doctor, servers, fresh):
    role = "alter role noa_app {}"
    try:
        as_superuser(servers, fresh, role.format("createdb"))
        assert doctor(fresh)["app-role-powerful"].level == "error"
    finally:
        as_superuser(servers, fresh, role.format("nocreatedb"))
    assert "app-role-right" in doctor(fresh)


@pytest.mark.parametrize(
    ("number", "safe"),
    [(140014, False), (150008, False), (150009, True), (160004, False), (160005, True), (170000, False), (170001, True),
     (180000, True), (190000, True)],
)  # fmt: skip
def test_versions_with_the_known_fault_are_refused(monkeypatch, number, safe):
    monkeypatch.setattr(diagnosis, "_row", lambda *_: (number, "x", "0.8.5"))
    told = [finding.key for finding in diagnosis._versions(None)]
    assert told == ["postgres-reached" if safe else "postgres-outdated", "vector-found"]


@pytest.mark.parametrize(
    ("version", "key"),
    [(None, "vector-absent"), ("0.6.2", "vector-too-old"), ("0.7.4", "vector-old"), ("0.8.0", "vector-found"),
     ("0.10.1", "vector-found")],
)  # fmt: skip
def test_the_vector_extension_is_judged(monkeypatch, version, key):
    monkeypatch.setattr(diagnosis, "_row", lambda *_: (180004, "18.4", version))
    assert [finding.key for finding in diagnosis._versions(None)][1] == key


SETTINGS = [
    ({"NOA_COOLDOWNS": "off"}, "cooldowns-off"),
    ({"NOA_SUPABASE_JWT_SECRET": "x" * 32}, "origins-missing"),
    ({"NOA_UPSTREAM_CORE_URL": "https://core.example"}, "upstream-without-tokens"),
    ({"NOA_STT_MODEL": "small"}, "transcription-set"),
]


@pytest.mark.parametrize(("environ", "key"), SETTINGS)
def test_settings_that_want_another_are_named(environ, key):
    settings = Settings.from_environment(environ)
    findings = [*diagnosis._settings(settings), *diagnosis._models(settings)]
    assert key in {finding.key for finding in findings}


def test_a_model_without_its_package_is_named(monkeypatch):
    monkeypatch.setattr(diagnosis, "find_spec", lambda _: None)
    settings = Settings.from_environment({"NOA_LLM_MODEL": "m", "NOA_EMBEDDING_MODEL": "e"})
    told = {finding.key: finding.level for finding in diagnosis._models(settings)}
    assert told == {"model-not-installed": "error", "embedding-not-installed": "error", "transcription-none": "ok"}


def test_the_browser_is_wished_for_and_never_required(monkeypatch):
    monkeypatch.setattr(diagnosis, "which", lambda _: None)
    assert [finding.level for finding in diagnosis._browser()] == ["warning"]
    monkeypatch.setattr(diagnosis, "which", lambda name: "/usr/bin/" + name)
    assert [finding.key for finding in diagnosis._browser()] == ["browser-found"]


def test_both_languages_hold_the_same_sentences_remedies_and_facts():
    def sentences(locale):
        text = files("channels").joinpath("words", f"diagnosis.{locale}.ftl").read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[a-z])", text, flags=re.M)[1:]
        return {block.partition(" =")[0]: (".mend" in block, set(re.findall(r"\$(\w+)", block))) for block in blocks}

    assert sentences("pt-BR") == sentences("en")


def test_every_finding_that_the_code_names_has_words():
    source = "".join(files("channels").joinpath(name).read_text() for name in ("diagnosis.py", "sealing.py"))
    keys = set(re.findall(r'Finding\("([a-z-]+)"', source)) | set(re.findall(r'"(seal-[a-z-]+)"', source))
    assert len(keys) > 30
    text = files("channels").joinpath("words", "diagnosis.en.ftl").read_text(encoding="utf-8")
    assert {key for key in keys if not re.search(rf"^{key} =", text, re.M)} == set()


def test_an_unknown_locale_gets_portuguese():
    assert Finding("model-none").sentence("fr") == Finding("model-none").sentence("pt-BR")
