"""Requests: nothing is broken, somebody needs something."""

from __future__ import annotations

from qendra.demo.stories.story import ACCESS, COLOCATION, IPT, LAYER2, SERVER, Story, e

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
