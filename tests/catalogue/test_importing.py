"""Files into the catalogue: checked, looked at, applied exactly as shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qendra.accounts.models import Person
from qendra.catalogue.actions.importing import PIECE, apply_import, drop_import, take_file
from qendra.catalogue.imports import no_longer_in, outcomes
from qendra.catalogue.models import Circuit, Customer, Import, Membership, Prefix, Service, Site
from qendra.catalogue.records import KINDS
from qendra.history.selectors import changes_of
from qendra.jobs import imports
from qendra.lib.errors import Refused
from tests.cast import NOW, Cast, desk
from tests.catalogue.files import applied, changes_of_line, checked, report, work


def test_a_file_is_only_checked_until_somebody_applies_it(cast: Cast) -> None:
    text = "external_id,name\nC-1,Northwind Ltd\nC-2,Southport\nC-9,Eastwind\n,Nobody\n"
    run = checked("customers", text, cast.jon)
    assert report(run) == [
        (2, "changed", "", ""),
        (3, "unchanged", "", ""),
        (4, "created", "", ""),
        (5, "refused", "external_id", "This is needed."),
    ]
    assert changes_of_line(run, 2) == {"name": ("Northwind", "Northwind Ltd")}
    assert set(Customer.objects.values_list("name", flat=True)) == {"Northwind", "Southport"}
    applied(run)
    assert run.state == "done"
    names = dict(Customer.objects.values_list("external_id", "name"))
    assert names == {"C-1": "Northwind Ltd", "C-2": "Southport", "C-9": "Eastwind"}
    (change,) = changes_of("customers", cast.northwind.id)
    assert (change.actor_name, change.before) == ("Jon", {"name": "Northwind"})


def test_what_the_file_does_not_name_is_told_and_stays(cast: Cast) -> None:
    run = checked("customers", "external_id,name\nC-1,Northwind\n", cast.jon)
    assert [each.name for each in no_longer_in(run)] == ["Southport"]
    assert Customer.objects.filter(name="Southport").exists()
    assert outcomes(run) == {"": 0, "created": 0, "changed": 0, "unchanged": 1, "refused": 0}


def test_customers_of_one_name_are_two_by_their_external_ids(cast: Cast) -> None:
    applied(checked("customers", "external_id;name\nC-1;Acme\nC-2;Acme\nC-3;Acme\n", cast.jon))
    applied(checked("sites", "customer;name\nC-1;HQ\nC-3;HQ\n", cast.jon))
    assert Customer.objects.filter(name="Acme").count() == 3
    found = Site.objects.filter(name="HQ").order_by("customer__external_id")
    assert [site.customer.external_id for site in found] == ["C-1", "C-2", "C-3"]


def test_who_stands_above_may_be_new_in_an_earlier_line(cast: Cast) -> None:
    text = "external_id,name,parent\nC-7,Holding,\nC-8,Daughter,C-7\nC-9,Orphan,C-99\n"
    run = applied(checked("customers", text, cast.jon))
    assert report(run)[2][1:3] == ("refused", "parent")
    daughter = Customer.objects.get(external_id="C-8")
    assert daughter.parent
    assert daughter.parent.external_id == "C-7"
    loop = checked("customers", "external_id,name,parent\nC-7,Holding,C-8\n", cast.jon)
    assert report(loop)[0][3] == "A customer cannot stand below itself."


def test_two_lines_about_the_same_are_one_too_many(cast: Cast) -> None:
    run = checked("customers", "external_id,name\nC-1,Northwind\nc-1,Other\n", cast.jon)
    assert report(run)[1] == (3, "refused", "external_id", "Line 2 is about the same already.")


def test_a_record_that_somebody_changed_since_the_report_is_left_alone(cast: Cast) -> None:
    text = "external_id,name\nC-1,Northwind Ltd\nC-2,Southport Ltd\n"
    run = checked("customers", text, cast.jon)
    Customer.objects.filter(external_id="C-1").update(name="Northwind SA")
    applied(run)
    lines = run.lines.order_by("number").values_list("is_applied", "sentence")
    assert list(lines) == [
        (False, "Somebody changed this since the report; it was left alone."),
        (True, ""),
    ]
    names = dict(Customer.objects.values_list("external_id", "name"))
    assert names == {"C-1": "Northwind SA", "C-2": "Southport Ltd"}


def test_a_column_that_is_missing_leaves_its_values(cast: Cast) -> None:
    applied(
        checked(
            "circuits", "circuit_id,service_id,a_end,z_end\ntia-trn-0001,IPT-10001,A,B\n", cast.jon
        )
    )
    circuit = Circuit.objects.get()
    assert (circuit.a_end, circuit.carrier_reference) == ("A", "ADR-77120")


def test_everything_of_a_customer_comes_by_files(cast: Cast) -> None:
    files = {
        "customers": "external_id,name,time_zone\nC-5,Alpine,Europe/Vienna\n",
        "contacts": "customer,name,email,phone,rights\n"
        "C-5,Katharina Moser,KM@alpine.example,+43 1 5550,see_all report\n"
        "C-5,Night desk,,+43 1 5551,\nC-5,Porter,,,\n",
        "sites": "customer,name,external_id\nC-5,Vienna,S-1\n",
        "services": "service_id,name,customer,product,contract,site\n"
        "ipt-50001,IP transit,C-5,IPT,K-5,Vienna\n",
        "circuits": "circuit_id,service_id,a_end,z_end,carrier\nVIE-1,IPT-50001,A,Z,New Carrier\n",
        "prefixes": "network,service_id\n203.0.113.0/25,IPT-50001\n203.0.113.9/25,IPT-50001\n",
    }
    runs = {kind: applied(checked(kind, text, cast.jon)) for kind, text in files.items()}
    service = Service.objects.select_related("site", "contract").get(code="IPT-50001")
    assert service.site
    assert service.contract
    assert (service.site.external_id, service.contract.code) == ("S-1", "K-5")
    assert [each.customer.external_id for each in service.ownerships.all()] == ["C-5"]
    contact = Membership.objects.get(person__email="km@alpine.example")
    assert contact.rights == ["report", "see_all"]
    assert contact.person.time_zone == "Europe/Vienna"
    assert not contact.person.has_usable_password()
    assert report(runs["contacts"])[1][2:] == (
        "external_id",
        "Without an e-mail address it needs an external ID, to be found again.",
    )
    assert "do you mean 203.0.113.0/25?" in report(runs["prefixes"])[1][3]
    assert str(Prefix.objects.get(service=service)) == "203.0.113.0/25"
    assert service.circuits.get().carrier.name == "New Carrier"  # type: ignore[union-attr]  # it has one


def test_a_service_under_another_owner_is_handed_over(cast: Cast) -> None:
    text = "service_id,name,customer,product,contract,site\nIPT-10001,Transit,C-2,IPT,,\n"
    later = NOW + timedelta(days=1)
    applied(checked("services", text, cast.jon, later), later)
    owners = cast.transit.ownerships.order_by("id").values_list("customer__name", "until")
    assert list(owners) == [("Northwind", later), ("Southport", None)]


def test_a_contact_is_never_a_way_to_change_staff(cast: Cast) -> None:
    text = f"customer,name,email\nC-1,Mallory,{cast.elira.email}\n"
    run = applied(checked("contacts", text, cast.jon))
    assert report(run)[0][2:] == (
        "name",
        "Elira belongs to your own staff; change them on the page of staff.",
    )
    assert Person.objects.get(id=cast.elira.id).name == "Elira"


@pytest.mark.parametrize(
    ("kind", "line", "column", "sentence"),
    [
        ("customers", "external_id,name,time_zone\nX,Y,Mars/Olympus", "time_zone", "is none of"),
        ("contacts", "customer,name,email\nC-1,X,nonsense", "email", "This is no e-mail address."),
        ("contacts", "customer,name,email,rights\nC-1,X,x@x.example,fly", "rights", "“fly”"),
        ("contacts", "customer,name,email\nC-0,X,x@x.example", "customer", "no customer"),
        ("sites", "customer,name\nC-1," + "x" * 201, "name", "up to 200"),
        ("services", "service_id,name,customer,product\nA B,X,C-1,P", "service_id", "Letters"),
        ("services", "service_id,name,customer,product,state\nA,X,C-1,P,on", "state", "“on”"),
        (
            "services",
            "service_id,name,customer,product,contract\nA,X,C-2,P,K-C-1",
            "contract",
            "another customer",
        ),
        ("services", "service_id,name,customer,product,site\nA,X,C-1,P,Moon", "site", "no site"),
        ("circuits", "circuit_id,service_id,a_end,z_end\nA,IPT-10001,X,X", "z_end", "two ends"),
        ("circuits", "circuit_id,service_id,a_end,z_end\nA,NO-1,X,Y", "service_id", "no service"),
        ("prefixes", "network,service_id\nhere,IPT-10001", "network", "This is no network"),
    ],
)
def test_a_line_that_cannot_be_is_refused_at_its_column(
    cast: Cast, kind: str, line: str, column: str, sentence: str
) -> None:
    ((_number, outcome, at, told),) = report(checked(kind, line, cast.jon))
    assert (outcome, at) == ("refused", column)
    assert sentence in told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"external_id,name\n", "The file has no lines below its first one."),
        (b"external_id,name,colour\nC-1,x,y", "Nobody knows the column “colour”."),
        (b"external_id\nC-1", "The first line lacks the column “name”."),
        (b"PK\x03\x04\0\0\0\x81", "This is no text."),
        (b'external_id,name\n"C-1,x', "In line 2 a quotation mark is open"),
        (b"external_id,name\n" + b"C,x\n" * 20_001, "The file has more than 20000 lines."),
        (b"x" * (10 * 2**20 + 1), "The file is too large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_whole(
    cast: Cast, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        checked("customers", content, cast.jon)
    assert not Import.objects.exists()


def test_only_an_administrator_imports(cast: Cast) -> None:
    for decide in (apply_import, drop_import):
        with pytest.raises(Refused):
            decide(actor=desk(cast.elira), now=NOW, import_id=1)
    with pytest.raises(Refused):
        checked("customers", "external_id,name\nC-1,x\n", cast.faik)


def test_a_file_is_decided_about_once(cast: Cast) -> None:
    run = checked("customers", "external_id,name\nC-9,Eastwind\n", cast.jon)
    drop_import(actor=desk(cast.jon), now=NOW, import_id=run.id)
    for decide in (apply_import, drop_import):
        with pytest.raises(Refused):
            decide(actor=desk(cast.jon), now=NOW, import_id=run.id)
    work()
    assert not Customer.objects.filter(external_id="C-9").exists()


def test_the_worker_goes_in_pieces_and_writes_while_it_checks_nothing(cast: Cast) -> None:
    text = "external_id,name\n" + "".join(f"N-{each},Name\n" for each in range(PIECE + 7))
    run = take_file(
        actor=desk(cast.jon), now=NOW, kind=KINDS["customers"], filename="x", content=text.encode()
    )
    assert imports.run_once(now=NOW) == PIECE
    run.refresh_from_db()
    assert (run.state, run.place) == ("checking", PIECE + 1)
    work()
    assert Customer.objects.count() == 2
    apply_import(actor=desk(cast.jon), now=NOW, import_id=run.id)
    assert imports.run_once(now=NOW) == PIECE
    assert Customer.objects.count() == 2 + PIECE
    work()
    assert Customer.objects.count() == 2 + PIECE + 7


def test_the_report_is_written_in_the_language_of_who_asked(cast: Cast) -> None:
    run = take_file(
        actor=desk(cast.jon),
        now=NOW,
        kind=KINDS["customers"],
        filename="x",
        content=b"external_id,name\n,x\n",
    )
    Import.objects.filter(id=run.id).update(language="de")
    work()
    assert run.lines.get().sentence != "This is needed."
