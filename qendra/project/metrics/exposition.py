"""The text format of Prometheus, version 0.0.4. Pure.

One metric after the other: a line of help, a line with its type, and a line for each sample.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Kind(StrEnum):
    """A gauge goes up and down; a counter only up, and its name ends with ``_total``."""

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Sample:
    """A number, and what tells it from the other samples of its metric."""

    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """A name in base units, a sentence on it, and its samples."""

    name: str
    kind: Kind
    help: str
    samples: tuple[Sample, ...]


def gauge(name: str, about: str, value: float) -> Metric:
    """One number of this moment."""
    return Metric(name, Kind.GAUGE, about, (Sample(value, {}),))


def counter(name: str, about: str, value: float) -> Metric:
    """One number that only grows."""
    return Metric(name, Kind.COUNTER, about, (Sample(value, {}),))


def gauges(name: str, about: str, samples: Iterable[tuple[float, Mapping[str, str]]]) -> Metric:
    """Several numbers of this moment, told apart by labels."""
    return Metric(name, Kind.GAUGE, about, tuple(Sample(*each) for each in samples))


def exposition(metrics: Iterable[Metric]) -> str:
    """The whole answer; metrics without a sample are left out."""
    return "".join(f"{line}\n" for metric in metrics if metric.samples for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(metric.help)}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for sample in metric.samples:
        yield f"{metric.name}{_labels(sample.labels)} {_number(sample.value)}"


def _labels(labels: Mapping[str, str]) -> str:
    quoted = (f'{name}="{_escaped(value, quote=True)}"' for name, value in labels.items())
    return f"{{{','.join(quoted)}}}" if labels else ""


def _escaped(text: str, *, quote: bool = False) -> str:
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n")
    return escaped.replace('"', '\\"') if quote else escaped


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
