// One socket for the whole page. The server sends hints without content ({kind, id, seq}); a hint, a reconnect or a poll
// makes us ask the feed for everything after the last number we know, so nothing is lost while the line was down.
// Out: DOM events "rt:message", "rt:seen" and "rt:case" on document, detail {kind, id, seq}.

export interface Hint {
  kind: string;
  id: string;
  seq: number | null;
}

interface Feed {
  hints: Hint[];
  last: number;
  more: boolean;
}

export const POLL_MS = 25_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const NOT_LOGGED_IN = 4401; // the server's close code for "log in first"

/** Doubling from one second to one minute, with jitter so that a restarted server is not met by everyone at once. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return ceiling / 2 + (random() * ceiling) / 2;
}

function tell(hint: Hint): void {
  document.dispatchEvent(new CustomEvent(`rt:${hint.kind}`, { detail: hint }));
}

class Live {
  private attempt = 0;
  private poll: ReturnType<typeof setInterval> | undefined;
  private asking = false;
  private askAgain = false;
  private loggedOut = false;

  constructor(private readonly root: HTMLElement) {}

  connect(): void {
    const url = new URL(this.root.dataset["liveUrl"] ?? "", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.onopen = () => {
      this.attempt = 0;
      clearInterval(this.poll);
      this.poll = undefined;
      void this.catchUp();
    };
    socket.onmessage = (event) => this.hinted(JSON.parse(String(event.data)) as Hint);
    socket.onclose = (event) => (event.code === NOT_LOGGED_IN ? this.stop() : this.lost());
  }

  /** Without a number nothing was kept (somebody has seen a message): the feed would not have it, so it is told at once. */
  private hinted(hint: Hint): void {
    if (hint.seq === null) tell(hint);
    else void this.catchUp();
  }

  private lost(): void {
    if (this.loggedOut) return;
    this.poll ??= setInterval(() => void this.catchUp(), POLL_MS);
    setTimeout(() => this.connect(), retryDelay(this.attempt++));
  }

  /** Hints that arrive while we ask are answered by one more question, never by two at a time. */
  private async catchUp(): Promise<void> {
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.askAgain = false;
        await this.ask();
      } while (this.askAgain);
    } finally {
      this.asking = false;
    }
  }

  /** The number the page was made with stands on the page. Without it the first answer only says where we are now. */
  private async ask(): Promise<void> {
    const after = this.root.dataset["liveSeq"];
    const url = (this.root.dataset["feedUrl"] ?? "") + (after ? `?after=${after}` : "");
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (!answer) return; // the next poll or reconnect asks again
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return this.stop();
    if (!answer.ok) return;
    const feed = (await answer.json()) as Feed;
    this.root.dataset["liveSeq"] = String(feed.last);
    if (feed.more) this.askAgain = true;
    feed.hints.forEach(tell);
  }

  private stop(): void {
    this.loggedOut = true;
    clearInterval(this.poll);
  }
}

export function startLive(root: HTMLElement): void {
  new Live(root).connect();
}
