// On a phone a menu is a strip that scrolls sideways: begin where the current page stands.
document.querySelectorAll("[data-strip] [aria-current]").forEach((current) => {
  const strip = current.closest("[data-strip]");
  strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
});
