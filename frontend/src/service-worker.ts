// Lives in the browser while no page is open: shows the notice, and opens the product when it is tapped. It keeps no
// page and no answer (T27), and fetches nothing.
import { noticeOf, open, show } from "./notice";

interface Worker extends EventTarget {
  registration: ServiceWorkerRegistration;
  location: Location;
  clients: {
    claim(): Promise<void>;
    matchAll(options: object): Promise<{ url: string; focused: boolean; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushMessage extends Lasting {
  data: { json(): unknown } | null;
}
interface NoticeTap extends Lasting {
  notification: { close(): void };
}

const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => (event as Lasting).waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => (event as Lasting).waitUntil(worker.clients.claim()));
worker.addEventListener("push", (event) => {
  const message = event as PushMessage;
  message.waitUntil(show(worker.registration, noticeOf(message.data)));
});
worker.addEventListener("notificationclick", (event) => {
  const tap = event as NoticeTap;
  tap.notification.close();
  const pages = worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  tap.waitUntil(pages.then((all) => open(all, worker.location.origin, (url) => worker.clients.openWindow(url))));
});
