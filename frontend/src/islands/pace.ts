// How often an open page asks and how soon it comes back: quick for one person, bearable for a server of thousands.

export const POLL_MS = 25_000;
export const BELT_MS = 60_000;
export const STEADY_MS = 10_000; // a line that is dropped sooner is not up yet, and the next try waits longer
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Doubling from one second to one minute, with jitter so that a restarted server is not met by everyone at once. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return ceiling / 2 + (random() * ceiling) / 2;
}

/** Slow while the line is up (60 to 90 seconds), quicker while it is down. */
export function pollDelay(isUp: boolean, random: () => number = Math.random): number {
  return isUp ? BELT_MS + (random() * BELT_MS) / 2 : POLL_MS;
}
