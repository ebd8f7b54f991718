// Opens dialogs (data-open="id", data-close) and drives the command menu: type, arrows, Enter.
const menu = document.getElementById("menu");
const input = document.getElementById("menu-q");
const list = document.getElementById("menu-list");
const found = document.getElementById("menu-found");

function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog?.showModal) return false;
  document.querySelectorAll("dialog[open]").forEach((other) => other.close());
  document.querySelectorAll(".pop:popover-open").forEach((other) => other.hidePopover());
  dialog.showModal();
  if (dialog === menu) {
    input.select();
    filter();
  }
  return true;
}

const options = () => [...list.querySelectorAll('[role="option"]')].filter((option) => !option.closest("[hidden]"));

function select(option) {
  list.querySelectorAll('[aria-selected="true"]').forEach((other) => other.setAttribute("aria-selected", "false"));
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.id ||= `menu-option-${Math.random().toString(36).slice(2)}`;
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function filter() {
  const words = input.value.trim().toLowerCase();
  if (!words) found.replaceChildren();
  list.querySelectorAll("[data-words]").forEach((option) => { option.hidden = !option.dataset.words.includes(words); });
  list.querySelectorAll("h3").forEach((title) => {
    const group = title.nextElementSibling;
    title.hidden = Boolean(group) && [...group.children].every((option) => option.hidden);
  });
  list.querySelector(".cmd-none").hidden = options().length > 0;
  select(options()[0]);
}

function move(step) {
  const all = options();
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  select(all[(at + step + all.length) % all.length]);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener && open(opener.dataset.open)) event.preventDefault();
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target.matches?.("dialog")) event.target.close();
  document.querySelectorAll("details.filter[open]").forEach((other) => { if (!other.contains(event.target)) other.open = false; });
});

input?.addEventListener("input", filter);
found?.addEventListener("htmx:afterSwap", filter);
menu?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") move(1);
  else if (event.key === "ArrowUp") move(-1);
  else if (event.key === "Enter") options().find((option) => option.getAttribute("aria-selected") === "true")?.querySelector("a, button")?.click();
  else return;
  event.preventDefault();
});
document.addEventListener("app:open", (event) => open(event.detail));
