// A thread that stays current, and a pen that never loses words.
// In: "rt:message" and "rt:seen" on document (detail.id is the thread), "rt:resumed", htmx events of the form.
// Out: "rt:thread-renewed" on the island after messages were added.
import { ask } from "./ask";
import type { Hint } from "./live";

export type LoadMessages = (url: string, list: HTMLElement) => Promise<void>;

const NEAR_END_PX = 160;

class Thread {
  private readonly list: HTMLElement;
  private asking = false;
  private askAgain = false;
  private seenSeq = 0;
  private seenWhileSending = false;
  private isRefused = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly loadMessages: LoadMessages,
  ) {
    this.list = root.querySelector<HTMLElement>("#messages")!;
  }

  start(): void {
    document.addEventListener("rt:message", (event) => {
      if ((event as CustomEvent<Hint>).detail.id === this.root.dataset["thread"]) void this.renew();
    });
    document.addEventListener("rt:seen", (event) => {
      if ((event as CustomEvent<Hint>).detail.id === this.root.dataset["thread"]) this.seenChanged();
    });
    document.addEventListener("rt:resumed", () => void this.renew().then(() => this.renewSeen()));
    document.addEventListener("visibilitychange", () => this.markSeen());
    addEventListener("scroll", () => this.markSeen(), { passive: true });
    this.root.addEventListener("htmx:beforeSwap", (event) => this.beforeSwap(event as CustomEvent));
    this.root.addEventListener("htmx:afterSwap", () => this.swapped());
    this.list.lastElementChild?.scrollIntoView({ block: "center", behavior: "instant" });
    this.markSeen();
  }

  private items(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[data-seq]")];
  }

  private lastSeq(): number {
    return Math.max(0, ...this.items().map((item) => Number(item.dataset["seq"])));
  }

  private async renew(): Promise<void> {
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    const follow = this.isNearEnd();
    try {
      do {
        this.askAgain = false;
        await this.loadMessages(`${this.root.dataset["pollUrl"]}?after=${this.lastSeq()}`, this.list);
        this.tidy();
      } while (this.askAgain);
    } finally {
      this.asking = false;
    }
    if (follow) this.list.lastElementChild?.scrollIntoView({ block: "nearest" });
    this.root.dispatchEvent(new CustomEvent("rt:thread-renewed", { bubbles: true }));
  }

  /** Somebody may have seen our message before it stands on our own page. */
  private seenChanged(): void {
    if (this.root.querySelector("#composer.htmx-request")) this.seenWhileSending = true;
    else void this.renewSeen();
  }

  private swapped(): void {
    this.tidy();
    if (this.seenWhileSending) void this.renewSeen();
    this.seenWhileSending = false;
    if (this.isRefused) this.root.querySelector<HTMLElement>("#composer textarea")?.focus(); // its reason is read out
    this.isRefused = false;
  }

  /** Who has seen what stands in the last line of each message; only those lines are taken from the answer. */
  private async renewSeen(): Promise<void> {
    const first = Number(this.items()[0]?.dataset["seq"] ?? 1);
    const answer = await ask(`${this.root.dataset["pollUrl"]}?after=${first - 1}`);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const item of this.items()) {
      const line = page.querySelector(`[data-seq="${item.dataset["seq"]}"] .message__meta`);
      if (line) item.querySelector(".message__meta")?.replaceWith(line);
    }
  }

  /** A refused message comes back as the form with its reason: it takes the form's place, not the list's. */
  private beforeSwap(event: CustomEvent): void {
    if (event.detail.xhr.status !== 422) return;
    this.isRefused = true;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    event.detail.target = this.root.querySelector("#composer");
    event.detail.swapOverride = "outerHTML";
  }

  /** Our own message may come twice, as the answer to the form and by a hint: the first one stays. */
  private tidy(): void {
    const known = new Set<string>();
    for (const item of this.items()) {
      const seq = item.dataset["seq"] ?? "";
      if (known.has(seq)) item.remove();
      known.add(seq);
    }
    const after = this.root.querySelector<HTMLInputElement>("input[name=after]");
    if (after) after.value = String(this.lastSeq());
    const empty = this.root.querySelector<HTMLElement>("[data-empty]");
    if (empty) empty.hidden = known.size > 0;
    this.markSeen();
  }

  private isNearEnd(): boolean {
    const last = this.list.lastElementChild;
    return !last || last.getBoundingClientRect().bottom < innerHeight + NEAR_END_PX;
  }

  /** Seen means that the last message has been on a screen someone could look at; it never means answered. */
  private markSeen(): void {
    const url = this.root.dataset["seenUrl"];
    const last = this.items().at(-1);
    const seq = this.lastSeq();
    if (!url || !last || document.visibilityState !== "visible" || seq <= this.seenSeq) return;
    if (last.getBoundingClientRect().top > innerHeight) return;
    this.seenSeq = seq;
    const token = this.root.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    const body = new URLSearchParams({ up_to: String(seq) });
    void ask(url, { method: "POST", body, headers: { "X-CSRFToken": token } }).then((answer) => {
      if (!answer) this.seenSeq = 0;
    });
  }
}

export function startThread(root: HTMLElement, loadMessages: LoadMessages): void {
  if (root.querySelector("#messages")) new Thread(root, loadMessages).start();
}
