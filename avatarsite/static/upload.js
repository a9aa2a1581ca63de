// Brings a photo: chosen, dropped, pasted, or taken with the camera. It is sent at once, with progress, and comes back
// with its faces, to be framed; the form then only names it. Nothing that was filled in is lost when sending fails.
// Without this script the form works as forms do.
import { closeCamera, setUpCamera, shoot, startCamera, stopCamera } from "./camera.js";
import { setUpFraming } from "./frame.js";
import { tellAll } from "./sliders.js";

const formOf = () => document.querySelector("[data-upload]");
const inputOf = () => document.querySelector("[data-upload] input[type=file]");
const part = (name) => document.querySelector(`[data-${name}]`);
const isLooked = () => Boolean(part("framing").querySelector("[name=photo]"));
let shown; // address of the picture in the preview
let request; // under way
let isLooking = false; // whether that is for the photo alone
let isWanted = false; // the form is to follow as soon as the photo is there

function take(file) {
  const bag = new DataTransfer();
  bag.items.add(file);
  inputOf().files = bag.files;
  inputOf().dispatchEvent(new Event("change", { bubbles: true }));
}

function preview() {
  const [file] = inputOf().files;
  const image = part("preview");
  if (shown) URL.revokeObjectURL(shown);
  shown = file && URL.createObjectURL(file);
  image.hidden = true; // until it is known that this browser can show it: not all show HEIC
  image.onload = () => { image.hidden = isLooked(); };
  if (file) image.src = shown;
  else image.removeAttribute("src");
}

function chosen() {
  part("deleted").textContent = "";
  if (isLooking) drop();
  part("framing").replaceChildren();
  inputOf().required = true;
  preview();
  look();
}

function drop() { // what is under way, without a word
  request.onabort = null;
  request.abort();
  settle();
}

// Sending

function transmit(url, data, whenDone, fail = giveUp) {
  const bar = part("progress").querySelector("progress");
  stopCamera();
  part("trouble").hidden = true;
  part("cancel-upload").hidden = false;
  part("progress").hidden = false;
  bar.removeAttribute("value");
  request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded, total }) => { if (loaded < total) bar.value = loaded / total; };
  request.upload.onload = () => { // the server has it and looks at it: cancelling here would undo nothing there
    bar.removeAttribute("value");
    part("cancel-upload").hidden = true;
  };
  request.onload = () => arrived(url, data, whenDone, fail);
  request.onerror = () => fail("offline");
  request.onabort = () => fail("cancelled");
  request.open("POST", url);
  request.send(data);
}

function arrived(url, data, whenDone, fail) {
  const there = new URL(request.responseURL);
  if (request.status === 403) return renew(url, data, whenDone, fail);
  delete formOf().dataset.isRenewed;
  if (request.status >= 500) return fail("down");
  if (there.searchParams.has("next")) return fail("ended"); // it is the page for signing in
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  whenDone(page, there, request.status);
}

async function renew(url, data, whenDone, fail) { // signed in anew in another tab, where the form's token is not the person's
  const form = formOf();
  try {
    const answer = await fetch(form.action);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const other = page.querySelector("[data-upload]");
    // Of somebody else who has signed in here meanwhile the photo is none of their business
    if (other?.dataset.owner !== form.dataset.owner || form.dataset.isRenewed) return fail("ended");
    const token = (one) => one.querySelector("[name=csrfmiddlewaretoken]");
    [token(form).value, form.dataset.isRenewed] = [token(other).value, "yes"];
    data.set("csrfmiddlewaretoken", token(form).value);
    transmit(url, data, whenDone, fail);
  } catch {
    fail("offline");
  }
}

function settle() {
  request = undefined;
  isLooking = false;
  isWanted = false;
  part("progress").hidden = true;
}

function idle() {
  formOf().dispatchEvent(new CustomEvent("idle", { bubbles: true }));
}

function giveUp(why) {
  settle();
  idle();
  const trouble = part("trouble");
  for (const said of trouble.children) said.hidden = said.dataset.why !== why;
  trouble.hidden = false;
  trouble.focus();
}

// The photo alone, to be framed

