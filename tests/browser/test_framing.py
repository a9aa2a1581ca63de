"""The square of the photo that is drawn: moved, sized and turned by mouse, by touch, by keys."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]


def choose(person: Visitor, photo: Path) -> Page:
    person.go("/jobs/new/")
    person.page.locator("#id_file").set_input_files(photo)
    person.says("This is what will be drawn.")
    person.page.locator("[data-square]").scroll_into_view_if_needed()
    return person.page


def square(page: Page) -> FloatRect:
    box = page.locator("[data-area]").bounding_box()
    assert box
    return box


def middle(box: FloatRect) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, what: str, right: float, down: float) -> None:
    box = page.locator(what).bounding_box()
    assert box
    x, y = middle(box)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def is_own(page: Page) -> bool:
    return page.get_by_label("Another part of the photo").is_checked()


def test_the_mouse_moves_sizes_and_turns_it(visit: Visit, photo: Path) -> None:
    page = choose(visit("xena"), photo)
    before = square(page)
    drag(page, "[data-area]", 30, -20)
    moved = square(page)
    assert (moved["x"] - before["x"], moved["y"] - before["y"]) == pytest.approx((30, -20), abs=1)
    assert is_own(page)
    drag(page, "[data-handle=side]", -40, -40)
    assert square(page)["width"] == pytest.approx(before["width"] - 80, abs=2)
    drag(page, "[data-handle=turn]", 30, 0)
    assert float(page.locator("[name=angle]").input_value()) > 5


def test_keys_move_size_and_turn_it(visit: Visit, photo: Path) -> None:
    page = choose(visit("xena"), photo)
    before = square(page)
    page.locator("[data-square]").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "-"):
        page.keyboard.press(key)
    after = square(page)
    assert middle(after)[0] > middle(before)[0]
    assert middle(after)[1] > middle(before)[1]
    assert after["width"] < before["width"] - 5
    page.keyboard.press(".")
    assert float(page.locator("[name=angle]").input_value()) == pytest.approx(2, abs=1.5)


def test_buttons_do_the_same_and_lead_back(visit: Visit, photo: Path) -> None:
    page = choose(visit("xena"), photo)
    place = page.locator("[data-square]")
    before = str(place.get_attribute("transform"))
    for name in ("Closer", "Turn left"):
        page.get_by_role("button", name=name).click()
    assert place.get_attribute("transform") != before
    page.get_by_role("button", name="As it was found").click()
    expect(place).to_have_attribute("transform", before)
    assert not is_own(page)


def test_sliders_move_it(visit: Visit, photo: Path) -> None:
    page = choose(visit("xena"), photo)
    page.get_by_text("Move, size and turn").click()
    page.get_by_label("Middle, from the left").fill("25")
    expect(page.locator("[data-square]")).to_have_attribute("transform", re.compile(r"^translate\(100 "))  # of 400
    assert is_own(page)


def test_two_fingers_size_it_and_one_moves_it(browser: Browser, site: Site, photo: Path) -> None:
    xena = Visitor(browser, site, "xena")
    xena.sign_in()
    page = choose(xena, photo)
    fingers = xena.context.new_cdp_session(page)
    before = square(page)
    x, y = middle(before)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": left, "y": top, "id": number} for number, (left, top) in enumerate(points)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    touch("touchStart", (x - 40, y), (x + 40, y))
    touch("touchMove", (x - 20, y), (x + 20, y))
    touch("touchEnd")
    assert square(page)["width"] == pytest.approx(before["width"] / 2, rel=0.1)
    touch("touchStart", (x, y))
    touch("touchMove", (x + 25, y))
    touch("touchEnd")
    assert middle(square(page))[0] == pytest.approx(x + 25, abs=3)
    assert xena.faults == []


def drawn(person: Visitor) -> Image.Image:
    """The square of the photo that the sketch was drawn of."""
    source = person.page.get_by_alt_text(re.compile("Your photo as it is drawn")).get_attribute("src")
    return Image.open(io.BytesIO(person.context.request.get(str(source)).body())).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of grey values, on average, 0 to 255."""
    both = ImageChops.difference(one.convert("L"), other.convert("L").resize(one.size))
    return float(ImageStat.Stat(both).mean[0])


def test_what_is_framed_is_what_is_drawn(visit: Visit, photo: Path) -> None:
    xena, pictures = visit("xena"), []
    for turns in (0, 10):
        page = choose(xena, photo)
        page.get_by_label("Plain background").uncheck()
        for _ in range(turns):
            page.get_by_role("button", name="Turn right").click()
        xena.click("Draw my sketch")
        xena.see("Here you are")
        pictures.append(drawn(xena))
    upright, turned = pictures
    by_hand = upright.rotate(30)  # the square leans to the right, so that what is in it leans to the left
    middle = (upright.width // 4, upright.height // 4, upright.width * 3 // 4, upright.height * 3 // 4)
    turned = turned.resize(upright.size)
    assert (
        difference(by_hand.crop(middle), turned.crop(middle))
        < difference(upright.crop(middle), turned.crop(middle)) / 2
    )


def test_who_leaves_and_comes_back_finds_it_and_can_delete_it(visit: Visit, photo: Path) -> None:
    xena = visit("xena")
    page = choose(xena, photo)
    xena.go("/jobs/")
    xena.go("/jobs/new/")
    expect(page.locator("[data-square]")).to_be_visible()
    source = str(page.locator(".framed-photo image").get_attribute("href"))
    assert xena.context.request.get(source).ok
    xena.click("Delete the photo now")
    expect(page.locator("[data-square]")).to_have_count(0)
    assert xena.context.request.get(source).status == 404


def test_without_scripts_it_can_be_framed_first(visit: Visit, photo: Path) -> None:
    yusuf = visit("yusuf", has_scripts=False)
    yusuf.go("/jobs/new/")
    yusuf.page.locator("#id_file").set_input_files(photo)
    yusuf.click("Frame the photo first")
    yusuf.see("Where is the face?")
    yusuf.page.get_by_label("Another part of the photo").check()
    yusuf.page.get_by_text("Move, size and turn").click()
    yusuf.page.get_by_label("Turn", exact=True).fill("90")
    yusuf.click("Draw my sketch")
    yusuf.see("Here you are")
    square = drawn(yusuf).convert("L").resize((64, 64))
    wall = square.getpixel((0, 0))
    shown = [square.getpixel(place) != wall for place in ((0, 32), (63, 32), (32, 63))]  # left, right, bottom
    assert sorted(shown[:2]) == [False, True]  # the neck comes from a side now
    assert not shown[2]
