// Toasts leave by themselves, wait under the pointer, and say when a request failed.
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
  region.append(document.getElementById(templateId).content.cloneNode(true));
}

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

document.body.addEventListener("htmx:responseError", () => show("toast-failed"));
document.body.addEventListener("htmx:sendError", () => show("toast-offline"));
document.body.addEventListener("htmx:timeout", () => show("toast-offline"));
