"""The whole main job in a browser, against the running system: steps 1 to 6, as people do them.

Each page on the way is also looked at (see ``looking.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from qendra.demo.interspace import PASSWORD
from tests.browser.looking import look_at
from tests.browser.running import System, answer_to, mail_from, text_of
from tests.project.programs import wait_until

pytestmark = pytest.mark.xdist_group("system")

AOIFE, TOM = "aoife.byrne@harbouranalytics.example", "tom.walsh@harbouranalytics.example"
ELIRA = "elira.hoxha@interspace.example"
# The administrator.
AGRON = "agron.basha@interspace.example"
# The first two levels of the ladder of IP transit.
VALBONA = "valbona.shehu@interspace.example"
# Who takes turns at the first level; the demo knows whose hour it is.
NOC = [f"{name}@interspace.example" for name in ("besnik.dervishi", "genc.prifti", "ilir.cela")]
ID = re.compile(r"IS-\d{4}-\d{4}-\d")
# Milliseconds; two slow cores run the whole system and the browser.
PATIENCE = 60_000
LOG = FilePayload(name="mtr.txt", mimeType="text/plain", buffer=b"hop 3: 100% loss\n")


@dataclass
class People:
    """Browsers of several people, and whatever went wrong in any of them."""

    system: System
    browser: Browser
    errors: list[str] = field(default_factory=list)

    def page(self) -> Page:
        """A browser window of somebody who is not signed in."""
        context = self.browser.new_context(
            base_url=self.system.url, viewport={"width": 1280, "height": 900}, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        return self._watched(context)

    def signed_in(self, address: str) -> Page:
        page = self.page()
        page.goto("/sign-in/")
        page.fill("[name=username]", address)
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(re.compile(r"/(desk/)?$"))
        return page

    def _watched(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                self.errors.append(f"{page.url}: {said.text}") if said.type == "error" else None
            ),
        )
        return page


@pytest.fixture
def people(system: System) -> Iterator[People]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        people = People(system, chromium)
        yield people
        chromium.close()
    assert [told for told in people.errors if "/nowhere/" not in told] == []


def test_the_whole_main_job(system: System, people: People) -> None:
    nobody = people.page()
    nobody.goto("/sign-in/")
    look_at(nobody, "sign-in")
    aoife, elira = people.signed_in(AOIFE), people.signed_in(ELIRA)
    number = a_customer_reports_in_the_panel(aoife)
    acknowledged = system.mail_to(AOIFE, number)
    assert "Dear Aoife" in text_of(acknowledged)
    mails_arrive_by_three_doors(system, elira)
    an_agent_logs_a_call(system, elira)
    an_agent_works(elira, number)
    a_reply_by_mail_lands_on_the_case(system, elira, aoife, number)
    the_customer_escalates_and_the_level_takes_it(system, people, aoife, number)
    an_agent_ends_it(system, people, elira, number)
    it_is_reopened_and_its_age_advances_it(system, elira, aoife, number)
    other_pages(elira, aoife, people.signed_in(AGRON))


def a_customer_reports_in_the_panel(page: Page) -> str:
    """Step 1; the ticket ID."""
    look_at(page, "panel-overview", docs="night-overview")
    page.click("nav >> text=Services")
    look_at(page, "panel-services")
    page.click("main >> text=IP transit >> nth=0")
    look_at(page, "panel-service")
    page.click("main nav >> text=Support")
    look_at(page, "panel-support")
    page.click("text=New ticket >> nth=0")
    look_at(page, "panel-new-ticket", docs="night-form")
    page.fill("[name=subject]", "No traffic at all")
    page.fill("[name=description]", "Since this morning nothing comes through.")
    started = datetime.now(UTC) - timedelta(minutes=10)
    page.fill("[name=started_at]", f"{started:%Y-%m-%dT%H:%M}")
    page.check("[name=impact][value=service_affecting]")
    page.check("[name=urgency][value=high]")
    page.set_input_files("[name=attachments]", [LOG])
    expect(page.locator("[data-priority=critical]")).to_be_visible()
    page.click("text=Send the ticket")
    page.wait_for_url("**/sent/")
    look_at(page, "panel-sent", docs="night-sent")
    number = page.inner_text(".ticket-id--large")
    assert ID.fullmatch(number)
    for told in ("First line", "Critical", "First answer", "Repair"):
        expect(page.locator("main")).to_contain_text(told)
    page.click("text=Open the ticket")
    expect(page.locator("main")).to_contain_text("mtr.txt")
    look_at(page, "panel-ticket-new")
    return number


def mails_arrive_by_three_doors(system: System, elira: Page) -> None:
    """Step 2: SMTP, LMTP and the pipe; what is missing is asked for and filled in by a reply."""
    vague = mail_from(TOM, "Packet loss", "We lose packets on one of our links.")
    system.send_by_smtp(vague)
    asked = system.mail_to(TOM, "Packet loss")
    number = number_in(asked.mail["Subject"])
    assert asked.mail["In-Reply-To"] == vague["Message-ID"]
    system.send_by_smtp(answer_to(asked, "Impact: degradation\nStart time: today 06:00 UTC"))
    on_desk_until(elira, number, "Degradation")
    look_at(elira, "desk-ticket-by-mail", docs="day-mail")
    system.send_by_lmtp(mail_from(TOM, "A second fault", "Impact: service affecting"))
    system.send_by_pipe(mail_from(TOM, "A third fault", "Impact: non-service affecting"))
    numbers = {
        number_in(system.mail_to(TOM, subject).mail["Subject"])
        for subject in ("A second fault", "A third fault")
    }
    assert len(numbers | {number}) == 3


def an_agent_logs_a_call(system: System, page: Page) -> None:
    """Step 3."""
    page.goto("/desk/")
    look_at(page, "desk-mine", docs="day-mine")
    page.goto("/desk/calls/new/")
    look_at(page, "desk-call", docs="day-call")
    page.fill("[name=q] >> nth=-1", "Harbour Analytics")
    page.click("[name=find]")
    page.click("[name=choose_service] >> nth=0")
    page.fill("[name=description]", "Aoife calls: the second site is dark.")
    page.select_option("[name=impact]", "service_affecting")
    page.select_option("[name=urgency]", "high")
    page.select_option("[name=caller]", label="Aoife Byrne")
    expect(page.locator("[name=service]")).not_to_have_value("")
    page.click("[name=save]")
    page.wait_for_url("**/desk/tickets/**")
    expect(page.locator("main")).to_contain_text("the second site is dark")
    assert system.mail_to(AOIFE, "second site is dark").mail["Subject"]


def an_agent_works(page: Page, number: str) -> None:
    """Step 4, the first half: found by its ID in any spelling, assigned, answered, corrected."""
    page.fill("[name=q] >> nth=0", number.lower().replace("-", " "))
    page.press("[name=q] >> nth=0", "Enter")
    page.wait_for_url("**/desk/tickets/**")
    look_at(page, "desk-ticket-new")
    act(page, "Assign", "To me")
    expect(page.locator(".case")).to_contain_text("Elira Hoxha")
    write(page, "reply", "We see the loss at hop 3 and are on it.")
    write(page, "note", "Smells like the carrier.")
    on_desk_until(page, number, "Smells like the carrier.")
    expect(page.locator(".held")).to_have_count(0, timeout=PATIENCE)
    page.goto(f"/desk/tickets/{number}/")
    correct_fact(page, "circuit_id", "TEST-CIRCUIT-1")
    change_priority(page, "degradation", "It carries half of the traffic again.")
    look_at(page, "desk-ticket", docs="desk")


def a_reply_by_mail_lands_on_the_case(
    system: System, elira: Page, aoife: Page, number: str
) -> None:
    """Steps 4 and 5: waiting for the customer ends with a plain reply to our mail."""
    act(elira, "Wait for customer", "Wait for the customer")
    expect(elira.locator(".case")).to_contain_text("Waiting for customer")
    answer = system.mail_to(AOIFE, number, "We see the loss at hop 3")
    assert answer.mail["References"]
    system.send_by_lmtp(answer_to(answer, "Here it is still bad."))
    on_desk_until(elira, number, "Here it is still bad.")
    expect(elira.locator(".case")).to_contain_text("In progress")
    eve = f"{number.lower()}@stranger.example"
    system.send_by_smtp(mail_from(eve, f"Re: {number}", "Let me in."))
    told = system.mail_to(eve)
    assert number not in text_of(told)
    aoife.goto(f"/tickets/{number}/")
    expect(aoife.locator(".timeline")).to_contain_text("We see the loss at hop 3")
    expect(aoife.locator(".timeline")).not_to_contain_text("Smells like the carrier.")
    expect(aoife.locator(".timeline")).not_to_contain_text("Let me in.")
    look_at(aoife, "panel-ticket", docs="panel")


def the_customer_escalates_and_the_level_takes_it(
    system: System, people: People, aoife: Page, number: str
) -> None:
    """Step 6: a push from the panel, and one button behind the link in the mail."""
    aoife.click("main >> text=Escalate >> nth=-1")
    look_at(aoife, "panel-escalate", docs="night-escalate")
    aoife.fill("[name=reason]", "Two hours and no progress.")
    aoife.check("[name=call_back]")
    aoife.click("main form .button--primary")
    expect(aoife.locator("main")).to_contain_text("Two hours and no progress.")
    told = system.mail_to(NOC, number, "Two hours and no progress.")
    holder = people.page()
    holder.goto(link_in(text_of(told), "acknowledge"))
    look_at(holder, "acknowledge", docs="night-acknowledge")
    holder.click("main form button")
    expect(holder.locator("main")).to_contain_text("it is yours")
    look_at(holder, "acknowledged")
    aoife.reload()
    expect(aoife.locator(".timeline")).to_contain_text("has taken it up")
    system.mail_to(AOIFE, number, "we have your request to escalate")


def an_agent_ends_it(system: System, people: People, page: Page, number: str) -> None:
    """Step 4, the second half: the carrier, restored, resolved, and the customer's word."""
    page.goto(f"/desk/tickets/{number}/")
    act(page, "Wait for carrier", "Wait for the carrier", reference="ADR-7")
    act(page, "Restored", "The service works again")
    system.mail_to(AOIFE, number, "Restored at")
    page.goto(f"/desk/tickets/{number}/")
    act(page, "Resolve", "Resolve and ask the customer")
    asked = system.mail_to(AOIFE, number, "resolved")
    customer = people.page()
    customer.goto(link_in(text_of(asked), "confirm"))
    look_at(customer, "confirm", docs="night-confirm")
    customer.click("[name=answer][value=works]")
    expect(customer.locator("main")).to_contain_text("Thank you")
    page.reload()
    expect(page.locator(".case")).to_contain_text("Closed")


