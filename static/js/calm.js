// Parts marked data-calm draw themselves anew when something happens. Not under somebody's hands: a part in which one
// types, or in which a form is open, waits until they are done with it, and then catches up.
const waiting = new Map(); // part -> the event it slept through

const isOurs = (type) => type === "said" || type?.startsWith("live:");

function isTyping(part) {
  const field = document.activeElement;
  return part.contains(field) && field.matches("textarea, input:not([type=checkbox], [type=radio])") && field.value !== field.defaultValue;
}

const isOpen = (part) => part.querySelector("form.edit-form, details[open] form, [data-read-on]") !== null;

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt.closest("[data-calm]");
  const type = event.detail.requestConfig.triggeringEvent?.type;
  if (part !== event.detail.elt || !isOurs(type)) return;
  if (!isTyping(part) && !isOpen(part)) return;
  event.preventDefault();
  waiting.set(part, type);
});

function catchUp() {
  waiting.forEach((type, part) => {
    if (part.isConnected && (isTyping(part) || isOpen(part))) return;
    waiting.delete(part);
    if (part.isConnected) window.htmx.ajax("GET", part.getAttribute("hx-get"), { source: part, target: part, swap: part.getAttribute("hx-swap") ?? "innerHTML" });
  });
}
document.addEventListener("focusout", () => setTimeout(catchUp));
document.addEventListener("toggle", () => setTimeout(catchUp), true);
document.body.addEventListener("htmx:afterSwap", () => setTimeout(catchUp));

// A button inside a drawer, once its act went through, shuts the drawer: <form data-shuts hx-post="…" hx-swap="none">.
document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  const form = event.detail.requestConfig.elt;
  if (!form?.matches?.("[data-shuts]") || event.detail.xhr.status >= 400) return;
  form.closest("[data-calm]")?.querySelectorAll("details[open]").forEach((drawer) => { drawer.open = false; });
});
