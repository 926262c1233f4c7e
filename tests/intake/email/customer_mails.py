"""Mails as customers write them, and the facts that stand in each: all of them, and no other.

They arrive on Monday, 23 November 2026, at 12:00 in Tirana (11:00 UTC). "DOWN", "DEGRADED" and
"UNHARMED" are the three impacts; a time is of that day, in UTC.
"""

from __future__ import annotations

DOWN = {"impact": "service_affecting"}
DEGRADED = {"impact": "degradation"}
UNHARMED = {"impact": "non_service_affecting"}
AT_0900 = {"started_at": "2026-11-23T08:00:00+00:00"}
AT_1015 = {"started_at": "2026-11-23T09:15:00+00:00"}
YESTERDAY_2240 = {"started_at": "2026-11-22T21:40:00+00:00"}
SYSLOG = "Nov 23 10:15:01 gw1 Interface Gi0/1 is down\nNov 23 10:15:02 gw1 203.0.113.1 Down"
PING = "PING 203.0.113.9 (203.0.113.9)\nRequest timeout for icmp_seq 0"
ON_AND_OFF = {"permanence": "intermittent"}

Sample = tuple[str, str, dict[str, str]]

TERSE: list[Sample] = [
    ("link down", "", DOWN),
    ("IPT-20417 down", "", DOWN),
    ("URGENT!!! INTERNET DOWN", "", DOWN),
    ("Link down since 10:15", "", DOWN | AT_1015),
    ("IP transit slow since this morning", "", DEGRADED),
    ("vpn slow", "please check", DEGRADED),
    ("IPT-20417: packet loss", "", DEGRADED),
    ("IPT-20417 - down again", "see subject", DOWN),
    ("down", "", {}),
    ("Problem", "Internet connection very slow since 09:00 today.", DEGRADED | AT_0900),
    ("Fault", "No internet since 10:15. Pls fix.", DOWN | AT_1015),
    ("Fault", "Tunnel to Milan dead since yesterday 22:40", DOWN | YESTERDAY_2240),
    ("Fault", "it is down again", DOWN),
    ("Fault", "circuit TIA-TRN-0001 (Durres) is down!!", DOWN),
    ("Fault", "BGP flapping on and off since 09:00", ON_AND_OFF | AT_0900),
    ("Fault", "It is slow.", {}),
    ("Fault", "Our server is slow.", {}),
    ("Fault", "20% loss to 203.0.113.9", {"ip_address": "203.0.113.9"}),
    ("Re: Link down since 10:15", "Any news on this?", DOWN),
    ("Outage?", "Do you have an outage?", {}),
    ("Fault", "can u pls check, its down", DOWN),
    ("Fault", "Internet is out since 10:15", DOWN | AT_1015),
    ("Fault", "Hello, link still down, ETA?", DOWN),
    ("Fault", "The line is down for 3 hours now", DOWN | AT_0900),
    ("Fault", "Our line is down to 10 Mbit", {}),
    ("Fault", "The light on the router is dead", {}),
]

ANGRY: list[Sample] = [
    ("AGAIN", "I don't understand why our link is down AGAIN!!! This is the 3rd time.", DOWN),
    ("Fault", "You said it would be fixed. It is not fixed. The line is still dead!", DOWN),
    ("Fault", "Why is our internet down? We lose money every minute!", DOWN),
    ("Fault", "No internet since 9 am and nobody answers my calls!!!", DOWN | AT_0900),
    ("Fault", "This is not only slow, it is completely down since 10:15.", DOWN | AT_1015),
    ("Fault", "I called you 20 minutes ago and nothing happens. The link is down!", DOWN),
    ("Fault", "Your colleague promised a call yesterday at 14:00. Line is down.", DOWN),
]

