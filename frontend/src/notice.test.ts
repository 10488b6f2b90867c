import { describe, expect, it, vi } from "vitest";
import { noticeOf, open, show } from "./notice";

const page = (url: string, focused = false) => ({ url, focused, focus: vi.fn(async () => undefined) });
const HOME = "https://roedtraad.example";

describe("a notice", () => {
  it("shows what the server says, in its language", async () => {
    const said = { title: "News", body: "Log in as usual.", lang: "en" };
    const showNotification = vi.fn(async () => undefined);
    await show({ showNotification }, noticeOf({ json: () => said }));
    expect(showNotification).toHaveBeenCalledWith("News", { body: "Log in as usual.", lang: "en", tag: "nyt" });
  });

  it("shows the plain words when nothing can be read", () => {
    const unreadable = { json: () => JSON.parse("{") as unknown };
    for (const data of [null, unreadable, { json: () => ({}) }, { json: () => null }]) {
      expect(noticeOf(data).title).toBe("Der er nyt i Rød Tråd");
    }
  });

  it("takes the page that is open, as it stands", async () => {
    const [other, mine, focused] = [page("https://else.example/"), page(`${HOME}/cases/1/`), page(`${HOME}/x/`, true)];
    const openWindow = vi.fn(async () => undefined);
    await open([other, mine], HOME, openWindow);
    expect(mine.focus).toHaveBeenCalledOnce();
    await open([other, mine, focused], HOME, openWindow);
    expect(focused.focus).toHaveBeenCalledOnce();
    expect(other.focus).not.toHaveBeenCalled();
    expect(openWindow).not.toHaveBeenCalled();
  });

  it("opens the front door when none is open", async () => {
    const openWindow = vi.fn(async () => undefined);
    await open([page("https://else.example/")], HOME, openWindow);
    expect(openWindow).toHaveBeenCalledWith("/");
  });
});
