"""Every action that somebody takes, and from where it is called.

An action takes an ``actor``; whether that actor may is checked by whoever calls it, at the gate.
So each action names its callers here, and a new action or a new caller fails until it has a row;
the callers that answer requests stand in ``rows_panel.py``, ``rows_desk.py`` and
``rows_api.py``, person by person.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import qendra

DELIVERY = ("staff/views", "panel", "desk", "api", "signing_in", "intake", "jobs", "project")

CALLERS: dict[str, set[str]] = {
    "accounts.change_role": {"staff.views.roles"},
    "accounts.create_role": {"staff.views.roles"},
    "accounts.give_roles": set(),
    "accounts.remove_role": set(),
    "announcements.end_announcement": {"desk.views.announcements"},
    "announcements.put_back_announcement": {"desk.views.announcements"},
    "announcements.save_announcement": {"desk.views.announcements"},
    "announcements.withdraw_announcement": {"desk.views.announcements"},
    "call_backs.answer_call_back": {
        "desk.arriving",
        "desk.views.call_backs",
        "intake.phone.actions.hearing",
    },
    "call_backs.try_call_back_again": {"desk.views.call_backs"},
    "catalogue.invite_to_set_password": {"staff.views.leaving"},
    "catalogue.apply_import": {"desk.settings.views.imports"},
    "catalogue.check_right": set(),
    "catalogue.drop_import": {"desk.settings.views.imports"},
    "catalogue.save_record": {"desk.settings.views.records"},
    "catalogue.send_test_mail": {"desk.settings.views.mail"},
    "catalogue.set_duty_manager": {"desk.settings.views.mail"},
    "catalogue.add_first_customer": {"desk.settings.views.setup"},
    "catalogue.confirm_step": {"desk.settings.page", "desk.settings.views.setup"},
    "catalogue.make_first_team": {"desk.settings.views.setup"},
    "catalogue.take_file": {"desk.settings.views.imports"},
    "catalogue.write_plan": set(),
    "catalogue.change_member_rights": {"panel.views.people"},
    "catalogue.invite_again": {"panel.views.people"},
    "catalogue.invite_member": {"panel.views.people"},
    "catalogue.remove_member": {"panel.views.people"},
    "catalogue.set_brand": {"desk.settings.views.brand"},
    "catalogue.set_names_holders": {"desk.settings.views.documents"},
    "documents.confirm_receipt": {"panel.views.documents", "panel.views.issued"},
    "documents.fetch_document": {"panel.views.documents"},
    "desk.choose_columns": {"desk.views.saved"},
    "desk.delete_view": {"desk.views.saved"},
    "desk.restore_view": {"desk.views.undoing"},
    "desk.save_view": {"desk.views.saved"},
    "desk.hold": {"desk.bulk", "desk.moving", "desk.views.conversation"},
    "desk.take_back": {"desk.views.undoing"},
    "escalation.acknowledge_step": {
        "desk.views.moving",
        "panel.views.step",
    },
    "escalation.answer_page": {"intake.email.actions.asking", "intake.gateway.actions"},
    "escalation.call_back_done": {"panel.views.step"},
    "escalation.escalate_by_staff": {
        "desk.views.moving",
        "panel.views.step",
    },
    "escalation.hand_over_places": set(),
    "escalation.hold_step": {"panel.views.step"},
    "escalation.lower_step": {"panel.views.step"},
    "escalation.publish_matrix": set(),
    "escalation.request_escalation": {
        "api.views.acting",
        "desk.views.moving",
        "intake.email.actions.asking",
        "panel.views.escalating",
    },
    "history.record_change": {"intake.phone.actions.systems", "signing_in.actions.identities"},
    "intake.file_message": {"intake.email.actions.deciding", "intake.email.actions.triage"},
    "intake.filing_of": {"intake.email.actions.deciding", "intake.email.actions.triage"},
    "intake.add_call": {"desk.views.calls"},
    "intake.add_system": {"desk.settings.views.telephone"},
    "intake.change_system": {"desk.settings.views.telephone"},
    "intake.check_pin": {"desk.verifying"},
    "intake.confirm_call_back": {"desk.verifying"},
    "intake.give_pin": {"desk.verifying"},
    "intake.note_written_down": {"desk.arriving"},
    "intake.remove_pin": {"panel.views.pin"},
    "intake.renew_phone_secret": {"desk.settings.views.telephone"},
    "intake.set_pin": {"panel.views.pin"},
    "intake.take_call": {"desk.views.calls"},
    "intake.take_ringing": {"desk.views.ringing"},
    "intake.triage_dismiss": {"desk.views.triage"},
    "intake.triage_join": {"desk.views.triage"},
    "intake.triage_open_ticket": {"desk.views.triage"},
    "intake.triage_put_back": {"desk.views.undoing"},
    "intake.triage_retry": {"desk.views.triage"},
    "escalation.take_over_step": {"panel.views.step"},
    "escalation.save_matrix": {"desk.settings.views.policies"},
    "escalation.retire_rota": {"desk.rotas.views.ending"},
    "rotas.check_manages": set(),
    "rotas.end_rota": set(),
    "rotas.enter_absence": {"desk.rotas.views.absences"},
    "rotas.hand_over_duties": set(),
    "rotas.make_override": {"desk.rotas.views.overrides"},
    "rotas.make_calendar_address": {"desk.rotas.views.calendars"},
    "rotas.manages": set(),
    "rotas.check_may_enter": set(),
    "rotas.read_absences": {"desk.rotas.views.calendars"},
    "rotas.read_shifts": {"desk.rotas.views.calendars"},
    "rotas.revoke_calendar_address": {"desk.rotas.views.calendars"},
    "rotas.save_rota": {"desk.rotas.views.plans"},
    "rotas.set_deputy": {"desk.rotas.views.absences"},
    "rotas.withdraw_absence": {"desk.rotas.views.absences"},
    "rotas.withdraw_override": {"desk.rotas.views.overrides"},
    "sla.save_calendar": {"desk.settings.views.policies"},
    "sla.save_service_level": {"desk.settings.views.policies"},
    "signing_in.save_identity_provider": {"desk.settings.views.identities"},
    "paging.add_way": {"panel.views.ways"},
    "paging.change_way": {"panel.views.ways"},
    "paging.confirm_way": {"panel.views.ways"},
    "paging.raise_way": {"panel.views.ways"},
    "paging.remove_way": {"panel.views.ways"},
    "paging.send_way_test": {"panel.views.ways"},
    "paging.save_transport": {"desk.settings.views.transports"},
    "paging.send_test": {"desk.settings.views.transports"},
    "preferences.change_profile": {"panel.views.account"},
    "satisfaction.rate_ticket": {"panel.views.rating"},
    "live.be_present": {"desk.views.presence"},
    "live.be_absent": {"desk.views.presence"},
    "sla.add_calendar": set(),
    "sla.add_service_level": set(),
    "sla.install_default_service_level": set(),
    "sla.new_calendar_version": set(),
    "sla.new_service_level_version": set(),
    "staff.add_staff": {"staff.views.people"},
    "staff.change_staff": {"staff.views.people"},
    "staff.come_back": {"staff.views.leaving"},
    "staff.leave": {"staff.views.leaving"},
    "staff.save_team": {"staff.views.teams"},
    "tickets.add_customer_message": {
        "api.views.acting",
        "intake.email.actions.filing",
        "panel.views.conversation",
        "panel.views.deferral",
    },
    "tickets.add_note": {
        "intake.phone.actions.hearing",
        "api.views.acting",
        "desk.actions.holding",
        "intake.email.actions.filing",
    },
    "tickets.answer_deferral": {
        "api.views.deferring",
        "desk.views.deferral",
        "panel.views.deferral",
        "panel.views.deferral_link",
    },
    "tickets.assign": {"desk.bulk", "desk.views.moving"},
    "tickets.change_priority": {"desk.views.details"},
    "tickets.save_priority_matrix": {"desk.settings.views.priorities"},
    "tickets.confirm_repair": {
        "api.views.acting",
        "panel.views.conversation",
        "panel.views.signed_pages",
    },
    "tickets.correct_facts": {"api.views.acting", "desk.views.details"},
    "tickets.dispute_repair": {
        "api.views.acting",
        "panel.views.conversation",
        "panel.views.signed_pages",
    },
    "tickets.link_tickets": set(),
    "tickets.log_call": {"desk.actions.holding", "intake.phone.actions.taking"},
    "tickets.log_deferral_call": {"desk.views.deferral"},
    "tickets.merge_ticket": {"desk.views.merging", "desk.views.undoing"},
    "tickets.move_ticket": {"api.views.acting", "desk.actions.holding", "desk.moving"},
    "tickets.open_ticket": {
        "api.views.tickets",
        "intake.phone.actions.taking",
        "panel.views.new_ticket",
    },
    "tickets.propose_deferral": {
        "api.views.deferring",
        "desk.views.deferral",
        "panel.views.deferral",
    },
    "tickets.split_ticket": {"desk.views.merging"},
    "tickets.unmerge_ticket": {"desk.views.merging", "desk.views.undoing"},
    "tickets.undo_entries": {"desk.views.undoing"},
    "tickets.reply": {"api.views.acting", "desk.actions.holding"},
    "tickets.withdraw_deferral": {
        "api.views.deferring",
        "desk.views.deferral",
        "panel.views.deferral",
    },
}


def test_every_action_has_a_row_that_names_its_callers() -> None:
    found: dict[str, set[str]] = {name: set() for name in _actions()}
    for module, path in _modules():
        for name in _imported(path):
            for action, callers in found.items():
                if action.endswith(f".{name}"):
                    callers.add(module)
    assert found == CALLERS


def _actions() -> Iterator[str]:
    """``app.name`` of every public function of an ``actions`` module that takes an actor."""
    for found in pkgutil.walk_packages(qendra.__path__, "qendra."):
        if "actions" not in found.name.split("."):
            continue
        module = importlib.import_module(found.name)
        for name, member in inspect.getmembers(module, inspect.isfunction):
            is_own = inspect.unwrap(member).__module__ == found.name
            if is_own and "actor" in inspect.signature(member).parameters and name[0] != "_":
                yield f"{found.name.split('.')[1]}.{name}"


def _modules() -> Iterator[tuple[str, Path]]:
    """Every module that brings something in from outside; the demo plays, it answers nobody."""
    root = Path(qendra.__path__[0])
    for folder in DELIVERY:
        for path in (root / folder).rglob("*.py"):
            yield ".".join(path.relative_to(root).with_suffix("").parts), path


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and "actions" in (node.module or "").split("."):
            if path.name == "__init__.py":
                continue
            yield from (alias.name for alias in node.names)
