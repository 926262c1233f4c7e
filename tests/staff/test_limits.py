"""Teams limited to customers: whoever is in no other team sees nothing of anybody else."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qendra.accounts.actions import create_team
from qendra.accounts.models import Team
from qendra.catalogue.access import customers_seen
from qendra.catalogue.models import Customer
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.escalation.actions.sweeps import catch_up, step_due
from qendra.files.actions import keep_file
from qendra.history.selectors import changes_of
from qendra.intake.email.actions import store_mail
from qendra.intake.email.models import RawMail, Way
from qendra.lib.errors import Refused
from qendra.outbox.models import Message
from qendra.staff.actions.teams import save_team
from qendra.tickets.actions.conversation import add_note
from qendra.tickets.actions.moving import assign
from qendra.tickets.actions.writing import KeptFile, Words
from qendra.tickets.models import Attachment, Ticket
from tests.api.calls import program
from tests.cast import NOW, Cast, desk, opened
from tests.intake.email.letters import letter

QUEUES = ("mine", "unassigned", "my_teams", "escalated", "due_soon", "waiting_customer", "all")
OURS, THEIRS = "Northwind is slow", "Southport is down"


@dataclass(frozen=True)
class Two:
    """Elira's team is limited to Northwind; of each customer there is one of everything."""

    cast: Cast
    own: Ticket
    foreign: Ticket
    foreign_file: Attachment
    own_mail: RawMail
    foreign_mail: RawMail
    stray: RawMail

    @property
    def elira(self) -> Client:
        client = Client()
        client.force_login(self.cast.elira)
        return client


@pytest.fixture
def two(cast: Cast) -> Two:
    install_default_matrix(now=NOW)
    own = opened(cast, key="own", subject=OURS)
    foreign = opened(
        cast, key="foreign", subject=THEIRS, customer=cast.southport, service=cast.foreign,
        reporter=cast.cedric,
    )  # fmt: skip
    file = KeptFile(keep_file(content=b"mtr", now=NOW), "mtr.txt", "text/plain")
    words = Words("Look.", files=[file])
    add_note(actor=desk(cast.faik), now=NOW, ticket_id=foreign.id, words=words)
    catch_up(now=NOW)
    limit(cast, cast.northwind)
    cast.elira.refresh_from_db()
    mails = [arrived(cast.alba.email), arrived(cast.cedric.email), arrived("who@stranger.example")]
    return Two(cast, own, foreign, Attachment.objects.get(), *mails)


def limit(cast: Cast, *customers: Customer) -> Team:
    return save_team(
        actor=desk(cast.jon), now=NOW, team=cast.first_line, name="First line",
        members=[cast.elira, cast.faik], is_first_line=True, customers=customers,
    )  # fmt: skip


def arrived(address: str | None) -> RawMail:
    """A mail that lies in triage."""
    raw = letter(str(address), "Help", subject="Help", date=NOW)
    row = store_mail(raw=raw, envelope_from=address, envelope_to=[], way=Way.LMTP, now=NOW)
    RawMail.objects.filter(id=row.id).update(
        state="triage", reason="unknown_sender", from_address=str(address), subject=f"of {address}"
    )
    return RawMail.objects.get(id=row.id)


@pytest.mark.parametrize("queue", QUEUES)
def test_no_queue_lists_or_counts_what_is_of_others(two: Two, queue: str) -> None:
    Ticket.objects.update(due_at=NOW, team=two.cast.first_line)
    page = two.elira.get(f"/desk/queues/{queue}/")
    assert THEIRS not in page.content.decode()
    counts = {item.url.split("/")[-2]: item.count for item in page.context["queues"]}
    listed = len(page.context["page"].rows)
    assert counts[queue] == listed
    assert counts["all"] == 1
    assert (listed == 1) is (OURS in page.content.decode())


def test_neither_search_nor_the_id_itself_leads_there(two: Two) -> None:
    page = two.elira.get("/desk/", {"q": "down"})
    assert THEIRS not in page.content.decode()
    assert OURS in two.elira.get("/desk/", {"q": "slow"}).content.decode()
    page = two.elira.get("/desk/", {"q": two.foreign.number})
    assert page.status_code == 200
    assert "There is no ticket" in page.content.decode()
    assert two.elira.get("/desk/", {"q": two.own.number}).status_code == 302


def test_every_page_and_action_of_a_foreign_ticket_is_not_there(two: Two) -> None:
    for ticket, expected in ((two.foreign, {404}), (two.own, {200, 302, 409, 422})):
        base = f"/desk/tickets/{ticket.number}/"
        assert two.elira.get(base).status_code in expected
        for page in ("entries", "facts", "priority", "assignment", "moves", "escalation"):
            assert two.elira.post(f"{base}{page}/").status_code in expected, page
    assert two.elira.get(f"/desk/files/{two.foreign_file.id}/").status_code == 404


def test_a_step_on_a_foreign_ticket_is_not_there(two: Two) -> None:
    two.cast.provider.duty_manager = two.cast.elira
    two.cast.provider.save()
    Ticket.objects.update(clock_changed=True)
    from_now = NOW.replace(hour=23)
    catch_up(now=from_now)
    step_due(now=from_now)
    step = two.foreign.escalation_run.steps.earliest("id")
    address = f"/desk/steps/{step.id}/acknowledgement/"
    assert two.elira.post(address).status_code == 404


def test_of_mails_in_triage_only_those_of_its_contacts_are_there(two: Two) -> None:
    page = two.elira.get("/desk/triage/")
    assert [mail.id for mail in page.context["page"]] == [two.own_mail.id]
    assert two.elira.get(f"/desk/triage/mails/{two.own_mail.id}/").status_code == 200
    for row in (two.foreign_mail, two.stray):
        base = f"/desk/triage/mails/{row.id}/"
        assert two.elira.get(base).status_code == 404
        for page_name in ("ticket", "joining", "dismissal", "retry"):
            assert two.elira.post(f"{base}{page_name}/").status_code == 404


