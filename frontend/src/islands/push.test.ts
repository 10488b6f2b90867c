import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bytesOf, startPush, startPushOff } from "./push";

const FORM = `<form data-key="AQID-_8" data-worker="/service-worker.js">
  <input type="hidden" name="endpoint"><input type="hidden" name="p256dh"><input type="hidden" name="auth">
  <p data-part="needs">Det kræver</p><p data-part="denied" hidden></p><p data-part="failed" hidden></p>
  <div data-part="on" hidden><button>Slå til</button></div></form>`;

const unsubscribe = vi.fn(async () => true);
const subscribe = vi.fn(async (_options: unknown) => ({
  toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "P", auth: "A" } }),
}));

function browser(permission: string): void {
  const pushManager = { getSubscription: async () => ({ unsubscribe }), subscribe };
  const serviceWorker = {
    register: vi.fn(async () => undefined),
    ready: Promise.resolve({ pushManager }),
    getRegistration: async () => ({ pushManager }),
  };
  vi.stubGlobal("PushManager", class {});
  vi.stubGlobal("Notification", { requestPermission: async () => permission });
  Object.defineProperty(navigator, "serviceWorker", { value: serviceWorker, configurable: true });
}

function form(): HTMLFormElement {
  document.body.innerHTML = FORM;
  const found = document.querySelector("form")!;
  found.submit = vi.fn();
  return found;
}

function tap(found: HTMLFormElement): void {
  found.dispatchEvent(new Event("submit", { cancelable: true }));
}

const hidden = (name: string) => document.querySelector<HTMLElement>(`[data-part="${name}"]`)!.hidden;
const value = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`)!.value;

describe("push", () => {
  beforeEach(() => vi.clearAllMocks());
  afterEach(() => {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, "serviceWorker");
  });

  it("only says what is needed where the browser cannot", () => {
    startPush(form());
    expect(hidden("needs")).toBe(false);
    expect(hidden("on")).toBe(true);
  });

  it("subscribes anew with the server's key and sends the form", async () => {
    browser("granted");
    const found = form();
    startPush(found);
    expect(hidden("on")).toBe(false);
    tap(found);
    await vi.waitFor(() => expect(found.submit).toHaveBeenCalledOnce());
    expect(unsubscribe).toHaveBeenCalledOnce();
    expect(subscribe.mock.calls[0]![0]).toMatchObject({ userVisibleOnly: true });
    expect(["endpoint", "p256dh", "auth"].map(value)).toEqual(["https://push.example/1", "P", "A"]);
  });

  it("says so when the person or the browser says no, and can be tried again", async () => {
    browser("denied");
    const found = form();
    startPush(found);
    tap(found);
    await vi.waitFor(() => expect(hidden("denied")).toBe(false));
    await vi.waitFor(() => expect(found.querySelector("button")!.disabled).toBe(false));
    expect(found.submit).not.toHaveBeenCalled();
  });

  it("says so when the push service cannot be reached", async () => {
    browser("granted");
    subscribe.mockRejectedValueOnce(new Error("no service"));
    const found = form();
    startPush(found);
    tap(found);
    await vi.waitFor(() => expect(hidden("failed")).toBe(false));
    expect(hidden("denied")).toBe(true);
  });

  it("lets the browser forget it on turning off, and sends the form even if it will not", async () => {
    browser("granted");
    unsubscribe.mockRejectedValueOnce(new Error("gone"));
    const found = form();
    startPushOff(found);
    tap(found);
    await vi.waitFor(() => expect(found.submit).toHaveBeenCalledOnce());
    expect(unsubscribe).toHaveBeenCalledOnce();
  });

  it("reads base64url", () => expect([...bytesOf("AQID-_8")]).toEqual([1, 2, 3, 251, 255]));
});
