// Shows the buttons beside texts to take along, where the browser lets a page write to the clipboard.
const SHOWN_FOR = 4000;

async function copy(button) {
  const text = button.parentElement.querySelector(".copy-text");
  const label = button.querySelector("[data-says]");
  const status = button.parentElement.querySelector("[role=status]");
  button.dataset.idle ??= label.textContent;
  try {
    await navigator.clipboard.writeText(text.textContent);
    label.textContent = status.textContent = button.dataset.copied;
    status.classList.add("visually-hidden"); // the button says it
  } catch {
    getSelection().selectAllChildren(text); // not allowed: then by hand
    status.textContent = button.dataset.failed;
    status.classList.remove("visually-hidden");
  }
  clearTimeout(button.timer);
  button.timer = setTimeout(() => {
    label.textContent = button.dataset.idle;
    status.textContent = "";
    status.classList.add("visually-hidden");
  }, SHOWN_FOR);
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
