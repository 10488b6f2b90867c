import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startLive } from "./live";
import { BELT_MS, POLL_MS, pollDelay, retryDelay } from "./pace";

class FakeSocket {
  static all: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: URL) {
    FakeSocket.all.push(this);
  }
  hears(hint: unknown = { kind: "message", id: "t1", seq: 8 }): void {
    this.onmessage!({ data: JSON.stringify(hint) });
  }
  close = vi.fn();
  static get last(): FakeSocket {
    return FakeSocket.all.at(-1)!;
  }
}

function answer(hints: unknown[], last: number, more = false): Response {
  return Response.json({ hints, last, more });
}

const heard: string[] = [];
const listen = (event: Event): void => void heard.push((event as CustomEvent).detail.id);
let ask: ReturnType<typeof vi.fn>;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  heard.length = 0;
  document.body.innerHTML = "";
  Object.assign(document.body.dataset, { person: "anja", liveUrl: "/ws/live/", feedUrl: "/feed/", liveSeq: "7" });
  ask = vi.fn(async () => answer([], 7));
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", ask);
  document.addEventListener("rt:message", listen);
  document.addEventListener("rt:case", listen);
});

afterEach(() => {
  document.dispatchEvent(new CustomEvent("rt:logged-out")); // pages of earlier tests still listen
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.removeEventListener("rt:message", listen);
  document.removeEventListener("rt:case", listen);
});

