// One socket for the whole page. The server sends hints without content ({kind, id, seq}); a hint, a reconnect or a poll
// makes us ask the feed for everything after the last number we know, so nothing is lost while the line was down.
// A socket can be open and deaf, so we ask now and then all the same, and whenever somebody comes back to the page.
// In: "rt:logged-out" on document. Out: "rt:message", "rt:seen", "rt:case" with detail {kind, id, seq}, and "rt:resumed"
// when the line is up again: what the feed does not keep may have been missed.
import { ask, loggedOut } from "./ask";
import { pollDelay, retryDelay, STEADY_MS } from "./pace";

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

const NOT_LOGGED_IN = 4401; // the server's close code for "log in first"

function tell(hint: Hint): void {
  document.dispatchEvent(new CustomEvent(`rt:${hint.kind}`, { detail: hint }));
}

class Live {
  private socket: WebSocket | undefined;
  private isUp = false;
  private wasUp = false;
  private attempt = 0;
  private steady: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private poll: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private askAgain = false;
  private isOver = false;

  constructor(private readonly root: HTMLElement) {}

  start(): void {
    const back = (): void => this.lookedAt();
    document.addEventListener("visibilitychange", back);
    addEventListener("focus", back);
    addEventListener("online", back);
    document.addEventListener("rt:logged-out", () => this.stop());
    this.connect();
    this.schedule();
  }

  private connect(): void {
    this.retry = undefined;
    const url = new URL(this.root.dataset["liveUrl"] ?? "", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(url);
    this.socket.onopen = () => this.opened();
    this.socket.onmessage = (event) => this.hinted(JSON.parse(String(event.data)) as Hint);
    this.socket.onclose = (event) => (event.code === NOT_LOGGED_IN ? loggedOut() : this.lost());
  }

  private opened(): void {
    this.isUp = true;
    this.steady = setTimeout(() => (this.attempt = 0), STEADY_MS);
    this.schedule();
    void this.catchUp();
    if (this.wasUp) document.dispatchEvent(new CustomEvent("rt:resumed"));
    this.wasUp = true;
  }

  private lost(): void {
    if (this.isOver) return;
    clearTimeout(this.steady);
    if (this.isUp) {
      this.isUp = false;
      this.schedule();
    }
    this.retry = setTimeout(() => this.connect(), retryDelay(this.attempt++));
  }

  /** Without a number nothing was kept (somebody has seen a message): the feed would not have it, so it is told at once. */
  private hinted(hint: Hint): void {
    if (hint.seq === null) tell(hint);
    else void this.catchUp();
  }

  private schedule(): void {
    clearTimeout(this.poll);
    this.poll = setTimeout(() => {
      this.look();
      this.schedule();
    }, pollDelay(this.isUp));
  }

  private look(): void {
    if (document.visibilityState !== "hidden" && !this.asking && !this.isOver) void this.catchUp();
  }

  private lookedAt(): void {
    this.look();
    if (this.retry === undefined || this.isOver || document.visibilityState === "hidden") return;
    clearTimeout(this.retry);
    this.connect();
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
      } while (this.askAgain && !this.isOver);
    } finally {
      this.asking = false;
    }
  }

  /** The number the page was made with stands on the page. Without it the first answer only says where we are now. */
  private async ask(): Promise<void> {
    const after = this.root.dataset["liveSeq"];
    const url = (this.root.dataset["feedUrl"] ?? "") + (after ? `?after=${after}` : "");
    const answer = await ask(url, { headers: { Accept: "application/json" } });
    if (!answer?.ok) return; // the next poll or reconnect asks again
    const feed = (await answer.json()) as Feed;
    this.root.dataset["liveSeq"] = String(feed.last);
    if (feed.more) this.askAgain = true;
    feed.hints.forEach(tell);
  }

  private stop(): void {
    this.isOver = true;
    for (const timer of [this.poll, this.retry, this.steady]) clearTimeout(timer);
    this.socket?.close();
  }
}

export function startLive(root: HTMLElement): void {
  new Live(root).start();
}
