"""Finding the service that a report is about, and never somebody else's (S4, S6)."""

from __future__ import annotations

import pytest
from django.db.models import Q

from qendra.catalogue.models import Prefix
from qendra.catalogue.selectors import (
    find_services,
    only_service,
    service_by_address,
    service_by_circuit,
    service_by_code,
)
from tests.cast import Cast


def test_a_service_id_is_read_in_any_case(cast: Cast) -> None:
    assert service_by_code(" ipt-10001 ", [cast.northwind.id]) == cast.transit


def test_someone_elses_service_id_finds_nothing(cast: Cast) -> None:
    assert service_by_code("IPT-30001", [cast.northwind.id]) is None


@pytest.mark.parametrize("code", ["tia-trn-0001", "ADR-77120"])
def test_a_circuit_is_found_by_our_id_and_by_the_carriers(cast: Cast, code: str) -> None:
    assert service_by_circuit(code, [cast.northwind.id]) == cast.transit
    assert service_by_circuit(code, [cast.southport.id]) is None


@pytest.mark.parametrize("address", ["192.0.2.1", "192.0.2.127", "2001:db8:7::1"])
def test_an_address_inside_a_prefix_finds_its_service(cast: Cast, address: str) -> None:
    assert service_by_address(address, [cast.northwind.id]) == cast.transit


@pytest.mark.parametrize("address", ["192.0.2.128", "203.0.113.1", "no address", "", "1.2.3"])
def test_an_address_outside_or_none_at_all_finds_nothing(cast: Cast, address: str) -> None:
    assert service_by_address(address, [cast.northwind.id]) is None


def test_the_longest_prefix_wins_even_when_it_is_somebody_elses(cast: Cast) -> None:
    Prefix.objects.create(network="192.0.2.64/28", service=cast.foreign)
    assert service_by_address("192.0.2.70", [cast.northwind.id]) is None
    assert service_by_address("192.0.2.70", [cast.southport.id]) == cast.foreign
    assert service_by_address("192.0.2.63", [cast.northwind.id]) == cast.transit


def test_the_only_service_is_taken_and_one_of_two_is_not(cast: Cast) -> None:
    assert only_service([cast.southport.id]) == cast.foreign
    assert only_service([cast.northwind.id]) is None


@pytest.mark.parametrize(
    "words", ["10001", "northwind", "TRN-0001", "ADR-77120", "192.0.2.9", "C-1"]
)
def test_the_agent_finds_a_service_from_what_a_caller_says(cast: Cast, words: str) -> None:
    assert cast.transit in find_services(words, Q())
