// Brings a photo: dropped, pasted, or taken with the camera; shows it, and sends it with progress. Nothing that was
// filled in is lost when the upload fails. Without this script the form works as forms do.
const inputOf = () => document.querySelector("[data-upload] input[type=file]");
const part = (name) => document.querySelector(`[data-${name}]`);
let shown; // address of the picture in the preview
let stream; // of the camera
let request; // under way

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
  image.onload = () => { image.hidden = false; };
  if (file) image.src = shown;
  else image.removeAttribute("src");
}

// The camera

async function startCamera() {
  part("camera-trouble").hidden = true;
  if (!navigator.mediaDevices?.getUserMedia) return askSystemForCamera();
  if (stream || part("start-camera").disabled) return;
  part("start-camera").disabled = true; // until it is closed: a second stream would never be stopped
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user", width: { ideal: 1280 } } });
  } catch {
    part("camera-trouble").hidden = false;
    part("start-camera").disabled = false;
    return;
  }
  const video = part("camera").querySelector("video");
  video.srcObject = stream;
  await video.play();
  part("camera").hidden = false;
  part("shoot").focus();
}

function askSystemForCamera() { // pages without https have no camera of their own; a phone still offers its app
  const input = inputOf();
  input.setAttribute("capture", "user");
  input.click();
  input.removeAttribute("capture");
}

function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  part("camera").hidden = true;
  part("start-camera").disabled = false;
}

function closeCamera() {
  stopCamera();
  part("start-camera").focus();
}

function shoot() {
  const video = part("camera").querySelector("video");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob((blob) => { if (blob) take(new File([blob], "camera.jpg", { type: "image/jpeg" })); }, "image/jpeg", 0.95);
  closeCamera();
}

// Sending

function send(form) {
  const progress = part("progress");
  const bar = progress.querySelector("progress");
  stopCamera();
  part("trouble").hidden = true;
  part("cancel-upload").hidden = false;
  progress.hidden = false;
  bar.removeAttribute("value");
  request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded, total }) => { if (loaded < total) bar.value = loaded / total; };
  request.upload.onload = () => { // the server has it and looks at it: cancelling here would undo nothing there
    bar.removeAttribute("value");
    part("cancel-upload").hidden = true;
  };
  request.onload = () => arrived(form);
  request.onerror = () => giveUp(form, "offline");
  request.onabort = () => giveUp(form, "cancelled");
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function arrived(form) {
  const there = new URL(request.responseURL);
  const isHere = there.pathname === new URL(form.action).pathname;
  if (request.status === 403) return renew(form);
  delete form.dataset.isRenewed;
  if (request.status >= 500) return giveUp(form, "down");
  if (!isHere && there.searchParams.has("next")) return giveUp(form, "ended"); // it is the page for signing in
  if (!isHere) return location.assign(there);
  show(new DOMParser().parseFromString(request.responseText, "text/html"));
}

async function renew(form) { // signed in anew in another tab, where the form's token is no longer the person's
  try {
    const answer = await fetch(form.action);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const other = page.querySelector("[data-upload]");
    // Of somebody else who has signed in here meanwhile the photo is none of their business
    if (other?.dataset.owner !== form.dataset.owner || form.dataset.isRenewed) return giveUp(form, "ended");
    const token = (one) => one.querySelector("[name=csrfmiddlewaretoken]");
    [token(form).value, form.dataset.isRenewed] = [token(other).value, "yes"];
    send(form);
  } catch {
    giveUp(form, "offline");
  }
}

function show(page) { // what the server found wrong; the photo stays chosen
  const { files } = inputOf();
  const main = page.querySelector("main");
  if (!main?.querySelector("[data-upload]")) return giveUp(document.querySelector("[data-upload]"), "down");
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  inputOf().files = files;
  inputOf().dispatchEvent(new Event("change", { bubbles: true }));
  main.querySelector("[data-forgotten]")?.remove();
  setUp();
  (main.querySelector(".error-summary") ?? main).focus();
}

function giveUp(form, why) {
  request = undefined;
  part("progress").hidden = true;
  form.dispatchEvent(new CustomEvent("idle", { bubbles: true }));
  const trouble = part("trouble");
  for (const said of trouble.children) said.hidden = said.dataset.why !== why;
  trouble.hidden = false;
  trouble.focus();
}

const clicks = {
  "start-camera": startCamera,
  "stop-camera": closeCamera,
  shoot,
  "cancel-upload": () => request?.abort(),
};

function setUp() {
  if (!inputOf()) return; // no style is switched on
  part("start-camera").hidden = !navigator.mediaDevices?.getUserMedia && !matchMedia("(pointer: coarse)").matches;
  part("drop-hint").hidden = !matchMedia("(pointer: fine)").matches;
}

document.addEventListener("click", ({ target }) => {
  const name = Object.keys(clicks).find((one) => target.closest(`[data-${one}]`));
  if (name) clicks[name]();
});
document.addEventListener("change", ({ target }) => { if (target === inputOf()) preview(); });
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-upload]")) return;
  event.preventDefault();
  const isTooLarge = document.querySelector(".file-note.is-wrong"); // submit.js has said so beside the file
  if (!isTooLarge) return send(event.target);
  setTimeout(() => { // after submit.js has made the form busy
    event.target.dispatchEvent(new CustomEvent("idle", { bubbles: true }));
    inputOf().focus();
  });
});
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
  request = undefined;
  part("progress").hidden = true;
  preview();
});
addEventListener("pagehide", () => stream?.getTracks().forEach((track) => track.stop()));
setUp();