describe("live", () => {
  it("opens one socket on the page's own address", () => {
    startLive(document.body);
    expect(FakeSocket.all).toHaveLength(1);
    expect(FakeSocket.last.url.href).toBe("ws://localhost:3000/ws/live/");
  });

  it("asks the feed from the page's number and tells the page what came", async () => {
    ask.mockResolvedValueOnce(answer([{ kind: "message", id: "t1", seq: 8 }, { kind: "case", id: "c1", seq: 9 }], 9));
    startLive(document.body);
    FakeSocket.last.hears();
    await vi.waitFor(() => expect(heard).toEqual(["t1", "c1"]));
    expect(ask.mock.calls[0]![0]).toBe("/feed/?after=7");
    expect(document.body.dataset["liveSeq"]).toBe("9");
  });

  it("tells at once what the feed does not keep", async () => {
    document.addEventListener("rt:seen", listen);
    startLive(document.body);
    FakeSocket.last.hears({ kind: "seen", id: "t1", seq: null });
    document.removeEventListener("rt:seen", listen);
    expect(heard).toEqual(["t1"]);
    expect(ask).not.toHaveBeenCalled();
  });

  it("catches up after a reconnect from the last number it knows", async () => {
    ask.mockResolvedValueOnce(answer([], 12));
    startLive(document.body);
    FakeSocket.last.onopen!();
    await vi.waitFor(() => expect(document.body.dataset["liveSeq"]).toBe("12"));
    FakeSocket.last.onclose!({ code: 1006 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.onopen!();
    await vi.waitFor(() => expect(ask).toHaveBeenLastCalledWith("/feed/?after=12", expect.anything()));
  });

  it("polls while the socket is gone", async () => {
    startLive(document.body);
    FakeSocket.last.onclose!({ code: 1006 });
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("polls slowly with an open socket too, which may be deaf", async () => {
    startLive(document.body);
    FakeSocket.last.onopen!();
    await vi.advanceTimersByTimeAsync(BELT_MS - 1);
    expect(ask).toHaveBeenCalledTimes(1);
    ask.mockResolvedValueOnce(answer([{ kind: "message", id: "t1", seq: 8 }], 8));
    await vi.advanceTimersByTimeAsync(BELT_MS / 2 + 1);
    expect(heard).toEqual(["t1"]);
    expect(pollDelay(true, () => 0)).toBe(60_000);
    expect(pollDelay(true, () => 1)).toBe(90_000);
  });

  it("polls nothing while nobody looks, and asks when somebody does", async () => {
    const visible = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    startLive(document.body);
    FakeSocket.last.onopen!();
    await vi.advanceTimersByTimeAsync(BELT_MS * 4);
    expect(ask).toHaveBeenCalledTimes(1);
    visible.mockReturnValue("visible");
    document.dispatchEvent(new Event("visibilitychange"));
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
    for (const name of ["focus", "online"]) {
      await vi.advanceTimersByTimeAsync(1);
      dispatchEvent(new Event(name));
    }
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(4));
    visible.mockRestore();
  });

  it("comes back at once when the net does", async () => {
    startLive(document.body);
    FakeSocket.last.onclose!({ code: 1006 });
    dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it("says when the line is up again, but not when it first is", async () => {
    const resumed = vi.fn();
    document.addEventListener("rt:resumed", resumed);
    startLive(document.body);
    FakeSocket.last.onopen!();
    expect(resumed).not.toHaveBeenCalled();
    FakeSocket.last.onclose!({ code: 4503 });
    await vi.advanceTimersByTimeAsync(1_000);
    FakeSocket.last.onopen!();
    document.removeEventListener("rt:resumed", resumed);
    expect(resumed).toHaveBeenCalledOnce();
  });

  it("waits longer each time also when the server says hello only to say: later", async () => {
    startLive(document.body);
    for (let refused = 0; refused < 4; refused++) {
      FakeSocket.last.onopen!();
      FakeSocket.last.onclose!({ code: 4503 });
      await vi.advanceTimersByTimeAsync(retryDelay(refused, () => 1));
    }
    const before = FakeSocket.all.length;
    FakeSocket.last.onclose!({ code: 4503 });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(FakeSocket.all).toHaveLength(before);
  });

  it("answers hints that come while it asks with one more question", async () => {
    let release: (value: Response) => void = () => undefined;
    ask.mockImplementationOnce(() => new Promise<Response>((resolve) => (release = resolve)));
    startLive(document.body);
    FakeSocket.last.hears();
    FakeSocket.last.hears();
    FakeSocket.last.hears();
    release(answer([], 8));
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
    await vi.advanceTimersByTimeAsync(100);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("keeps its number when the feed fails and stops when logged out", async () => {
    ask.mockResolvedValueOnce(new Response("", { status: 500 }));
    ask.mockResolvedValueOnce(new Response("", { status: 401 }));
    startLive(document.body);
    FakeSocket.last.hears();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(1));
    expect(document.body.dataset["liveSeq"]).toBe("7");
    await vi.advanceTimersByTimeAsync(10);
    FakeSocket.last.hears();
    await vi.waitFor(() => expect(ask).toHaveBeenCalledTimes(2));
    await vi.advanceTimersByTimeAsync(10);
    FakeSocket.last.onclose!({ code: 1006 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it("asks on while there is more", async () => {
    ask.mockResolvedValueOnce(answer([], 200, true)).mockResolvedValueOnce(answer([], 260));
    startLive(document.body);
    FakeSocket.last.hears();
    await vi.waitFor(() => expect(document.body.dataset["liveSeq"]).toBe("260"));
    expect(ask).toHaveBeenLastCalledWith("/feed/?after=200", expect.anything());
  });

  it("first asks where it is when the page does not say", async () => {
    document.body.dataset["liveSeq"] = "";
    startLive(document.body);
    FakeSocket.last.onopen!();
    await vi.waitFor(() => expect(document.body.dataset["liveSeq"]).toBe("7"));
    expect(ask.mock.calls[0]![0]).toBe("/feed/");
  });

  it("does not come back when the server says: log in first", async () => {
    const loggedOut = vi.fn();
    document.addEventListener("rt:logged-out", loggedOut, { once: true });
    startLive(document.body);
    FakeSocket.last.onclose!({ code: 4401 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(ask).not.toHaveBeenCalled();
    expect(loggedOut).toHaveBeenCalledOnce();
  });

  it("waits longer each time, never above a minute, never all at once", () => {
    expect(retryDelay(0, () => 0)).toBe(500);
    expect(retryDelay(0, () => 1)).toBe(1_000);
    expect(retryDelay(3, () => 1)).toBe(8_000);
    expect(retryDelay(50, () => 1)).toBe(60_000);
  });
});
