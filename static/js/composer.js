// The composer: counts segments while one types, sends on Ctrl-Enter, keeps what is unsent, and takes a new key after each send.
// Markup: <form data-composer="lead-12" data-once data-count-url="..."> with a textarea, [data-count] and {% idempotency %}.
const COUNT_AFTER = 250;
const timers = new WeakMap();
const counters = new WeakMap();

const formOf = (target) => target.closest?.("[data-composer]");
const store = (form) => `draft:${form.dataset.composer}`;

async function count(form, area) {
  const out = form.querySelector("[data-count]");
  if (!out || !form.dataset.countUrl) return;
  counters.get(form)?.abort();
  const stop = new AbortController();
  counters.set(form, stop);
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  try {
    const words = new FormData(form);
    words.set("pictures", words.getAll("files").filter((file) => file.size).length);
    words.delete("files"); // they travel once, with the message
    const answer = await fetch(form.dataset.countUrl, { method: "POST", body: words, headers, signal: stop.signal });
    if (answer.ok) out.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") out.textContent = "";
  }
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form || !event.target.matches("textarea")) return;
  sessionStorage.setItem(store(form), event.target.value);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => count(form, event.target), COUNT_AFTER));
});

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const button = form.querySelector("button[data-send]") ?? form.querySelector("button:not([type=button])");
  if (button && !button.disabled) form.requestSubmit(button);
});

// What went out is no draft any more. Told before the answer is drawn: that may bring the same form, empty, in its place.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = event.detail.requestConfig.elt;
  if (form?.matches?.("[data-composer]") && event.detail.xhr.status < 400) sessionStorage.removeItem(store(form));
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event.target);
  if (!form || event.target !== form || !event.detail.successful) return;
  form.querySelectorAll("textarea").forEach((area) => { area.value = ""; });
  form.querySelectorAll("details[open]").forEach((drawer) => { drawer.open = false; });
  const key = form.querySelector("[name=idempotency_key]");
  if (key) key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
});

document.addEventListener("app:recount", (event) => {
  const form = formOf(event.target);
  const area = form?.querySelector("textarea");
  if (area) count(form, area);
});

// Words that never left come back with the page.
function restore() {
  document.querySelectorAll("[data-composer]").forEach((form) => {
    const area = form.querySelector("textarea");
    const kept = sessionStorage.getItem(store(form));
    if (area && kept && !area.value) area.value = kept;
    if (area?.value) count(form, area);
  });
}
restore();
document.body.addEventListener("htmx:load", restore);
