// Files that go along with a message: chosen, dropped or pasted; shown with their size; taken out again one by one.
// Markup: [data-files data-most data-total] with an input[type=file], a list, [role=alert] and a progress bar, inside a form.
const MB = 1024 * 1024;

const sizeOf = (bytes) => (bytes < MB ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MB).toFixed(1)} MB`);
const boxOf = (target) => target.closest?.("form")?.querySelector("[data-files]");
const inputOf = (box) => box.querySelector("input[type=file]");
const kept = new WeakMap(); // box -> what was chosen so far: a second choice adds to the first

function hold(box, files) {
  const bag = new DataTransfer();
  files.forEach((file) => bag.items.add(file));
  inputOf(box).files = bag.files;
  kept.set(box, files);
  draw(box, files);
  box.dispatchEvent(new CustomEvent("app:recount", { bubbles: true }));
}

function draw(box, files) {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  box.querySelector("[role=alert]").hidden = total <= Number(box.dataset.total) && files.length <= Number(box.dataset.most);
  box.querySelector("[data-files-words]").hidden = files.length > 0;
  box.querySelector("ul").replaceChildren(...files.map((file, at) => {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const out = document.createElement("button");
    name.textContent = `${file.name} · ${sizeOf(file.size)}`;
    name.className = "clip";
    out.type = "button";
    out.className = "btn btn-quiet btn-sm";
    out.textContent = "Remove";
    out.setAttribute("aria-label", `Remove ${file.name}`);
    out.addEventListener("click", () => hold(box, files.filter((_, place) => place !== at)));
    line.append(name, out);
    return line;
  }));
}

const add = (box, files) => hold(box, [...(kept.get(box) ?? []), ...files]);

document.addEventListener("change", (event) => {
  const box = event.target.matches?.("[data-files] input[type=file]") && event.target.closest("[data-files]");
  if (box) add(box, [...event.target.files]);
});

document.addEventListener("paste", (event) => {
  const box = event.clipboardData?.files.length ? boxOf(event.target) : null;
  if (!box) return;
  event.preventDefault();
  add(box, [...event.clipboardData.files]);
});

document.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes("Files") && boxOf(event.target)) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const box = event.dataTransfer?.files.length ? boxOf(event.target) : null;
  if (!box) return;
  event.preventDefault();
  add(box, [...event.dataTransfer.files]);
});

const barOf = (event) => boxOf(event.target)?.querySelector("progress");

document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = barOf(event);
  if (!bar || !event.detail.lengthComputable || !kept.get(bar.closest("[data-files]"))?.length) return;
  bar.hidden = false;
  bar.value = (100 * event.detail.loaded) / event.detail.total;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const bar = barOf(event);
  if (!bar) return;
  bar.hidden = true;
  if (event.target.matches("[data-composer]") && event.detail.successful) hold(bar.closest("[data-files]"), []);
});
