"""Everything an administrator sets: explanation, validation, preview and history (5.8)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from qendra.desk.settings.registry import GROUPS, Setting
from qendra.history.models import Change
from qendra.signing_in.models import IdentityProvider
from tests.cast import Cast
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
    below = re.findall(rf'href="({re.escape(setting.url)}[^"?/]+/)"', page)
    new, there = f"{setting.url}new/", [each for each in below if re.search(r"/[^/]*$", each[:-1])]
    not_editors = (new, f"{setting.url}import/", f"{setting.url}export/", f"{setting.url}example/")
    return [new, next(each for each in there if each not in not_editors)]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda each: each.key)
def test_every_setting_explains_checks_previews_and_remembers(
    cast: Cast, jon: Client, setting: Setting
) -> None:
    publish(cast.elira, cast.faik, cast.jon)
    IdentityProvider.objects.create(
        slug="a" * 12, name="A house", issuer="https://a.example", domains=["a.example"]
    )
    for url in editors_of(jon, setting):
        page = jon.get(url)
        head = re.search(r"</h1>\s*<p[^>]*>[^<]{20,}", page.content.decode())
        assert head, f"{url} does not explain itself"
        given, changes = fields_of(jon, url), Change.objects.count()
        previewed = jon.post(url, given | {"preview": "1"})
        assert previewed.status_code == 200, url
        assert re.search(r'id="preview"[^>]*>\s*\S[^/]', previewed.content.decode()), url
        assert Change.objects.count() == changes, url
        if not url.endswith("/new/"):
            assert HISTORY in page.content.decode(), url
