"""All versions in the panel, how each arrived, the page behind the mail, checking a hash."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qendra.documents.models import Issue, Receipt
from qendra.documents.notices import receipt_url
from qendra.documents.selectors import Arrival, deliveries_of
from qendra.escalation.actions.defaults import install_default_matrix
from qendra.outbox.actions import mark_returned_by_name
from qendra.outbox.models import Message, State
from tests.browsers import Browser
from tests.cast import NOW, Cast
from tests.desk.settings.pages import text_of
from tests.documents.issuing import issued, newest
from tests.documents.reading import words_of

TAB = "/services/IPT-10001/documents/"
pytestmark = pytest.mark.usefixtures("_issued_now")


@pytest.fixture
def _issued_now(cast: Cast) -> None:
    install_default_matrix(now=NOW)
    issued()
    cast.transit.name = "IP transit 10G"
    cast.transit.save()
    issued(NOW + timedelta(days=2))


def arrival(cast: Cast, name: str) -> Arrival:
    issue = newest(cast)
    return next(e.arrival for e in deliveries_of([issue])[issue.id] if e.person.name == name)


def link(cast: Cast) -> str:
    """Of a mail that came in just now."""
    Issue.objects.update(issued_at=timezone.now())
    return "/" + receipt_url(newest(cast), cast.alba).split("/", 3)[3]


def test_all_versions_are_listed_with_what_changed_and_downloaded(alba: Client, cast: Cast) -> None:
    page = text_of(alba.get(TAB))
    assert "Version 2 13 March 2026 valid" in page
    assert "Changed: the name of the service or of the customer" in page
    assert "Version 1 11 March 2026 replaced or ended" in page
    for version, said in ((1, "IP transit 1G"), (2, "IP transit 10G")):
        answer = alba.get(f"{TAB}escalation-matrix/{version}/")
        assert said in words_of(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # a file
    assert alba.get(f"{TAB}escalation-matrix/3/").status_code == 404


def test_a_version_is_the_same_bytes_whenever_it_is_fetched(alba: Client, cast: Cast) -> None:
    first, second = (
        b"".join(alba.get(f"{TAB}escalation-matrix/1/").streaming_content)  # type: ignore[attr-defined]  # a file
        for _ in range(2)
    )
    assert first == second


def test_its_way_to_each_recipient_is_known(alba: Client, cast: Cast) -> None:
    assert arrival(cast, "Alba") is Arrival.WAITING
    Message.objects.update(state=State.SENT, sent_at=NOW)
    assert arrival(cast, "Alba") is Arrival.ACCEPTED
    mine = Receipt.objects.get(issue=newest(cast), person=cast.alba)
    mail = Message.objects.get(id=mine.message_id or 0)
    assert mark_returned_by_name(message_id=mail.message_id, reason="550 no such user")
    assert arrival(cast, "Alba") is Arrival.BOUNCED
    assert arrival(cast, "Drita") is Arrival.ACCEPTED
    alba.get(f"{TAB}escalation-matrix/2/")
    assert arrival(cast, "Alba") is Arrival.DOWNLOADED
    assert alba.post(f"{TAB}escalation-matrix/2/receipt/").status_code == 302
    assert arrival(cast, "Alba") is Arrival.CONFIRMED
    assert "Have you received it?" not in text_of(alba.get(TAB))


def test_behind_the_mail_one_button_says_that_it_has_arrived(client: Client, cast: Cast) -> None:
    page = client.get(link(cast))
    assert "We have received it" in text_of(page)
    assert arrival(cast, "Alba") is Arrival.WAITING, "a look does nothing: scanners follow links"
    pdf = client.post(link(cast), {"download": "1"})
    assert "IP transit 10G" in words_of(b"".join(pdf.streaming_content))  # type: ignore[attr-defined]  # a file
    assert arrival(cast, "Alba") is Arrival.DOWNLOADED
    assert "Thank you" in text_of(client.post(link(cast), {"confirm": "1"}))
    assert arrival(cast, "Alba") is Arrival.CONFIRMED


def test_the_link_ends_with_the_contact(client: Client, cast: Cast) -> None:
    address = link(cast)
    cast.northwind.memberships.filter(person=cast.alba).delete()
    assert client.get(address).status_code == 410
    assert client.get("/received/forged/").status_code == 410


def test_anybody_may_check_a_hash_and_learns_nothing_of_the_customer(
    client: Client, cast: Cast
) -> None:
    digest = newest(cast).digest
    page = client.get("/documents/", {"hash": " ".join(re.findall("....", digest[:16])).upper()})
    assert page.status_code == 302
    told = text_of(client.get(page["Location"]))
    assert "Issued by Interspace on 13 March 2026: an escalation matrix, version 2." in told
    assert "It is the current version." in told
    first = cast.transit.issues.get(version=1).digest
    told += text_of(client.get(f"/documents/{first}/"))
    assert "version 2 has replaced it" in told
    for private in ("Northwind", "IPT-10001", "transit", "Alba"):
        assert private not in told
    for wrong in (digest[:15], "0" * 64, "nonsense"):
        unknown = client.get(f"/documents/{wrong}/")
        assert unknown.status_code == 404
        assert "We have issued no document" in text_of(unknown)
    cast.transit.state = "ceased"
    cast.transit.save()
    assert "the service has ended" in text_of(client.get(f"/documents/{digest}/"))


def test_the_next_owner_sees_nothing_of_those_before(browser: Browser, cast: Cast) -> None:
    cast.transit.customer = cast.southport
    cast.transit.contract = cast.transit.site = None
    cast.transit.save()
    page = text_of(browser(cast.cedric).get(TAB))
    assert "a few minutes after the service was activated" in page
    assert browser(cast.cedric).get(f"{TAB}escalation-matrix/1/").status_code == 404


def test_the_desk_sees_every_version_its_recipients_and_what_came_back(
    browser: Browser, cast: Cast
) -> None:
    mine = Receipt.objects.get(issue=newest(cast), person=cast.alba)
    Message.objects.filter(id=mine.message_id or 0).update(
        state=State.DEAD, last_error="550 no such user"
    )
    jon = browser(cast.jon)
    page = text_of(jon.get("/desk/settings/documents/"))
    assert "IPT-10001 · Northwind Alba" in page
    page = text_of(jon.get("/desk/settings/documents/IPT-10001/"))
    assert "could not be delivered 550 no such user" in page
    assert "Version 1" in page
