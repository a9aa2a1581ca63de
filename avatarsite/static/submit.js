// Sends a form once, and says early which file was chosen and whether it is too large. The server checks all of it again.
const forms = [...document.querySelectorAll("form[data-once]")];

function setBusy(form, isBusy) {
  for (const button of form.querySelectorAll("button[type=submit]")) {
    button.dataset.idle ??= button.textContent;
    button.disabled = isBusy;
    button.textContent = isBusy ? button.dataset.busy ?? button.dataset.idle : button.dataset.idle;
  }
}

for (const form of forms) form.addEventListener("submit", () => setTimeout(setBusy, 0, form, true));
addEventListener("pageshow", () => forms.forEach((form) => setBusy(form, false))); // back from the next page

for (const note of document.querySelectorAll("[data-note-for]")) {
  const input = document.getElementById(note.dataset.noteFor);
  const describe = () => {
    const [file] = input.files;
    const isTooLarge = file && file.size > Number(note.dataset.maxBytes);
    const size = file && Math.max(file.size / 1e6, 0.1).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    const text = isTooLarge ? note.dataset.tooLarge : note.dataset.chosen;
    note.textContent = file ? text.replace("%name%", file.name).replace("%size%", size) : "";
    note.classList.toggle("is-wrong", Boolean(isTooLarge));
  };
  input.addEventListener("change", describe);
  addEventListener("pageshow", describe);
}
