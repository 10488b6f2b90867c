import { beforeEach, describe, expect, it, vi } from "vitest";
import { startMidnight } from "./midnight";

const HOUR_MS = 3_600_000;
let reload: ReturnType<typeof vi.fn<() => void>>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(new Date(2027, 1, 1, 23, 30));
  reload = vi.fn();
});

describe("midnight", () => {
  it("loads the page anew when its day is over", () => {
    startMidnight(() => false, reload);
    vi.advanceTimersByTime(HOUR_MS / 3);
    expect(reload).not.toHaveBeenCalled();
    vi.advanceTimersByTime(HOUR_MS);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("leaves a page alone that somebody writes on", () => {
    startMidnight(() => true, reload);
    vi.advanceTimersByTime(HOUR_MS * 30);
    expect(reload).not.toHaveBeenCalled();
  });

  it("looks when a phone wakes up", () => {
    startMidnight(() => false, reload);
    vi.setSystemTime(new Date(2027, 1, 2, 7));
    document.dispatchEvent(new Event("visibilitychange"));
    expect(reload).toHaveBeenCalledTimes(1);
  });
});
