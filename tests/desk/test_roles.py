"""What each role finds on a page of the desk; who may open which address stands in the rows of
``tests/scenarios``.
"""

from __future__ import annotations

from tests.browsers import Browser
from tests.cast import Cast, opened
from tests.desk.forms import compose, drawn, post

FORMS = ("compose", "facts_form", "priority_form")


def test_who_only_sees_is_shown_no_form(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    page = browser(cast.gent).get(f"/desk/tickets/{ticket.number}/")
    assert not any(page.context.get(name) for name in FORMS)
    assert not page.context["acts"]
    content = page.content.decode()
    # Only the language and the sign-out of the page's own head, and that the page says it is seen.
    assert content.count("<form") == content.count('role="search"') + 3
    assert "Log a call" not in content


def test_ladder_holders_and_problem_managers_write_notes_and_nothing_else(
    cast: Cast, browser: Browser
) -> None:
    ticket = opened(cast)
    for person in (cast.hana, cast.iris):
        client = browser(person)
        page = client.get(f"/desk/tickets/{ticket.number}/")
        assert [mode for mode, _ in page.context["compose"].modes] == ["note"]
        assert not page.context["acts"]
        post(client, ticket, "entries", compose(ticket, "note", "From the side."))
        assert ticket.entries.filter(kind="note", actor=person).exists()
        response = post(client, ticket, "entries", compose(ticket, "reply", "Hello"))
        assert response.status_code == 422
    assert not ticket.entries.filter(kind="reply").exists()


def test_a_step_of_somebody_else_is_not_there_to_acknowledge(cast: Cast, browser: Browser) -> None:
    ticket = opened(cast)
    response = browser(cast.gent).post("/desk/steps/1/acknowledgement/", drawn(ticket))
    assert response.status_code == 404
