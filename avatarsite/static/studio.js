// The page on which styles and options are tried: htmx draws what is asked for, as it is asked for.
import "./sliders.js";

const notice = document.getElementById("job-notice");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isHere = new URL(detail.xhr.responseURL).pathname === detail.pathInfo.requestPath.split("?")[0];
  const isRefused = detail.xhr.status === 403 || detail.xhr.status === 404;
  if (isHere && !isRefused) return;
  detail.shouldSwap = false;
  location.reload(); // signed out, by this person or for another, or the photo is gone: the page itself says so
});
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, () => { notice.hidden = false; });
}
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) notice.hidden = true; });
