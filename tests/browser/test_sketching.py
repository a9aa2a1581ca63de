"""From a photo to the avatar that others see, as a person does it."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts.gravatar import digests
from tests import pictures, scenes
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.factories import PASSWORD
from tests.site import Site, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.xdist_group("browser")]

SKIN = (0xD9, 0xA2, 0x7C)  # in tests/pictures.py: of the neck, at the bottom of a face that is upright


def widths(page: Page) -> list[int]:
    """Of the photo and the sketch, as they were decoded; 0 for one that is not shown."""
    found: list[int] = page.locator(".side-by-side img").evaluate_all("all => all.map((it) => it.naturalWidth)")
    return found


def jobs_of(visitor: Visitor) -> int:
    visitor.go("/jobs/")
    visitor.see("My sketches")
    return visitor.page.locator(".contact-sheet > li").count()


def public_picture(anyone: Visitor, path: str, size: int) -> Image.Image:
    answer = anyone.context.request.get(f"{path}?s={size}&d=404")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    return Image.open(io.BytesIO(answer.body()))


def test_a_new_person_gets_from_signing_up_to_a_public_avatar(visit: Visit, site: Site, phone_photo: Path) -> None:
    alice, anyone = visit("alice", is_signed_in=False), visit("anyone", is_signed_in=False)
    page = alice.page
    alice.go("/")
    alice.see("Be seen without being stared at")
    alice.click("Sign up and make one")
    alice.see("Sign up")
    alice.fill(email=alice.address, password1=PASSWORD, password2=PASSWORD)
    alice.click("Sign up")
    alice.see("Look into your mailbox")
    alice.open_link_of(alice.letter("confirm"))
    alice.see("Confirm your email address")
    alice.click("Yes, confirm it")
    alice.see("My sketches")

    site.submit(seconds=5)  # somebody else's: alice has to wait, and sees how
    page.get_by_role("link", name="New sketch").click()
    alice.see("Make a sketch")
    page.locator("#id_file").set_input_files(phone_photo)
    expect(page.get_by_role("main")).to_contain_text("IMG_2741.jpg, 0.1 MB")
    page.get_by_label("I agree that my photo is processed").check()
    alice.click("Draw my sketch")
    alice.see("Waiting to be drawn")
    page.evaluate("window.isStillThisPage = true")
    alice.see("Here you are")
    assert page.evaluate("window.isStillThisPage")
    assert page.title().startswith("Your sketch")
    photo, sketch = page.locator(".side-by-side img").all()
    until(lambda: min(widths(page)) > 0)
    boxes = photo.bounding_box(), sketch.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0] == boxes[1]  # over each other, with a slider between them
    stored = alice.context.request.get(str(photo.get_attribute("src"))).body()
    with Image.open(io.BytesIO(stored)) as taken_in:
        below = taken_in.convert("RGB").getpixel((taken_in.width // 2, taken_in.height - 5))
        assert scenes.is_near(below, SKIN)  # it stands upright
        assert not taken_in.getexif()

    alice.click("Use as my avatar")
    alice.see("Your avatar")
    md5, sha256 = digests(alice.address)
    for digest in (md5, sha256):
        assert anyone.context.request.get(f"/avatar/{digest}?d=404").status == 404
    alice.be_found_by_address()
    opaque = re.search(r"/a/[\w-]+", page.locator("code").first.inner_text())
    assert opaque
    for path, size in ((f"/avatar/{md5}", 200), (f"/avatar/{sha256}", 37), (opaque[0], 512)):
        with public_picture(anyone, path, size) as avatar:
            assert (avatar.format, avatar.size, avatar.info) == ("PNG", (size, size), {})


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_formats_are_drawn_too(visit: Visit, tmp_path: Path, kind: str) -> None:
    bob = visit("bob")
    path = tmp_path / f"me.{kind.lower()}"
    path.write_bytes(pictures.encoded(kind=kind))
    bob.upload(path)
    bob.see("Here you are")
    assert until(lambda: min(widths(bob.page))) >= 200


def test_without_scripts_the_page_of_a_job_refreshes_itself(visit: Visit, site: Site, photo: Path) -> None:
    carol = visit("carol", has_scripts=False)
    site.submit(seconds=4)
    carol.upload(photo)
    expect(carol.page.get_by_role("heading", name="Waiting to be drawn")).to_be_visible()
    address = carol.page.url
    carol.see("Here you are")
    assert carol.page.url == address
    assert until(lambda: min(widths(carol.page))) >= 200


@pytest.mark.parametrize(("name", "has_scripts"), [("dave", True), ("erin", False)])
def test_a_double_click_makes_one_job(visit: Visit, photo: Path, name: str, has_scripts: bool) -> None:
    person = visit(name, has_scripts=has_scripts)
    person.go("/jobs/new/")
    person.page.locator("#id_file").set_input_files(photo)
    person.page.get_by_role("button", name="Draw my sketch").dblclick()
    person.see("Here you are")
    assert jobs_of(person) == 1


def test_the_same_form_sent_twice_makes_one_job(visit: Visit, photo: Path) -> None:
    frank = visit("frank", has_scripts=False)
    frank.go("/jobs/new/")
    form = {
        name: frank.page.locator(f"main [name={name}]").get_attribute("value") or ""
        for name in ("csrfmiddlewaretoken", "submission")
    }
    file = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo.read_bytes()}
    filled = {**form, "plugin": "pencil", "pencil-shading": "none", "file": file}
    answers = [frank.context.request.post("/jobs/new/", multipart=filled) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert jobs_of(frank) == 1


def test_going_back_for_another_shading_makes_another_sketch(visit: Visit, photo: Path) -> None:
    heidi = visit("heidi", has_scripts=False)
    heidi.upload(photo)
    heidi.see("Here you are")
    heidi.page.go_back()
    heidi.choose_style("pencil")
    heidi.page.get_by_label("Shading").select_option("none")
    heidi.page.locator("#id_file").set_input_files(photo)
    heidi.click("Draw my sketch")
    heidi.see("Here you are")
    assert jobs_of(heidi) == 2


def test_a_form_that_the_browser_kept_in_memory_makes_another_sketch(
    remembering_browser: Browser, site: Site, photo: Path
) -> None:
    grace = Visitor(remembering_browser, site, "grace")
    page = grace.page
    grace.sign_in()
    grace.see("My sketches")
    grace.upload(photo)
    grace.see("Here you are")
    first = page.url
    page.evaluate("setTimeout(() => history.back())")  # Playwright's own go_back waits for a load that does not come
    expect(page.get_by_role("button", name="Draw my sketch")).to_be_enabled()
    grace.choose_style("pencil")
    page.get_by_label("Shading").select_option("none")
    grace.click("Draw my sketch")  # with the photo that is still chosen
    grace.see("Here you are")
    assert page.url != first
    assert grace.faults == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"Dear diary, I am not a photo.", "not a photo"), (b"%PDF-1.7 of a photo", "PDF files cannot be read")],
)
def test_a_refused_file_is_explained_beside_the_field(visit: Visit, tmp_path: Path, data: bytes, reason: str) -> None:
    ivan = visit("ivan")
    page, before = ivan.page, jobs_of(ivan)
    path = tmp_path / "me.jpg"
    path.write_bytes(data)
    ivan.go("/jobs/new/")
    ivan.choose_style("pencil")
    page.get_by_label("Shading").select_option("smudged")
    page.get_by_label("Line weight").fill("1.5")
    page.get_by_label("Paper grain").uncheck()
    page.get_by_label("Contours").check()
    page.locator("#id_dummy-steps").fill("4")
    page.locator("#id_file").set_input_files(path)
    ivan.expect_fault("status of 422")
    ivan.click("Draw my sketch")
    ivan.see("Nothing was uploaded yet")
    expect(page.locator(".field", has=page.locator("#id_file"))).to_contain_text(reason)
    expect(page.locator("#id_file")).to_have_accessible_description(re.compile(reason))
    expect(page.get_by_label("Contours")).to_be_checked()
    expect(page.locator("#id_dummy-steps")).to_have_value("4")
    expect(page.get_by_label("Shading")).to_have_value("smudged")
    expect(page.get_by_label("Line weight")).to_have_value("1.5")
    expect(page.get_by_label("Paper grain")).not_to_be_checked()
    assert jobs_of(ivan) == before


def test_a_waiting_job_can_be_cancelled_and_tried_again(visit: Visit, site: Site, photo: Path) -> None:
    judy = visit("judy")
    site.submit(seconds=8)
    judy.upload(photo)
    judy.click("Cancel this job")
    judy.see("Cancelled")
    judy.says("The job was cancelled.")
    judy.click("Try again with the same photo")
    judy.see("Here you are")
    assert jobs_of(judy) == 2


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    path = tmp_path / "us.jpg"
    path.write_bytes(pictures.encoded(scenes.two_people()))
    return path


def choose_with_background(person: Visitor, photo: Path) -> None:
    person.go("/jobs/new/")
    person.page.locator("#id_file").set_input_files(photo)
    person.page.get_by_label("Plain background").uncheck()


def drawn_wall(person: Visitor) -> tuple[int, int, int]:
    """What is behind the person in the photo that was drawn."""
    source = person.page.locator(".side-by-side img").first.get_attribute("src")
    with Image.open(io.BytesIO(person.context.request.get(str(source)).body())) as photo:
        return scenes.wall_in(photo)


def test_of_two_faces_the_one_that_is_picked_is_drawn(visit: Visit, pair: Path) -> None:
    bob = visit("bob")
    choose_with_background(bob, pair)
    bob.says("There are 2 faces in your photo.")
    bob.examine("make-a-sketch-two-faces")
    expect(bob.page.locator("rect.mark:visible")).to_have_count(2)
    assert bob.page.locator("[data-square]").is_hidden()  # nobody's face is taken for granted
    bob.page.get_by_label("Face 2").check()
    assert bob.page.locator("[data-square]").is_visible()
    bob.click("Draw my sketch")
    bob.see("Here you are")
    until(lambda: min(widths(bob.page)) > 0)
    assert scenes.is_near(drawn_wall(bob), scenes.WALLS[1])


def test_who_sends_before_the_faces_are_seen_is_asked_which_is_meant(visit: Visit, pair: Path) -> None:
    bob = visit("bob")
    choose_with_background(bob, pair)
    bob.click("Draw my sketch")
    bob.says("There are 2 faces in your photo.")
    bob.click("Draw my sketch")  # none is picked for whoever has not looked
    expect(bob.page.get_by_label("Face 1")).to_be_focused()
    expect(bob.page.get_by_role("button", name="Draw my sketch")).to_be_enabled()
    assert bob.page.url.endswith("/jobs/new/")
    assert bob.page.locator("[name=part]:checked").count() == 0


def test_without_scripts_a_part_of_ones_own_is_drawn(visit: Visit, pair: Path) -> None:
    ivan = visit("ivan", has_scripts=False)
    choose_with_background(ivan, pair)
    ivan.click("Draw my sketch")
    ivan.see("Where is the face?")
    page = ivan.page
    page.get_by_label("Another part of the photo").check()
    page.get_by_text("Move, size and turn").click()
    for slider, value in (("Middle, from the left", "75"), ("Middle, from the top", "50"), ("Size", "70")):
        page.get_by_label(slider, exact=True).fill(value)
    ivan.click("Draw my sketch")
    ivan.see("Here you are")
    assert scenes.is_near(drawn_wall(ivan), scenes.WALLS[1])


def wait_until_all_are_drawn(person: Visitor, *, has_scripts: bool) -> None:
    done = person.page.locator("[data-active=no]")
    if has_scripts:
        expect(done).to_be_attached(timeout=60_000)
        return

    def look_again() -> bool:
        link = person.page.get_by_role("link", name="See what is drawn by now")
        if link.count():
            link.click()
        return done.count() == 1

    assert until(look_again)


@pytest.mark.parametrize(("name", "has_scripts"), [("yves", True), ("zoe", False)])
def test_all_styles_are_drawn_of_one_photo_and_one_becomes_the_avatar(
    visit: Visit, photo: Path, name: str, has_scripts: bool
) -> None:
    person = visit(name, has_scripts=has_scripts)
    person.upload(photo)
    person.see("Here you are")
    person.click("Compare all styles")
    person.see("Compare styles")
    sheets = person.page.locator(".comparison img.drawn")
    wait_until_all_are_drawn(person, has_scripts=has_scripts)
    count = sheets.count()
    assert count >= 2
    person.says(f"{count} of {count} sketches drawn")
    person.choose_style("pencil")
    person.page.get_by_label("Shading").select_option("none")
    if has_scripts:
        expect(person.page.locator("#trial-said")).to_contain_text("Shading None")
    else:
        person.click("Draw it like this")
        wait_until_all_are_drawn(person, has_scripts=has_scripts)
        expect(sheets).to_have_count(count + 1)
    person.see("Compare styles")
    person.page.get_by_role("button", name="Use as my avatar").last.click()
    person.see("Your avatar")
