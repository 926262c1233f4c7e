"""The catalogues of fixed sentences: ``python -m qendra.project.translations compile|extract``.

No gettext program is needed. ``compile`` makes .mo of every .po that changed; ``extract``
brings every .po up to date with the sentences of the code and the templates.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
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
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        catalogue.update(found, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with po.open("wb") as target:
            write_po(target, catalogue, width=100, sort_output=True, omit_header=False)


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


def main(command: str) -> None:
    settings.configure(USE_I18N=True)
    {"compile": compile_catalogues, "extract": extract_catalogues}[command]()


if __name__ == "__main__":
    main(sys.argv[1])
