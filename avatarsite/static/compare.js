// Shows as much of the photo over the sketch as the slider between them says. Without this the two stand side by side.
const SLIDERS = ".compare-slide input";

function show(slider) {
  slider.closest(".compare").style.setProperty("--share", `${slider.value}%`);
  slider.setAttribute("aria-valuetext", `${slider.value} %`);
}

document.addEventListener("input", ({ target }) => {
  if (target.matches(SLIDERS)) show(target);
});
addEventListener("pageshow", () => document.querySelectorAll(SLIDERS).forEach(show));
