// Rows to choose: the head's box chooses all that are shown, shift-click chooses a stretch, the tray's cross lets go.
const boxes = () => [...document.querySelectorAll(".people-table input[name=lead]")];
const say = () => document.querySelector(".people-table .pick")?.dispatchEvent(new Event("change", { bubbles: true }));
let last = null;

function mark() {
  const all = boxes();
  const count = all.filter((box) => box.checked).length;
  const head = document.querySelector("[data-pick-all]");
  all.forEach((box) => box.closest("tr").setAttribute("aria-selected", String(box.checked)));
  if (head) {
    head.checked = count > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
  }
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("input[name=lead]");
  if (box) {
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
    mark();
  }
  if (event.target.closest?.("[data-pick-none]")) {
    boxes().forEach((other) => { other.checked = false; });
    mark();
    say();
  }
});
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-pick-all]")) return;
  boxes().forEach((box) => { box.checked = event.target.checked; });
  mark();
});
document.body.addEventListener("htmx:afterSwap", mark);
mark();
