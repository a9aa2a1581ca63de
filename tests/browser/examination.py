"""What every page is held to, in whatever state: each function gives what is wrong with a page as it is just now."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

MOST_STOPS = 400  # of the Tab key on one page
MOST_OWN_BYTES = 60_000  # of script and style on one page, as they are before anything packs them
MOST_SHIFT = 0.02  # of the first render and of whatever comes by itself; https://web.dev/articles/cls
OTHERS = tuple(f"/static/{name}/" for name in ("account", "admin", "django_htmx", "mfa", "usersessions"))

# No rule is switched off; this one axe leaves off by default.
AXE_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# axe comes as an argument: the page's policy refuses added scripts, and stands.
RUN_AXE = """async ([script, options]) => {
  if (!window.axe) (0, eval)(script);
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish(); // to the other scheme
  const { violations } = await axe.run(document, options);
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
    `${id} (${help}): ${target.flat().join(" ")}: ${failureSummary.split("\\n").slice(1).join("; ").trim()}`));
}"""

# What moves after somebody chose, dropped or pasted something, or turned the phone, is no surprise to them. Of clicks
# and keys the browser knows that itself.
WATCH_SHIFTS = """
window.shifts = [];
let expected = -Infinity; // until then; of a photo that was chosen, the site has to find the face first
for (const kind of ["change", "drop", "paste", "resize"]) {
  addEventListener(kind, ({ target }) => {
    expected = Math.max(expected, performance.now() + (target.type === "file" ? 20_000 : 1000));
  }, true);
}
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, startTime, sources } of list.getEntries()) {
    if (hadRecentInput || startTime < expected) continue;
    const moved = sources.map(({ node }) => node?.className || node?.id || node?.nodeName);
    window.shifts.push({ value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
SHIFTS = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.shifts.splice(0)))))"
OWN_FILES = """() => performance.getEntriesByType("resource")
  .map(({ name, decodedBodySize }) => [name, decodedBodySize])
  .filter(([name]) => /[.](js|css)([?]|$)/.test(name))"""
MOVING = """() => document.getAnimations().filter(({ playState }) => playState === "running")
  .map(({ animationName, transitionProperty, effect }) =>
    `${animationName ?? transitionProperty} of ${effect.target.className || effect.target.nodeName}`)"""

START_ABOVE = """() => {
  for (const it of document.querySelectorAll("[data-reached]")) delete it.dataset.reached;  // of an earlier walk
  const start = document.createElement("button");
  document.body.prepend(start);
  start.focus();
  start.remove();
}"""
STOP = """() => {
  const here = document.activeElement;
  if (here === document.body || "reached" in here.dataset) return null;
  here.dataset.reached = "";
  const style = getComputedStyle(here);
  const isMarked = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return { text: (here.textContent || here.id || here.name).trim(), isMarked };
}"""
UNREACHED = """() => [...(document.querySelector("dialog:modal") ?? document.querySelector("main"))
  .querySelectorAll("button, input, select, textarea, summary, a[href]")]
  .filter((it) => it.type !== "radio" && it.checkVisibility() && !it.disabled && !("reached" in it.dataset))
  .map((it) => it.outerHTML.slice(0, 120))"""
HAS_WAY_PAST = "() => !document.querySelector('dialog:modal') && Boolean(document.querySelector('header'))"


def too_wide(page: Page) -> list[str]:
    """In pixels of CSS, of the viewport as it is."""
    excess = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [f"is {excess} px too wide for a phone of 360 px"] if excess > 0 else []


def inaccessible(page: Page) -> list[str]:
    """What axe-core finds, in both colour schemes. Where scripts are off, it never answers."""
    found: dict[str, None] = {}  # once each, in order
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found |= dict.fromkeys(page.evaluate(RUN_AXE, [AXE_SCRIPT, AXE_OPTIONS]))
    page.emulate_media(color_scheme="light")
    return [f"axe: {violation}" for violation in found]


def too_heavy(page: Page) -> list[str]:
    files: list[tuple[str, int]] = page.evaluate(OWN_FILES)
    own = {name: size for name, size in files if not urlsplit(name).path.startswith(OTHERS)}
    total = sum(own.values())
    return [f"has {total} bytes of script and style, over {MOST_OWN_BYTES}: {own}"] if total > MOST_OWN_BYTES else []


def shifted(page: Page) -> list[str]:
    """What moved by itself since the page came, or since the last call. Where scripts are off, it never answers."""
    shifts: list[dict[str, Any]] = page.evaluate(SHIFTS)
    total = sum(shift["value"] for shift in shifts)
    moved = [shift["moved"] for shift in shifts]
    return [f"shifts by {total:.3f}, over {MOST_SHIFT}: {moved}"] if total > MOST_SHIFT else []


def moving(page: Page) -> list[str]:
    """What moves although the person asked for less of it."""
    page.emulate_media(reduced_motion="reduce")
    found = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return [f"moves under reduced motion: {one}" for one in found]


def unreached(page: Page) -> list[str]:
    """What Tab does not come to, or shows no focus on, from the top of the page or in the dialog that is open."""
    page.evaluate(START_ABOVE)
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)
    faults = [f"nothing shows that {stop['text']!r} has the focus" for stop in stops if not stop["isMarked"]]
    starts_right = bool(stops) and stops[0]["text"].startswith("Skip to")
    if page.evaluate(HAS_WAY_PAST) and not starts_right:
        faults.append(f"Tab reaches {stops[:1]} first, not the skip link")
    return faults + [f"Tab does not reach {left}" for left in page.evaluate(UNREACHED)]