def it_is_reopened_and_its_age_advances_it(
    system: System, elira: Page, aoife: Page, number: str
) -> None:
    """Steps 4 and 6: reopened on the desk; then two hours and more pass, and it climbs."""
    act(elira, "Reopen", "Open it again")
    on_desk_until(elira, number, "Closed → In progress")
    elira.goto(f"/desk/tickets/{number}/")
    expect(elira.locator(".case")).to_contain_text("In progress")
    change_priority(elira, "service_affecting", "All is dark again.")
    system.command("sweep", "--at", (datetime.now(UTC) + timedelta(minutes=130)).isoformat())
    assert system.mail_to(VALBONA, number)
    elira.reload()
    expect(elira.locator(".case")).to_contain_text(re.compile("Level [2-9]"))
    look_at(elira, "desk-ticket-escalated", docs="day-escalated")
    aoife.goto(f"/tickets/{number}/")
    look_at(aoife, "panel-ticket-escalated")


def other_pages(elira: Page, aoife: Page, agron: Page) -> None:
    """What was not on the way."""
    for name in ("all", "escalated", "unassigned", "waiting_customer"):
        elira.goto(f"/desk/queues/{name}/")
        look_at(elira, f"desk-queue-{name}")
    elira.goto("/desk/triage/")
    look_at(elira, "desk-triage", docs="day-triage")
    elira.click("main a[href*='/triage/mails/'] >> nth=0")
    look_at(elira, "desk-mail")
    agron.goto("/desk/doctor/")
    look_at(agron, "desk-doctor")
    aoife.goto("/tickets/?show=all")
    look_at(aoife, "panel-tickets")
    aoife.goto("/nowhere/")
    look_at(aoife, "not-found")


