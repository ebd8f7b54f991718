// Signs this browser up for notices: asks the person, then the browser, and tells the server.
const box = document.querySelector("[data-push]");
const button = box?.querySelector("button");
const words = box?.querySelector("[data-push-words]");

const say = (text) => { words.textContent = text; };

function keyBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(plain, (mark) => mark.charCodeAt(0));
}

function browserName() {
  const brand = navigator.userAgentData?.brands?.find((one) => !/not.?a.?brand|chromium/i.test(one.brand))?.brand;
  const known = brand ?? ["Firefox", "Edg", "Chrome", "Safari"].find((name) => navigator.userAgent.includes(name));
  return `${known ?? "Browser"}, ${navigator.userAgentData?.platform || navigator.platform || "this device"}`;
}

async function signUp() {
  if (await Notification.requestPermission() !== "granted") {
    say("This browser does not allow notices from here. Change that beside the address bar.");
    return;
  }
  const registration = await navigator.serviceWorker.register(box.dataset.worker);
  await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: keyBytes(box.dataset.push),
  });
  const answer = await fetch(box.dataset.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": box.querySelector("[name=csrfmiddlewaretoken]").value },
    body: JSON.stringify({ subscription: subscription.toJSON(), label: browserName() }),
  });
  if (answer.ok) location.reload();
  else say((await answer.json().catch(() => ({}))).error ?? "That did not work. Try it again.");
}

if (button && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  button.hidden = false;
  say("");
  button.addEventListener("click", () => {
    button.disabled = true;
    signUp().catch(() => say("The browser’s push service did not answer. Try it again later.")).finally(() => {
      button.disabled = false;
    });
  });
}
