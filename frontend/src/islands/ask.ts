// Asking the server in the background. An ended session is never taken for an answer: it is told on document as
// "rt:logged-out", and whoever asked gets null as when nobody answers.

export function loggedOut(): void {
  document.dispatchEvent(new CustomEvent("rt:logged-out"));
}

export async function ask(url: string, request: RequestInit = {}): Promise<Response | null> {
  const headers = { "X-Requested-With": "fetch", ...(request.headers as Record<string, string> | undefined) };
  const answer = await fetch(url, { ...request, headers, redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect" && answer?.status !== 401) return answer;
  loggedOut();
  return null;
}

/** The parts of htmx' event detail that say how a request ended. */
export interface HtmxAnswer {
  xhr: { status: number; responseURL?: string };
  pathInfo?: { requestPath: string };
  successful?: boolean;
  shouldSwap?: boolean;
}

/** htmx follows redirects: an answer from another address is the login page, or at least not what was asked for. */
export function isLoggedOut(answer: HtmxAnswer): boolean {
  if (answer.xhr.status === 401) return true;
  if (!answer.xhr.responseURL || !answer.pathInfo) return false;
  const asked = new URL(answer.pathInfo.requestPath, location.href).pathname;
  return new URL(answer.xhr.responseURL, location.href).pathname !== asked;
}