function look() {
  const { csrfmiddlewaretoken, consent } = formOf().elements;
  const [file] = inputOf().files;
  if (!file || isTooLarge() || isLooked() || request || (consent && !consent.checked)) return;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", csrfmiddlewaretoken.value);
  if (consent) data.set("consent", consent.value);
  data.set("file", file);
  isLooking = true;
  transmit(formOf().dataset.look, data, looked);
}

function looked(page, there, status) {
  const wasWanted = isWanted;
  settle();
  if (status !== 201 && status !== 422) return giveUp("down");
  part("framing").replaceChildren(...page.body.children);
  inputOf().required = !isLooked();
  part("preview").hidden = isLooked();
  setUpFraming();
  if (!wasWanted) return;
  if (part("frame-editor")?.dataset.code === "unframed") return send(formOf());
  idle(); // the face could not be told: the person has to say something first
  part("framing").querySelector("input:not([type=hidden])")?.focus();
}

function remove({ formAction }) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", formOf().elements.csrfmiddlewaretoken.value);
  transmit(formAction, data, (page, there, status) => {
    if (status >= 400 && status !== 404) return giveUp("undeleted"); // 404: it was gone already
    settle();
    inputOf().value = "";
    inputOf().dispatchEvent(new Event("change", { bubbles: true }));
    part("deleted").textContent = part("deleted").dataset.deleted;
    inputOf().focus();
  }, (why) => giveUp(why === "ended" ? "ended" : "undeleted"));
}

// The form

function send(form) {
  const data = new FormData(form);
  if (isLooked()) data.delete("file"); // it is there already
  transmit(form.action, data, (page, there) => {
    if (there.pathname !== new URL(form.action).pathname) return location.assign(there);
    show(page, data.has("file"));
  });
}

function show(page, wasFileSent) { // what the server found wrong; the photo stays chosen
  const { files } = inputOf();
  const main = page.querySelector("main");
  if (!main?.querySelector("[data-upload]")) return giveUp("down");
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  settle();
  setUp();
  setUpFraming();
  tellAll();
  inputOf().files = files;
  main.querySelector("[data-forgotten]")?.remove();
  if (isLooked() || wasFileSent) preview();
  else if (files.length) chosen(); // its time was over: it is sent anew
  (main.querySelector(".error-summary") ?? main).focus();
}

function submitted(event) {
  if (!event.target.matches("[data-upload]")) return;
  event.preventDefault();
  if (isLooking) isWanted = true;
  else if (isLooked() || !isTooLarge()) send(event.target);
  else setTimeout(() => { idle(); inputOf().focus(); }); // after submit.js has made the form busy
}

function isTooLarge() { // submit.js has said so beside the file
  return Boolean(document.querySelector(".file-note.is-wrong"));
}

function setUp() {
  if (!inputOf()) return; // no style is switched on
  setUpCamera();
}

const clicks = {
  "start-camera": () => startCamera(inputOf()),
  "stop-camera": closeCamera,
  shoot: () => shoot(take),
  "cancel-upload": () => request?.abort(),
  "remove-photo": (button, event) => { event.preventDefault(); remove(button); },
};

document.addEventListener("click", (event) => {
  const name = Object.keys(clicks).find((one) => event.target.closest(`[data-${one}]`));
  if (name && inputOf()) clicks[name](event.target.closest(`[data-${name}]`), event);
});
document.addEventListener("change", ({ target }) => {
  if (target === inputOf()) chosen();
  else if (target.name === "consent" && inputOf()) look();
});
document.addEventListener("submit", submitted);
document.addEventListener("paste", ({ clipboardData }) => {
  const file = [...clipboardData.files].find(({ type }) => type.startsWith("image/"));
  if (file && inputOf()) take(file);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files") || !inputOf()) return;
    event.preventDefault(); // or the browser would leave the page for the file
    part("drop").classList.toggle("is-over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
}
addEventListener("pageshow", () => {
  if (!inputOf()) return;
  if (request) drop();
  part("progress").hidden = true;
  if (inputOf().files.length) chosen(); // back from the next page: what was framed there is cut by now
});
setUp();
