// Sends a form once, and says early which file was chosen and whether it is too large. The server checks all of it again.
const ONCE = "form[data-once]";

function setBusy(form, isBusy) {
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.dataset.idle ??= button.textContent;
    button.disabled = isBusy;
    button.textContent = isBusy ? button.dataset.busy ?? button.dataset.idle : button.dataset.idle;
  }
}

function describe(input) {
  const note = document.querySelector(`[data-note-for="${input.id}"]`);
  if (!note) return;
  const [file] = input.files;
  const isTooLarge = file && file.size > Number(note.dataset.maxBytes);
  const size = file && Math.max(file.size / 1e6, 0.1).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const text = isTooLarge ? note.dataset.tooLarge : note.dataset.chosen;
  note.textContent = file ? text.replace("%name%", file.name).replace("%size%", size) : "";
  note.classList.toggle("is-wrong", Boolean(isTooLarge));
}

document.addEventListener("submit", ({ target }) => {
  if (target.matches(ONCE)) setTimeout(setBusy, 0, target, true);
});
document.addEventListener("idle", ({ target }) => setBusy(target, false)); // upload.js has given up
document.addEventListener("change", ({ target }) => {
  if (target.matches("input[type=file]")) describe(target);
});
addEventListener("pageshow", () => {
  document.querySelectorAll(ONCE).forEach((form) => setBusy(form, false)); // back from the next page
  document.querySelectorAll("input[type=file]").forEach(describe);
});
