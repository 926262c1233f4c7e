"""Interspace, the demo provider: its people, its customers and what they buy.

Believable and small: 12 customers with 60 services, 10 staff in 3 teams, 4 carriers. All
addresses lie in the ranges kept for documentation (RFC 5737, RFC 3849, RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass

from qendra.accounts.rights import DefaultRole

PASSWORD = "interspace"  # noqa: S105 - the demo's, printed at every start

PROVIDER = {
    "name": "Interspace",
    "panel_name": "My Interspace",
    "ticket_prefix": "IS",
    "support_address": "support@interspace.example",
    "support_phone": "+355 4 450 0100",
    "language": "en",
    "time_zone": "Europe/Tirane",
    "country": "AL",
    "accent": "#0f6b5c",
    "is_demo": True,
}


@dataclass(frozen=True)
class Staff:
    name: str
    team: str
    roles: tuple[DefaultRole, ...]
    language: str = "en"


STAFF = (
    Staff("Elira Hoxha", "First line", (DefaultRole.AGENT,)),
    Staff("Dritan Leka", "First line", (DefaultRole.AGENT,), "sq"),
    Staff("Arben Gashi", "First line", (DefaultRole.SUPERVISOR, DefaultRole.LADDER_HOLDER)),
    Staff("Besnik Dervishi", "NOC", (DefaultRole.AGENT,)),
    Staff("Ilir Çela", "NOC", (DefaultRole.AGENT,), "sq"),
    Staff("Genc Prifti", "NOC", (DefaultRole.SUPERVISOR, DefaultRole.LADDER_HOLDER)),
    Staff("Teuta Marku", "NOC", (DefaultRole.PROBLEM_MANAGER,)),
    Staff("Valbona Shehu", "Management", (DefaultRole.LADDER_HOLDER,)),
    Staff("Agron Basha", "Management", (DefaultRole.ADMINISTRATOR, DefaultRole.LADDER_HOLDER)),
    Staff("Luan Duka", "Management", (DefaultRole.AUDITOR,)),
)
FIRST_LINE = "First line"
# Level by level of the default matrix.
HOLDERS = ("Arben Gashi", "Genc Prifti", "Valbona Shehu", "Agron Basha")
DUTY_MANAGER = "Genc Prifti"
# Who is told first of faults of IP transit, in turns.
ROTA = "NOC on call"
WEEKS = ("Besnik Dervishi", "Genc Prifti", "Ilir Çela")
NIGHTS = ("Ilir Çela", "Besnik Dervishi", "Genc Prifti")

CARRIERS = (
    ("Adria Fibre", "faults@adriafibre.example", "+385 1 555 0110"),
    ("Balkan Backbone", "noc@balkanbackbone.example", "+381 11 555 0120"),
    ("Otranto Cable", "noc@otrantocable.example", "+39 0836 555013"),
    ("Egnatia Networks", "support@egnatia.example", "+30 2310 555014"),
)


@dataclass(frozen=True)
class DemoCustomer:
    """A customer: name, domain, city, zone, people (name and language), products bought."""

    name: str
    domain: str
    city: str
    zone: str
    people: tuple[tuple[str, str], ...]
    products: tuple[str, ...]


CUSTOMERS = (
    DemoCustomer(
        "Banka Joniane",
        "bankajoniane.example",
        "Tirana",
        "Europe/Tirane",
        (("Anila Prenga", "sq"), ("Gerti Toska", "sq"), ("Mimoza Kasa", "en")),
        ("IPT", "L2C", "L2C", "COL", "INT"),
    ),
    DemoCustomer(
        "Porti Durrës",
        "portidurres.example",
        "Durrës",
        "Europe/Tirane",
        (("Sokol Meta", "sq"), ("Edlira Bushi", "sq")),
        ("INT", "INT", "L2C", "DS", "COL"),
    ),
    DemoCustomer(
        "Vjosa Hydro",
        "vjosahydro.example",
        "Tepelenë",
        "Europe/Tirane",
        (("Kujtim Hysa", "en"), ("Lindita Gjoka", "sq")),
        ("INT", "L2C", "L2C", "DS", "DS"),
    ),
    DemoCustomer(
        "Alpen Hosting",
        "alpenhosting.example",
        "Innsbruck",
        "Europe/Vienna",
        (("Katharina Moser", "de"), ("Lukas Steiner", "de")),
        ("IPT", "IPT", "COL", "DS", "DS"),
    ),
    DemoCustomer(
        "Rheintal Logistik",
        "rheintal-logistik.example",
        "Konstanz",
        "Europe/Berlin",
        (("Jonas Weber", "de"), ("Petra Lang", "de")),
        ("INT", "L2C", "DS", "DS", "COL"),
    ),
    DemoCustomer(
        "Puglia Vini",
        "pugliavini.example",
        "Bari",
        "Europe/Rome",
        (("Chiara Romano", "it"), ("Marco Greco", "it")),
        ("INT", "INT", "DS", "DS", "L2C"),
    ),
    DemoCustomer(
        "Trattoria Cloud",
        "trattoria-cloud.example",
        "Lecce",
        "Europe/Rome",
        (("Paolo Ricci", "it"), ("Sara Conti", "en")),
        ("IPT", "DS", "DS", "DS", "COL"),
    ),
    DemoCustomer(
        "Atelier Numérique",
        "atelier-numerique.example",
        "Marseille",
        "Europe/Paris",
        (("Camille Laurent", "fr"), ("Hugo Petit", "fr")),
        ("IPT", "COL", "DS", "DS", "INT"),
    ),
    DemoCustomer(
        "Levant Media",
        "levantmedia.example",
        "Beirut",
        "Asia/Beirut",
        (("Rania Haddad", "ar"), ("Karim Nasser", "ar")),
        ("IPT", "L2C", "DS", "COL", "COL"),
    ),
    DemoCustomer(
        "Harbour Analytics",
        "harbouranalytics.example",
        "Dublin",
        "Europe/Dublin",
        (("Aoife Byrne", "en"), ("Tom Walsh", "en")),
        ("IPT", "IPT", "L2C", "COL", "DS"),
    ),
    DemoCustomer(
        "Skadar Telecom",
        "skadartelecom.example",
        "Podgorica",
        "Europe/Podgorica",
        (("Milena Vuković", "en"), ("Nikola Perović", "en")),
        ("IPT", "IPT", "L2C", "L2C", "COL"),
    ),
    DemoCustomer(
        "Ohrid Games",
        "ohridgames.example",
        "Skopje",
        "Europe/Skopje",
        (("Elena Petrova", "en"), ("Stefan Iliev", "en")),
        ("IPT", "DS", "DS", "DS", "INT"),
    ),
)

PRODUCTS = {
    "IPT": "IP transit",
    "DS": "Dedicated server",
    "COL": "Colocation",
    "L2C": "Layer-2 circuit",
    "INT": "Internet access",
}
SITES = {
    "IPT": "{city} POP",
    "DS": "Tirana data centre",
    "COL": "Tirana data centre, hall 2",
    "L2C": "{city} headquarters",
    "INT": "{city} office",
}


def address_of(name: str, domain: str) -> str:
    """``elira.hoxha@…``: the mail address of a person, in plain letters."""
    letters = str.maketrans("çëćšžč", "cecszc")
    return ".".join(name.lower().translate(letters).split()) + "@" + domain


def sign_ins() -> list[tuple[str, str]]:
    """Who a visitor may want to be, and the address to sign in with."""
    staff = "interspace.example"
    first, second = CUSTOMERS[0], CUSTOMERS[3]
    return [
        ("agent", address_of("Elira Hoxha", staff)),
        ("supervisor", address_of("Genc Prifti", staff)),
        ("administrator", address_of("Agron Basha", staff)),
        (f"customer, {first.name}", address_of(first.people[0][0], first.domain)),
        (f"customer, {second.name}", address_of(second.people[0][0], second.domain)),
    ]
