"""Everything an administrator sets: explanation, validation, preview and history (5.8)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from qendra.desk.settings.registry import GROUPS, Setting
from qendra.history.models import Change
from qendra.intake.phone.models import PhoneSystem
from qendra.paging.models import Transport
from qendra.signing_in.models import IdentityProvider
from tests.cast import NOW, Cast
from tests.desk.settings.pages import fields_of
from tests.escalation.night import publish

# They lead through the settings, test what the machine is told, or only tell.
NO_EDITORS = {"settings:setup", "settings:mail", "doctor"}
SETTINGS = [each for group in GROUPS for each in group.settings if each.page not in NO_EDITORS]
HISTORY = "history__title"


def editors_of(client: Client, setting: Setting) -> list[str]:
    """The forms of this page: its own, or that of a new thing and that of one that is there."""
    page = client.get(setting.url).content.decode()
    if "data-preview" in page:
        return [setting.url]
    links = re.findall(rf'href="({re.escape(setting.url)}[^"?]+/)"', page)
    there = [each for each in links if re.search(r"/(?!new|import|export|example)[^/]+/$", each)]
    news = [each for each in links if each.startswith(f"{setting.url}new/")]
    return [news[0], next(each for each in there if each not in news)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.key)
def test_every_setting_explains_checks_previews_and_remembers(
    cast: Cast, jon: Client, setting: Setting
) -> None:
    publish(cast.elira, cast.faik, cast.jon)
    IdentityProvider.objects.create(
        slug="a" * 12, name="A house", issuer="https://a.example", domains=["a.example"]
    )
    PhoneSystem.objects.create(name="House", salt="s" * 32, created_at=NOW)
    Transport.objects.create(kind="ntfy", name="ntfy", salt="s" * 32, created_at=NOW)
    for url in editors_of(jon, setting):
        page = jon.get(url)
        head = re.search(r"</h1>\s*<p[^>]*>[^<]{20,}", page.content.decode())
        assert head, f"{url} does not explain itself"
        given, changes = fields_of(jon, url), Change.objects.count()
        previewed = jon.post(url, given | {"preview": "1"})
        assert previewed.status_code == 200, url
        assert re.search(r'id="preview"[^>]*>\s*\S[^/]', previewed.content.decode()), url
        assert Change.objects.count() == changes, url
        if "/new/" not in url:
            assert HISTORY in page.content.decode(), url
