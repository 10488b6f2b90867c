import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startThread } from "./thread";

function message(seq: number): string {
  return `<li data-seq="${seq}">${seq}</li>`;
}

function hint(id: string): void {
  document.dispatchEvent(new CustomEvent("rt:message", { detail: { kind: "message", id, seq: 1 } }));
}

// Islands of earlier tests still listen on document: each test has a thread of its own.
let tests = 0;
let mine: string;
let root: HTMLElement;
let list: HTMLElement;
let post: ReturnType<typeof vi.fn>;

function shown(): string[] {
  return [...list.children].map((item) => item.textContent ?? "");
}

beforeEach(() => {
  mine = `t${++tests}`;
  document.body.innerHTML = `<div data-island="thread" data-thread="${mine}" data-poll-url="/nye/" data-seen-url="/set/">
    <ol id="messages">${message(1)}${message(2)}</ol><p data-empty hidden></p>
    <form id="composer"><input name="csrfmiddlewaretoken" value="csrf"><input name="after" value="2"><textarea></textarea></form></div>`;
  root = document.querySelector<HTMLElement>("[data-island]")!;
  list = root.querySelector<HTMLElement>("#messages")!;
  post = vi.fn(async () => new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", post);
  Element.prototype.scrollIntoView = vi.fn();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("thread", () => {
  it("fetches what came after the last message it shows", async () => {
    const load = vi.fn(async (_url: string, into: HTMLElement) => into.insertAdjacentHTML("beforeend", message(3)));
    const renewed = vi.fn();
    root.addEventListener("rt:thread-renewed", renewed);
    startThread(root, load);
    hint(mine);
    await vi.waitFor(() => expect(renewed).toHaveBeenCalled());
    expect(load).toHaveBeenCalledWith("/nye/?after=2", list);
    expect(shown()).toEqual(["1", "2", "3"]);
    expect(root.querySelector<HTMLInputElement>("[name=after]")!.value).toBe("3");
  });

  it("leaves other threads alone", () => {
    const load = vi.fn();
    startThread(root, load);
    hint("another");
    expect(load).not.toHaveBeenCalled();
  });

  it("shows a message once when it comes both as answer and by hint", () => {
    startThread(root, vi.fn());
    list.insertAdjacentHTML("beforeend", message(2) + message(3));
    list.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
    expect(shown()).toEqual(["1", "2", "3"]);
  });

  it("puts a refused form in the form's place", () => {
    startThread(root, vi.fn());
    const detail: Record<string, unknown> = { xhr: { status: 422 }, shouldSwap: false, isError: true };
    list.dispatchEvent(new CustomEvent("htmx:beforeSwap", { bubbles: true, detail }));
    expect(detail["shouldSwap"]).toBe(true);
    expect((detail["target"] as HTMLElement).id).toBe("composer");
    expect(detail["swapOverride"]).toBe("outerHTML");

    root.querySelector("#composer")!.outerHTML = `<form id="composer"><textarea aria-invalid="true"></textarea></form>`;
    root.querySelector("#composer")!.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
    expect(document.activeElement).toBe(root.querySelector("textarea"));
  });

  it("leaves the focus alone when messages come", () => {
    startThread(root, vi.fn());
    list.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
    expect(document.activeElement).toBe(document.body);
  });

  it("asks for messages and marks anew when the line is up again", async () => {
    const load = vi.fn(async (_url: string, into: HTMLElement) => into.insertAdjacentHTML("beforeend", message(3)));
    startThread(root, load);
    document.dispatchEvent(new CustomEvent("rt:resumed"));
    await vi.waitFor(() => expect(post).toHaveBeenCalledWith("/nye/?after=0", expect.anything()));
    expect(shown()).toEqual(["1", "2", "3"]);
  });

  it("renews who has seen a message and leaves the message alone", async () => {
    list.innerHTML = `<li data-seq="4">Hej<p class="message__meta">i dag</p></li>`;
    const answer = `<li data-seq="4">Andet<p class="message__meta">i dag · set af Lone</p></li>`;
    post.mockImplementation(async (url: string) => new Response(url.startsWith("/nye/") ? answer : null));
    startThread(root, vi.fn());
    document.dispatchEvent(new CustomEvent("rt:seen", { detail: { kind: "seen", id: mine, seq: 9 } }));
    await vi.waitFor(() => expect(shown()).toEqual(["Heji dag · set af Lone"]));
    expect(post).toHaveBeenCalledWith("/nye/?after=3", expect.anything());
  });

  it("asks who has seen our message once it stands on the page, when it was seen while it was sent", async () => {
    startThread(root, vi.fn());
    const form = root.querySelector<HTMLElement>("#composer")!;
    form.classList.add("htmx-request");
    document.dispatchEvent(new CustomEvent("rt:seen", { detail: { kind: "seen", id: mine, seq: null } }));
    expect(post).not.toHaveBeenCalledWith("/nye/?after=0", expect.anything());
    form.classList.remove("htmx-request");
    list.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
    expect(post).toHaveBeenCalledWith("/nye/?after=0", expect.anything());
  });

  it("marks seen once, and only while the page is visible", () => {
    const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    startThread(root, vi.fn());
    expect(post).not.toHaveBeenCalled();
    visible.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    document.dispatchEvent(new Event("visibilitychange"));
    expect(post).toHaveBeenCalledTimes(1);
    const [url, request] = post.mock.calls[0] as [string, RequestInit];
    expect(url).toBe("/set/");
    expect(String(request.body)).toBe("up_to=2");
    expect(request.headers).toMatchObject({ "X-CSRFToken": "csrf" });
  });

  it("does not mark seen what lies below the screen", () => {
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("visible");
    vi.spyOn(list.lastElementChild!, "getBoundingClientRect").mockReturnValue({ top: 5_000 } as DOMRect);
    startThread(root, vi.fn());
    expect(post).not.toHaveBeenCalled();
  });
});
