// Takes a photo with the camera, and hands it over as if it had been chosen.
const part = (name) => document.querySelector(`[data-${name}]`);
const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);
let stream;

export function setUpCamera() {
  part("start-camera").hidden = !hasCamera() && !matchMedia("(pointer: coarse)").matches;
}

export async function startCamera(input) {
  part("camera-trouble").hidden = true;
  if (!hasCamera()) return askSystem(input);
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

function askSystem(input) { // pages without https have no camera of their own; a phone still offers its app
  input.setAttribute("capture", "user");
  input.click();
  input.removeAttribute("capture");
}

export function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  part("camera").hidden = true;
  part("start-camera").disabled = false;
}

export function closeCamera() {
  stopCamera();
  part("start-camera").focus();
}

export function shoot(take) {
  const video = part("camera").querySelector("video");
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob((blob) => { if (blob) take(new File([blob], "camera.jpg", { type: "image/jpeg" })); }, "image/jpeg", 0.95);
  closeCamera();
}

addEventListener("pagehide", () => stream?.getTracks().forEach((track) => track.stop()));
