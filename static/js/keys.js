// Shortcuts. They rest while somebody types, while a dialog is open, and with Ctrl, Alt or Cmd held (but for Ctrl/Cmd-K).
// A key presses the element with that data-key: first in the chosen row, then on the page. So a key works where its button is.
const LEADER_WAIT = 1200;
let leader = 0;

const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const openDialog = (id) => document.dispatchEvent(new CustomEvent("app:open", { detail: id }));
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
const chosen = () => document.querySelector("[data-row][data-at]");

function moveRow(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(chosen());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  chosen()?.removeAttribute("data-at");
  next.dataset.at = "";
  next.scrollIntoView({ block: "nearest" });
  (next.querySelector("a, button") ?? next).focus({ preventScroll: true });
}

function press(key) {
  const quoted = CSS.escape(key);
  const target = chosen()?.querySelector(`[data-key="${quoted}"]`) ?? document.querySelector(`main [data-key="${quoted}"]`);
  if (!target || target.disabled) return false;
  if (target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) target.focus();
  else target.click();
  return true;
}

function go(key) {
  document.querySelector(`[data-go="${CSS.escape(key)}"]`)?.click();
}

const ACTIONS = {
  "/": () => openDialog("menu"),
  "?": () => openDialog("help"),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: () => chosen()?.querySelector("input[type=checkbox]")?.click(),
  g: () => { leader = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return openDialog("menu");
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (document.querySelector("dialog[open], .pop:popover-open")) return;
  if (Date.now() - leader < LEADER_WAIT) {
    leader = 0;
    return go(event.key);
  }
  if (event.key === "Enter" && chosen() && event.target === chosen()) return chosen().querySelector("a")?.click();
  if (ACTIONS[event.key]) {
    event.preventDefault();
    ACTIONS[event.key]();
  } else if (event.key.length === 1 && press(event.key)) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || row === chosen()) return;
  chosen()?.removeAttribute("data-at");
  row.dataset.at = "";
});
