"""Each of our own rules finds what is bad and leaves what is good."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture import rules

BAD = [
    (rules.lazy_imports, "def f():\n    from x import y"),
    (rules.lazy_imports, "class A:\n    async def f(self):\n        import x"),
    (rules.orm_writes, "ticket.save()"),
    (rules.orm_writes, "Ticket.objects.create(name='x')"),
    (rules.orm_writes, "Ticket.objects.filter(pk=1).update(name='x')"),
    (rules.orm_writes, "person.tickets.all().delete()"),
    (rules.orm_writes, "Ticket.objects.bulk_create([])"),
    (rules.ungated_reads, "Ticket.objects.get(pk=1)"),
    (rules.ungated_reads, "Ticket.objects.select_related('x').get(pk=1)"),
    (rules.ungated_reads, "ticket.entries.all().get(pk=1)"),
    (rules.ungated_reads, "get_object_or_404(Ticket, pk=1)"),
    (rules.signals_and_save_overrides, "from django.dispatch import receiver"),
    (rules.signals_and_save_overrides, "class A(models.Model):\n    def save(self): ..."),
    (rules.relations_by_name, "models.ForeignKey('tickets.Ticket', on_delete=PROTECT)"),
    (rules.relations_by_name, "models.ManyToManyField(to='accounts.Person')"),
]
GOOD = [
    (rules.lazy_imports, "import x\ndef f():\n    return x"),
    (rules.orm_writes, "seen.update({'a': 1})"),
    (rules.orm_writes, "open_ticket(actor=actor, now=now)"),
    (rules.orm_writes, "digest.update(b'x')"),
    (rules.ungated_reads, "request.GET.get('page')"),
    (rules.ungated_reads, "ticket_for(person, number)"),
    (rules.signals_and_save_overrides, "class Note:\n    def save(self): ..."),
    (rules.relations_by_name, "models.ForeignKey('self', on_delete=PROTECT)"),
    (rules.relations_by_name, "models.ForeignKey(Ticket, on_delete=PROTECT)"),
]
Rule = Callable[[ast.Module], Iterator[rules.Complaint]]


@pytest.mark.parametrize(("rule", "code"), BAD)
def test_it_finds_the_bad_example(rule: Rule, code: str) -> None:
    assert list(rule(ast.parse(code)))


@pytest.mark.parametrize(("rule", "code"), GOOD)
def test_it_leaves_the_good_example(rule: Rule, code: str) -> None:
    assert not list(rule(ast.parse(code)))


def test_it_measures_a_function_from_its_name_to_its_last_line() -> None:
    code = ast.parse("def f():\n" + "    x = 1\n" * 9)
    assert not list(rules.long_functions(code, 10))
    assert list(rules.long_functions(code, 9))


@pytest.mark.parametrize("line", ["x()  # type: ignore", "x()  # type: ignore[arg-type]"])
def test_it_wants_a_code_and_a_reason_for_a_silenced_type_error(line: str) -> None:
    assert list(rules.reasonless_silences(line))
    assert not list(rules.reasonless_silences("x()  # type: ignore[arg-type]  # stubs lag behind"))
