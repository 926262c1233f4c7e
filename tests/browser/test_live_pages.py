"""Pages that change by themselves, in browsers of several people on a running system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from qendra.accounts.models import Person
from qendra.lib.ticket_id import shown
from qendra.tickets.actions.conversation import reply
from qendra.tickets.actions.writing import Words
from qendra.tickets.models import Ticket
from qendra.tickets.priority import Urgency
from tests.cast import Cast, desk, opened
from tests.live.serving import Served, serving

SESSION = "qendra_session"
TWO_SECONDS = 2000
PATIENCE = 20_000


@pytest.fixture(scope="module")
def system(database_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Served, Cast]]:
    with django_db_blocker.unblock(), serving(database_url, "pages") as found:
        found[0].start_worker()
        yield found


@pytest.fixture
def cast(system: tuple[Served, Cast]) -> Cast:
    return system[1]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Beside its loop, which is idle meanwhile, tests write to the database as elsewhere."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield browser
        browser.close()


class Windows:
    """Open windows, one browser a person; errors in any of them are kept."""

    def __init__(self, served: Served, chromium: Browser) -> None:
        self.errors: list[str] = []
        self._served = served
        self._chromium = chromium

    def of(self, person: Person, address: str, **options: object) -> Page:
        """This person's window, signed in; what it shows is drawn and listens."""
        client = Client()
        client.force_login(person)
        session = client.cookies[SESSION].value
        context = self._chromium.new_context(base_url=self._served.address, **options)  # type: ignore[arg-type]  # as the test says
        context.add_cookies([{"name": SESSION, "value": session, "url": self._served.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.goto(address)
        return page


@pytest.fixture
def windows(system: tuple[Served, Cast], chromium: Browser) -> Iterator[Windows]:
    expect.set_options(timeout=PATIENCE)
    windows = Windows(system[0], chromium)
    yield windows
    for context in chromium.contexts:
        context.close()
    assert windows.errors == []


@pytest.fixture
def ticket(cast: Cast, request: pytest.FixtureRequest) -> Ticket:
    return opened(cast, key=f"form:{request.node.name}", now=datetime.now(UTC))


def on_desk(ticket: Ticket) -> str:
    return f"/desk/tickets/{shown(ticket.number, 'IS')}/"


def in_panel(ticket: Ticket) -> str:
    return f"/tickets/{shown(ticket.number, 'IS')}/"


def listens(page: Page) -> None:
    """Wait until the page's stream is open: Chromium lists what is under way."""
    page.wait_for_function(
        "performance.getEntriesByType('resource').some(each => each.name.includes('/live?'))"
        " || document.readyState === 'complete'"
    )
    page.wait_for_timeout(300)


def answer(person: Person, ticket: Ticket, text: str) -> None:
    """What this person sent on the desk becomes an entry: seconds later, to be taken back."""
    reply(
        actor=desk(person),
        now=datetime.now(UTC),
        ticket_id=ticket.id,
        words=Words(text=text),
    )


def test_an_answer_is_at_the_customer_within_two_seconds_and_the_reply_at_the_agent(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    elira, alba = windows.of(cast.elira, on_desk(ticket)), windows.of(cast.alba, in_panel(ticket))
    listens(alba)
    expect(alba.locator(".page-head")).to_contain_text("New")
    answer(cast.elira, ticket, "We see the loss at hop 3.")
    expect(alba.locator(".timeline")).to_contain_text("loss at hop 3", timeout=TWO_SECONDS)
    expect(alba.locator(".page-head")).to_contain_text("In progress", timeout=TWO_SECONDS)
    expect(alba.locator("[data-fresh]")).to_have_count(2)
    listens(elira)
    alba.fill("#reply [name=text]", "It is better now.")
    alba.click("#reply button.button--primary")
    expect(elira.locator(".timeline")).to_contain_text("It is better now.", timeout=TWO_SECONDS)
    told = elira.locator("p.sr[role=status]")
    expect(told).to_contain_text("New in this ticket:")
    expect(told).to_contain_text("It is better now.")


def test_the_list_and_the_counts_change_within_two_seconds(windows: Windows, cast: Cast) -> None:
    faik = windows.of(cast.faik, "/desk/queues/unassigned/")
    listens(faik)
    count = faik.locator(".queues__item", has_text="Unassigned").locator(".count")
    before = int(count.inner_text())
    ticket = opened(cast, key="form:listed", subject="Nothing goes", now=datetime.now(UTC))
    expect(faik.locator(f"#row-{ticket.number}")).to_be_visible(timeout=TWO_SECONDS)
    expect(count).to_have_text(str(before + 1), timeout=TWO_SECONDS)
    expect(faik.locator("p.sr[role=status]")).to_contain_text("Nothing goes")


def test_the_first_ticket_of_an_empty_list_is_told(windows: Windows, cast: Cast) -> None:
    faik = windows.of(cast.faik, "/desk/queues/unassigned/?priority=minor")
    listens(faik)
    expect(faik.locator(".empty")).to_be_visible()
    opened(
        cast,
        key="form:first",
        subject="The first of all",
        urgency=Urgency.LOW,
        now=datetime.now(UTC),
    )
    expect(faik.locator("p.sr[role=status]")).to_contain_text("The first of all")
    expect(faik.locator("tr[data-fresh]")).to_have_count(1)


def test_what_somebody_is_doing_stays_as_it_is(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    faik = windows.of(cast.faik, on_desk(ticket))
    listens(faik)
    faik.fill("#compose [name=text]", "I write and")
    faik.locator("#compose [name=text]").press("End")
    faik.click("details.act >> nth=0 >> summary")
    reason = faik.locator("details.act[open] select, details.act[open] input:visible").first
    reason.focus()
    first = faik.locator(".timeline .entry").first
    first.evaluate("each => { each.marked = true; getSelection().selectAllChildren(each); }")
    reason.focus()
    answer(cast.elira, ticket, "Somebody else answers.")
    expect(faik.locator(".timeline")).to_contain_text("Somebody else answers.")
    assert faik.locator("#compose [name=text]").input_value() == "I write and"
    expect(reason).to_be_focused()
    expect(faik.locator("details.act[open]")).to_have_count(1)
    # The entries that were there are the same objects, not drawn anew.
    assert first.evaluate("each => each.marked") is True


def test_the_place_of_what_is_typed_does_not_move(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    faik = windows.of(cast.faik, on_desk(ticket))
    listens(faik)
    composer = faik.locator("#compose [name=text]")
    for number in range(6):
        answer(cast.elira, ticket, f"A long answer, part {number}. " + "More words. " * 60)
    expect(faik.locator(".timeline")).to_contain_text("part 5")
    composer.scroll_into_view_if_needed()
    composer.click()
    before = composer.bounding_box()
    answer(cast.elira, ticket, "The last part. " + "More words. " * 60)
    expect(faik.locator(".timeline")).to_contain_text("The last part.")
    after = composer.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 2


def test_who_signed_out_is_told_and_sees_nothing_more(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    alba = windows.of(cast.alba, in_panel(ticket))
    listens(alba)
    alba.fill("#reply [name=text]", "Half a sentence")
    alba.context.clear_cookies(name=SESSION)
    answer(cast.elira, ticket, "Only for those who are signed in.")
    expect(alba.locator(".toast")).to_contain_text("What you typed is still here.")
    expect(alba.locator(".timeline")).not_to_contain_text("Only for those")
    assert alba.locator("#reply [name=text]").input_value() == "Half a sentence"


def test_without_the_stream_the_page_asks(windows: Windows, cast: Cast, ticket: Ticket) -> None:
    """As behind a proxy that lets no stream through: every 15 seconds, and mostly 304."""
    alba = windows.of(cast.alba, "/tickets/")
    alba.route("**/live?*", lambda route: route.abort())
    alba.clock.install()
    asked: list[int] = []
    alba.on(
        "response",
        lambda each: asked.append(each.status) if "x-fragment" in each.request.headers else None,
    )
    alba.goto(in_panel(ticket))
    alba.clock.run_for(16_000)
    alba.wait_for_timeout(500)
    assert 304 in asked
    answer(cast.elira, ticket, "It comes without a stream, too.")
    alba.clock.run_for(16_000)
    expect(alba.locator(".timeline")).to_contain_text("It comes without a stream, too.")


def test_a_stream_that_ends_comes_back_by_itself(
    windows: Windows, system: tuple[Served, Cast], ticket: Ticket
) -> None:
    """As when the pages are restarted, or the token is over."""
    served, cast = system
    alba = windows.of(cast.alba, in_panel(ticket))
    listens(alba)
    with alba.expect_response(lambda each: "/live" in each.url and each.ok, timeout=PATIENCE):
        served.end_streams()
    listens(alba)
    answer(cast.elira, ticket, "And on it goes.")
    expect(alba.locator(".timeline")).to_contain_text("And on it goes.", timeout=TWO_SECONDS)


def test_two_agents_see_each_other_look_and_write(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    elira, faik = windows.of(cast.elira, on_desk(ticket)), windows.of(cast.faik, on_desk(ticket))
    seen_by_elira, seen_by_faik = elira.locator(".case .present"), faik.locator(".case .present")
    expect(seen_by_elira).to_contain_text("Faik is looking", timeout=TWO_SECONDS)
    expect(seen_by_faik).to_contain_text("Elira is looking", timeout=TWO_SECONDS)
    faik.locator("#compose [name=text]").press_sequentially("We look")
    expect(seen_by_elira).to_contain_text("Faik writes an answer", timeout=TWO_SECONDS)
    expect(elira.locator("#compose .present")).to_contain_text("Faik writes an answer")
    faik.check("#compose [name=mode][value=note]", force=True)
    expect(seen_by_elira).to_contain_text("Faik writes an internal note", timeout=TWO_SECONDS)
    faik.fill("#compose [name=text]", "")
    expect(seen_by_elira).to_contain_text("Faik is looking")
    alba = windows.of(cast.alba, in_panel(ticket))
    assert "Faik" not in alba.inner_text("body")
    faik.goto("/desk/")
    expect(seen_by_elira).not_to_contain_text("Faik", timeout=TWO_SECONDS)


def test_presence_is_seen_without_the_stream_too(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    elira = windows.of(cast.elira, "/desk/")
    elira.route("**/live?*", lambda route: route.abort())
    elira.clock.install()
    elira.goto(on_desk(ticket))
    faik = windows.of(cast.faik, on_desk(ticket))
    expect(faik.locator(".case .present")).to_contain_text("Elira is looking")
    elira.clock.run_for(16_000)
    expect(elira.locator(".case .present")).to_contain_text("Faik is looking")


def test_before_two_answers_cross_the_second_sees_the_first(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    faik = windows.of(cast.faik, on_desk(ticket))
    listens(faik)
    faik.locator("#compose [name=text]").press_sequentially("We look at it")
    answer(cast.elira, ticket, "It is the carrier; they know.")
    warning = faik.locator("#compose .crossing")
    expect(warning).to_contain_text("Elira answered", timeout=TWO_SECONDS)
    expect(warning).to_contain_text("It is the carrier; they know.")
    assert faik.locator("#compose [name=text]").input_value() == "We look at it"
    # Having had it before them, they may send knowingly.
    ticket.refresh_from_db()
    expect(faik.locator("#compose [name=version]")).to_have_value(str(ticket.version))
    faik.click("#compose button.button--primary")
    expect(faik.locator("[data-live=held]")).to_contain_text("We look at it")
    assert faik.locator("#compose .crossing > *").count() == 0


def test_an_answer_sent_without_having_seen_the_other_comes_back_with_its_words(
    windows: Windows, cast: Cast, ticket: Ticket
) -> None:
    faik = windows.of(cast.faik, "/desk/")
    faik.route("**/live?*", lambda route: route.abort())
    faik.goto(on_desk(ticket))
    faik.fill("#compose [name=text]", "We look at it")
    answer(cast.elira, ticket, "It is the carrier; they know.")
    faik.click("#compose button.button--primary")
    told = faik.locator(".error-list[role=alert]")
    expect(told).to_contain_text("What you typed is still in the form.")
    expect(faik.locator("#compose .crossing")).to_contain_text("Elira answered")
    assert faik.locator("#compose [name=text]").input_value() == "We look at it"
    faik.click("#compose button.button--primary")
    expect(faik.locator("[data-live=held]")).to_contain_text("We look at it")
