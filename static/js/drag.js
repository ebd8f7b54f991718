// Moving a card to another column, by pointer or by keyboard (Space lifts, arrows choose, Enter drops, Escape puts it back).
// Markup: columns [data-column="stage"][data-column-name]; cards [data-card][data-move-url] with a [data-grip] button; a live
// region [data-drag-says]. A drop posts {stage} to the card's data-move-url; the answer swaps [data-board]. While a card is
// over a column, its data-preview-url?stage= fills that column's [data-preview] with what the move would stop and start.
const says = document.querySelector("[data-drag-says]");
let card = null;
let over = null;

const columns = () => [...document.querySelectorAll("[data-column]")];
const home = () => card.closest("[data-column]");
const tell = (words) => { if (says) says.textContent = words; };

function lift(element) {
  card = element;
  card.dataset.held = "";
  hover(home());
}

function hover(column) {
  if (!card || column === over) return;
  over?.removeAttribute("data-over");
  over?.querySelector("[data-preview]")?.replaceChildren();
  over = column;
  over.dataset.over = "";
  tell(`Over ${over.dataset.columnName}`);
  const preview = over.querySelector("[data-preview]");
  if (preview && over !== home() && card.dataset.previewUrl) {
    window.htmx.ajax("GET", `${card.dataset.previewUrl}?stage=${encodeURIComponent(over.dataset.column)}`, { target: preview, swap: "innerHTML" });
  }
}

function release() {
  over?.removeAttribute("data-over");
  over?.querySelector("[data-preview]")?.replaceChildren();
  card?.removeAttribute("data-held");
  card = over = null;
}

function drop() {
  const [moved, from, to] = [card, home(), over];
  release();
  if (!to || to === from) return tell("Put back");
  tell(`Moved to ${to.dataset.columnName}`);
  const id = moved.id;
  window.htmx.ajax("POST", moved.dataset.moveUrl, { source: moved, target: "[data-board]", swap: "outerHTML", values: { stage: to.dataset.column } })
    .then(() => document.getElementById(id)?.querySelector("[data-grip]")?.focus());
}

document.addEventListener("dragstart", (event) => {
  const element = event.target.closest?.("[data-card]");
  if (!element) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", element.id);
  setTimeout(() => lift(element));
});
document.addEventListener("dragover", (event) => {
  const column = card && event.target.closest?.("[data-column]");
  if (!column) return;
  event.preventDefault();
  hover(column);
});
document.addEventListener("drop", (event) => { if (card) { event.preventDefault(); drop(); } });
document.addEventListener("dragend", release);

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip) return;
  if (!card && event.key === " ") {
    event.preventDefault();
    return lift(grip.closest("[data-card]"));
  }
  if (!card) return;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) {
    const all = columns();
    hover(all[Math.min(Math.max(all.indexOf(over) + step, 0), all.length - 1)]);
  } else if (event.key === "Enter" || event.key === " ") drop();
  else if (event.key === "Escape") { release(); tell("Put back"); }
  else return;
  event.preventDefault();
});
