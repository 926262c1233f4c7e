"""An announcement whose form is sent again: by a double press, a reload, a lost answer."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from qendra.announcements.models import Announcement
from qendra.history.selectors import changes_of
from tests.cast import Cast
from tests.desk.settings.pages import fields_of

NEW = "/desk/announcements/new/"


def test_sent_twice_it_is_one_and_with_other_words_another(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.faik)
    form = filled(client) | {"title": "Fibre cut", "text": "A crew is on its way."}
    for _again in range(2):
        assert client.post(NEW, form).status_code == 302
    row = Announcement.objects.get()
    assert len(changes_of("announcement", row.id)) == 1
    assert client.post(NEW, form | {"title": "Two fibres cut"}).status_code == 302
    assert Announcement.objects.count() == 2
    assert client.post(NEW, form | {"key": filled(client)["key"]}).status_code == 302
    assert Announcement.objects.count() == 3


def test_a_form_that_came_back_keeps_its_key(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.faik)
    form = filled(client) | {"title": "Fibre cut"}
    refused = client.post(NEW, form)
    assert (refused.status_code, str(refused.context["key"])) == (422, form["key"])


def filled(client: Client) -> dict[str, Any]:
    """The form as its page sends it."""
    sent = fields_of(client, NEW)
    found = re.search(r'name="key" value="([^"]+)"', client.get(NEW).content.decode())
    assert found
    return sent | {"key": found[1]}
