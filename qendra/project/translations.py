"""The catalogues of fixed sentences: ``python -m qendra.project.translations COMMAND``.

No gettext program is needed. ``compile`` makes .mo of every .po that changed; ``extract``
brings every .po up to date with the sentences of the code and the templates; ``missing`` prints
as JSON what has no translation yet, and ``fill FILE`` takes the same list with its translations.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def compile_catalogues() -> None:
    """Make the .mo of every .po that is newer than its .mo."""
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime > po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        with mo.open("wb") as target:
            write_mo(target, catalogue)


def extract_catalogues() -> None:
    """Bring every .po up to date; translations of sentences that went are dropped."""
    found = sentences()
    for po, catalogue in _catalogues():
        # The hour of the last extraction says nothing, and would part two branches on every line.
        found.creation_date = catalogue.creation_date
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(po, catalogue)


def missing() -> list[dict[str, object]]:
    """Every sentence that some language lacks: ``id`` (a list when counted), ``context`` where
    there is one, and for each language that lacks it a key with an empty text, or with a list of
    as many empty texts as the language has plural forms.
    """
    found: dict[tuple[str, str], dict[str, object]] = {}
    for po, catalogue in _catalogues():
        for message in catalogue:
            if message.id and not all(_wordings(message)):
                entry = found.setdefault(_key(message), {"id": message.id})
                if message.context:
                    entry["context"] = message.context
                forms = [""] * catalogue.num_plurals
                entry[po.parent.parent.name] = forms if message.pluralizable else ""
    return [found[key] for key in sorted(found)]


def fill(file: Path) -> None:
    """Take the translations of a file as ``missing`` prints it; unknown sentences are passed over.

    Call ``extract`` first, so that the catalogues know the sentences.
    """
    told = json.loads(file.read_text())
    for po, catalogue in _catalogues():
        language = po.parent.parent.name
        for entry in told:
            id_ = entry["id"]
            message = catalogue.get(id_ if isinstance(id_, str) else id_[0], entry.get("context"))
            if message and entry.get(language):
                said = entry[language]
                message.string = said if isinstance(said, str) else tuple(said)
        _write(po, catalogue)


def _catalogues() -> Iterator[tuple[Path, Catalog]]:
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            yield po, read_po(source, locale=po.parent.parent.name)


def _write(po: Path, catalogue: Catalog) -> None:
    with po.open("wb") as target:
        write_po(target, catalogue, width=100, sort_output=True, omit_header=False)


def _key(message: Message) -> tuple[str, str]:
    id_ = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", id_)


def _wordings(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ())


def sentences() -> Catalog:
    """Every fixed sentence of the code and the templates, with the files that use it."""
    catalogue = Catalog(project="Qendra", charset="utf-8")
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in {".py", ".html", ".txt"} and "locale" not in file.parts:
            _add_sentences(catalogue, file)
    return catalogue


def _add_sentences(catalogue: Catalog, file: Path) -> None:
    text = file.read_text()
    if file.suffix != ".py":
        # Inside brackets the indentation of a page means nothing.
        text = f"({templatize(text, origin=str(file))})"
    name = str(file.relative_to(PACKAGE.parent))
    source = BytesIO(text.encode())
    for _line, message, comments, context in extract(
        "python", source, keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)


def main(command: str, *files: str) -> None:
    settings.configure(USE_I18N=True)
    match command:
        case "missing":
            print(json.dumps(missing(), ensure_ascii=False, indent=1))
        case "fill":
            fill(Path(files[0]))
        case _:
            {"compile": compile_catalogues, "extract": extract_catalogues}[command]()


if __name__ == "__main__":
    main(*sys.argv[1:])
