import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { POLL_MS, retryDelay, startLive } from "./live";

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

  it("polls while the socket is gone and stops when it is back", async () => {
    startLive(document.body);
    FakeSocket.last.onclose!({ code: 1006 });
    await vi.advanceTimersByTimeAsync(POLL_MS);
    expect(ask).toHaveBeenCalledTimes(1);
    FakeSocket.last.onopen!();
    await vi.advanceTimersByTimeAsync(POLL_MS * 3);
    expect(ask).toHaveBeenCalledTimes(2);
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
    ask.mockResolvedValueOnce(new Response("", { status: 403 }));
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
    startLive(document.body);
    FakeSocket.last.onclose!({ code: 4401 });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(ask).not.toHaveBeenCalled();
  });

  it("waits longer each time, never above a minute, never all at once", () => {
    expect(retryDelay(0, () => 0)).toBe(500);
    expect(retryDelay(0, () => 1)).toBe(1_000);
    expect(retryDelay(3, () => 1)).toBe(8_000);
    expect(retryDelay(50, () => 1)).toBe(60_000);
  });
});
