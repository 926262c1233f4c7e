"""What happened to the customers of Interspace: faults and requests as people tell them.

A story is told once and happens several times, to other services of the same products.
Placeholders: {service} {circuit} {ip} {site} {carrier} {reference} {first} (first name of the
customer's person). Each event comes so many minutes after the one before.
"""

from __future__ import annotations

from dataclasses import dataclass

IPT, SERVER, COLOCATION, LAYER2, ACCESS = "IPT", "DS", "COL", "L2C", "INT"


@dataclass(frozen=True)
class Event:
    """``does``: take, us, ask, them, thanks, note, call, carrier, restored, resolved, confirm,
    cancel, defer, merge, escalate."""

    does: str
    minutes: int
    text: str = ""


@dataclass(frozen=True)
class Story:
    """One kind of fault or request, from the report to its end."""

    products: tuple[str, ...]
    subject: str
    report: str
    urgency: str
    impact: str | None
    events: tuple[Event, ...]
    channel: str = "panel"
    kind: str = "fault"
    permanence: str = ""
    tests: str = ""


def e(does: str, minutes: int, text: str = "") -> Event:
    return Event(does, minutes, text)


FAULTS = (
    Story(
        products=(IPT, ACCESS),
        subject="Link down at {site}",
        report="Our link at {site} went down without warning. The port shows no light, and our"
        " router lost the BGP session to you. The backup carries half of the traffic at most.",
        urgency="high",
        impact="service_affecting",
        permanence="permanent",
        tests="edge1# show interface Te0/0/1\nTe0/0/1 is down, line protocol is down\n"
        "  Rx power: -40.0 dBm  Tx power: -2.1 dBm",
        events=(
            e("take", 4),
            e(
                "us",
                3,
                "Hello {first},\nI see loss of light on {circuit} too. I am testing from"
                " our side of the ring now and write again within 30 minutes.",
            ),
            e("note", 9, "OTDR from the POP: break at 11.4 km, that is outside our duct."),
            e("carrier", 6, "{reference}"),
            e(
                "us",
                2,
                "The fibre is cut about 11 km from our POP, on the span of {carrier}."
                " Their splicing team is on the way; their reference is {reference}.",
            ),
            e("them", 55, "Any estimate? Our management asks every ten minutes."),
            e(
                "call",
                12,
                "Called {first}: team of {carrier} is at the manhole, splicing starts"
                " now, two to three hours for 48 fibres. Ours is in the first tube.",
            ),
            e("restored", 96),
            e(
                "us",
                4,
                "Light is back since a few minutes, errors at zero, BGP is up with the"
                " full table. We watch it until the last fibre is spliced.",
            ),
            e(
                "resolved",
                180,
                "The carrier closed the splice and confirmed the final"
                " measurements. Cause: excavator at a building site. Thank you for your patience.",
            ),
            e("confirm", 340),
        ),
    ),
    Story(
        products=(IPT,),
        subject="Packet loss towards Frankfurt",
        report="Since this morning we see 4 to 7 percent loss towards several destinations behind"
        " Frankfurt, worst between 10:00 and 14:00. Traffic to Milan is clean.",
        urgency="medium",
        impact="degradation",
        permanence="intermittent",
        tests="HOST                     Loss%  Snt   Last   Avg\n 1. 198.51.100.1          0.0%"
        "  300    0.6   0.7\n 4. fra-core2            5.3%  300   31.2  33.9",
        events=(
            e("take", 14),
            e(
                "us",
                11,
                "Thank you for the trace, {first}. One of our two links to Frankfurt runs"
                " at 96 percent at that hour. I move part of the traffic to the other one.",
            ),
            e("note", 6, "Port-channel hashing put 70 % on member 2. Changed to layer-4 hashing."),
            e(
                "us",
                30,
                "The load is even now and the drops stopped at 11:52. Do you still see loss?",
            ),
            e(
                "them",
                75,
                "Looks clean now, 0 of 1000 lost. I would like to watch it over the"
                " peak tomorrow before you close.",
            ),
            e("us", 10, "Of course. We check again tomorrow after the peak."),
            e(
                "resolved",
                1480,
                "The peak of today passed without a drop. We have also ordered"
                " a third member for that link.",
            ),
            e("thanks", 35, "Thanks, all good!"),
        ),
    ),
    Story(
        products=(IPT, ACCESS),
        subject="BGP session flaps every few minutes",
        report="The IPv6 session on {circuit} goes up and down. Hold timer expired on our side."
        " IPv4 stays up.",
        urgency="high",
        impact="degradation",
        permanence="intermittent",
        tests="%BGP-5-ADJCHANGE: neighbor 2001:db8:0:1::1 Down Hold timer expired\n"
        "%BGP-5-ADJCHANGE: neighbor 2001:db8:0:1::1 Up",
        channel="email",
        events=(
            e("take", 9),
            e(
                "ask",
                12,
                "Hello {first},\nour log shows that keepalives stop arriving from you."
                " Did anything change on your router, such as control-plane policing or the MTU?",
            ),
            e(
                "them",
                160,
                "You are right, a colleague applied a new CoPP policy last night and"
                " forgot IPv6. Removed it, the session is stable since 20 minutes.",
            ),
            e(
                "resolved",
                25,
                "Good to hear. We see it stable as well and close this with your confirmation.",
            ),
            e("confirm", 90),
        ),
    ),
    Story(
        products=(SERVER,),
        subject="Server does not answer, console shows disk errors",
        report="The server at {ip} stopped answering. On the remote console I see I/O errors on"
        " sdb and the file system went read-only.",
        urgency="high",
        impact="service_affecting",
        permanence="permanent",
        tests="[8812.1] blk_update_request: I/O error, dev sdb, sector 1953514584\n"
        "[8812.4] EXT4-fs error (device md0): remounting filesystem read-only",
        events=(
            e("take", 6),
            e(
                "us",
                5,
                "Hello {first},\nthe second disk of the mirror has failed. We can swap it"
                " now; the machine has to be off for about ten minutes. Shall we?",
            ),
            e("them", 8, "Yes please, go ahead right away. Backup is from 02:00."),
            e("note", 16, "Disk swapped, new serial in the inventory. Rebuild of md0 started."),
            e("restored", 5),
            e(
                "us",
                4,
                "The server is up again since a minute. The mirror rebuilds and will be"
                " slower for about three hours.",
            ),
            e("resolved", 240, "The mirror is complete and healthy."),
            e("thanks", 50, "Great, thank you!"),
        ),
    ),
    Story(
        products=(SERVER,),
        subject="High load and slow disk since the last update",
        report="After the update of Sunday everything on {ip} is slow: iowait around 40 percent.",
        urgency="medium",
        impact="degradation",
        channel="email",
        events=(
            e("take", 22),
            e(
                "ask",
                18,
                "Could you send us the output of iostat -x 5 3 and tell us the version"
                " of the controller's driver that you run now?",
            ),
            e(
                "them",
                310,
                "Here it is:\nDevice r/s w/s await svctm %util\nsda 12 340 88.1 2.7"
                " 97.4\nThe driver is 07.719.",
            ),
            e(
                "us",
                40,
                "That version has a known problem with write-back caching. Please go back"
                " to 07.714, or set the cache policy by hand as described in the attachment.",
            ),
            e("them", 190, "Back on 07.714, iowait is below 3 percent. You can close this."),
            e("resolved", 15, "Done. We keep a warning about this version in our help site."),
            e("confirm", 20),
        ),
    ),
    Story(
        products=(COLOCATION,),
        subject="No power on feed B in rack {site}",
        report="Both PDUs on feed B are dark. Everything runs on feed A, nothing is down, but we"
        " have no redundancy.",
        urgency="high",
        impact="non_service_affecting",
        permanence="permanent",
        channel="phone",
        events=(
            e("take", 2),
            e(
                "us",
                12,
                "A technician is on his way to the row. Please do not switch anything on"
                " feed A meanwhile.",
            ),
            e("note", 21, "Breaker B-14 tripped. Clamp shows 15.8 A on a 16 A breaker."),
            e(
                "call",
                6,
                "Told {first}: breaker tripped from overload at 15.8 A. They will move"
                " two servers to the other PDU before we switch it on again.",
            ),
            e("them", 70, "Two servers moved, feed B should be near 11 A now."),
            e("restored", 9),
            e("us", 3, "Feed B is on again with 10.9 A. We suggest to stay below 13 A per feed."),
            e("resolved", 60, "Stable for an hour."),
            e("thanks", 30, "Thank you for the quick help."),
        ),
    ),
    Story(
        products=(COLOCATION,),
        subject="Temperature alarm in our rack",
        report="Our sensors at the top of the rack show 31 degrees since noon. Usually 24.",
        urgency="medium",
        impact="degradation",
        channel="email",
        events=(
            e("take", 17),
            e(
                "us",
                14,
                "One of three cooling units of that row is in maintenance and the two"
                " others now run at full power. We expect 26 degrees within the hour.",
            ),
            e("them", 65, "27.5 and falling. OK for now."),
            e("us", 120, "The unit is back since 16:40. Please tell us what you measure."),
            e("them", 45, "24.2. Fine."),
            e("resolved", 20, "Thank you for the numbers. We close this."),
        ),
    ),
    Story(
        products=(LAYER2,),
        subject="Layer-2 circuit {circuit} down",
        report="No traffic on {circuit} since the time given. Both of our ends are up, MAC table"
        " is empty.",
        urgency="high",
        impact="service_affecting",
        permanence="permanent",
        events=(
            e("take", 5),
            e("us", 7, "The pseudowire is down between our two routers. I look for the reason."),
            e(
                "note",
                14,
                "LDP session lost after the core change of tonight, label range"
                " exhausted on core3.",
            ),
            e("us", 9, "Found: a side effect of our maintenance of this night. We correct it."),
            e("restored", 11),
            e(
                "us",
                2,
                "Your circuit carries traffic again. We are sorry; the change is rolled"
                " back and will be reviewed.",
            ),
            e("them", 25, "Confirmed, everything is back."),
            e("resolved", 20, "Thank you. We consider this resolved."),
            e("confirm", 60),
        ),
    ),
    Story(
        products=(LAYER2, ACCESS),
        subject="Delay doubled on {circuit}",
        report="Round trip went from 9 ms to 21 ms around 03:00. No loss. Our voice platform"
        " complains.",
        urgency="medium",
        impact="degradation",
        permanence="permanent",
        tests="64 bytes from 10.44.0.2: icmp_seq=1 time=21.3 ms\n"
        "64 bytes from 10.44.0.2: icmp_seq=2 time=21.1 ms",
        events=(
            e("take", 12),
            e(
                "us",
                20,
                "Our path is unchanged. I have asked {carrier} whether they moved the"
                " circuit to their protection path.",
            ),
            e("carrier", 4, "{reference}"),
            e(
                "us",
                130,
                "{carrier} confirms: works on their short path until 18:00, your circuit"
                " runs the long way round until then.",
            ),
            e("them", 35, "They could have told us. Please make sure that it moves back."),
            e("restored", 300),
            e("us", 5, "Back on the short path: 9.2 ms. Please verify."),
            e(
                "resolved",
                90,
                "Measured 9 ms over the last hour. We have asked the carrier to"
                " announce such works.",
            ),
            e("confirm", 400),
        ),
    ),
    Story(
        products=(ACCESS,),
        subject="Internet slow at {site}",
        report="People here say that everything is slow. Speed test shows 40 of 300 Mbit/s.",
        urgency="medium",
        impact=None,
        channel="email",
        events=(
            e("take", 35),
            e(
                "ask",
                25,
                "Hello {first},\nis this by cable or over the wireless network? And"
                " since when, please? A test by cable directly at our device helps most.",
            ),
            e("them", 1290, "By cable it is 290. So it is our wireless. Sorry for the noise."),
            e(
                "resolved",
                30,
                "No need to be sorry. If you like, we can recommend channels for"
                " your access points from what our device hears.",
            ),
            e("thanks", 15, "Thanks a lot"),
        ),
    ),
    Story(
        products=(ACCESS, IPT),
        subject="Some web sites do not load",
        report="Several sites open only partly, others not at all. Small pages work. Looks like"
        " an MTU problem to me.",
        urgency="medium",
        impact="degradation",
        permanence="permanent",
        tests="ping -M do -s 1472 203.0.113.10\nping: local error: message too long, mtu=1476",
        channel="phone",
        events=(
            e("take", 3),
            e("note", 15, "Tunnel on the access router still has the old MTU after the swap."),
            e(
                "us",
                6,
                "You are right: after the swap of our access device the MTU was 24 bytes"
                " too small. Corrected. Please try again.",
            ),
            e("them", 20, "All sites load again."),
            e("resolved", 10, "Thank you for the precise report, it saved us an hour."),
            e("confirm", 45),
        ),
    ),
    Story(
        products=(IPT, SERVER, ACCESS),
        subject="DDoS against {ip}",
        report="We receive more than 8 Gbit/s of UDP to {ip} since ten minutes. Everything behind"
        " it is unreachable.",
        urgency="high",
        impact="service_affecting",
        channel="phone",
        events=(
            e("take", 1),
            e("us", 4, "We filter UDP from source ports 123 and 11211 towards that address now."),
            e(
                "escalate",
                30,
                "Filtering helps little, we are still down. Please get somebody"
                " who can decide about scrubbing.",
            ),
            e("note", 3, "Scrubbing approved by the NOC manager for 24 hours."),
            e("us", 5, "Traffic to {ip} goes through scrubbing. You should see clean traffic."),
            e("restored", 6),
            e("them", 18, "Yes! Clean since 5 minutes. Thank you."),
            e("us", 240, "The attack ended at 03:10. We keep the filter until tomorrow."),
            e("resolved", 1200, "No further attack since. Filter removed."),
            e("confirm", 60),
        ),
    ),
    Story(
        products=(SERVER, COLOCATION),
        subject="Remote hands: please check the cable of port 7",
        report="Port 7 shows CRC errors, slowly rising. Could somebody reseat or replace the"
        " cable tomorrow? Nothing is affected.",
        urgency="low",
        impact="non_service_affecting",
        permanence="intermittent",
        events=(
            e("take", 50),
            e("us", 20, "Gladly. Tomorrow between 10:00 and 12:00, link down for a minute. OK?"),
            e("them", 45, "OK."),
            e("note", 1180, "Cable replaced, label renewed. 0 errors after 15 minutes."),
            e("resolved", 10, "New cable is in place, error counters stay at zero."),
            e("confirm", 300),
        ),
    ),
    Story(
        products=(COLOCATION, SERVER),
        subject="One fan of the switch is loud",
        report="During our visit we noticed that a fan in the shared switch is loud. No alarm.",
        urgency="low",
        impact="non_service_affecting",
        events=(
            e("take", 25),
            e(
                "defer",
                20,
                "Agreed with {first} on the telephone: we look at the fan on the next"
                " business day, nothing is affected tonight.",
            ),
        ),
    ),
    Story(
        products=(IPT, LAYER2),
        subject="Same link down again",
        report="It seems our link is down again, or is this the same fault as before?",
        urgency="high",
        impact="service_affecting",
        channel="email",
        events=(
            e("note", 8, "Second report of the same cut, see the other ticket of this service."),
            e("merge", 2),
        ),
    ),
    Story(
        products=(SERVER, ACCESS),
        subject="Cannot reach our VPN",
        report="The VPN on {ip} does not answer on port 1194 any more.",
        urgency="medium",
        impact="service_affecting",
        events=(
            e("take", 11),
            e("them", 16, "Please ignore, our certificate ran out last night. Sorry!"),
            e("cancel", 6, "The customer's own certificate had expired; nothing for us to do."),
        ),
    ),
)

