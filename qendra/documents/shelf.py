"""Which documents a service has, and each of them by the name in its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from qendra.catalogue.models import Service
from qendra.documents import words
from qendra.documents.matrix import filename_of, issued_on, matrix_paper
from qendra.documents.models import Issue
from qendra.documents.paper import Paper
from qendra.documents.selectors import issue_of
from qendra.documents.welcome import welcome_of, welcome_paper


class Name(StrEnum):
    """As addresses and file names say it, in every language."""

    WELCOME = "welcome-message"
    MATRIX = "escalation-matrix"


@dataclass(frozen=True, slots=True)
class Document:
    """One document as pages list it; ``paper`` says what stands on it, in the active language.

    ``issue``: the version, of a document that is issued and kept.
    """

    name: Name
    title: str
    about: str
    version: str
    made: str
    filename: str
    paper: Callable[[], Paper]
    issue: Issue | None = None


def documents_of(service: Service) -> list[Document]:
    """What there is for this service now; the same few queries for every service."""
    found = (_welcome(service), _matrix(service))
    return [document for document in found if document]


def document_of(service: Service, name: str) -> Document | None:
    """One of them by its name."""
    return next((each for each in documents_of(service) if each.name == name), None)


def _welcome(service: Service) -> Document:
    welcome = welcome_of(service)
    version = welcome.version
    return Document(
        name=Name.WELCOME,
        title=_("Welcome message"),
        about=_(
            "How you reach us, what we need from you, what we promise, and what your service is"
            " made of."
        ),
        version=version,
        made=words.shown_date(words.local_date(welcome.changed_at, welcome.provider)),
        filename=f"{service.code}-{Name.WELCOME}-{version}.pdf",
        paper=lambda: welcome_paper(welcome),
    )


def _matrix(service: Service) -> Document | None:
    """The newest version that was issued; none before the service is active (E1)."""
    issue = issue_of(service)
    if issue is None:
        return None
    return Document(
        name=Name.MATRIX,
        title=_("Escalation matrix"),
        about=_(
            "Which level of our management is told about a fault, after how long, and how you ask"
            " for the next one."
        ),
        version=str(issue.version),
        made=words.shown_date(issued_on(issue)),
        filename=filename_of(issue),
        paper=lambda: matrix_paper(issue),
        issue=issue,
    )