POLITE: list[Sample] = [
    (
        "Fault",
        "Dear team,\n\ncould you check why our link is down since 10:15?\n\nKind regards\nAnn",
        DOWN | AT_1015,
    ),
    ("Fault", "Our line is completely down, can you please help?", DOWN),
    (
        "Fault",
        "Good morning, the circuit is down since 09:00, any update would be welcome.",
        DOWN | AT_0900,
    ),
    (
        "Fault",
        "We are seeing around 30% packet loss since 10:15. It is not down.",
        DEGRADED | AT_1015,
    ),
    ("Fault", "It is not service affecting, our backup took over at once.", UNHARMED),
    ("Fault", "We see errors on the port; the traffic is not affected.", UNHARMED),
    ("Fault", "I do not know if it is you or us, but our link is completely down.", DOWN),
    ("Fault", "The line works, but we have high latency to everywhere.", DEGRADED),
    ("Fault", "Yesterday our link went down at 22:40 and it is still down.", DOWN | YESTERDAY_2240),
    (
        "Fault",
        "It comes and goes since 09:00, sometimes packet loss.",
        DEGRADED | AT_0900 | ON_AND_OFF,
    ),
    ("Fault", "We noticed the outage at 10:40, it must have started at 10:15.", AT_1015),
    (
        "Fault",
        "The router has been up since 08:00, but no traffic passes since 10:15.",
        DOWN | AT_1015,
    ),
]

CONDITIONAL: list[Sample] = [
    ("Move", "If it is down during the move, is that service affecting?", {}),
    ("Question", "Would that be a degradation?", {}),
    ("Question", "What if the link is down for an hour?", {}),
    ("Question", "What happens when our line is down at night?", {}),
    ("Question", "Is a packet loss of 1% a degradation?", {}),
    ("Question", "What counts as service affecting?", {}),
    ("Question", "Suppose the internet is down. Whom do we call?", {}),
    ("Question", "Should the link go down tonight, please call Ann.", {}),
    ("Question", "In case the line is completely down, use the backup.", {}),
    ("Question", "Is the link down?", {}),
    ("Question", "Please let us know whether the circuit is down.", {}),
    ("Question", "Could you confirm that the service is down?", {}),
    ("Question", "The line might be down for a moment when we reboot.", {}),
    ("Question", "Please alert us on packet loss.", {}),
    ("Question", "We want the RFO for the total outage.", {}),
    ("Question", "Are you aware that our link is down?", DOWN),
    ("Question", "How long may a circuit be down before you pay a credit?", {}),
    ("Offer", "Can you quote a second line? Our internet is down too often.", {}),
    ("Test", "This is only a test: link down.", {}),
    ("Question", "Do we get a credit if there is high latency?", {}),
]

FUTURE: list[Sample] = [
    ("Works", "The line will be down on Saturday for our maintenance.", {}),
    ("Works", "Our circuit will be down next week.", {}),
    ("Works", "Planned maintenance: link down tomorrow from 02:00 to 04:00.", {}),
    ("Works", "Please take the link down at 11:00.", {}),
    ("Works", "We are going to be offline, our office will be completely down.", {}),
    ("Works", "Total outage planned for Sunday 01:00.", {}),
    ("Works", "The works will start at 10:15.", {}),
    ("Link down on Saturday", "For your information, because of our move.", {}),
]

DENIED: list[Sample] = [
    ("Fault", "It is not down.", {}),
    ("Fault", "The link isn't down, but something is odd.", {}),
    ("Fault", "No packet loss any more.", {}),
    ("Fault", "There is no packet loss and no high latency.", {}),
    ("Fault", "Packet loss: 0%", {}),
    ("Fault", "Packet loss: 20%", DEGRADED),
    ("Fault", "Packet loss is gone, but the connection is slow.", DEGRADED),
    ("Fault", "Service affecting: no", UNHARMED),
    ("Fault", "Service affecting: yes", DOWN),
    ("Fault", "It is almost completely down.", {}),
    ("Fault", "The fault is not intermittent.", {}),
]

PAST: list[Sample] = [
    ("Fault", "It was down last week, fine now.", {}),
    ("Link down", "It was down last week, fine now. We need the RFO.", {}),
    ("Link down", "It works again, thank you.", {}),
    ("Fault", "The link went down at 10:15 and came back at 10:40.", AT_1015),
    ("Fault", "Link went down for 5 minutes at 10:15, all good now.", {}),
    ("Fault", "We had 40% packet loss on Friday.", {}),
    ("Fault", "There was packet loss this morning.", {}),
    ("Fault", "Link was completely down. It is up again since 10:15.", {}),
    ("Fault", "Up again at 09:50, but the link is down again since 10:15.", DOWN | AT_1015),
    ("Fault", "Last Friday it went down at 10:15.", {}),
    ("Link down", "Please tell us when it works again.", DOWN),
    ("Packet loss", "Now the link is completely down.", DOWN),
    ("Packet loss", "Packet loss since 09:00, now the link is completely down.", AT_0900),
]

