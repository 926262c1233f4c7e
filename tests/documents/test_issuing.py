"""The escalation document: issued after activation, again when it says something else, once."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qendra.accounts.models import Person
from qendra.call_backs.selectors import open_call_backs
from qendra.catalogue.models import Membership, Service
from qendra.catalogue.models.services import ServiceState
from qendra.documents.actions.following import LONGEST_WAIT, SETTLED_AFTER, follow_changes
from qendra.documents.actions.issuing import issue_due
from qendra.documents.content import digest_of
from qendra.documents.models import Changed, Copy, Due, Issue, Receipt
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.ladder import default_levels
from qendra.history.models import Change
from qendra.jobs import call_backs
from qendra.outbox.models import Message
from tests.cast import NOW, Cast
from tests.documents.issuing import issued, newest, publish
from tests.rotas.duties import weekly, written_rota

LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def _issued(cast: Cast) -> None:
    install_default_matrix(now=NOW)
    issued()


def mails(cast: Cast) -> list[Message]:
    return list(Message.objects.filter(purpose="escalation_document").order_by("id"))


def test_every_active_service_has_one_and_its_contacts_got_it(cast: Cast) -> None:
    assert set(Issue.objects.values_list("service__code", "version")) == {
        ("IPT-10001", 1),
        ("DS-20001", 1),
        ("IPT-30001", 1),
    }
    issue = newest(cast)
    assert {each.person for each in issue.receipts.all()} == {cast.alba, cast.drita}
    mail = next(each for each in mails(cast) if each.about_id == issue.id)
    assert mail.subject == "Escalation matrix of IPT-10001, version 1"
    assert [each.filename for each in mail.files.all()] == ["EM-IPT-10001-v1.pdf"]
    assert "/received/" in mail.text
    change = Change.objects.get(subject_kind="services", subject_id=cast.transit.id, before={})
    assert change.after["escalation_document"] == 1


def test_an_ordered_service_gets_it_ten_minutes_after_it_is_activated(cast: Cast) -> None:
    made = Service.objects.create(
        code="IPT-2",
        name="New",
        product=cast.transit.product,
        customer=cast.northwind,
        state=ServiceState.ORDERED,
    )
    issued(LATER)
    assert not Issue.objects.filter(service=made).exists()
    made.state = ServiceState.ACTIVE
    made.save()
    follow_changes(now=LATER)
    assert issue_due(now=LATER + timedelta(minutes=9)) == 0
    assert issue_due(now=LATER + SETTLED_AFTER) == 1
    assert Issue.objects.get(service=made).version == 1


def test_what_changes_nothing_in_it_issues_nothing(cast: Cast) -> None:
    publish(default_levels(540))
    cast.transit.save()
    Person.objects.filter(id=cast.hana.id).update(name="Hana Other")
    issued(LATER)
    assert newest(cast).version == 1


def test_five_edits_in_ten_minutes_are_one_version_that_says_what_changed(cast: Cast) -> None:
    for number in range(5):
        cast.transit.name = f"Transit {number}"
        cast.transit.save()
        follow_changes(now=LATER + timedelta(minutes=2 * number))
    assert issue_due(now=LATER + timedelta(minutes=17)) == 0
    assert issue_due(now=LATER + timedelta(minutes=18)) == 1
    issue = newest(cast)
    assert (issue.version, issue.differences) == (2, ["service"])
    sent = [each for each in mails(cast) if each.about_id == issue.id]
    assert len(sent) == 2
    assert "- the name of the service or of the customer" in sent[0].text


def test_whoever_edits_for_hours_puts_it_off_by_one(cast: Cast) -> None:
    for minutes in range(0, 90, 5):
        cast.transit.name = f"Transit {minutes}"
        cast.transit.save()
        follow_changes(now=LATER + timedelta(minutes=minutes))
    assert Due.objects.get().due_at == LATER + LONGEST_WAIT


@pytest.mark.parametrize(
    ("table", "column", "part"),
    [
        ("catalogue_provider", "support_phone = '+355 4 9'", "provider"),
        ("catalogue_customer", "name = 'North'", "service"),
    ],
)
def test_a_change_by_any_way_is_followed(cast: Cast, table: str, column: str, part: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column}")  # noqa: S608 (a test's own words)
    issued(LATER)
    assert newest(cast).differences == [part]


def test_levels_hours_and_priorities_are_followed_to_all_and_times_to_their_part(
    cast: Cast,
) -> None:
    levels = default_levels(540)
    slower = dataclasses.replace(levels[0].answers, critical=20)
    publish((dataclasses.replace(levels[0], answers=slower), *levels[1:]))
    issued(LATER)
    assert [each.differences for each in Issue.objects.filter(version=2)] == [["answers"]] * 3


def test_names_stand_on_it_only_where_the_provider_says_so(cast: Cast) -> None:
    levels = default_levels(540)
    publish((dataclasses.replace(levels[0], holder_id=cast.hana.id), *levels[1:]))
    issued(LATER)
    assert newest(cast).version == 1, "roles only: who holds a level is nobody's business"
    cast.provider.names_holders = True
    cast.provider.save()
    issued(LATER)
    issue = newest(cast)
    assert (issue.version, issue.differences) == (2, ["reach"])
    assert issue.content["reach"][0]["name"] == "Hana"
    Person.objects.filter(id=cast.hana.id).update(phone="+355 4 77")
    issued(LATER + timedelta(days=1))
    assert newest(cast).content["reach"][0]["phone"] == "+355 4 77"


def test_a_rota_stands_on_it_by_its_name_and_whoever_is_on_call_by_none(cast: Cast) -> None:
    rota = written_rota(weekly(cast.hana, cast.elira))
    levels = default_levels(540)
    publish((dataclasses.replace(levels[0], rota_id=rota.id), *levels[1:]))
    cast.provider.names_holders = True
    cast.provider.save()
    issued(LATER)
    reach = newest(cast).content["reach"][0]
    assert reach == {"name": "NOC", "email": "", "phone": ""}
    issued(LATER + timedelta(weeks=1))
    assert newest(cast).version == 2, "the next one's turn changes no document"
    rota.name = "Night desk"
    rota.save()
    issued(LATER + timedelta(weeks=2))
    assert newest(cast).content["reach"][0]["name"] == "Night desk"


def test_another_owner_gets_the_next_version_and_none_of_those_before(cast: Cast) -> None:
    cast.transit.customer = cast.southport
    cast.transit.contract = cast.transit.site = None
    cast.transit.save()
    issued(LATER)
    issue = newest(cast)
    assert (issue.version, issue.customer, issue.differences) == (2, cast.southport, [])
    assert {each.person for each in issue.receipts.all()} == {cast.cedric, cast.drita}


def test_without_anybody_who_may_escalate_those_who_manage_people_get_it(cast: Cast) -> None:
    Membership.objects.filter(customer=cast.northwind).update(rights=["manage_people"])
    cast.transit.name = "Other"
    cast.transit.save()
    issued(LATER)
    assert newest(cast).receipts.count() == 3


def test_whoever_may_escalate_and_has_no_e_mail_is_called(cast: Cast) -> None:
    Person.objects.filter(id=cast.alba.id).update(email=None, phone="+355 69 000 0001")
    cast.transit.name = "Other"
    cast.transit.save()
    issued(LATER)
    call_backs.run_once(now=LATER)
    waiting = open_call_backs().filter(person=cast.alba)
    assert {(each.reason, each.customer, each.ticket) for each in waiting} == {
        ("mail", cast.northwind, None)
    }
    assert "IPT-10001" in waiting[0].words


def test_a_version_never_changes_and_its_hash_is_that_of_what_it_says(cast: Cast) -> None:
    issue = newest(cast)
    assert issue.digest == digest_of(issue.number, 1, issue.issued_at, issue.content)
    cast.transit.name = "Other"
    cast.transit.save()
    issued(LATER)
    assert Issue.objects.get(id=issue.id).digest == issue.digest != newest(cast).digest


def test_a_contact_reads_it_in_their_language(cast: Cast) -> None:
    Person.objects.filter(id=cast.drita.id).update(language="de")
    cast.transit.name = "Other"
    cast.transit.save()
    issued(LATER)
    assert set(Copy.objects.filter(issue=newest(cast)).values_list("language", flat=True)) == {
        "de",
        "en",
    }


def test_one_that_fails_steps_back_and_holds_up_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(issue: Issue, *args: object) -> None:
        if issue.service_id == cast.transit.id:
            raise RuntimeError("no paper left")

    cast.provider.name = "Other"
    cast.provider.save()
    follow_changes(now=LATER)
    monkeypatch.setattr("qendra.documents.actions.issuing._record", failing)
    issue_due(now=LATER + SETTLED_AFTER)
    assert Issue.objects.filter(version=2).count() == 2
    due = Due.objects.get()
    assert (due.service, due.attempts) == (cast.transit, 1)
    monkeypatch.undo()
    issue_due(now=due.due_at)
    assert newest(cast).version == 2


def test_a_change_for_all_goes_to_its_services_a_piece_at_a_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qendra.documents.actions.following.PIECE", 2)
    cast.provider.name = "Other"
    cast.provider.save()
    with CaptureQueriesContext(connection) as first:
        follow_changes(now=LATER)
    assert (Due.objects.count(), Changed.objects.count()) == (2, 1)
    follow_changes(now=LATER)
    assert (Due.objects.count(), Changed.objects.count()) == (3, 0)
    assert len(first) <= 8
    monkeypatch.setattr("qendra.documents.actions.issuing.BATCH", 1)
    assert [issue_due(now=LATER + SETTLED_AFTER) for _ in range(4)] == [1, 1, 1, 0]


def test_documents_wait_while_a_hundred_are_on_their_way(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qendra.documents.actions.issuing.MOST_WAITING", len(mails(cast)))
    cast.provider.name = "Other"
    cast.provider.save()
    follow_changes(now=LATER)
    assert issue_due(now=LATER + SETTLED_AFTER) == 0
    Message.objects.update(state="sent", sent_at=LATER)
    assert issue_due(now=LATER + SETTLED_AFTER) == 3
    assert Receipt.objects.filter(issue=newest(cast)).exists()
