import { beforeEach, describe, expect, it } from "vitest";
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

beforeEach(() => {
  document.body.innerHTML = `<div><form id="composer"><input name="client_token" value="first">
    <textarea name="body"></textarea><p data-status data-sending="Sender" data-failed="Ikke sendt endnu"></p>
    <button type="submit">Send</button></form></div>`;
  root = document.querySelector("div")!;
  startComposer(root);
});

describe("composer", () => {
  it("cannot be sent twice while it is sending", () => {
    write("Hej");
    htmx("beforeRequest");
    expect(send().disabled).toBe(true);
    expect(body().readOnly).toBe(true);
    expect(status()).toBe("Sender");
  });

  it("is empty and has a new token after the message arrived", () => {
    write("Hej");
    htmx("beforeRequest");
    htmx("afterRequest", { successful: true });
    expect(body().value).toBe("");
    expect(status()).toBe("");
    expect(send().disabled).toBe(false);
    expect(token()).not.toBe("first");
  });

  it("keeps the words and the token when the message did not arrive", () => {
    write("Hej");
    htmx("beforeRequest");
    htmx("afterRequest", { successful: false });
    expect(body().value).toBe("Hej");
    expect(token()).toBe("first");
    expect(status()).toBe("Ikke sendt endnu");
    expect(send().disabled).toBe(false);
  });

  it("takes a new token when the unsent words are changed, since the old ones may have arrived", () => {
    write("Hej");
    htmx("beforeRequest");
    htmx("afterRequest", { successful: false });
    write("Hej igen");
    const changed = token();
    expect(changed).not.toBe("first");
    write("Hej igen du");
    expect(token()).toBe(changed);
  });

  it("makes tokens that are random UUIDs", () => {
    expect(newToken()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(newToken()).not.toBe(newToken());
  });
});
