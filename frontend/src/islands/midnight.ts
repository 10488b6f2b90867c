// "Today" is over at midnight: a page that is left open is loaded anew, unless somebody is writing on it.
// In: the device's clock, the page coming back into view. Out: the page is loaded anew.

const SHORTLY_AFTER_MS = 2000;

function today(): string {
  return new Date().toDateString();
}

function untilMidnightMs(): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime() - now.getTime();
}

export function startMidnight(isWriting: () => boolean, reload: () => void): void {
  const drawnOn = today();
  const look = (): void => {
    if (today() !== drawnOn && !isWriting()) reload();
  };
  const wait = (): void => {
    setTimeout(() => {
      look();
      wait();
    }, untilMidnightMs() + SHORTLY_AFTER_MS);
  };
  wait();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look(); // a phone that slept over midnight has run no timer
  });
}
