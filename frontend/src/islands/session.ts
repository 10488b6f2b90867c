// What an open page does when its session has ended: the content is covered, and only what somebody was writing stays.
// In: "rt:logged-out" on document, htmx' answers, a log-out in another tab. Out: "rt:logged-out" on document.
import { isLoggedOut, loggedOut, type HtmxAnswer } from "./ask";
import { forgetDrafts } from "./draft";

const TABS = "rt-session";

function writtenFields(): HTMLTextAreaElement[] {
  const fields = [...document.querySelectorAll<HTMLTextAreaElement>("main textarea")];
  return fields.filter((field) => !field.readOnly && field.value.trim() !== "");
}

export function isWriting(): boolean {
  const inputs = [...document.querySelectorAll<HTMLInputElement>("main input")];
  return writtenFields().length > 0 || inputs.some((one) => one.value !== one.defaultValue);
}

/** Hides everything in a part of the page that neither is nor holds something kept. */
function hideAround(part: Element, kept: Element[]): void {
  for (const child of part.children) {
    if (kept.includes(child)) continue;
    if (kept.some((one) => child.contains(one))) hideAround(child, kept);
    else (child as HTMLElement).hidden = true;
  }
}

function cover(): void {
  const template = document.querySelector<HTMLTemplateElement>("template#logged-out");
  const main = document.querySelector("main");
  if (!template || !main || main.querySelector(".logged-out")) return;
  const fields = writtenFields();
  const kept = fields.flatMap((field) => [field, ...(field.labels ?? [])]);
  const notice = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  const link = notice.querySelector("a");
  const back = `?next=${encodeURIComponent(location.pathname + location.search)}`;
  if (link) link.setAttribute("href", link.getAttribute("href") + back);
  const isDraft = fields.length > 0 && fields.every((field) => field.form?.id === "composer");
  notice.querySelector<HTMLElement>("[data-draft]")!.hidden = !isDraft;
  notice.querySelector<HTMLElement>("[data-words]")!.hidden = isDraft || fields.length === 0;
  main.prepend(notice);
  hideAround(main, [notice, ...kept]);
  document.querySelectorAll<HTMLElement>("nav, .site-header__who, .site-footer__form--leave").forEach((part) => (part.hidden = true));
  if (!fields.includes(document.activeElement as HTMLTextAreaElement)) notice.focus();
}

export function startSession(person: string): void {
  forgetDrafts(person);
  document.addEventListener("rt:logged-out", cover);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = (event as CustomEvent<HtmxAnswer>).detail;
    if (isLoggedOut(answer)) answer.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const answer = (event as CustomEvent<HtmxAnswer>).detail;
    if (answer.xhr.status && isLoggedOut(answer)) loggedOut();
  });
  if ("BroadcastChannel" in window) new BroadcastChannel(TABS).onmessage = loggedOut;
}

/** The page after logging out: nothing written stays in this tab, and the other tabs are told. */
export function sessionHasEnded(): void {
  forgetDrafts();
  if ("BroadcastChannel" in window) new BroadcastChannel(TABS).postMessage("logged-out");
}
