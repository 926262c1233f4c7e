"""What the environment says, and what holds when it says nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from qendra.project import environment

SETTINGS = ("QENDRA_BASE_URL", "QENDRA_BIND", "QENDRA_WEB_PORT", "QENDRA_SECRET_KEY")


@pytest.fixture(autouse=True)
def _silent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)


def test_pages_are_for_this_machine_unless_told_otherwise() -> None:
    assert environment.base_url() == "http://127.0.0.1:8000"
    assert set(environment.allowed_hosts()) == {"127.0.0.1", "localhost", "[::1]"}


def test_links_begin_with_the_address_that_people_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QENDRA_BASE_URL", "https://my.interspace.example/")
    monkeypatch.setenv("QENDRA_BIND", "0.0.0.0")
    assert environment.base_url() == "https://my.interspace.example"
    assert "my.interspace.example" in environment.allowed_hosts()
    assert "*" not in environment.allowed_hosts()


@pytest.mark.parametrize(("bind", "near"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]")])
def test_pages_that_listen_everywhere_answer_to_any_name(
    bind: str, near: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QENDRA_BIND", bind)
    monkeypatch.setenv("QENDRA_WEB_PORT", "8100")
    assert environment.base_url() == f"http://{near}:8100"
    assert environment.allowed_hosts() == ["*"]


def test_the_secret_key_is_made_once_and_only_for_us(tmp_path: Path) -> None:
    first = environment.secret_key(tmp_path / "data")
    assert environment.secret_key(tmp_path / "data") == first
    assert len(first) > 60
    mode = (tmp_path / "data" / "secret-key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret-key"]


def test_the_address_of_a_database_may_name_a_socket_and_libpqs_own_settings() -> None:
    wanted = environment.database("postgresql://u%40x:p@/name?host=%2Frun%2Fpg&sslmode=require")
    assert (wanted["USER"], wanted["PASSWORD"], wanted["NAME"]) == ("u@x", "p", "name")
    assert wanted["HOST"] == "/run/pg"
    assert wanted["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 5}


def test_an_old_pooler_is_sent_no_prepared_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QENDRA_PREPARED_STATEMENTS", "no")
    assert environment.database("postgresql://u@/name")["OPTIONS"] == {}


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "nonsense"])
def test_an_address_that_is_no_database_is_refused(url: str) -> None:
    with pytest.raises(environment.BadSetting, match="DATABASE_URL"):
        environment.database(url)


def test_backups_go_into_the_data_folder_elsewhere_or_nowhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("QENDRA_BACKUP_DIR")
    assert environment.folder("QENDRA_BACKUP_DIR", tmp_path) == tmp_path
    monkeypatch.setenv("QENDRA_BACKUP_DIR", "/backups")
    assert environment.folder("QENDRA_BACKUP_DIR", tmp_path) == Path("/backups")
    monkeypatch.setenv("QENDRA_BACKUP_DIR", " Off ")
    assert environment.folder("QENDRA_BACKUP_DIR", tmp_path) is None


@pytest.mark.parametrize(
    "value", ["2", "24:00", "2:60", "2:3", "-1:30", "+2:30", "٢:٣٠", "2:30 pm"]
)
def test_a_time_of_day_that_makes_no_sense_is_named(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QENDRA_BACKUP_AT", value)
    with pytest.raises(environment.BadSetting, match="QENDRA_BACKUP_AT must be a time"):
        environment.time_of_day("QENDRA_BACKUP_AT", "02:30")


def test_a_choice_is_one_of_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QENDRA_RESTORE_TEST", "Weekly")
    assert environment.choice("QENDRA_RESTORE_TEST", "nightly", "weekly") == "weekly"
    monkeypatch.setenv("QENDRA_RESTORE_TEST", "never")
    with pytest.raises(environment.BadSetting, match="must be nightly or weekly"):
        environment.choice("QENDRA_RESTORE_TEST", "nightly", "weekly")
