// Toasts leave by themselves, wait under the pointer, and say when what somebody asked for failed: once, not once
// for each request that failed with it.
const region = document.getElementById("toasts");
const STAY = 6000;
const STAY_WITH_UNDO = 10000;

function watch(toast) {
  toast.dataset.toast = "seen";
  let timer;
  const leave = () => toast.remove();
  const wait = () => { timer = setTimeout(leave, toast.querySelector("[data-undo]") ? STAY_WITH_UNDO : STAY); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("focusout", wait);
  toast.querySelector("[data-dismiss]")?.addEventListener("click", leave);
  toast.querySelector("[data-undo]")?.addEventListener("htmx:afterRequest", leave);
  wait();
}

function show(templateId) {
  const toast = document.getElementById(templateId).content.firstElementChild;
  const said = [...region.children].some((one) => one.textContent === toast.textContent);
  if (!said) region.append(toast.cloneNode(true));
}

// A page that refreshes itself asks again by itself; nobody needs to be told.
const asked = ({ detail: { requestConfig } }) => {
  const by = requestConfig?.triggeringEvent;
  return by && !by.type.startsWith("live:");
};

// As a popover the region stands above an open dialog; showing it again brings it back on top.
region.popover = "manual";
function watchAll() {
  const fresh = region.querySelectorAll('[data-toast=""]');
  if (!fresh.length) return;
  region.hidePopover();
  region.showPopover();
  fresh.forEach(watch);
}
new MutationObserver(watchAll).observe(region, { childList: true });
watchAll();

for (const [failure, words] of [
  ["htmx:responseError", "toast-failed"], ["htmx:sendError", "toast-offline"], ["htmx:timeout", "toast-offline"],
]) document.body.addEventListener(failure, (event) => { if (asked(event)) show(words); });
