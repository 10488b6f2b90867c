// What the service worker does with a notice. Kept apart from it, so that it can be tested without one.
// The words come from the server, locked, and never say what is new; without them the browser still has to show some.

export interface Notice {
  title: string;
  body: string;
  lang: string;
}

const PLAIN: Notice = { title: "Der er nyt i Rød Tråd", body: "Log ind, som du plejer.", lang: "da" };
const TAG = "nyt"; // a newer notice takes the place of the last: many pieces of news are one line on the screen

export function noticeOf(data: { json(): unknown } | null): Notice {
  try {
    const said = data?.json() as Partial<Notice> | undefined;
    if (said && typeof said.title === "string" && typeof said.body === "string") return { ...PLAIN, ...said };
  } catch {
    // Not readable: the plain words are true of every notice.
  }
  return PLAIN;
}

export function show(registration: Pick<ServiceWorkerRegistration, "showNotification">, notice: Notice): Promise<void> {
  const { title, body, lang } = notice;
  return registration.showNotification(title, { body, lang, tag: TAG });
}

interface Page {
  url: string;
  focused: boolean;
  focus(): Promise<unknown>;
}

/** The page that is open already, as it stands: it shows news by itself, and somebody may be writing there. */
export async function open(
  pages: readonly Page[],
  origin: string,
  openWindow: (url: string) => Promise<unknown>,
): Promise<void> {
  const ours = pages.filter((page) => new URL(page.url).origin === origin);
  const page = ours.find((one) => one.focused) ?? ours[0];
  // The front door leads to the right page of whoever is logged in; an address with an id in it would tell of a case.
  await (page ? page.focus() : openWindow("/"));
}
