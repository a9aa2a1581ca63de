// Keeps a page up to date while something is drawn: asks for the part of it that changes, seldom while nobody looks.
const [FASTEST, SLOWEST] = [300, 5000]; // milliseconds between two looks; it is asked less and less often
const state = document.getElementById("job-state");
const notice = document.getElementById("job-notice");
const said = document.getElementById("job-said"); // the whole part would be too much to hear each time
const root = () => state.firstElementChild;
let wait = FASTEST;
let timer;

function show(fragment) {
  const hadFocus = state.contains(document.activeElement) && document.activeElement;
  state.replaceChildren(fragment);
  document.title = fragment.dataset.title;
  if (said.textContent !== fragment.dataset.said) said.textContent = fragment.dataset.said;
  const same = hadFocus && hadFocus.id && document.getElementById(hadFocus.id); // it stays where it was, if it is still there
  if (hadFocus) (same || state.querySelector("[tabindex]"))?.focus();
}

async function look() {
  try {
    const response = await fetch(state.dataset.url, { headers: { Accept: "text/html" } });
    if (response.redirected || response.status === 404) return location.reload(); // signed out, or the job is gone
    if (!response.ok) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fragment = page.querySelector("[data-state]");
    const isNew = fragment.dataset.state !== root().dataset.state;
    if (isNew) show(fragment);
    wait = isNew ? FASTEST : Math.min(wait * 1.2, SLOWEST);
    notice.hidden = true;
  } catch {
    wait = SLOWEST;
    notice.hidden = false;
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  if (root().dataset.active === "yes") timer = setTimeout(look, document.hidden ? SLOWEST : wait); // the title says so
}

document.addEventListener("visibilitychange", () => { wait = FASTEST; plan(); });
plan();
