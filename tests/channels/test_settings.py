"""The environment is read once and judged whole."""

import re
from importlib.resources import files

import pytest

from channels.settings import PREFIX, Settings, WrongSettings, spoken_locale
from core.errors import SettingsInvalid

EXTERNAL = {
    "NOA_DATABASE_URL": "postgresql://owner:s3cret@db.example/noa",
    "NOA_REDIS_URL": "redis://cache.example:6379/0",
    "NOA_SECRET": "a-long-enough-signing-secret",
}
WRONG = {
    "NOA_PORT": "80000",
    "NOA_HOST": "not a host",
    "NOA_PENDING_TTL": "soon",
    "NOA_COOLDOWNS": "maybe",
    "NOA_LLM_API_BASE": "ftp://x",
    "NOA_LLM_TIMEOUT": "0",
    "NOA_JWKS_URL": "jwks.json",
    "NOA_CORS_ORIGINS": "https://a.example, https://b.example/path",
    "NOA_UPSTREAM_CORE_URL": "core",
    "NOA_LOCALE": "fr",
    "NOA_LOG_LEVEL": "loud",
    "NOA_PUBLIC_URL": "//x",
    "NOA_DATABASE_URL": "mysql://u:hunter2@h/d",
    "NOA_REDIS_URL": "memcached://hunter2",
    "NOA_SECRET": "hunter2",
    "NOA_DEMO_PASSWORD": "hunter2",
}


def test_an_empty_environment_gives_the_embedded_defaults():
    settings = Settings.from_environment({"PATH": "/bin"})
    assert settings.is_postgres_embedded
    assert settings.is_redis_embedded
    assert (settings.port, settings.pending_ttl, settings.cooldowns, settings.locale) == (8000, 180, True, "pt-BR")


def test_every_setting_is_read():
    settings = Settings.from_environment(
        EXTERNAL | {"NOA_COOLDOWNS": "off", "NOA_CORS_ORIGINS": "https://a.example, https://b.example", "NOA_PORT": "9"}
    )
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value() == EXTERNAL["NOA_DATABASE_URL"]
    assert settings.cooldowns is False
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert settings.port == 9


def test_a_blank_value_counts_as_unset():
    assert Settings.from_environment({"NOA_LLM_MODEL": " "}).llm_model is None


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_stops_with_the_name_and_what_it_takes(name):
    with pytest.raises(WrongSettings) as caught:
        Settings.from_environment(EXTERNAL | {name: WRONG[name]})
    assert isinstance(caught.value, SettingsInvalid)
    assert caught.value.code == "settings_invalid"
    for locale in ("pt-BR", "en"):
        told = caught.value.in_locale(locale)
        assert told.startswith(name + ":")
        assert "hunter2" not in told
    assert caught.value.__cause__ is None


def test_all_problems_are_told_at_once():
    with pytest.raises(WrongSettings) as caught:
        Settings.from_environment({"NOA_PORT": "x", "NOA_LOCALE": "fr", "NOA_TTL": "1"})
    assert [line.split(":")[0] for line in caught.value.in_locale("en").splitlines()] == [
        "NOA_PORT",
        "NOA_LOCALE",
        "NOA_TTL",
    ]


def test_an_unknown_name_is_told_with_its_near_matches():
    with pytest.raises(WrongSettings) as caught:
        Settings.from_environment({"NOA_DATABSE_URL": "postgresql://u:hunter2@h/d"})
    assert "Você quis dizer NOA_DATABASE_URL" in caught.value.in_locale("pt-BR")
    assert "hunter2" not in str(caught.value)


def test_an_unknown_name_far_from_any_other_is_refused_too():
    with pytest.raises(WrongSettings) as caught:
        Settings.from_environment({"NOA_QQQQQQQQQQQ": "1"})
    assert "there is no such setting. Take it out" in caught.value.in_locale("en")


@pytest.mark.parametrize("store", ["NOA_DATABASE_URL", "NOA_REDIS_URL"])
def test_external_servers_need_a_secret(store):
    with pytest.raises(WrongSettings) as caught:
        Settings.from_environment({store: EXTERNAL[store]})
    assert caught.value.in_locale("en").startswith("NOA_SECRET: missing")


def test_the_service_login_alone_is_refused():
    with pytest.raises(WrongSettings) as caught:
        Settings.from_environment({"NOA_APP_DATABASE_URL": "postgresql://noa_app:x@h/d"})
    assert caught.value.in_locale("en").startswith("NOA_APP_DATABASE_URL:")


def test_secrets_are_never_printed():
    shown = repr(Settings.from_environment(EXTERNAL | {"NOA_LLM_API_KEY": "hunter2"}))
    assert "s3cret" not in shown
    assert "hunter2" not in shown
    assert EXTERNAL["NOA_SECRET"] not in shown


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError):
        Settings.from_environment({}).port = 1


def test_problems_are_spoken_in_the_chosen_locale_even_when_settings_are_wrong():
    assert spoken_locale({"NOA_LOCALE": "en"}) == "en"
    assert spoken_locale({"NOA_LOCALE": "fr"}) == "pt-BR"


def test_both_locales_hold_the_same_sentences_with_the_same_facts():
    def sentences(locale):
        text = files("channels").joinpath("words", f"operator.{locale}.ftl").read_text(encoding="utf-8")
        return {key: set(re.findall(r"\$(\w+)", value)) for key, value in re.findall(r"^([a-z-]+) = (.*)$", text, re.M)}

    assert sentences("pt-BR") == sentences("en")
    wanted = {"setting-wanted-" + name.replace("_", "-") for name in Settings.model_fields}
    assert wanted <= sentences("en").keys()
    assert PREFIX == "NOA_"
