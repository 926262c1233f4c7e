"""A form that carries more than is read at once: told in one sentence, its words not lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponseBase, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParser
from django.shortcuts import render
from django.utils.translation import gettext as _

from qendra.api.middleware import ROOT as API
from qendra.files.fields import MOST_FILES

LIMITS = (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent)
# What nobody typed, and what must not be shown.
_UNSHOWN = ("csrfmiddlewaretoken", "key", "version", "password", "code")


class LargeFormsAreRefused:
    """The page of 413 for a form above Django's limits; files above ours are the form's matter.

    It shows the words that were read before the limit, to copy them: only to whoever is signed
    in, for a browser sends no session with the form of another site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.path_info.startswith(API):
            return self.get_response(request)
        parsers: list[_Parser] = []

        def parse(meta: Any, body: Any) -> Any:  # noqa: ANN401  # as Django calls it
            parsers.append(_Parser(meta, body, request.upload_handlers, request.encoding))
            return parsers[0].parse()

        request.parse_file_upload = parse  # type: ignore[assignment]  # to ask its parser
        try:
            request.POST  # noqa: B018  # reads the form, once for everybody
        except LIMITS as limit:
            words = parsers[0].words() if parsers and request.user.is_authenticated else []
            context = {"sentence": _sentence(limit), "words": words}
            return render(request, "413.html", context, status=413)
        except UnreadablePostError:
            # Whoever sent it is gone; what was read counts as an empty form.
            pass
        return self.get_response(request)


class _Parser(MultiPartParser):
    """Django's parser, which also tells what it had read when it stopped."""

    _post: QueryDict

    def words(self) -> list[str]:
        """What was typed into the fields before the limit."""
        read = self._post.lists() if hasattr(self, "_post") else []
        return [
            str(value)
            for name, values in read
            for value in values
            if str(value).strip() and not any(part in name for part in _UNSHOWN)
        ]


def _sentence(limit: Exception) -> str:
    if isinstance(limit, TooManyFilesSent):
        return _("Please send at most %(most)d files at once.") % {"most": MOST_FILES}
    if isinstance(limit, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        return _("A form may have at most %(most)d fields.") % {"most": most}
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
    return _(
        "The words of a form may have up to %(size)d MB. Please attach longer ones as a file."
    ) % {"size": size}
