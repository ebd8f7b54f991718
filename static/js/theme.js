// Day, night or the system's choice, kept in a cookie so that the server draws the right one at once.
const menu = document.querySelector("[data-theme-menu]");
const YEAR = 31536000;

function current() {
  return document.documentElement.dataset.theme ?? "";
}

function draw() {
  menu.querySelectorAll("[data-theme-choice]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === current()));
  });
}

function choose(theme) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${theme ? YEAR : 0}; SameSite=Lax${secure}`;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  draw();
}

if (menu) {
  menu.hidden = false;
  menu.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) choose(button.dataset.themeChoice);
  });
  draw();
}
