// The page on which styles and options are tried: htmx draws what is asked for, as it is asked for.
import "./sliders.js";

document.querySelectorAll("[data-without-scripts]").forEach((it) => { it.hidden = true; });
const notice = document.getElementById("job-notice");
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, () => { notice.hidden = false; });
}
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) notice.hidden = true; });