def act(page: Page, name: str, word: str, **fields: str) -> None:
    """Open one of the small forms of the desk's ticket page and send it."""
    form = page.locator("details.act").filter(has=page.locator(f"summary:text-is('{name}')"))
    form.locator("summary").click()
    for field_name, value in fields.items():
        form.locator(f"[name={field_name}]").fill(value)
    form.get_by_role("button", name=word, exact=True).click()
    expect(page.locator("details.act[open]")).to_have_count(0)


def write(page: Page, mode: str, text: str) -> None:
    """Use the composer."""
    page.check(f"#compose [name=mode][value={mode}]", force=True)
    page.fill("#compose [name=text]", text)
    page.click("#compose button.button--primary")
    expect(page.locator(".timeline")).to_contain_text(text)


def correct_fact(page: Page, name: str, value: str) -> None:
    form = page.locator("form").filter(has=page.locator(f"#id_facts_{name}"))
    unfold(form.locator(f"#id_facts_{name}"))
    form.locator(f"#id_facts_{name}").fill(value)
    form.locator("button.button--primary").click()
    expect(page.locator("aside")).to_contain_text(value)


def change_priority(page: Page, impact: str, reason: str) -> None:
    form = page.locator("form").filter(has=page.locator("#id_priority_reason"))
    unfold(form.locator("#id_priority_reason"))
    form.locator("[name=impact]").select_option(impact)
    form.locator("#id_priority_reason").fill(reason)
    form.locator("button.button--primary").click()
    expect(page.locator(".timeline")).to_contain_text(reason)


def unfold(field: Locator) -> None:
    """Open the fold around a field."""
    fold = field.locator("xpath=ancestor::details[1]")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


def on_desk_until(page: Page, number: str, told: str) -> None:
    """Look at the ticket on the desk again and again until this stands there."""

    def stands_there() -> bool:
        page.goto(f"/desk/tickets/{number}/")
        return told in page.inner_text("main")

    wait_until(stands_there, seconds=90)


def number_in(subject: str) -> str:
    found = ID.search(subject)
    assert found, subject
    return found[0]


def link_in(text: str, page: str) -> str:
    found = re.search(rf"https?://\S+/{page}/\S+", text)
    assert found, text
    return found[0]
