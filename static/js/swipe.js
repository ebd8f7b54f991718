// On a phone a row marked data-swipe can be pulled aside: left presses its [data-swipe-left] button, right its [data-swipe-right].
// The button's own answer does the work and its toast holds the undo; without touch the buttons stay as they are.
const FAR = 88;
let row = null;
let from = null;

const target = (way) => row?.querySelector(`[data-swipe-${way}]`);
const wayOf = (distance) => (distance < 0 ? "left" : "right");

function settle() {
  if (!row) return;
  row.style.translate = "";
  row.removeAttribute("data-pulled");
  row = from = null;
}

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "touch") return;
  row = event.target.closest?.("[data-swipe]");
  from = row && { x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!row) return;
  const [across, down] = [event.clientX - from.x, event.clientY - from.y];
  if (Math.abs(down) > 24 && Math.abs(down) > Math.abs(across)) return settle();
  if (Math.abs(across) < 12 || !target(wayOf(across))) return;
  row.style.translate = `${across}px`;
  row.dataset.pulled = Math.abs(across) >= FAR ? wayOf(across) : "";
});

document.addEventListener("pointerup", () => {
  const button = row?.dataset.pulled ? target(row.dataset.pulled) : null;
  settle();
  button?.click();
});
document.addEventListener("pointercancel", settle);
