// Turning the notice on in this browser: asks the person, subscribes, and lets the form carry what the browser got.
// In: submit of the form. Out: the same form, filled in and sent. Nothing is asked for before somebody taps.

const FIELDS = ["endpoint", "p256dh", "auth"] as const;

function part(root: HTMLElement, name: string): HTMLElement {
  return root.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
}

function isPossible(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** The key as browsers want it: bytes of base64url. */
export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function subscribed(workerUrl: string, key: string): Promise<PushSubscriptionJSON> {
  await navigator.serviceWorker.register(workerUrl, { scope: "/" });
  const { pushManager } = await navigator.serviceWorker.ready;
  const old = await pushManager.getSubscription();
  await old?.unsubscribe(); // it may have been made with another key, or for somebody else
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  return made.toJSON();
}

function fill(form: HTMLFormElement, said: PushSubscriptionJSON): void {
  const values = { endpoint: said.endpoint, p256dh: said.keys?.["p256dh"], auth: said.keys?.["auth"] };
  for (const name of FIELDS) form.querySelector<HTMLInputElement>(`[name="${name}"]`)!.value = values[name] ?? "";
}

export function startPush(form: HTMLFormElement): void {
  if (!isPossible()) return;
  part(form, "needs").hidden = true;
  part(form, "on").hidden = false;
  const button = form.querySelector("button")!;
  const say = (name: "denied" | "failed" | ""): void => {
    for (const one of ["denied", "failed"]) part(form, one).hidden = one !== name;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    button.disabled = true;
    say("");
    void turnOn(form)
      .then((refused) => say(refused))
      .catch(() => say("failed"))
      .finally(() => (button.disabled = false));
  });
}

async function turnOn(form: HTMLFormElement): Promise<"denied" | ""> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  fill(form, await subscribed(form.dataset["worker"]!, form.dataset["key"]!));
  form.submit();
  return "";
}

/** Off here: the browser forgets it too. The form is sent whatever the browser says. */
export function startPushOff(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (!isPossible()) return;
    event.preventDefault();
    void forgotten()
      .catch(() => undefined) // the server forgets it in any case, and then nobody calls
      .then(() => form.submit());
  });
}

async function forgotten(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
}
