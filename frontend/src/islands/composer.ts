// The pen: one message per token. The token changes when a message has arrived, and when the writer changes a text that
// may already have arrived; a plain retry keeps it, so that the server sees one message (T25).
// In: htmx events of the form. Out: what the writer sees; the words stay in the field until they have been sent.

type Fields = { body: HTMLTextAreaElement; token: HTMLInputElement; send: HTMLButtonElement; status: HTMLElement };

/** Fields are looked up each time: a refused message replaces the form. */
function fieldsOf(root: HTMLElement): Fields {
  return {
    body: root.querySelector<HTMLTextAreaElement>("textarea[name=body]")!,
    token: root.querySelector<HTMLInputElement>("input[name=client_token]")!,
    send: root.querySelector<HTMLButtonElement>("button[type=submit]")!,
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

export function startComposer(root: HTMLElement): void {
  let unsent: string | null = null;

  const isForm = (event: Event): boolean => (event.target as HTMLElement).id === "composer";

  root.addEventListener("htmx:beforeRequest", (event) => {
    if (!isForm(event)) return;
    const { body, send, status } = fieldsOf(root);
    unsent = body.value;
    body.readOnly = true;
    send.disabled = true;
    status.textContent = status.dataset["sending"] ?? "";
  });

  root.addEventListener("htmx:afterRequest", (event) => {
    if (!isForm(event)) return;
    const { body, token, send, status } = fieldsOf(root);
    body.readOnly = false;
    send.disabled = false;
    if ((event as CustomEvent).detail.successful) {
      unsent = null;
      body.value = "";
      token.value = newToken();
      status.textContent = "";
      body.focus();
    } else {
      status.textContent = status.dataset["failed"] ?? "";
    }
  });

  root.addEventListener("input", () => {
    const { body, token } = fieldsOf(root);
    if (unsent === null || body.value === unsent) return;
    unsent = null;
    token.value = newToken();
  });
}
