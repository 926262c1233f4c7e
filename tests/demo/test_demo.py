"""The demo provider *Interspace*: believable, small, and true to its own timelines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qendra.accounts.models import Person, Team
from qendra.catalogue.models import Carrier, Circuit, Customer, Prefix, Product, Service
from qendra.demo.interspace import PASSWORD, sign_ins
from qendra.demo.loading import load_demo, load_interspace
from qendra.escalation.models import Matrix, Step
from qendra.outbox.models import Message, State
from qendra.sla.models import ServiceLevel
from qendra.tickets.models import Entry, EntryText, Ticket
from qendra.tickets.replay import differences
from qendra.tickets.states import State as TicketState

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


@pytest.fixture
def demo(db: None) -> None:
    load_demo(now=NOW)


def test_the_demo_is_what_was_promised(demo: None) -> None:
    assert Customer.objects.count() == 12
    assert Service.objects.count() == 60
    assert Product.objects.count() == 5
    assert Person.objects.exclude(rights=[]).count() == 10
    assert Team.objects.count() == 3
    assert Carrier.objects.count() == 4
    assert all(service.site for service in Service.objects.select_related("site"))
    assert all(circuit.a_end and circuit.z_end for circuit in Circuit.objects.all())
    assert Circuit.objects.filter(carrier__isnull=False).exists()
    assert Circuit.objects.filter(carrier__isnull=True).exists()
    versions = {prefix.network.version for prefix in Prefix.objects.all()}
    assert versions == {4, 6}
    assert ServiceLevel.objects.filter(contract__isnull=False).exists()
    assert Matrix.objects.count() >= 3
    assert Ticket.objects.count() == 150
    assert set(Ticket.objects.values_list("state", flat=True)) == {str(s) for s in TicketState}
    texts = list(EntryText.objects.values_list("text", flat=True))
    assert not any("{" in text for text in texts)
    assert len(texts) > 4 * 150
    assert set(Entry.objects.filter(kind="opened").values_list("channel", flat=True)) == {
        "panel",
        "email",
        "phone",
    }
    assert Step.objects.filter(cause="age").exists()
    assert Step.objects.filter(cause="request").exists()
    spread = [ticket.opened_at for ticket in Ticket.objects.order_by("opened_at")]
    assert (spread[-1] - spread[0]).days > 80
    assert spread[-1] < NOW
    # Every ticket is what its timeline says.
    assert [t.number for t in Ticket.objects.all() if differences(t)] == []
    # The mails of a played history go to nobody.
    assert not Message.objects.exclude(state=State.SENT).exists()


def test_every_demo_sign_in_works(db: None) -> None:
    load_interspace(now=NOW)
    people = [Person.objects.get(email=address) for _who, address in sign_ins()]
    assert all(person.is_active for person in people)
    assert people[0].check_password(PASSWORD)
