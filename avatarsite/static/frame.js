// The square of a photo that is drawn: moved, sized and turned by mouse, touch and keys. It is kept in the sliders,
// which are all that the form sends; without this script they are what moves it.
import { tell } from "./sliders.js";

const editors = new WeakMap();
const NAMES = ["x", "y", "side", "angle"]; // as the sliders are named; x, y and side in percent, see FrameForm
const KEYS = {
  ArrowLeft: { x: -1 }, ArrowRight: { x: 1 }, ArrowUp: { y: -1 }, ArrowDown: { y: 1 },
  "+": { side: 1.04 }, "=": { side: 1.04 }, "-": { side: 1 / 1.04 }, ",": { angle: -2 }, ".": { angle: 2 },
};
const TOOLS = { closer: { side: 1 / 1.1 }, farther: { side: 1.1 }, left: { angle: -3 }, right: { angle: 3 } };
const HANDLE = 9; // radius in pixels of the screen

class Editor {
  constructor(root) {
    this.root = root;
    this.photo = root.querySelector(".framed-photo");
    this.square = root.querySelector("[data-square]");
    this.sliders = NAMES.map((name) => root.querySelector(`[data-sliders] [name=${name}]`));
    const { width, height } = this.photo.viewBox.baseVal;
    this.units = [width, height, Math.min(width, height), 100].map((length) => length / 100);
    this.fingers = new Map();
    this.shade = root.querySelector("[data-shade]");
    root.querySelector("[data-tools]").hidden = false;
    this.square.addEventListener("pointerdown", (event) => this.take(event));
    this.square.addEventListener("pointermove", (event) => this.drag(event));
    for (const kind of ["pointerup", "pointercancel"]) this.square.addEventListener(kind, (event) => this.release(event));
    this.square.addEventListener("keydown", (event) => this.press(event));
    this.photo.addEventListener("wheel", (event) => this.pinch(event), { passive: false });
    root.addEventListener("input", ({ target }) => { if (this.sliders.includes(target)) this.set(this.place); });
    root.addEventListener("change", ({ target }) => {
      if (target.dataset.place) this.goTo(target);
      else this.show();
    });
    root.addEventListener("click", ({ target }) => { if (target.dataset.tool) this.use(target.dataset.tool); });
    new ResizeObserver(() => this.show()).observe(this.photo);
    this.face = root.querySelector("[data-place]:checked") ?? root.querySelector("[data-place]"); // looked at last
    if (this.face?.checked) this.goTo(this.face);
    this.show();
  }

  get place() { // in pixels of the photo, and degrees
    const [x, y, side, angle] = this.sliders.map((slider, at) => Number(slider.value) * this.units[at]);
    return { x, y, side, angle };
  }

  set(place) { // a place of one's own
    this.root.querySelector("[name=part][value=own]").checked = true;
    this.write(place);
  }

  write({ x, y, side, angle }) {
    [x, y, side, ((angle + 540) % 360) - 180].forEach((value, at) => { this.sliders[at].value = value / this.units[at]; });
    this.show();
  }

  goTo(face) {
    this.face = face;
    face.dataset.place.split(" ").forEach((value, at) => { this.sliders[at].value = value; });
    this.show();
  }

  change({ x = 0, y = 0, side = 1, angle = 0 }, step = 1) {
    const now = this.place;
    const length = (now.side * step) / 100;
    this.set({ x: now.x + x * length, y: now.y + y * length, side: now.side * side, angle: now.angle + angle });
  }

  use(tool) {
    if (tool !== "reset") return this.change(TOOLS[tool]);
    this.face.checked = true;
    this.goTo(this.face);
  }

  press(event) {
    const change = KEYS[event.key];
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.change(change, event.shiftKey ? 10 : 2);
  }

  pinch(event) { // of a track pad, which the browser tells as a wheel with Ctrl
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.change({ side: Math.exp(event.deltaY / 200) });
  }