LABELLED: list[Sample] = [
    (
        "Fault",
        "Service ID: IPT-20417\nImpact: service affecting\nStart: 10:15",
        {"service_id": "IPT-20417"} | DOWN | AT_1015,
    ),
    ("Fault", "Impact: service affecting / degradation / non-service affecting", {}),
    ("Fault", "Impact: not down, just slow", DEGRADED),
    ("Fault", "Impact: none so far, service affecting if the second link fails", {}),
    ("Fault", "Impact: a couple of users complain", {}),
    ("Fault", "Impact: partial outage", DEGRADED),
    ("Fault", "Impact: low", {}),
    ("Fault", "Priority: high\nImpact: total outage", {"urgency": "high"} | DOWN),
    ("Fault", "Start time: 11/3/2026 9:12 AM", {}),
    ("Fault", "Start time: 11/23/2026 9:00 AM", AT_0900),
    ("Fault", "Start time: 23.11. between 10:00 and 10:30", {}),
    ("Fault", "Start: 09:00\nStarted at: 10:15", {}),
    ("Fault", "Service ID: IPT-20417\nService ID: DS-20001", {}),
    ("Fault", "Service: 24/7\nLine: busy", {}),
]

MONITORING: list[Sample] = [
    (
        "PROBLEM Host alert: gw1 is DOWN",
        "Host: gw1\nService: PING\nAddress: 203.0.113.9\nState: DOWN\nTime: 2026-11-23 10:15:00",
        AT_1015 | {"ip_address": "203.0.113.9"},
    ),
    (
        "IPT-20417",
        "Our monitoring reports 30% packet loss on IPT-20417 since 10:15.",
        DEGRADED | AT_1015,
    ),
    (
        "IPT-20417",
        SYSLOG,
        {"test_results": SYSLOG},
    ),
    (
        "Fault",
        f"No internet.\n\n{PING}",
        DOWN | {"test_results": PING},
    ),
]

SIGNATURES: list[Sample] = [
    (
        "Fault",
        "No internet since 10:15.\n\nRegards,\nAnn\nNOC 09:00\n203.0.113.200\nTel. 04 234567",
        DOWN | AT_1015,
    ),
    ("Fault", "Line is dead\n\nSent from my iPhone", DOWN),
    ("Fault", "The link is down\n\nGet Outlook for Android<https://aka.ms/x>", DOWN),
    (
        "Fault",
        "Link down.\n\nMit freundlichen Grüßen\nAnn\nLine: +355 44 123456\nService: 24/7",
        DOWN,
    ),
    (
        "Fault",
        "Link down.\n\nThanks\nAnn\n\nService ID: IPT-20417\nStart: 10:15",
        DOWN | AT_1015 | {"service_id": "IPT-20417"},
    ),
    ("Fault", "Thank you!\nThe link is down since 10:15\n", DOWN | AT_1015),
]

LANGUAGES: list[Sample] = [
    ("Störung", "Leitung komplett ausgefallen seit 10:15 Uhr", DOWN | AT_1015),
    ("Störung", "Wenn die Leitung ausgefallen ist, wen rufen wir an?", {}),
    ("Störung", "Es gibt keinen Paketverlust mehr.", {}),
    ("Defekt", "Nuk kemi internet që nga ora 10:15", DOWN | AT_1015),
    ("Defekt", "Nëse linja ka rënë, kë telefonojmë?", {}),
    ("Panne", "Panne totale depuis 10h15", DOWN | AT_1015),
    ("Guasto", "Perdita di pacchetti dalle 10:15", DEGRADED | AT_1015),
]

ALL = [
    *TERSE, *ANGRY, *POLITE, *CONDITIONAL, *FUTURE, *DENIED, *PAST, *LABELLED, *MONITORING,
    *SIGNATURES, *LANGUAGES,
]  # fmt: skip
