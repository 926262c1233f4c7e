"""Administrators read at the desk what ``qendra doctor`` says."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from qendra.project import cli
from qendra.project.doctor import page
from qendra.project.doctor.finding import Finding
from tests.cast import Cast

ADDRESS = "/desk/doctor/"


@pytest.fixture
def administrator(cast: Cast, client: Client) -> Client:
    client.force_login(cast.people()["administrator"])
    return client


def test_the_page_says_every_sentence_and_remedy_of_the_command(
    administrator: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = administrator.get(ADDRESS)
    cli.main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)["checks"]
    by_name = {each.name: each for each in shown.context["findings"]}
    assert sorted(by_name) == sorted(each["name"] for each in told)
    text = shown.content.decode()
    for each in told:
        # Room on the disk and the clocks' difference are never twice the same.
        if each["name"] not in {"disk", "clock"}:
            assert each["sentence"] == by_name[each["name"]].sentence
            assert each["sentence"] in text
        assert not each["remedy"] or each["remedy"] in text


def test_what_is_wrong_stands_on_top_in_a_word_then_what_will_be(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = [
        Finding("a", "A is well."),
        Finding("b", "B ends on Friday.", "Renew B.", is_early=True),
        Finding("c", "C is down.", "Start C."),
    ]
    monkeypatch.setattr(page, "examine", lambda _now: findings)
    text = administrator.get(ADDRESS).content.decode()
    order = ["Something is wrong;", "C is down.", "B ends on Friday.", "A is well."]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    words = (">Wrong<", "Soon wrong", "Well")
    assert all(f"</svg>{word.strip('><')}</span>" in text for word in words)


def test_a_warning_alone_is_not_wrong(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = [Finding("b", "B ends on Friday.", "Renew B.", is_early=True)]
    monkeypatch.setattr(page, "examine", lambda _now: early)
    assert "Nothing is wrong." in administrator.get(ADDRESS).content.decode()


def test_only_administrators_see_the_way_there(cast: Cast) -> None:
    for who in ("agent", "supervisor", "auditor", "administrator"):
        browser = Client()
        browser.force_login(cast.people()[who])
        is_shown = f'href="{ADDRESS}"' in browser.get("/desk/").content.decode()
        assert is_shown == (who == "administrator")
