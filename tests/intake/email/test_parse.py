"""Mails of many shapes, read from files: every one ends up as words a person can read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qendra.intake.email.mail import AutomaticKind, ParsedMail
from qendra.intake.email.parse import parse_mail

MAILS = Path(__file__).parent / "mails"


def read(name: str) -> ParsedMail:
    return parse_mail((MAILS / f"{name}.eml").read_bytes())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("alternative", "The plain words."),
        ("alternative_with_empty_plain", "Only the html has words."),
        ("bare_cr", "one\ntwo\nthree"),
        ("boundary_never_comes", "words without that boundary"),
        ("boundary_not_closed", "first\n\nsecond, cut off"),
        ("broken_base64", "Link down since 10:15"),
        ("broken_charset", "Störung seit 10:15"),
        ("html_only", "Our line is down since 10:15.\n\nGrüße\ngraph <https://example.org/graph>"),
        ("ics_and_signed", "signed words"),
        ("mbox_line", "words"),
        ("missing_from", "words"),
        ("no_boundary", "words without any boundary"),
        ("nul_and_controls", "words[31m red"),
        ("only_body", "no header at all, the line is down\nsince 10:15"),
        ("phone_signature", "Still down!"),
        ("quoted_printable", "Störung seit 10:15, die Leitung ist ausgefallen =ZZ"),
        ("reply_above_original", "Service ID is IPT-20417"),
        ("reply_albanian", "Faleminderit! Tani funksionon."),
        ("reply_french_wrapped", "Toujours en panne."),
        ("reply_german", "Vielen Dank, alles wieder in Ordnung."),
        ("reply_gmail", "The impact is degradation, it started at 09:40 UTC."),
        ("reply_inline", "IPT-20417\nSince 10:15 UTC"),
        ("reply_date_and_address", "Still the same."),
        ("reply_zoho", "Now it is dead again."),
        ("reply_outlook", "It works again.\n\nKind regards\nAnn"),
        ("signature", "No internet since 10:15."),
        ("utf16", "No internet since 10:15, ID IPT-20417"),
        ("wrong_charset", "Störung seit 10:15"),
    ],
)
def test_it_finds_the_words_that_were_written_this_time(name: str, words: str) -> None:
    assert read(name).new_text == words


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("bounce", AutomaticKind.BOUNCE),
        ("out_of_office", AutomaticKind.AUTO_REPLY),
        ("out_of_office_by_subject", AutomaticKind.AUTO_REPLY),
        ("read_receipt", AutomaticKind.AUTO_REPLY),
        ("monitor", AutomaticKind.AUTO_GENERATED),
        ("newsletter", AutomaticKind.BULK),
        ("plain", None),
        ("reply_gmail", None),
        ("forward", None),
    ],
)
def test_it_tells_machines_from_people(name: str, kind: AutomaticKind | None) -> None:
    assert read(name).automatic is kind


def test_a_person_who_writes_about_an_absence_is_no_machine() -> None:
    for subject in ("Re: Automatic reply: Link down", "Office router out of service"):
        assert parse_mail(f"Subject: {subject}\n\nhi".encode()).automatic is None


def test_the_null_sender_is_a_machine() -> None:
    raw = b"From: ann@example.org\nSubject: hi\n\nwords"
    assert parse_mail(raw, envelope_from="").automatic is AutomaticKind.AUTO_GENERATED
    assert parse_mail(raw, envelope_from="ann@example.org").automatic is None


def test_it_reads_what_a_bounce_returns() -> None:
    bounce = read("bounce").bounce
    assert bounce is not None
    assert bounce.recipient == "ann@example.org"
    assert bounce.status == "5.1.1"
    assert bounce.original_message_id == "ours@interspace.example"
    assert "no such user" in bounce.diagnostic


def test_it_keeps_every_file_under_a_harmless_name() -> None:
    files = {file.filename: file for file in read("mixed_with_files").attachments}
    assert set(files) == {"graph.png", "Bericht über Störung.pdf", "mtr.txt"}
    assert files["graph.png"].content.startswith(b"\x89PNG")
    assert read("tnef").attachments[0].content_type == "application/ms-tnef"
    assert read("attached_mail").attachments[0].filename.endswith(".eml")


def test_what_lies_beyond_a_bound_is_kept_as_a_file() -> None:
    for name in ("deeply_nested", "many_parts"):
        mail = read(name)
        assert mail.defects
        assert mail.attachments[-1].filename == "rest.eml"
    assert b"innermost words" in read("deeply_nested").attachments[-1].content
    assert b"part 399" in read("many_parts").attachments[-1].content


def test_a_very_long_text_is_cut_and_kept_whole_as_a_file() -> None:
    mail = read("giant_line")
    assert len(mail.text) <= 200_000
    assert len(mail.attachments[0].content) > 200_000


def test_headers_are_one_line_without_controls() -> None:
    mail = read("nul_and_controls")
    assert mail.subject == "a b c line Bcc: x"
    assert "\x00" not in mail.message_id + mail.text
    assert read("encoded_word_junk").subject.count("café") == 1


def test_of_several_authors_the_first_one_counts() -> None:
    mail = read("several_from")
    assert mail.from_address == "ann@example.org"
    assert mail.defects


def test_a_mail_without_author_has_none() -> None:
    assert read("missing_from").from_address == ""
    assert read("empty").is_empty


def test_it_reads_ids_and_the_date_with_its_zone() -> None:
    mail = read("reply_gmail")
    assert mail.message_id == "1@example.org"
    assert mail.in_reply_to == ("x@interspace.example",)
    assert mail.references == ("root@interspace.example", "x@interspace.example")
    assert mail.date == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert mail.date_offset_minutes == 60


def test_a_forwarded_mail_is_new_as_a_whole() -> None:
    mail = read("forward")
    assert mail.is_forward
    assert "Service ID: IPT-20417" in mail.new_text


def test_flowed_lines_are_joined() -> None:
    assert "The line is down since 10:15." in read("flowed").text


def test_our_own_mail_is_known_by_its_mark() -> None:
    assert read("own_mail").own_marker


def test_scripts_and_styles_are_not_words() -> None:
    text = read("labelled_table_html").text
    assert "Service ID\tIPT-20417" in text
    assert "alert" not in text
    assert "color" not in text
