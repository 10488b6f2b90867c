// Words that have not been sent yet, kept in this tab until they are sent, the person logs out here, or the tab closes.
// sessionStorage and never localStorage: nothing written about a child stays on a shared machine (T27).

export interface Draft {
  body: string;
  token: string;
  /** It was sent, and nobody knows whether it arrived: the same words keep their token (T25). */
  tried: boolean;
}

const PREFIX = "rt-draft:";

/** Storage may be switched off or full; then the words live in the field only. */
function stored<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(sessionStorage);
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

const key = (thread: string): string => `${PREFIX}${document.body.dataset["person"]}:${thread}`;

export function keepDraft(thread: string, draft: Draft): void {
  stored((storage) => (draft.body ? storage.setItem(key(thread), JSON.stringify(draft)) : storage.removeItem(key(thread))));
}

export function keptDraft(thread: string): Draft | null {
  const kept = stored((storage) => storage.getItem(key(thread)));
  return kept ? (JSON.parse(kept) as Draft) : null;
}

export function dropDraft(thread: string): void {
  stored((storage) => storage.removeItem(key(thread)));
}

/** All drafts of this tab; with a person, those of everybody else. */
export function forgetDrafts(except?: string): void {
  stored((storage) => {
    const mine = except && `${PREFIX}${except}:`;
    const all = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    all.filter((name) => name.startsWith(PREFIX) && !(mine && name.startsWith(mine))).forEach((name) => storage.removeItem(name));
  });
}
