"""What the scripts of the frame do in a real browser, under the strict policy, with the network played by the test."""

import json
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser import chromium, needs_chromium, until, watched_tab
from tests.realestate.web.sample import gallery_context, signed_in
from tests.realestate.web.site import serving

pytestmark = [pytest.mark.urls("tests.realestate.web.test_gallery"), needs_chromium]

WORK = (Path(__file__).parent / "work.html").read_text()  # a page with a composer, rows, a board and a live number


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def site():
    request = signed_in(RequestFactory().get("/people/"))
    sheet = engines["django"].from_string(WORK).render({"nav": gallery_context()["nav"]}, request)
    gallery = render_to_string("components/gallery.html", gallery_context(), request=request)
    door = render_to_string("registration/password_asked.html", {}, request=request)
    with serving({"/sheet/": sheet, "/gallery/": gallery, "/door/": door, "/inbox/": "<h1>Inbox</h1>"}) as address:
        yield address


class Line:
    """The server's end of the page's socket, held by the test."""

    def __init__(self) -> None:
        self.socket: WebSocketRoute | None = None
        self.refuses = False

    def answer(self, socket: WebSocketRoute) -> None:
        if self.refuses:
            socket.close()
            return
        self.socket = socket
        socket.send(json.dumps({"type": "hello", "seq": 10}))

    def send(self, seq: int, prev: int, **message: object) -> None:
        self.socket.send(json.dumps({"seq": seq, "prev": prev, "type": "score_update", **message}))


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def page(browser, site, line):
    with watched_tab(browser, site) as tab:
        tab.route_web_socket("**/live/socket/", line.answer)
        yield tab


def answering(page: Page, pattern: str, body: str, **options: object) -> list[str]:
    """Answer requests to ``pattern`` with ``body``; the returned list fills with what was posted."""
    posted: list[str] = []

    def fulfil(route):
        posted.append(route.request.post_data or "")
        route.fulfill(body=body, **{"content_type": "text/html", **options})

    page.route(pattern, fulfil)
    return posted


def test_pages_break_no_rule_of_the_content_policy(page):
    for path in ("/gallery/", "/sheet/", "/door/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")

    assert page.refused == []


@pytest.mark.parametrize("width", [360, 390, 760, 1100, 1440])
def test_nothing_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/gallery/")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_command_menu_finds_by_typing_and_goes_by_enter(page):
    answering(page, "**/search/**", "")
    page.goto("/sheet/")

    page.keyboard.press("Control+k")
    page.keyboard.type("inb")
    page.keyboard.press("Enter")

    page.wait_for_url("**/inbox/")


def test_command_menu_shows_what_the_server_found_first(page):
    found = render_to_string("components/search_results.html", {"groups": gallery_context()["found"]})
    answering(page, "**/search/**", found)
    page.goto("/sheet/")

    page.keyboard.press("/")
    page.keyboard.type("wen")

    expect(page.locator("#menu-found [aria-selected=true]")).to_contain_text("Wendell Pruitt")
    expect(page.locator("#menu .cmd-none")).to_be_hidden()


def test_keys_go_to_pages_and_rest_while_one_types(page):
    answering(page, "**/count/", "")
    page.goto("/sheet/")
    page.fill("textarea", "")
    page.focus("textarea")
    page.keyboard.type("g i?")
    expect(page.locator("textarea")).to_have_value("g i?")

    page.locator("h1, #score").first.click()
    page.keyboard.press("g")
    page.keyboard.press("i")

    page.wait_for_url("**/inbox/")


def test_a_key_presses_the_button_of_the_chosen_row(page):
    page.goto("/sheet/")
    page.evaluate("for (const z of ['z1', 'z2']) document.getElementById(z).onclick = () => document.title = z")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("z")

    assert page.title() == "z2"


def test_theme_is_kept_where_the_server_reads_it(page, site):
    page.goto("/sheet/")
    page.click("button.avatar")

    page.click("[data-theme-choice=dark]")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert [(c["name"], c["value"]) for c in page.context.cookies()] == [("theme", "dark")]


def test_live_draws_messages_in_order_and_drops_repeats(page, line):
    page.goto("/sheet/")
    page.wait_for_function("document.querySelector('#light').dataset.tone === 'live'")

    line.send(14, 10, html='<p id="score" hx-swap-oob="true">87</p>')
    expect(page.locator("#score")).to_have_text("87")
    line.send(14, 10, html='<p id="score" hx-swap-oob="true">1</p>')
    line.send(15, 14, html='<p id="score" hx-swap-oob="true">88</p>')

    expect(page.locator("#score")).to_have_text("88")


def test_live_fetches_a_hole_and_reloads_parts_when_it_is_too_wide(page, line):
    """T58: a lost message is never a lost update."""
    missed = [{"seq": 12, "type": "score_update", "html": '<p id="score" hx-swap-oob="true">90</p>'}]
    answering(
        page,
        "**/live/poll/**",
        json.dumps({"seq": 13, "messages": missed, "gap": True}),
        content_type="application/json",
    )
    answering(page, "**/again/", "new")
    page.goto("/sheet/")
    page.wait_for_function("document.querySelector('#light').dataset.tone === 'live'")

    line.send(13, 12, html="")

    expect(page.locator("#score")).to_have_text("90")
    expect(page.locator("#gap")).to_have_text("new")


