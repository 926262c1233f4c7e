"""Reporting in the panel (S2, S6): facts asked for, nothing lost, one ticket, its ID."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qendra.files import fields
from qendra.tickets.models import Attachment, Ticket
from tests.browsers import Browser
from tests.cast import Cast, opened

Given = dict[str, object]


def address_of(cast: Cast) -> str:
    return f"/services/{cast.transit.code}/support/new/"


def complete(**changes: object) -> Given:
    """A complete report as the browser posts it."""
    values: Given = {
        "token": str(uuid.uuid4()),
        "kind": "fault",
        "subject": "No traffic",
        "description": "Nothing passes since ten.",
        "started_at": "2026-03-11T09:55",
        "circuit": "TIA-TRN-0001",
        "impact": "degradation",
        "urgency": "high",
        "permanence": "intermittent",
        "ip_address": "192.0.2.17",
        "test_results": "ping 192.0.2.1\n  100% loss",
    }
    return values | changes


def test_a_report_becomes_a_ticket_with_the_typed_facts(alba: Client, cast: Cast) -> None:
    alba.post(address_of(cast), complete())
    ticket = Ticket.objects.get()
    values = {name: fact["value"] for name, fact in ticket.facts.items()}
    assert values == {
        "service_id": "IPT-10001",
        "started_at": "2026-03-11T08:55:00+00:00",
        "description": "Nothing passes since ten.",
        "impact": "degradation",
        "circuit_id": "TIA-TRN-0001",
        "permanence": "intermittent",
        "test_results": "ping 192.0.2.1\n  100% loss",
        "ip_address": "192.0.2.17",
    }
    assert (ticket.priority, ticket.reporter, ticket.service) == ("major", cast.alba, cast.transit)


def test_the_start_is_read_in_the_time_of_the_site(alba: Client, cast: Cast) -> None:
    site = cast.transit.site
    assert site is not None
    site.time_zone = "Asia/Tokyo"
    site.save()
    page = alba.get(address_of(cast)).content.decode()
    assert "Asia/Tokyo" in page
    alba.post(address_of(cast), complete(started_at="2026-03-11T09:55"))
    stored = Ticket.objects.get().facts["started_at"]["value"]
    assert datetime.fromisoformat(stored) == datetime(2026, 3, 11, 0, 55, tzinfo=UTC)


def test_after_sending_the_page_shows_id_holder_and_both_deadlines(
    alba: Client, cast: Cast
) -> None:
    answer = alba.post(address_of(cast), complete(impact="service_affecting"), follow=True)
    page = answer.content.decode()
    number = Ticket.objects.get().number
    shown = f"IS-{number[:4]}-{number[4:8]}-{number[8]}"
    assert "ticket-id--large" in page
    assert shown in page
    assert f'data-copy="{shown}"' in page
    assert "First line" in page
    assert "We will answer you by" in page
    assert "We aim to repair it by" in page


def test_sent_twice_it_is_one_ticket(alba: Client, cast: Cast) -> None:
    given = complete()
    first, second = (alba.post(address_of(cast), given) for _ in range(2))
    assert Ticket.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_every_drawing_of_the_form_has_a_token_of_its_own(alba: Client, cast: Cast) -> None:
    tokens = {
        re.search(r'name="token" value="([^"]+)"', alba.get(address_of(cast)).content.decode())
        for _ in range(2)
    }
    assert len({match[1] for match in tokens if match}) == 2


def test_nothing_typed_is_lost_when_something_is_wrong(alba: Client, cast: Cast) -> None:
    given = complete(ip_address="not an address", subject="")
    page = alba.post(address_of(cast), given).content.decode()
    assert Ticket.objects.count() == 0
    assert "This is not an IP address" in page
    for typed in ("Nothing passes since ten.", "not an address", "2026-03-11T09:55", "100% loss"):
        assert typed in page
    for name, value in (("impact", "degradation"), ("urgency", "high")):
        assert re.search(rf'name="{name}" value="{value}" checked', page)
    assert '<option value="TIA-TRN-0001" selected>' in page


def test_each_error_is_tied_to_its_field(alba: Client, cast: Cast) -> None:
    page = alba.post(address_of(cast), complete(subject="")).content.decode()
    assert 'href="#id_subject"' in page
    assert 'id="id_subject_error"' in page
    assert re.search(r'name="subject"[^>]*aria-describedby="[^"]*id_subject_error', page)


@pytest.mark.parametrize("missing", ["started_at", "impact", "subject", "description"])
def test_a_fault_needs_the_required_facts(alba: Client, cast: Cast, missing: str) -> None:
    page = alba.post(address_of(cast), complete(**{missing: ""})).content.decode()
    assert f'id="id_{missing}_error"' in page
    assert Ticket.objects.count() == 0


def test_a_request_needs_neither_start_nor_impact(alba: Client, cast: Cast) -> None:
    alba.post(address_of(cast), complete(kind="request", started_at="", impact=""))
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.impact) == ("request", None)
    assert "started_at" not in ticket.facts


def test_a_start_in_the_future_is_asked_again(alba: Client, cast: Cast) -> None:
    page = alba.post(address_of(cast), complete(started_at="2999-01-01T00:00")).content.decode()
    assert "still to come" in page
    assert Ticket.objects.count() == 0


def test_the_definitions_stand_where_the_impact_is_chosen(alba: Client, cast: Cast) -> None:
    page = alba.get(address_of(cast)).content.decode()
    for words in ("loss of its operation", "packet loss", "does not directly interrupt"):
        assert words in page


def test_the_form_knows_the_circuits_and_addresses_of_the_service(alba: Client, cast: Cast) -> None:
    page = alba.get(address_of(cast)).content.decode()
    assert "TIA-TRN-0001: Tirana POP – Tirana HQ" in page
    assert "192.0.2.0/25" in page
    assert "2001:db8:7::/48" in page
    assert cast.foreign.code not in page


def test_somebody_elses_circuit_cannot_be_chosen(alba: Client, cast: Cast) -> None:
    page = alba.post(address_of(cast), complete(circuit="OTHER-1")).content.decode()
    assert 'id="id_circuit_error"' in page
    assert Ticket.objects.count() == 0


def test_the_english_only_notice_stands_there_once(alba: Client, cast: Cast) -> None:
    page = alba.get(address_of(cast)).content.decode()
    assert page.count("Please write to us in English") == 1


def test_files_come_along_and_are_given_back_as_downloads(alba: Client, cast: Cast) -> None:
    files = [SimpleUploadedFile(name, b"hop 1") for name in ("mtr.txt", "../../<b>.html")]
    alba.post(address_of(cast), complete(attachments=files))
    names = list(Attachment.objects.order_by("id").values_list("filename", flat=True))
    assert names == ["mtr.txt", "_b_.html"]
    answer = alba.get(f"/files/{Attachment.objects.earliest('id').id}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == b"hop 1"
    answer.close()


def test_a_file_too_large_or_too_many_is_said_in_a_sentence(
    alba: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "MOST_BYTES", 10)
    monkeypatch.setattr(fields, "MOST_FILES", 2)
    large = [SimpleUploadedFile("dump.pcap", b"x" * 11)]
    page = alba.post(address_of(cast), complete(attachments=large)).content.decode()
    assert "“dump.pcap” has 11" in page
    assert "Nothing passes since ten." in page
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(3)]
    page = alba.post(address_of(cast), complete(attachments=many)).content.decode()
    assert "These are 3 files. Please send at most 2 at once." in page
    assert Ticket.objects.count() == 0


def test_after_the_session_ended_one_comes_back_to_the_form(cast: Cast) -> None:
    answer = Client().post(address_of(cast), complete())
    assert answer.headers["Location"] == f"/sign-in/?next={address_of(cast)}"
    assert Ticket.objects.count() == 0


def test_the_form_keeps_a_draft_until_the_ticket_is_sent(alba: Client, cast: Cast) -> None:
    form = alba.get(address_of(cast)).content.decode()
    assert 'data-draft="new-ticket:IPT-10001"' in form
    assert "js/drafts.js" in form
    sent = alba.post(address_of(cast), complete(), follow=True).content.decode()
    assert 'data-draft-sent="new-ticket:IPT-10001"' in sent


def test_who_may_not_report_finds_no_form(browser: Browser, cast: Cast) -> None:
    cast.besa.memberships.update(rights=["see_own"])
    besa = browser(cast.besa)
    assert besa.get(address_of(cast)).status_code == 404
    assert besa.post(address_of(cast), complete()).status_code == 404
    assert address_of(cast) not in besa.get("/services/IPT-10001/support/").content.decode()
    assert Ticket.objects.count() == 0


def test_a_ceased_service_takes_no_new_tickets(alba: Client, cast: Cast) -> None:
    cast.transit.state = "ceased"
    cast.transit.save()
    assert address_of(cast) not in alba.get("/services/IPT-10001/support/").content.decode()


def test_the_form_names_the_open_tickets_of_the_service(alba: Client, cast: Cast) -> None:
    opened(cast, subject="Link down in Tirana")
    page = alba.get(address_of(cast)).content.decode()
    assert "This service has an open ticket already" in page
    assert "Link down in Tirana" in page


def test_the_form_names_no_ticket_that_its_reader_may_not_see(browser: Browser, cast: Cast) -> None:
    opened(cast, subject="Link down in Tirana")
    page = browser(cast.besa).get(address_of(cast)).content.decode()
    assert "Link down in Tirana" not in page


def test_a_script_that_sends_the_form_is_told_where_to_go(alba: Client, cast: Cast) -> None:
    answer = alba.post(address_of(cast), complete(), headers={"X-Sent-By-Script": "1"})
    assert answer.status_code == 204
    assert answer.headers["X-Go-To"].endswith("/sent/")
