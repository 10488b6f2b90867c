import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renewMenu, startMenu } from "./menu";

const item = (label: string): string =>
  `<a class="site-nav__link" href="/staff/"><span class="site-nav__label">${label}</span></a>`;

let answer: ReturnType<typeof vi.fn>;
const loggedOut = vi.fn();

function menuOf(person: string): string {
  return `<div data-person="${person}"><input name="csrfmiddlewaretoken" value="fresh"><nav>${item("Mine familier · 2")}</nav></div>`;
}

beforeEach(() => {
  document.body.innerHTML = `<nav>${item("Mine familier")}</nav><form><input name="csrfmiddlewaretoken" value="old"></form>`;
  Object.assign(document.body.dataset, { person: "lone", menuUrl: "/menu/" });
  answer = vi.fn(async () => new Response(menuOf("lone")));
  vi.stubGlobal("fetch", answer);
  loggedOut.mockClear();
  document.addEventListener("rt:logged-out", loggedOut);
});

afterEach(() => {
  document.removeEventListener("rt:logged-out", loggedOut);
  vi.unstubAllGlobals();
});

const token = (): string => document.querySelector<HTMLInputElement>("form input")!.value;

describe("menu", () => {
  it("renews counts and form tokens and leaves the link, which may have the focus", async () => {
    const link = document.querySelector<HTMLElement>(".site-nav__link")!;
    link.focus();
    expect(await renewMenu(document.body)).toBe(true);
    expect(answer).toHaveBeenCalledWith("/menu/?page=%2F", expect.anything());
    expect(link.textContent).toBe("Mine familier · 2");
    expect(document.activeElement).toBe(link);
    expect(token()).toBe("fresh");
  });

  it("gives no token to a page that somebody else's login has overtaken", async () => {
    answer.mockResolvedValueOnce(new Response(menuOf("henrik")));
    expect(await renewMenu(document.body)).toBe(false);
    expect(token()).toBe("old");
    expect(loggedOut).toHaveBeenCalledOnce();
  });

  it("tells an ended session, and stays as it is without an answer", async () => {
    answer.mockResolvedValueOnce(new Response("", { status: 401 }));
    expect(await renewMenu(document.body)).toBe(false);
    expect(loggedOut).toHaveBeenCalledOnce();
    answer.mockRejectedValueOnce(new TypeError("offline"));
    expect(await renewMenu(document.body)).toBe(false);
    expect(loggedOut).toHaveBeenCalledOnce();
    expect(token()).toBe("old");
  });

  it("asks once for a bunch of hints", async () => {
    vi.useFakeTimers();
    startMenu(document.body);
    for (const kind of ["message", "seen", "message"]) document.dispatchEvent(new CustomEvent(`rt:${kind}`));
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    expect(answer).toHaveBeenCalledOnce();
  });
});
