// Shows notices while no page is open. What it is told names no lead: a lock screen is read by whoever passes by.
self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? { title: "Homestretch", body: "There is something new for you.", url: "/" };
  event.waitUntil(self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    data: { url: told.url },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url ?? "/", self.location.origin);
  if (url.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: "window" });
    const open = pages.find((page) => new URL(page.url).origin === url.origin);
    if (open) {
      await open.focus();
      await open.navigate(url.href);
    } else {
      await self.clients.openWindow(url.href);
    }
  })());
});