  at({ clientX, clientY }) {
    return new DOMPoint(clientX, clientY).matrixTransform(this.photo.getScreenCTM().inverse());
  }

  take(event) {
    event.preventDefault();
    this.square.focus({ focusVisible: false });
    this.square.setPointerCapture(event.pointerId);
    this.handle = event.target.dataset.handle;
    this.fingers.set(event.pointerId, this.at(event));
    this.begin();
  }

  begin() { // what follows counts from here
    this.from = this.place;
    this.starts = [...this.fingers.values()].slice(0, 2);
  }

  drag(event) {
    if (!this.fingers.has(event.pointerId)) return;
    this.fingers.set(event.pointerId, this.at(event));
    const now = [...this.fingers.values()].slice(0, 2);
    this.set(now.length === 2 ? this.pinched(now) : this.handle ? this.pulled(now[0]) : this.moved(now[0]));
  }

  moved(point) {
    const [start] = this.starts;
    return { ...this.from, x: this.from.x + point.x - start.x, y: this.from.y + point.y - start.y };
  }

  pulled(point) {
    const [right, down] = [point.x - this.from.x, point.y - this.from.y];
    if (this.handle === "turn") return { ...this.from, angle: (Math.atan2(right, -down) * 180) / Math.PI };
    return { ...this.from, side: Math.SQRT2 * Math.hypot(right, down) };
  }

  pinched([first, second]) { // the square stays under the two fingers
    const [a, b] = this.starts;
    const [before, after] = [[b.x - a.x, b.y - a.y], [second.x - first.x, second.y - first.y]];
    const scale = Math.hypot(...after) / Math.hypot(...before);
    const turn = Math.atan2(after[1], after[0]) - Math.atan2(before[1], before[0]);
    const [right, down] = [this.from.x - a.x, this.from.y - a.y];
    return {
      x: first.x + scale * (right * Math.cos(turn) - down * Math.sin(turn)),
      y: first.y + scale * (right * Math.sin(turn) + down * Math.cos(turn)),
      side: this.from.side * scale,
      angle: this.from.angle + (turn * 180) / Math.PI,
    };
  }

  release(event) {
    this.fingers.delete(event.pointerId);
    this.handle = undefined;
    this.begin();
  }

  show() {
    const { x, y, side, angle } = this.place;
    const half = side / 2;
    const { width, height } = this.photo.viewBox.baseVal;
    const radius = HANDLE / (this.photo.getScreenCTM()?.a || 1);
    const set = (part, values) => Object.entries(values).forEach(([name, value]) => part.setAttribute(name, value));
    this.sliders.forEach(tell);
    const isPicked = this.root.querySelector("[name=part]:checked"); // of several faces none is, at first
    for (const part of [this.square, this.shade]) part.toggleAttribute("hidden", !isPicked);
    set(this.square, { transform: `translate(${x} ${y}) rotate(${angle})` });
    set(this.square.querySelector("[data-area]"), { x: -half, y: -half, width: side, height: side });
    set(this.square.querySelector("[data-handle=turn]"), { cx: 0, cy: -half, r: radius });
    set(this.square.querySelector("[data-handle=side]"), { cx: half, cy: half, r: radius });
    const corners = [[-half, -half], [half, -half], [half, half], [-half, half]].map(([right, down]) => {
      const turn = (angle * Math.PI) / 180;
      return `${x + right * Math.cos(turn) - down * Math.sin(turn)} ${y + right * Math.sin(turn) + down * Math.cos(turn)}`;
    });
    set(this.shade, { d: `M0 0H${width}V${height}H0Z M${corners.join("L")}Z` });
  }
}

export function setUpFraming() {
  const root = document.querySelector("[data-frame-editor]");
  if (root && !editors.has(root)) editors.set(root, new Editor(root));
}

setUpFraming();
addEventListener("pageshow", () => editors.get(document.querySelector("[data-frame-editor]"))?.show());
