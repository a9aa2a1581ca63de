// Says beside each slider what it stands at.
const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

export function tell(slider) {
  const output = slider.parentElement.querySelector("output");
  if (!output) return;
  output.hidden = false;
  output.value = format.format(slider.value);
}

export function tellAll() {
  document.querySelectorAll("input[type=range]").forEach(tell);
}

document.addEventListener("input", ({ target }) => { if (target.type === "range") tell(target); });
addEventListener("pageshow", tellAll); // the browser may bring back other values than the page came with