REQUESTS = (
    Story(
        products=(IPT, ACCESS, SERVER),
        subject="Reverse DNS for {ip}",
        report="Please set the reverse entry of {ip} to mail.{first}.example.",
        urgency="low",
        impact=None,
        kind="request",
        events=(
            e("take", 40),
            e("resolved", 25, "Done. It can take up to an hour until everybody sees it."),
            e("thanks", 60, "Perfect, thanks"),
        ),
    ),
    Story(
        products=(COLOCATION,),
        subject="Access to the data centre on Thursday",
        report="Two of us would like to come on Thursday at 14:00 to mount a server.",
        urgency="low",
        impact=None,
        kind="request",
        channel="email",
        events=(
            e("take", 30),
            e(
                "ask",
                15,
                "Welcome! Please send us both names and the numbers of the identity"
                " cards for the gate.",
            ),
            e("them", 260, "Sent by the form of the panel to your security desk."),
            e("resolved", 45, "Both are registered. Please ring at gate 2."),
            e("confirm", 90),
        ),
    ),
    Story(
        products=(IPT, LAYER2),
        subject="Announce one more prefix",
        report="We would like to announce 203.0.113.192/27 over {circuit}. ROA is in place.",
        urgency="medium",
        impact=None,
        kind="request",
        events=(
            e("take", 60),
            e("us", 35, "The ROA is valid. The filter will be updated tonight at 22:00."),
            e("resolved", 640, "Accepted and visible at three looking glasses."),
            e("confirm", 500),
        ),
    ),
)

STORIES = FAULTS + REQUESTS
