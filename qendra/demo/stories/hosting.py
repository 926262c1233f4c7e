"""Faults in the data centre: servers, racks, power, cooling."""

from __future__ import annotations

from qendra.demo.stories.story import ACCESS, COLOCATION, SERVER, Story, e

HOSTING_FAULTS = (
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
            e(
                "us",
                900,
                "Good morning {first},\nthe fan's bearing is worn. We swap the tray at noon; it"
                " is redundant, you will not notice.",
            ),
            e("resolved", 240, "Fan tray swapped, quiet again."),
            e("confirm", 120),
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
