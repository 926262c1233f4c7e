"""What ``python -m qendra.project.translations`` does for those who translate."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from qendra.project import translations


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "locale"
    shutil.copytree(translations.LOCALE, copy)
    monkeypatch.setattr(translations, "LOCALE", copy)
    return copy


def test_what_is_missing_is_listed_and_filled_from_the_same_list(
    locale: Path, tmp_path: Path
) -> None:
    german = locale / "de" / "LC_MESSAGES" / "django.po"
    whole = german.read_text()
    assert translations.missing() == []
    german.write_text(whole.replace('msgstr "Abmelden"', 'msgstr ""'))

    listed = translations.missing()
    assert listed == [{"id": "Sign out", "de": ""}]

    listed[0]["de"] = "Abmelden"
    told = tmp_path / "told.json"
    told.write_text(json.dumps(listed))
    translations.fill(told)
    assert translations.missing() == []
    assert german.read_text() == whole
