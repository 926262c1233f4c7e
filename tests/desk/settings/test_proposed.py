"""What saving a form would change is said before it is saved, in the words of the form."""

from __future__ import annotations

from django.test import Client

from qendra.accounts.models import Role
from qendra.desk.settings.proposed import proposed
from qendra.desk.settings.views.identities import IdentityForm
from qendra.history.models import Change
from qendra.history.selectors import Difference
from qendra.staff.forms import RoleForm
from tests.cast import Cast
from tests.desk.settings.pages import fields_of, text_of

DUTY = "/desk/settings/duty-manager/"


def test_of_a_choice_the_names_are_said(cast: Cast, jon: Client) -> None:
    chosen = fields_of(jon, DUTY) | {"duty_manager": cast.faik.id, "preview": "1"}
    page = text_of(jon.post(DUTY, chosen))
    assert "What saving would change Duty manager now: Faik" in page
    assert not Change.objects.exists()


def test_of_many_choices_those_that_come_and_go(cast: Cast) -> None:
    role = Role.objects.get(key="agent")
    rights = [each for each in role.rights if each != "note"]
    given = RoleForm.of(role) | {"rights": [*rights, "administer"]}
    form = RoleForm(given, initial=RoleForm.of(role))
    assert proposed(form) == [Difference("Rights", "Write internal notes", "Change settings")]


def test_a_secret_is_not_shown_and_a_tick_is_a_word() -> None:
    form = IdentityForm({"name": "A house", "secret": "s3cret", "is_active": "on"}, initial={})
    assert proposed(form) == [
        Difference("Name", "", "A house"),
        Difference("Client secret", "", "a new one"),
        Difference("In use", "no", "yes"),
    ]


def test_nothing_typed_changes_nothing(cast: Cast, jon: Client) -> None:
    assert "Nothing yet." in text_of(jon.get(DUTY))
    assert "Nothing yet." in text_of(jon.post(DUTY, fields_of(jon, DUTY) | {"preview": "1"}))
    url = f"/desk/settings/staff/{cast.elira.id}/"
    assert "Nothing yet." in text_of(jon.post(url, fields_of(jon, url) | {"preview": "1"}))