def test_live_refetches_when_the_server_says_messages_are_lost(page, line):
    """T58: the server's buffer ran over."""
    answering(page, "**/again/", "new")
    page.goto("/sheet/")
    page.wait_for_function("document.querySelector('#light').dataset.tone === 'live'")

    line.socket.send('{"seq": 40, "type": "gap"}')
    expect(page.locator("#gap")).to_have_text("new")
    line.send(41, 40, html='<p id="score" hx-swap-oob="true">92</p>')

    expect(page.locator("#score")).to_have_text("92")


def test_live_gives_a_sign_of_life_when_asked(page, line):
    heard = []
    page.goto("/sheet/")
    page.wait_for_function("document.querySelector('#light').dataset.tone === 'live'")
    line.socket.on_message(lambda words: heard.append(words))

    line.socket.send('{"seq": 10, "type": "ping"}')
    until(page, "an answer", lambda: heard)

    assert [json.loads(words) for words in heard] == [{"type": "pong"}]


def test_live_stops_asking_when_the_session_is_over(page, line):
    page.route_web_socket("**/live/socket/", lambda socket: socket.close(code=4401))
    page.goto("/sheet/")

    expect(page.locator("#light")).to_have_text("Signed out; open the page again")


def test_live_says_so_when_it_has_to_ask(page, line):
    """T58: socket and stream refused, so it polls."""
    line.refuses = True
    page.clock.install()
    page.route("**/live/stream/", lambda route: route.fulfill(status=503))
    message = {"seq": 11, "type": "score_update", "html": '<p id="score" hx-swap-oob="true">91</p>'}
    answering(
        page,
        "**/live/poll/**",
        json.dumps({"seq": 11, "messages": [message], "gap": False}),
        content_type="application/json",
    )
    page.goto("/sheet/")

    score = page.locator("#score")
    until(page, "the number asked for", lambda: score.inner_text() == "91", doing=lambda: page.clock.run_for(10_000))

    expect(page.locator("#light")).to_be_visible()


def test_composer_counts_sends_once_and_takes_a_new_key(page):
    """T21: two presses, one message."""
    answering(page, "**/count/", "1 part, $0.011")
    sent: list[str] = []
    waiting = []
    page.route("**/send/", lambda route: (sent.append(route.request.post_data), waiting.append(route)))
    page.goto("/sheet/")
    key = page.input_value("[name=idempotency_key]")

    page.fill("textarea", "Tonight at six?")
    expect(page.locator("[data-count]")).to_have_text("1 part, $0.011")
    page.focus("textarea")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    until(page, "the request", lambda: waiting)
    waiting[0].fulfill(body="", content_type="text/html")

    expect(page.locator("textarea")).to_have_value("")
    assert len(sent) == 1
    assert page.input_value("[name=idempotency_key]") != key


def test_composer_keeps_unsent_words_over_a_reload(page):
    answering(page, "**/count/", "")
    page.goto("/sheet/")
    page.fill("textarea", "Half a thought")

    page.reload()

    expect(page.locator("textarea")).to_have_value("Half a thought")


def test_a_card_moves_by_keyboard_and_says_where_it_is(page):
    posted = answering(page, "**/move/1/", '<div data-board id="board">moved</div>')
    page.goto("/sheet/")
    page.focus("[data-grip]")

    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-drag-says]")).to_have_text("Over Active")
    page.keyboard.press("Enter")

    expect(page.locator("#board")).to_have_text("moved")
    assert posted == ["stage=active"]


def test_escape_puts_a_card_back_and_posts_nothing(page):
    posted = answering(page, "**/move/1/", "")
    page.goto("/sheet/")
    page.focus("[data-grip]")

    for key in (" ", "ArrowRight", "Escape"):
        page.keyboard.press(key)

    expect(page.locator("[data-drag-says]")).to_have_text("Put back")
    assert posted == []


def test_a_failed_request_says_nothing_was_lost(page):
    answering(page, "**/count/", "")
    page.route("**/send/", lambda route: route.fulfill(status=500))
    page.goto("/sheet/")
    page.fill("textarea", "Tonight at six?")

    page.click("text=Send")

    expect(page.locator("#toasts .toast")).to_contain_text("Nothing was lost")
    expect(page.locator("textarea")).to_have_value("Tonight at six?")
    with page.expect_response("**/send/"):
        page.click("text=Send")
    page.wait_for_timeout(300)  # a second toast would be there by then
    expect(page.locator("#toasts .toast")).to_have_count(1)
    page.click("#toasts [data-dismiss]")
    expect(page.locator("#toasts .toast")).to_have_count(0)


def test_a_page_that_fails_to_refresh_itself_stays_quiet(page):
    page.route("**/again/", lambda route: route.fulfill(status=503))
    page.goto("/sheet/")
    with page.expect_response("**/again/"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('live:gap'))")
    page.wait_for_timeout(300)  # a toast would be there by then
    expect(page.locator("#toasts .toast")).to_have_count(0)


@pytest.mark.parametrize(("pull", "pressed"), [(-120, ["snooze"]), (120, ["done"]), (-40, [])])
def test_a_row_pulled_far_enough_presses_its_button(page, pull, pressed):
    page.goto("/sheet/")

    found = page.evaluate(
        """(pull) => {
            const row = document.querySelector("[data-swipe]"), pressed = [];
            row.addEventListener("click", (event) => pressed.push(event.target.name));
            for (const [type, x] of [["pointerdown", 200], ["pointermove", 200 + pull], ["pointerup", 200 + pull]]) {
                const at = {bubbles: true, pointerType: "touch", clientX: x, clientY: 50};
                row.dispatchEvent(new PointerEvent(type, at));
            }
            return pressed;
        }""",
        pull,
    )

    assert found == pressed
