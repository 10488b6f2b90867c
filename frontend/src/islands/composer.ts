// The pen: one message per token. The token changes when a message has arrived, and when the writer changes a text that
// may already have arrived; a plain retry keeps it, so that the server sees one message (T25).
// In: htmx events of the form. Out: what the writer sees; the words stay in the field until they have been sent.
import { isLoggedOut, type HtmxAnswer } from "./ask";
import { dropDraft, keepDraft, keptDraft } from "./draft";

type Fields = { body: HTMLTextAreaElement; token: HTMLInputElement; send: HTMLButtonElement; status: HTMLElement };
export type RenewToken = () => Promise<boolean>;

/** Fields are looked up each time, since a refused message replaces the form; in the pen alone, since what is asked
 * has forms of its own on the same page. */
function fieldsOf(root: HTMLElement): Fields {
  const pen = root.querySelector<HTMLFormElement>("#composer")!;
  return {
    body: pen.querySelector<HTMLTextAreaElement>("textarea[name=body]")!,
    token: pen.querySelector<HTMLInputElement>("input[name=client_token]")!,
    send: pen.querySelector<HTMLButtonElement>("button[type=submit]")!,
    status: root.querySelector<HTMLElement>("[data-status]")!,
  };
}

/** crypto.randomUUID exists only on secure origins; getRandomValues everywhere. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class Composer {
  /** Words that were sent and may have arrived, though nobody said so. */
  private unsent: string | null = null;
  private readonly thread: string;

  constructor(
    private readonly root: HTMLElement,
    private readonly renewToken: RenewToken,
  ) {
    this.thread = root.dataset["thread"] ?? "";
  }

  start(): void {
    this.takeUpDraft();
    this.root.addEventListener("htmx:beforeRequest", (event) => this.isForm(event) && this.sending());
    this.root.addEventListener("htmx:afterRequest", (event) => {
      if (this.isForm(event)) void this.answered((event as CustomEvent<HtmxAnswer>).detail);
    });
    this.root.addEventListener("input", () => this.written());
  }

  private isForm(event: Event): boolean {
    return (event.target as HTMLElement).id === "composer";
  }

  /** What was written before the page went away. Words that stand on the page as a message have arrived after all. */
  private takeUpDraft(): void {
    const { body, token } = fieldsOf(this.root);
    const draft = keptDraft(this.thread);
    if (!draft || body.value) return;
    const mine = [...this.root.querySelectorAll(".message--mine .message__body")].map((one) => one.textContent?.trim());
    if (draft.tried && mine.includes(draft.body.trim())) return dropDraft(this.thread);
    body.value = draft.body;
    token.value = draft.token;
    if (draft.tried) this.unsent = draft.body;
  }

  private keep(): void {
    const { body, token } = fieldsOf(this.root);
    keepDraft(this.thread, { body: body.value, token: token.value, tried: this.unsent !== null });
  }

  private sending(): void {
    const { body, send, status } = fieldsOf(this.root);
    this.unsent = body.value;
    this.keep();
    body.readOnly = true;
    send.disabled = true;
    status.textContent = status.dataset["sending"] ?? "";
  }

  private async answered(answer: HtmxAnswer): Promise<void> {
    const { body, token, send, status } = fieldsOf(this.root);
    body.readOnly = false;
    send.disabled = false;
    if (answer.successful && !isLoggedOut(answer)) {
      this.unsent = null;
      dropDraft(this.thread);
      body.value = "";
      token.value = newToken();
      status.textContent = "";
      body.focus();
      return;
    }
    status.textContent = status.dataset[await this.reason(answer)] ?? "";
  }

  /** Which of the pen's sentences says what happened. A page that was too old can be sent from again. */
  private async reason(answer: HtmxAnswer): Promise<"loggedOut" | "stale" | "gone" | "failed"> {
    if (isLoggedOut(answer)) return "loggedOut";
    if (answer.xhr.status === 404) return "gone";
    if (answer.xhr.status === 403 && (await this.renewToken())) return "stale";
    return "failed";
  }

  private written(): void {
    const { body, token } = fieldsOf(this.root);
    if (this.unsent !== null && body.value !== this.unsent) {
      this.unsent = null;
      token.value = newToken();
    }
    this.keep();
  }
}

export function startComposer(root: HTMLElement, renewToken: RenewToken): void {
  new Composer(root, renewToken).start();
}
