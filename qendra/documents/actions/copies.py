"""The file of an issue in one language: set once, kept, and the same ever after."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation

from qendra.documents.matrix import matrix_paper
from qendra.documents.models import Copy, Issue
from qendra.documents.press import pdf_of
from qendra.files.actions import keep_file


@transaction.atomic
def copy_of(issue: Issue, language: str, now: datetime) -> Copy:
    """The copy in this language; set now where nobody has asked for it yet."""
    known = Copy.objects.filter(issue=issue, language=language).select_related("file").first()
    if known:
        return known
    with translation.override(language):
        pdf = pdf_of(matrix_paper(issue))
    file = keep_file(content=pdf, now=now)
    # Of two people who ask at once the first one's copy stays.
    copy, _is_new = Copy.objects.get_or_create(
        issue=issue, language=language, defaults={"file": file}
    )
    return copy