def test_a_mail_cannot_be_put_on_a_foreign_ticket_or_service(two: Two) -> None:
    base = f"/desk/triage/mails/{two.own_mail.id}/"
    joined = two.elira.post(f"{base}joining/", {"ticket_id": two.foreign.number})
    made = two.elira.post(f"{base}ticket/", {"service": two.cast.foreign.code})
    of_customer = two.elira.post(f"{base}ticket/", {"customer": two.cast.southport.id})
    assert [each.status_code for each in (joined, made, of_customer)] == [422, 422, 422]
    assert "Southport" not in made.content.decode()


def test_messages_that_could_not_leave_are_those_about_its_tickets(two: Two) -> None:
    Message.objects.update(state="dead")
    page = two.elira.get("/desk/triage/")
    about = {message.about_id for message in page.context["dead"]}
    assert about == {two.own.id}
    foreign = Message.objects.filter(about_id=two.foreign.id)[0]
    assert two.elira.post(f"/desk/outbox/{foreign.id}/repetition/").status_code == 404


def test_a_call_finds_neither_customer_nor_service_of_others(two: Two) -> None:
    for words in ("Southport", two.cast.foreign.code, "198.51.100.7", two.cast.cedric.name):
        page = two.elira.get("/desk/calls/new/", {"q": words, "find": "1"})
        assert page.context["subject"].found_nothing, words
    chosen = {"service": two.cast.foreign.code, "customer": str(two.cast.southport.id)}
    subject = two.elira.get("/desk/calls/new/", chosen).context["subject"]
    assert (subject.service, subject.customer) == (None, None)


def test_a_program_that_acts_for_somebody_limited_sees_no_more(two: Two) -> None:
    caller = program(two.cast.elira)
    for path in ("/tickets", "/services", "/customers", "/contacts"):
        body = json.dumps(caller.get(path).body)
        assert "Southport" not in body, path
        assert "C-2" not in body, path
        assert "C-1" in body or "Northwind" in body or OURS in body, path
    assert caller.get(f"/tickets/{two.foreign.number}").status == 404
    assert caller.get(f"/services/{two.cast.foreign.code}").status == 404
    assert caller.get(f"/files/{two.foreign_file.id}").status == 404
    for act in ("notes", "replies", "moves", "facts", "escalations"):
        assert caller.post(f"/tickets/{two.foreign.number}/{act}", {"text": "x"}).status in {
            404,
            422,
        }
    report = {"service": two.cast.foreign.code, "description": "Down.", "urgency": "high"}
    assert caller.post("/tickets", report).status in {404, 422}
    assert Ticket.objects.count() == 2


def test_one_team_without_a_limit_is_enough_to_see_all(two: Two) -> None:
    create_team(name="NOC", members=[two.cast.elira])
    two.cast.elira.refresh_from_db()
    assert customers_seen(two.cast.elira) is None
    assert THEIRS in two.elira.get("/desk/queues/all/").content.decode()


def test_whoever_is_in_no_team_sees_all(two: Two) -> None:
    assert customers_seen(two.cast.gent) is None


def test_limits_of_several_teams_add_up_and_hold_below_a_customer(two: Two) -> None:
    cast = two.cast
    below = Customer.objects.create(
        name="Northwind Durrës", external_id="C-3", parent=cast.northwind
    )
    assert customers_seen(cast.elira) == frozenset({cast.northwind.id, below.id})
    save_team(
        actor=desk(cast.jon), now=NOW, team=None, name="Ports", members=[cast.elira],
        customers=[cast.southport],
    )  # fmt: skip
    all_of_them = {cast.northwind.id, below.id, cast.southport.id}
    assert customers_seen(cast.elira) == frozenset(all_of_them)


def test_it_holds_from_the_next_request_on(two: Two) -> None:
    client, address = two.elira, f"/desk/tickets/{two.foreign.number}/"
    assert client.get(address).status_code == 404
    limit(two.cast, two.cast.northwind, two.cast.southport)
    assert client.get(address).status_code == 200


def test_lists_cost_the_same_however_many_customers_there_are(two: Two) -> None:
    before = _queries(two.elira, "/desk/queues/all/")
    customers = [
        Customer.objects.create(name=f"Small {number}", external_id=f"S-{number}")
        for number in range(30)
    ]
    limit(two.cast, two.cast.northwind, *customers)
    assert _queries(two.elira, "/desk/queues/all/") == before


def test_whoever_is_not_limited_pays_nothing_for_it(two: Two) -> None:
    faik = Client()
    faik.force_login(two.cast.jon)
    with CaptureQueriesContext(connection) as asked:
        faik.get("/desk/queues/all/")
    assert "catalogue_teamcustomer" not in " ".join(query["sql"] for query in asked)


def test_a_limit_must_name_somebody_and_is_in_the_history(two: Two) -> None:
    with pytest.raises(Refused, match="Name the customers"):
        limit(two.cast)
    change = changes_of("team", two.cast.first_line.id)[0]
    assert change.after == {"is_limited": True, "customers": ["Northwind"]}


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_ticket_is_not_given_to_somebody_who_does_not_see_it(two: Two) -> None:
    def given(ticket: Ticket) -> Ticket:
        return assign(
            actor=desk(two.cast.faik), now=NOW, ticket_id=ticket.id, assignee=two.cast.elira,
            team=None,
        )  # fmt: skip

    with pytest.raises(Refused, match="Elira does not see this customer"):
        given(two.foreign)
    assert given(two.own).assignee == two.cast.elira
