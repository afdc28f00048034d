"""Settings come from the environment and one TOML file, and say clearly what is wrong with them."""

from pathlib import Path

import pytest

from reply_core.errors import BadSettings
from reply_core.settings import load_settings, setting_names


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test starts without settings around it."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", *(f"TACT_{name.upper()}" for name in setting_names())):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("TACT_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing() -> None:
    """Without any setting everything is in SQLite below var/, in Russian, on this machine only."""
    settings = load_settings()

    assert settings.database_url == "sqlite+aiosqlite:///var/tact.db"
    assert settings.dbos_url == "sqlite:///var/jobs.db"
    assert settings.on_sqlite
    assert (settings.host, settings.port, settings.dashboard_port) == ("127.0.0.1", 8642, 8641)
    assert (settings.language, settings.time_zone, settings.level) == ("ru", "Europe/Moscow", "auto")
    assert settings.zone.key == "Europe/Moscow"


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable overrides the same setting of tact.toml; an argument overrides both."""
    Path("tact.toml").write_text('port = 9001\nhost = "0.0.0.0"\n', encoding="utf-8")
    monkeypatch.setenv("TACT_PORT", "9002")

    assert (load_settings().port, load_settings().host) == (9002, "0.0.0.0")
    assert load_settings(port=9003).port == 9003


def test_file_may_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """TACT_CONFIG names another file; one that is missing is said so, not skipped."""
    (tmp_path / "shop.toml").write_text('brand = "роса"\n', encoding="utf-8")
    monkeypatch.setenv("TACT_CONFIG", str(tmp_path / "shop.toml"))

    assert load_settings().brand == "роса"

    monkeypatch.setenv("TACT_CONFIG", "absent.toml")
    with pytest.raises(BadSettings, match=r"absent\.toml does not exist.*TACT_CONFIG"):
        load_settings()


def test_unknown_variable_is_refused_with_the_nearest_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt variable is named together with the one that was meant."""
    monkeypatch.setenv("TACT_DATABSE_URL", "sqlite:///x.db")

    with pytest.raises(BadSettings, match=r"TACT_DATABSE_URL.*did you mean TACT_DATABASE_URL\?"):
        load_settings()


def test_other_variables_of_ours_are_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables for tests are ours but no settings: they do not stop the program."""
    monkeypatch.setenv("TACT_TEST_DATABASE_URL", "postgresql://u@h/d")
    monkeypatch.setenv("TACT_REQUIRE_BROWSER", "1")

    assert load_settings().port == 8642


def test_unknown_key_of_the_file_is_refused_with_its_line() -> None:
    """A misspelt key of the file is named with file, line and nearest name."""
    Path("tact.toml").write_text('# ours\nport = 1\n\nlanguege = "en"\n', encoding="utf-8")

    with pytest.raises(BadSettings, match=r"'languege'\. tact\.toml, line 4\..*did you mean language\?"):
        load_settings()


def test_unknown_table_of_the_file_is_refused_with_its_line() -> None:
    """A TOML table that is no setting is refused like a key."""
    Path("tact.toml").write_text("port = 1\n[storage]\nurl = 1\n", encoding="utf-8")

    with pytest.raises(BadSettings, match=r"'storage'\. tact\.toml, line 2"):
        load_settings()


def test_unknown_argument_is_refused() -> None:
    """A misspelt argument is refused as well."""
    with pytest.raises(BadSettings, match=r"'prot'.*did you mean port\?"):
        load_settings(prot=1)


def test_broken_file_tells_line_and_column() -> None:
    """A file that is no TOML is reported with the place TOML's reader stopped at."""
    Path("tact.toml").write_text("port = 1\nhost = \n", encoding="utf-8")

    with pytest.raises(BadSettings, match=r"line 2.*tact\.toml"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "many", "port is wrong"),
        ("PORT", "70000", "65535"),
        ("LEVEL", "magic", "'rules', 'local', 'model' or 'auto'"),
        ("TIME_ZONE", "Europe/Moskow", "did you mean Europe/Moscow"),
        ("DATABASE_URL", "mysql://x", "postgresql://USER"),
        ("DATABASE_URL", "nonsense", "postgresql://USER"),
    ],
)
def test_wrong_value_is_explained(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    """A wrong value tells the setting, where it came from and what is allowed."""
    monkeypatch.setenv(f"TACT_{name}", value)

    with pytest.raises(BadSettings) as caught:
        load_settings()

    assert told in str(caught.value)
    assert f"TACT_{name}" in caught.value.where


def test_wrong_value_of_the_file_tells_its_line() -> None:
    """A wrong value in the file is reported with its line."""
    Path("tact.toml").write_text('host = "::"\nport = "many"\n', encoding="utf-8")

    with pytest.raises(BadSettings, match=r"tact\.toml, line 2"):
        load_settings()


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the model's key nor a database password appears in repr, str or errors."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("TACT_DATABASE_URL", "postgresql://tact:hunter2@db/tact")
    settings = load_settings()

    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-very-secret"
    for shown in (repr(settings), str(settings)):
        assert "sk-very-secret" not in shown
        assert "hunter2" not in shown
        assert "postgresql+asyncpg://tact:***@db/tact" in shown

    with pytest.raises(BadSettings) as caught:
        load_settings(database_url="mysql://tact:hunter2@db")
    assert "hunter2" not in str(caught.value)


def test_our_own_model_variables_win(monkeypatch: pytest.MonkeyPatch) -> None:
    """TACT_OPENAI_… is preferred to OPENAI_…, and the file may give them too."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://general")
    assert load_settings().openai_base_url == "http://general"

    monkeypatch.setenv("TACT_OPENAI_BASE_URL", "http://ours")
    assert load_settings().openai_base_url == "http://ours"

    monkeypatch.delenv("TACT_OPENAI_BASE_URL")
    monkeypatch.delenv("OPENAI_BASE_URL")
    Path("tact.toml").write_text('openai_base_url = "http://file"\n', encoding="utf-8")
    assert load_settings().openai_base_url == "http://file"


@pytest.mark.parametrize("given", ["postgres://u:p%40ss@h:5/d", "postgresql://u:p%40ss@h:5/d"])
def test_postgres_addresses_get_their_drivers(given: str) -> None:
    """A plain PostgreSQL address is enough; the drivers for records and for jobs are put in, the password is kept."""
    settings = load_settings(database_url=given)

    assert settings.database_url == "postgresql+asyncpg://u:p%40ss@h:5/d"
    assert settings.dbos_url == "postgresql+psycopg://u:p%40ss@h:5/d"
    assert not settings.on_sqlite


def test_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable, as container files like to have, is the same as none."""
    monkeypatch.setenv("TACT_PRICE_IN", "")
    monkeypatch.setenv("TACT_EVAL_DATA", "")
    settings = load_settings()

    assert settings.price_in is None
    assert settings.eval_data is None
