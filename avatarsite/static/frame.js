// Shows the square that the sliders mark, as they move.
const mark = document.getElementById("own-mark");
const box = mark.ownerSVGElement.viewBox.baseVal;
const form = document.querySelector("form[data-once]");
const own = form.querySelector("[name=part][value=own]");
const sliders = [...document.querySelectorAll("#own-part input")];

function show() {
  const [x, y, side, angle] = sliders.map((slider) => Number(slider.value));
  const [left, top, length] = [(x * box.width) / 100, (y * box.height) / 100, (side * Math.min(box.width, box.height)) / 100];
  const place = { x: left - length / 2, y: top - length / 2, width: length, height: length, transform: `rotate(${angle} ${left} ${top})` };
  for (const [name, value] of Object.entries(place)) mark.setAttribute(name, value);
  mark.toggleAttribute("hidden", !own.checked);
}

for (const slider of sliders) slider.addEventListener("input", show);
form.addEventListener("change", show);
addEventListener("pageshow", show);
