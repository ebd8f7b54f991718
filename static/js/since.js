// Lets a waiting time run on: <b data-waited="161">2:41</b>. The server's seconds are the start, whatever our clock says.
const starts = new WeakMap();
const two = (number) => String(number).padStart(2, "0");

function words(passed) {
  const seconds = passed % 60;
  const minutes = Math.floor(passed / 60) % 60;
  const hours = Math.floor(passed / 3600);
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function tick() {
  document.querySelectorAll("[data-waited]").forEach((mark) => {
    if (!starts.has(mark)) starts.set(mark, Date.now() - Number(mark.dataset.waited) * 1000);
    mark.textContent = words(Math.floor((Date.now() - starts.get(mark)) / 1000));
  });
}

setInterval(tick, 1000);
