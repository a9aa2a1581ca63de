// The page on which styles and options are tried: htmx draws what is asked for, as it is asked for.
import "./sliders.js";

const AGAIN = 3000; // milliseconds until it is asked once more, after the site could not be reached
const notice = document.getElementById("job-notice");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isHere = new URL(detail.xhr.responseURL).pathname === detail.pathInfo.requestPath.split("?")[0];
  if (isHere && ![403, 404].includes(detail.xhr.status)) return;
  detail.shouldSwap = false;
  location.reload(); // signed out, by this person or for another, or the photo is gone: the page itself says so
});
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, ({ detail }) => {
    if ([403, 404].includes(detail.xhr.status)) return;
    notice.hidden = false;
    setTimeout(() => htmx.trigger(detail.elt, "again"), AGAIN); // of what was replaced meanwhile nobody hears
  });
}
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) notice.hidden = true; });
