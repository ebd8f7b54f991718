// The board follows live messages: each that may concern a row shown makes it fetch itself, at most four times a second.
// Rows then slide from where they stood to where they stand. live.js holds messages back while the pointer rests on the board.
const board = document.querySelector("[data-scoreboard]");
const says = document.querySelector("[data-scoreboard-says]");
const BETWEEN = 250;
const SLIDE = 120;
const MARKED = 4000;
let fetched = 0;
let timer = null;
let busy = false;
let again = false;

function concerns({ lead_id: lead, score }) {
  const floor = Number(board.querySelector("[data-floor]")?.dataset.floor ?? 1);
  return score >= floor || Boolean(board.querySelector(`[data-lead="${lead}"]`));
}

function places() {
  return new Map([...board.querySelectorAll("[data-lead]")].map((row) => [row.dataset.lead, {
    top: row.getBoundingClientRect().top, score: row.dataset.score,
  }]));
}

function settle(before) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (const row of board.querySelectorAll("[data-lead]")) {
    const was = before.get(row.dataset.lead);
    if (was?.score === row.dataset.score) continue;
    row.classList.add("is-moved");
    setTimeout(() => row.classList.remove("is-moved"), MARKED);
    says.textContent = `${row.querySelector("a").textContent}: ${row.dataset.score}`;
  }
  if (still) return;
  for (const row of board.querySelectorAll("[data-lead]")) {
    const was = before.get(row.dataset.lead);
    const by = was ? was.top - row.getBoundingClientRect().top : 0;
    if (by) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: SLIDE, easing: "ease-out" });
  }
}

async function refresh() {
  timer = null;
  if (busy) { again = true; return; }
  busy = true;
  fetched = Date.now();
  const before = places();
  try {
    await window.htmx.ajax("GET", board.dataset.url, { target: board, swap: "innerHTML" });
    settle(before);
  } finally {
    busy = false;
    if (again) { again = false; soon(); }
  }
}

function soon() {
  if (timer === null) timer = setTimeout(refresh, Math.max(0, fetched + BETWEEN - Date.now()));
}

document.body.addEventListener("live:score_update", ({ detail }) => { if (concerns(detail.data)) soon(); });
document.body.addEventListener("live:gap", soon);
