import { beforeEach, describe, expect, it, vi } from "vitest";
import { newToken, startComposer } from "./composer";

let root: HTMLElement;

const body = (): HTMLTextAreaElement => root.querySelector("textarea")!;
const token = (): string => root.querySelector<HTMLInputElement>("[name=client_token]")!.value;
const status = (): string => root.querySelector("[data-status]")!.textContent ?? "";
const send = (): HTMLButtonElement => root.querySelector("button")!;

function htmx(name: string, detail: object = {}): void {
  root.querySelector("#composer")!.dispatchEvent(new CustomEvent(`htmx:${name}`, { bubbles: true, detail }));
}

function write(text: string): void {
  body().value = text;
  body().dispatchEvent(new Event("input", { bubbles: true }));
}

const URL_OF_POST = "/cases/1/threads/2/post/";
let renewToken: ReturnType<typeof vi.fn<() => Promise<boolean>>>;

function ended(status: number, more: object = {}): void {
  htmx("beforeRequest");
  const xhr = { status, responseURL: `http://localhost:3000${URL_OF_POST}` };
  htmx("afterRequest", { successful: status < 400, xhr, pathInfo: { requestPath: URL_OF_POST }, ...more });
}

function page(messages = "", serverToken = "first"): void {
  document.body.innerHTML = `<div data-thread="t1">${messages}<form id="composer"><input name="client_token" value="${serverToken}">
    <textarea name="body"></textarea><p data-status data-sending="Sender" data-failed="Ikke sendt endnu"
    data-stale="For gammel" data-gone="Kan ikke længere" data-logged-out="Logget ud"></p>
    <button type="submit">Send</button></form></div>`;
  root = document.querySelector("div")!;
  startComposer(root, renewToken);
}

beforeEach(() => {
  sessionStorage.clear();
  document.body.dataset["person"] = "anja";
  renewToken = vi.fn(async () => true);
  page();
});

describe("composer", () => {
  it("cannot be sent twice while it is sending", () => {
    write("Hej");
    htmx("beforeRequest");
    expect(send().disabled).toBe(true);
    expect(body().readOnly).toBe(true);
    expect(status()).toBe("Sender");
  });

  it("leaves the other forms of the page alone", () => {
    root.insertAdjacentHTML("afterbegin", '<form id="asked"><button type="submit">Det var ikke et spørgsmål</button></form>');
    const other = root.querySelector<HTMLButtonElement>("#asked button")!;
    const own = root.querySelector<HTMLButtonElement>("#composer button")!;
    write("Hej");
    htmx("beforeRequest");
    expect([other.disabled, own.disabled]).toEqual([false, true]);
    other.remove(); // what is asked was drawn anew with the answer
    ended(200);
    expect(own.disabled).toBe(false);
  });

  it("is empty and has a new token after the message arrived", () => {
    write("Hej");
    ended(200);
    expect(body().value).toBe("");
    expect(status()).toBe("");
    expect(send().disabled).toBe(false);
    expect(token()).not.toBe("first");
  });

  it("keeps the words and the token when the message did not arrive", async () => {
    write("Hej");
    ended(500);
    await vi.waitFor(() => expect(status()).toBe("Ikke sendt endnu"));
    expect(body().value).toBe("Hej");
    expect(token()).toBe("first");
    expect(send().disabled).toBe(false);
  });

  it("takes a new token when the unsent words are changed, since the old ones may have arrived", () => {
    write("Hej");
    ended(0, { successful: false });
    write("Hej igen");
    const changed = token();
    expect(changed).not.toBe("first");
    write("Hej igen du");
    expect(token()).toBe(changed);
  });

  it("keeps the words when the session has ended, also when the login page was followed in silence", async () => {
    write("Hej");
    ended(401);
    await vi.waitFor(() => expect(status()).toBe("Logget ud"));
    expect(body().value).toBe("Hej");

    page();
    ended(200, { xhr: { status: 200, responseURL: "http://localhost:3000/konto/login/?next=/" } });
    await vi.waitFor(() => expect(status()).toBe("Logget ud"));
    expect(body().value).toBe("Hej");
    expect(token()).toBe("first");
  });

  it("fetches a fresh token when the page was too old, and says so", async () => {
    write("Hej");
    ended(403);
    await vi.waitFor(() => expect(status()).toBe("For gammel"));
    expect(renewToken).toHaveBeenCalledOnce();
    expect(body().value).toBe("Hej");
  });

  it("says only that nothing was sent when no fresh token could be had", async () => {
    renewToken.mockResolvedValueOnce(false);
    write("Hej");
    ended(403);
    await vi.waitFor(() => expect(status()).toBe("Ikke sendt endnu"));
  });

  it("says plainly that one may not write here any more", async () => {
    write("Hej");
    ended(404);
    await vi.waitFor(() => expect(status()).toBe("Kan ikke længere"));
    expect(body().value).toBe("Hej");
  });

  it("brings the words back on the next page, with the token they were tried with", () => {
    write("Hej");
    ended(0, { successful: false });
    page("", "second");
    expect(body().value).toBe("Hej");
    expect(token()).toBe("first");
    write("Hej igen");
    expect(token()).not.toBe("first");
  });

  it("forgets the words when they were sent, and when they stand on the page as a message", () => {
    write("Hej");
    ended(200);
    page();
    expect(body().value).toBe("");

    write("Kom I hjem?");
    ended(0, { successful: false });
    page(`<ol><li class="message--mine"><p class="message__body">Kom I hjem?</p></li></ol>`);
    expect(body().value).toBe("");
    page();
    expect(body().value).toBe("");
  });

  it("shows nobody another's words and leaves none on the machine", () => {
    write("Mine ord");
    document.body.dataset["person"] = "jonas";
    page();
    expect(body().value).toBe("");
    expect(localStorage).toHaveLength(0);
  });

  it("makes tokens that are random UUIDs", () => {
    expect(newToken()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newToken()).not.toBe(newToken());
  });
});
