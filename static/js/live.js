// Live updates: socket, then server-sent events, then polling. Each message says its number and the one before it; a hole is
// fetched, and one too wide to fetch fires "live:gap", at which the parts of the page that asked for it load themselves again.
const { liveSocket, liveStream, livePoll, liveSeq } = document.body.dataset;
const PATIENCE = 75000; // the server asks for a sign of life each 30 s
const NOT_SIGNED_IN = 4401;
const POLL_EVERY = 10000;
const RETRY = [1000, 2000, 5000, 15000, 30000];
const lights = document.querySelectorAll("[data-live-light]");
let seq = liveSeq ? Number(liveSeq) : null; // where the channel stood when the page was made
let heard = Date.now();
let failures = 0;
let close = () => {};
const held = [];

function light(tone, words) {
  lights.forEach((element) => {
    element.hidden = tone === "live" && !("liveAlways" in element.dataset);
    element.dataset.tone = tone;
    element.querySelector("[data-live-words]").textContent = words;
  });
}

function draw(message) {
  if (message.html) window.htmx.swap(document.body, message.html, { swapStyle: "none" });
  document.body.dispatchEvent(new CustomEvent(`live:${message.type}`, { detail: message }));
}

// Nothing moves under the pointer: what changes a held part waits until the pointer leaves it.
function apply(message) {
  if (document.querySelector("[data-live-hold]:hover")) held.push(message);
  else draw(message);
}
document.addEventListener("pointerout", () => setTimeout(() => {
  if (!document.querySelector("[data-live-hold]:hover")) held.splice(0).forEach(draw);
}));

const since = () => (seq === null ? "" : `?since=${seq}`);

function refetch(now) {
  seq = now;
  document.body.dispatchEvent(new CustomEvent("live:gap"));
}

async function fill() {
  const answer = await fetch(livePoll + since(), { headers: { Accept: "application/json" } });
  if (answer.status === 401) return signedOut();
  if (!answer.ok) throw new Error(`poll ${answer.status}`);
  const { seq: now, messages, gap } = await answer.json();
  messages.filter((message) => seq === null || message.seq > seq).forEach(apply);
  seq = now;
  heard = Date.now();
  if (gap) refetch(now);
}

function signedOut() {
  close();
  connect = () => {};
  light("failed", "Signed out; open the page again");
}

const CONTROL = {
  hello: (message) => {
    light("live", "Live");
    seq ??= message.seq;
    if (message.seq !== seq) fill().catch(() => {});
  },
  gap: (message) => refetch(message.seq),
  ping: (_, answer) => answer?.('{"type": "pong"}'),
};

function receive(text, answer) {
  heard = Date.now();
  failures = 0;
  const message = JSON.parse(text);
  if (CONTROL[message.type]) return CONTROL[message.type](message, answer);
  if (seq !== null && message.seq <= seq) return;
  if (seq !== null && message.prev > seq) return fill().catch(() => {});
  seq = message.seq;
  apply(message);
}

function patience(lost) {
  return setInterval(() => { if (Date.now() - heard > PATIENCE) lost(); }, PATIENCE / 5);
}

function viaSocket(lost) {
  const socket = new WebSocket(location.origin.replace(/^http/, "ws") + liveSocket + since());
  const watch = patience(lost);
  socket.onmessage = (event) => receive(event.data, (words) => socket.send(words));
  socket.onclose = (event) => (event.code === NOT_SIGNED_IN ? signedOut() : lost());
  return () => { clearInterval(watch); socket.onclose = socket.onmessage = null; socket.close(); };
}

function viaStream(lost) {
  const source = new EventSource(liveStream + since());
  const watch = patience(lost);
  source.onmessage = (event) => receive(event.data);
  source.onerror = lost;
  return () => { clearInterval(watch); source.close(); };
}

function viaPolling(lost) {
  let rounds = 0;
  const ask = () => fill().then(
    () => { light("waiting", `Asking every ${POLL_EVERY / 1000} s`); if (++rounds >= 6) lost(); },
    () => { light("failed", `Offline since ${new Date(heard).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}`); },
  );
  const timer = setInterval(ask, POLL_EVERY);
  ask();
  return () => clearInterval(timer);
}

// Two lost sockets lead to the stream, two lost streams to polling; polling gives way to a socket again after a minute.
let connect = () => {
  close();
  const way = failures < 2 ? viaSocket : failures < 4 ? viaStream : viaPolling;
  heard = Date.now();
  close = way(() => {
    close();
    close = () => {};
    failures = way === viaPolling ? 0 : failures + 1;
    if (failures) light("waiting", "Reconnecting");
    setTimeout(() => connect(), way === viaPolling ? 0 : RETRY[Math.min(failures, RETRY.length - 1)]);
  });
};

if (liveSocket && document.querySelector("[data-live], [data-live-light]")) {
  addEventListener("load", () => connect());
  addEventListener("online", () => connect());
  addEventListener("pagehide", () => close());
  addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
}
