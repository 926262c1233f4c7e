"""Pasted test results and logs (ping, traceroute, mtr, syslog), verbatim, as blocks of lines."""

import re
from dataclasses import dataclass

BLOCK_LIMIT = 20
LINE_WIDTH = 500

_START = re.compile(
    r"\s{0,8}(?:[^\s]{0,60}[$#>%]\s?(?:ping|ping6|traceroute|tracert|mtr|tracepath|fping)\b|"
    r"(?:ping6?|traceroute6?|tracert|tracepath|mtr) (?:-|\d|[\w-]+\.[\w.-]|[0-9a-f]*:)|"
    r"PING6? ?\(?\S|Pinging \S|Ping wird ausgeführt|Ping-Statistik|traceroute6? to |Tracing route|"
    r"Routenverfolgung|\*?(?:<\d{1,3}>)?[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d\S{0,8} |"
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,12} \S|HOST: |Start: \d{4}-|Keys: {1,3}Help)"
)
_INSIDE = re.compile(
    r"\s{0,8}(?:\d{1,6} bytes from |Reply from |Antwort von |From \S+ icmp_seq|"
    r"Request time(?:d )?out|"
    r"Zeitüberschreitung|Destination (?:host|net)|no answer yet|icmp_seq|--- .{1,80} ---|"
    r"\d{1,6} packets transmitted|rtt min|round-trip min|Packets: |Pakete: |Ping statistics|"
    r"Ping-Statistik|Approximate round|Ca\. Zeitangaben|Minimum = |over a maximum|Trace complete|"
    r"\d{1,2}[.:]? {0,10}(?:\|--|\*|[\w.-]{1,80} {0,20}\(|<?\d{1,5}(?:[.,]\d{1,3})? ms|"
    r"\?\?\?|no reply|"
    r"[0-9a-fA-F.:]{7,45} {0,30}\d)|[^\n]{0,80}\bLoss% |My traceroute|"
    r"\(\d{1,3}(?:\.\d{1,3}){3}\)|Resume:|!+\.*|"
    r"Success rate is |Sending \d+, )"
)


@dataclass(frozen=True)
class Block:
    """The lines of one test as they were pasted, and their place in the text."""

    text: str
    span: tuple[int, int]


def test_blocks(text: str) -> list[Block]:
    """Every pasted test, at most 20. A blank line ends a block unless the test goes on after it."""
    blocks: list[tuple[int, int]] = []
    start: int | None = None
    end = position = 0
    for line in text.split("\n"):
        is_start, is_inside = _looks(line)
        following = position + len(line)
        if start is None:
            start = position if is_start or is_inside else None
            end = following
        elif is_start or is_inside:
            end = following
        elif line.strip():
            blocks.append((start, end))
            start = None
        position = following + 1
    if start is not None:
        blocks.append((start, end))
    return [Block(text[a:b], (a, b)) for a, b in blocks if _is_result(text[a:b])][:BLOCK_LIMIT]


def without(text: str, blocks: list[Block]) -> str:
    """The text with every block blanked out, so that places in it stay the same."""
    for block in blocks:
        start, end = block.span
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _looks(line: str) -> tuple[bool, bool]:
    head = line[:LINE_WIDTH]
    return bool(_START.match(head)), bool(_INSIDE.match(head))


def _is_result(block: str) -> bool:
    """One line alone ("ping 192.0.2.1 fails") is a sentence, two are a result."""
    return sum(1 for line in block.split("\n") if line.strip()) >= 2
