"""One form for many tickets of a list: give them to somebody, note something, move them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qendra.desk.acts import CONTINUE, MOVES
from qendra.lib.fields import TokenField
from qendra.tickets import bounds

# As many as a page of a list has.
MOST = 50
ASSIGN, TO_ME, NOTE, MOVE = "assign", "mine", "note", "move"
# Only who may work on tickets does these.
WORK = frozenset({ASSIGN, TO_ME, MOVE})
KEEP, NOBODY = "", "nobody"
FIELDS = {ASSIGN: ("assignee", "team"), NOTE: ("note",), MOVE: ("to", "reason", "reference")}
_KEPT = (KEEP, gettext_lazy("as it is"))
_ASKED = (KEEP, gettext_lazy("Choose one"))
Names = Iterable[tuple[int, str]]


def _text(label: Any, most: int, rows: int) -> forms.CharField:  # noqa: ANN401 (what Django takes)
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=most, widget=area)


class BulkForm(forms.Form):
    """``do`` is the button that was pressed; ``drawn`` the moment at which the list was.

    Templates write the token and that moment, so that a form that comes back has new ones.
    """

    token = TokenField()
    drawn = forms.DateTimeField(widget=forms.HiddenInput)
    do = forms.ChoiceField(choices=[(each, each) for each in (ASSIGN, TO_ME, NOTE, MOVE)])
    assignee = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    note = _text(gettext_lazy("Internal note"), bounds.WORDS, 4)
    to = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[_ASKED, *((move.to.value, move.name) for move in (CONTINUE, *MOVES))],
        required=False,
    )
    reason = _text(gettext_lazy("Reason"), bounds.REASON, 2)
    reference = forms.CharField(
        label=gettext_lazy("Carrier's reference"), required=False, max_length=100
    )

    def __init__(self, data: QueryDict | None = None, *, people: Names, teams: Names) -> None:
        super().__init__(data, auto_id="id_bulk_%s")
        nobody, no_team = (NOBODY, _("Nobody")), (NOBODY, _("No team"))
        offered = {"assignee": (nobody, people), "team": (no_team, teams)}
        for name, (none, names) in offered.items():
            choices = [_KEPT, none, *((str(key), each) for key, each in names)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        # Those that are ticked when it comes back.
        self.still = self.numbers

    @property
    def numbers(self) -> list[str]:
        """The tickets that are ticked, each once."""
        data = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict()
        return list(dict.fromkeys(data.getlist("ticket")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.numbers:
            raise forms.ValidationError(_("Choose tickets first."))
        if len(self.numbers) > MOST:
            told = _("At most %(most)s tickets at once. Choose fewer; none was changed.")
            raise forms.ValidationError(told % {"most": MOST})
        do = given.get("do")
        if do == ASSIGN and not (given.get("assignee") or given.get("team")):
            self.add_error("assignee", _("Choose a person or a team."))
        if do == NOTE and not given.get("note"):
            self.add_error("note", _("Write something first."))
        if do == MOVE and not given.get("to"):
            self.add_error("to", _("Choose where they go."))
        return given
