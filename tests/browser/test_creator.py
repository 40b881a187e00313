"""The creator's page in a browser: from a picture to a copied text, and everything on the way."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.api.builders import clip, photo
from tests.browser.creating import (
    ANSWERS,
    DRAFT,
    answer_id,
    names,
    opened,
    picture,
    suggest,
    text_of,
)
from tests.browser.running import Served


def test_a_picture_becomes_tags_of_which_one_is_dropped_and_the_rest_copied(
    context: BrowserContext, creator: Page, served: Served
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    suggest(creator, pictures=1)
    before = names(creator)
    assert len(before) == 5
    creator.get_by_role("button", name=f"Drop {before[1]}", exact=True).click()
    creator.get_by_role("button", name=f"Move {before[4]} up", exact=True).click()
    wanted = [before[0], before[2], before[4], before[3]]
    assert names(creator) == wanted
    assert text_of(creator) == f"{DRAFT}\n\n{' '.join(wanted)}"
    with creator.expect_response(re.compile("/feedback$")) as told:
        creator.get_by_role("button", name="Copy text with tags").click()
    assert told.value.ok
    assert creator.evaluate("navigator.clipboard.readText()") == text_of(creator)
    kept = context.request.get(f"{served.address}/v1/recommendations/{answer_id(creator)}/feedback").json()
    assert kept["removed"] == [before[1].lower().removeprefix("#")]
    assert kept["copied_at"] is not None


def test_a_dropped_tag_comes_back_with_undo(creator: Page) -> None:
    suggest(creator)
    before = names(creator)
    creator.get_by_role("button", name=f"Drop {before[0]}", exact=True).click()
    creator.get_by_role("button", name="Undo").click()
    assert names(creator) == before
    assert text_of(creator).endswith(" ".join(before))


def test_a_draft_alone_is_enough_and_the_focus_is_on_what_came_of_it(creator: Page) -> None:
    suggest(creator)
    expect(creator.get_by_role("heading", name="Your tags")).to_be_focused()
    assert "#GoldenHour" in names(creator)
    expect(creator.locator("#captions")).to_be_hidden()


def test_every_tag_says_why_it_is_there_and_how_the_week_went(creator: Page) -> None:
    suggest(creator)
    card = creator.locator("#tags > li", has_text="#GoldenHour")
    expect(card.locator("[data-reasons] li").first).to_contain_text("your text says")
    expect(card.locator("[data-badges]")).to_contain_text("widely used")
    expect(card.get_by_role("img")).to_have_accessible_name(re.compile(r"^Last 7 days on Bluesky.*at most \d+"))


def test_the_keyboard_is_enough(creator: Page) -> None:
    creator.get_by_label("Draft").focus()
    creator.keyboard.insert_text(DRAFT)
    creator.get_by_role("button", name="Suggest tags").focus()
    creator.keyboard.press("Enter")
    expect(creator.get_by_role("heading", name="Your tags")).to_be_focused()
    before = names(creator)
    creator.keyboard.press("Tab")
    expect(creator.get_by_role("button", name=f"Drop {before[0]}", exact=True)).to_be_focused()
    creator.keyboard.press("Alt+ArrowDown")
    assert names(creator)[:2] == [before[1], before[0]]
    expect(creator.locator("#live")).to_have_text(re.compile(f"{before[0]} is now 2 of {len(before)}"))
    expect(creator.get_by_role("button", name=f"Drop {before[0]}", exact=True)).to_be_focused()


def test_a_tag_is_dragged_to_another_place(creator: Page) -> None:
    suggest(creator)
    before = names(creator)
    cards = creator.locator("#tags > li")
    cards.nth(0).locator("[data-grip]").hover()
    creator.mouse.down()
    target = cards.nth(2).bounding_box()
    creator.mouse.move(target["x"] + 40, target["y"] + target["height"] / 2, steps=5)
    creator.mouse.up()
    assert names(creator) == [before[1], before[2], before[0]]


def test_an_own_tag_is_suggested_while_it_is_typed_and_counts_towards_the_limit(creator: Page) -> None:
    suggest(creator, pictures=1)
    before = names(creator)
    field = creator.get_by_role("combobox", name="Add a tag of your own")
    field.press_sequentially("gold")
    expect(creator.locator("#own-options li").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("Kitchen garden")
    field.press("Enter")
    expect(creator.locator("#toast")).to_contain_text("Instagram takes no more than 5: drop a tag first.")
    creator.get_by_role("button", name=f"Drop {before[4]}", exact=True).click()
    field.fill("goldfin")
    expect(creator.get_by_role("option", name="#Goldfinch")).to_be_visible()
    field.press("ArrowDown")
    expect(creator.locator("#own-options [aria-selected=true]")).to_contain_text("#Goldfinch")
    field.press("Enter")
    assert names(creator) == [*before[:4], "#Goldfinch"]
    assert text_of(creator).endswith("#Goldfinch")


def test_what_is_added_is_told_once_the_text_is_copied(context: BrowserContext, creator: Page, served: Served) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    suggest(creator)
    creator.locator("#tags [data-toggle]").first.click()
    field = creator.get_by_role("combobox", name="Add a tag of your own")
    field.fill("My_Own_Tag")
    field.press("Enter")
    with creator.expect_response(re.compile("/feedback$")) as told:
        creator.get_by_role("button", name="Copy text with tags").click()
    assert told.value.json()["added"] == ["my_own_tag"]


def test_the_text_can_be_written_by_hand_and_the_cards_follow(creator: Page) -> None:
    suggest(creator)
    before = names(creator)
    field = creator.get_by_label("Text with tags")
    field.fill(f"Other words {before[0]} #HandMade")
    field.blur()
    assert names(creator) == [before[0], "#HandMade"]
    assert text_of(creator) == f"Other words {before[0]} #HandMade"


def test_too_many_characters_are_not_copied(context: BrowserContext, creator: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    suggest(creator)
    creator.evaluate("navigator.clipboard.writeText('before')")
    creator.get_by_label("Text with tags").fill("x" * 2201)
    creator.get_by_role("button", name="Copy text with tags").click()
    expect(creator.locator("#text-wrong")).to_have_text("Too long for Instagram: 1 characters over the limit.")
    assert creator.evaluate("navigator.clipboard.readText()") == "before"


def test_the_limits_are_those_of_the_platform(creator: Page) -> None:
    creator.get_by_label("Platform").select_option("threads")
    expect(creator.locator("#platform-rule")).to_contain_text("Tags: at most 1 · 500 characters")
    suggest(creator)
    assert len(names(creator)) == 1
    expect(creator.locator("#tags-count")).to_have_text("Threads: 1 of 1")


def test_ten_pictures_are_taken_and_an_eleventh_is_refused(creator: Page) -> None:
    creator.set_input_files("#files", [picture(f"{number}.jpg") for number in range(10)])
    creator.set_input_files("#files", [picture("eleventh.jpg")])
    expect(creator.locator("#pictures > li")).to_have_count(10)
    expect(creator.locator("#pictures-wrong")).to_have_text("At most 10 pictures: the others were left out.")
    suggest(creator)
    assert len(names(creator)) == 5


def test_pictures_are_ordered_and_removed(creator: Page) -> None:
    creator.set_input_files("#files", [picture("a.jpg"), picture("b.jpg")])
    creator.get_by_role("button", name="Move picture 2 forward").click()
    expect(creator.locator("#pictures [data-name]").first).to_have_text("Picture 1 of 2: b.jpg")
    creator.get_by_role("button", name="Remove picture 1").click()
    expect(creator.locator("#pictures [data-name]")).to_have_text(["Picture 1 of 1: a.jpg"])


def test_a_big_photo_is_made_small_before_it_travels(creator: Page) -> None:
    creator.evaluate(
        """() => {
          const send = XMLHttpRequest.prototype.send
          XMLHttpRequest.prototype.send = function (form) {
            window.travelled = createImageBitmap(form.get("image")).then((image) => [image.width, image.height])
            return send.call(this, form)
          }
        }"""
    )
    creator.set_input_files("#files", [picture(size=(3000, 2000))])
    suggest(creator)
    assert creator.evaluate("window.travelled") == [2048, 1365]


def test_a_clip_stands_alone(creator: Page) -> None:
    film = {"name": "a.mp4", "mimeType": "video/mp4", "buffer": clip()}
    creator.set_input_files("#files", [film, picture()])
    expect(creator.locator("#pictures > li")).to_have_count(1)
    expect(creator.locator("#pictures-wrong")).to_contain_text("A clip stands alone")
    suggest(creator, draft="")
    expect(creator.locator("#captions li")).to_have_count(3)


def test_a_picture_is_pasted_and_another_dropped(creator: Page) -> None:
    creator.evaluate(
        """async (bytes) => {
          const file = (name) => new File([new Uint8Array(bytes)], name, { type: "image/jpeg" })
          const pasted = new DataTransfer(), dropped = new DataTransfer()
          pasted.items.add(file("pasted.jpg"))
          dropped.items.add(file("dropped.jpg"))
          dispatchEvent(new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true }))
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }))
        }""",
        list(photo(kind="JPEG")),
    )
    expect(creator.locator("#pictures [data-name]")).to_have_text(
        ["Picture 1 of 2: pasted.jpg", "Picture 2 of 2: dropped.jpg"]
    )


def test_a_caption_and_an_alternative_text_can_be_chosen(context: BrowserContext, creator: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    suggest(creator, pictures=1)
    creator.get_by_role("button", name="Use the caption: a photo of red").click()
    assert text_of(creator).startswith(f"a photo of red\n\n{DRAFT}")
    creator.get_by_role("button", name="Use the caption: a picture of red").click()
    assert text_of(creator).startswith(f"a picture of red\n\n{DRAFT}")
    creator.get_by_role("button", name=re.compile("^Copy the alternative text")).first.click()
    expect(creator.locator("#live")).to_have_text("The alternative text is copied.")
    assert creator.evaluate("navigator.clipboard.readText()") == "Red."


def test_a_question_about_the_picture_is_answered(creator: Page) -> None:
    suggest(creator, pictures=1)
    creator.get_by_label("Ask about the picture").fill("Which colour is it?")
    creator.get_by_role("button", name="Ask", exact=True).click()
    expect(creator.locator("#answers")).to_contain_text("red (90 % sure)")


def test_a_variation_is_made_followed_and_shown(creator: Page) -> None:
    suggest(creator, pictures=1)
    creator.get_by_text("Make a variation").click()
    creator.get_by_label("What to show").fill("as a watercolour")
    creator.get_by_role("button", name="Make it").click()
    made = creator.get_by_role("img", name="Picture made by a model: as a watercolour")
    expect(made).to_be_visible()
    expect(creator.locator(".variation")).to_contain_text("Made by a model")
    expect(made).to_have_js_property("complete", True)
    assert made.evaluate("(image) => image.naturalWidth") > 0


def test_flags_chance_and_a_forecast_are_shown(creator: Page) -> None:
    flag = {"kind": "over_generic", "reason": "says little", "confidence": 0.9, "source": "us", "checked": "2026-11-20"}
    forecast = {"quantity": "reach", "low": 130.0, "median": 210.0, "high": 340.0, "level": 0.8, "at_h": 48.0}

    def more(route: Route) -> None:
        answer = route.fetch()
        told = answer.json() | {"forecast": forecast | {"basis": "from 37 posts", "model": "m"}}
        told["tags"][0] |= {"flags": [flag], "explored": True, "posts_per_day": 1234.0}
        route.fulfill(response=answer, json=told)

    creator.route(ANSWERS, more)
    suggest(creator)
    card = creator.locator("#tags > li").first
    expect(card).to_contain_text("Very general: says little")
    expect(card).to_contain_text("by chance, to learn")
    expect(card).to_contain_text("about 1.2K posts a day")
    expect(creator.locator("#forecast")).to_contain_text("Likely 130 to 340 people reached in 48 hours.")
    expect(creator.locator("#forecast")).to_contain_text("in 8 of 10 cases")


def test_what_another_app_shared_is_on_the_page(creator: Page, served: Served) -> None:
    creator.evaluate(
        """async (bytes) => {
          const cache = await caches.open("hashtagger-shared")
          const type = { headers: { "Content-Type": "image/jpeg" } }
          await cache.put("/shared/1", new Response(new Uint8Array(bytes), type))
          await cache.put("/shared/2", new Response(new Uint8Array(bytes), type))
          await cache.put("/shared/text", new Response("from the other app"))
        }""",
        list(photo(kind="JPEG")),
    )
    opened(creator, f"{served.address}/?shared=1")
    expect(creator.locator("#pictures > li")).to_have_count(2)
    expect(creator.get_by_label("Draft")).to_have_value("from the other app")
    assert creator.evaluate("caches.has('hashtagger-shared')") is False


def test_tags_are_saved_as_a_group_and_added_all_at_once(creator: Page, served: Served) -> None:
    suggest(creator)
    creator.get_by_label("Name of the group").fill("Evenings")
    creator.get_by_role("button", name="Save", exact=True).click()
    expect(creator.locator("#save-done")).to_have_text("Saved as “Evenings”.")
    kept = names(creator)
    creator.goto(f"{served.address}/saved")
    group = creator.get_by_role("listitem").filter(has=creator.get_by_role("heading", name="Evenings"))
    group.locator("summary").click()
    group.get_by_label("Name").fill("Quiet evenings")
    group.get_by_role("button", name="Save").click()
    creator.evaluate("sessionStorage.clear()")
    creator.get_by_role("link", name="Use Quiet evenings").click()
    creator.wait_for_selector("body[data-ready]")
    expect(creator.get_by_label("Draft")).to_have_value(" ".join(kept))
    creator.goto(f"{served.address}/saved")
    group = creator.get_by_role("listitem").filter(has=creator.get_by_role("heading", name="Quiet evenings"))
    group.locator("summary").click()
    group.get_by_role("button", name="Delete").click()
    expect(creator.get_by_role("heading", name="Quiet evenings")).to_have_count(0)


def test_an_answer_is_found_again_and_told_which_post_came_of_it(creator: Page, served: Served) -> None:
    suggest(creator, draft=f"{DRAFT} again")
    first = names(creator)[0]
    creator.get_by_label("Address or id of the post").fill("https://www.instagram.com/p/C9xY_z/")
    creator.get_by_role("button", name="Tell").click()
    expect(creator.locator("#publish-done")).to_contain_text("Thank you.")
    creator.goto(f"{served.address}/history")
    newest = creator.locator(".answers-list > li").first
    expect(newest).to_contain_text(f"{DRAFT} again")
    expect(newest).to_contain_text("published")
    newest.get_by_role("link").click()
    expect(creator.get_by_role("main")).to_contain_text("C9xY_z")
    creator.get_by_role("button", name=f"Drop {first}", exact=True).click()
    expect(creator.get_by_role("button", name=f"Keep {first}", exact=True)).to_be_visible()
    creator.get_by_role("link", name="Use it again").click()
    expect(creator.get_by_role("heading", name="Your tags")).to_be_visible()
    assert first not in names(creator)


def test_nothing_is_wider_than_a_phone(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    suggest(opened(page, served.address), pictures=2)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_first_view_weighs_less_than_200_kb(page: Page, served: Served) -> None:
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(served.address, wait_until="networkidle")
    assert len(sizes) > 20
    assert sum(sizes) < 200_000


def test_what_others_wrote_stays_text(creator: Page) -> None:
    evil = "<img src=x onerror=alert(1)>"

    def poisoned(route: Route) -> None:
        answer = route.fetch()
        told = answer.json() | {"why_no_forecast": evil, "degraded": [evil]}
        told["tags"][0] |= {"display": f"#{evil}", "reasons": [evil]}
        route.fulfill(response=answer, json=told)

    creator.route(ANSWERS, poisoned)
    suggest(creator)
    expect(creator.locator("#tags [data-reasons] li").first).to_have_text(evil)
    expect(creator.locator("#tags [data-name]").first).to_have_text(f"#{evil}")


def test_a_real_photo_gets_tags_from_the_models_that_ship(page: Page, served_real: Served) -> None:
    opened(page, served_real.address)
    page.wait_for_function("fetch('/readyz').then((answer) => answer.ok)", polling=200, timeout=60_000)
    suggest(page, draft="sunset at the sea", pictures=1, patience_ms=60_000)
    assert names(page)
    expect(page.locator("#captions li").first).to_be_visible()
