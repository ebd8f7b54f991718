// A form marked data-once goes out once: its button rests until the answer is here, or until the person comes back to the page.
const buttonOf = (form, event) => event?.submitter ?? form.querySelector("button:not([type=button])");

function rest(form, button) {
  form.dataset.sent = "";
  button?.setAttribute("aria-busy", "true");
  // A button closed during submit would drop its own name and value from the form: close it one turn later.
  setTimeout(() => button && (button.disabled = true));
}

function wake(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  rest(form, buttonOf(form, event));
}, true);

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("[data-once]");
  if (form) wake(form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("[data-once][data-sent]").forEach(wake));
