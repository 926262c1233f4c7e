"""Faults of links: transit, internet access, layer-2 circuits."""

from __future__ import annotations

from qendra.demo.stories.story import ACCESS, IPT, LAYER2, SERVER, Story, e

NETWORK_FAULTS = (
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
)
