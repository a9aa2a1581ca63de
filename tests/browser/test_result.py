"""What one does with a sketch that is done: compare it with the photo, see it small, take it away, delete it."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE, Visitor
from tests.site import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

OPENED = """async (data) => {
  const image = new Image();
  image.src = data;
  await image.decode();
  return [image.naturalWidth, image.naturalHeight];
}"""
SHIFTED = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(0), 500);
})"""


def draw(person: Visitor, photo: Path) -> Locator:
    """Returns the stage on which photo and sketch lie."""
    person.upload(photo, "pencil")
    person.see("Here you are")
    pictures = person.page.locator(".side-by-side img")
    until(lambda: min(pictures.evaluate_all("all => all.map((it) => it.naturalWidth)")) > 0)
    return person.page.locator(".compare")


def is_photo(stage: Locator, share: float) -> bool:
    """Whether what is seen so far from the left, on the face's cheeks, has the colour of skin."""
    box = stage.locator(".photo .sketch-sheet").bounding_box()
    assert box
    with Image.open(io.BytesIO(stage.page.screenshot())) as seen:
        red, _, blue = seen.convert("RGB").getpixel((box["x"] + share * box["width"], box["y"] + 0.55 * box["height"]))
    return bool(red - blue > 40)


def test_the_slider_is_moved_by_keyboard(visit: Visit, photo: Path) -> None:
    lena = visit("lena")
    stage = draw(lena, photo)
    slider = lena.page.get_by_label("How much of the photo lies over the sketch")
    slider.focus()
    slider.press("Home")
    assert until(lambda: not is_photo(stage, 0.4))
    slider.press("End")
    assert until(lambda: is_photo(stage, 0.4) and is_photo(stage, 0.6))
    for _ in range(4):
        slider.press("PageDown")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "59 %")
    assert until(lambda: is_photo(stage, 0.4) and not is_photo(stage, 0.63))


def test_the_slider_is_moved_by_mouse_and_follows_it(visit: Visit, photo: Path) -> None:
    lena = visit("lena")
    stage = draw(lena, photo)
    slider, mouse = stage.get_by_role("slider"), lena.page.mouse
    box = stage.locator(".compare-slide").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 3
    mouse.move(box["x"] + 0.5 * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + 0.2 * box["width"], middle, steps=5)
    expect(slider).to_have_value("20")
    assert not is_photo(stage, 0.4)
    mouse.move(box["x"] + 0.8 * box["width"], middle, steps=5)
    mouse.up()
    expect(slider).to_have_value("80")
    assert is_photo(stage, 0.6)


def test_a_job_that_is_done_opens_without_a_jump(visit: Visit, photo: Path) -> None:
    lena = visit("lena")
    draw(lena, photo)
    lena.page.reload()
    assert lena.page.evaluate(SHIFTED) < 0.01
    expect(lena.page.locator(".compare-slide input")).to_be_visible()


def test_a_sketch_is_taken_away_in_three_formats_and_opens(visit: Visit, photo: Path) -> None:
    leo = visit("leo")
    draw(leo, photo)
    for name, kind in (("PNG", "png"), ("WebP", "webp"), ("SVG", "svg+xml")):
        with leo.page.expect_download() as arriving:
            leo.click(name)
        assert arriving.value.suggested_filename == f"sketch-pencil.{name.lower()}"
        data = base64.b64encode(Path(arriving.value.path()).read_bytes()).decode()
        assert leo.page.evaluate(OPENED, f"data:image/{kind};base64,{data}") == [640, 640]


def boxes(person: Visitor) -> list[tuple[str | None, float, float]]:
    """Of the avatars that are seen: what width they say that they have, and the width and height they have."""
    found = []
    for image in person.page.locator(".avatar-sizes img:visible").all():
        box = image.bounding_box()
        assert box
        found.append((image.get_attribute("width"), box["width"], box["height"]))
    return found


@pytest.mark.parametrize("is_phone", [False, True])
def test_avatars_have_the_sizes_that_are_written_below_them(visit: Visit, photo: Path, is_phone: bool) -> None:
    leo = visit("leo")
    leo.make_avatar(photo)
    if is_phone:
        leo.page.set_viewport_size(PHONE)
    leo.page.get_by_text("Large: 256 and 512 pixels").click()
    seen = boxes(leo)
    assert {said for said, _, _ in seen} == {"32", "48", "64", "128", "256", "512"}
    for said, width, height in seen:
        assert width == height
        assert width == float(said or 0) or (said == "512" and width > 256)  # as large as fits
    leo.examine("your-avatar-sizes")


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_sketch_is_deleted_by_a_double_click_and_the_avatar_made_of_it_stays(
    visit: Visit, photo: Path, has_scripts: bool
) -> None:
    luis = visit("luis", has_scripts=has_scripts)
    luis.make_avatar(photo)
    luis.page.go_back()
    luis.see("Here you are")
    luis.page.get_by_text("Delete this sketch").click()
    luis.says("If you made an avatar of it, that stays")
    luis.page.get_by_role("button", name="Delete for good").dblclick()
    luis.see("My sketches")
    luis.says("Deleted.")
    assert luis.page.locator(".contact-sheet > li").count() == 0
    luis.go("/accounts/avatar/")
    luis.says("Shown now")
    assert luis.page.locator(".contact-sheet > li").count() >= 1


def test_without_scripts_photo_and_sketch_stand_side_by_side(visit: Visit, photo: Path) -> None:
    lena = visit("lena", has_scripts=False)
    draw(lena, photo)
    expect(lena.page.get_by_role("slider")).to_be_hidden()
    left, right = (picture.bounding_box() for picture in lena.page.locator(".side-by-side img").all())
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
