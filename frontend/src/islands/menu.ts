// The counts in the menu, and fresh form tokens. Asked for after hints; a page that was made by somebody else's session
// is covered, because what is written on it would be sent in another name.
// In: "rt:message", "rt:seen" and "rt:resumed" on document. Out: the labels of the menu.
import { ask, loggedOut } from "./ask";

const CALM_MS = 300; // hints come in bunches

/** Whether the page is current again: its counts, and a token that its forms can be sent with. */
export async function renewMenu(root: HTMLElement): Promise<boolean> {
  const answer = await ask(`${root.dataset["menuUrl"]}?page=${encodeURIComponent(location.pathname)}`);
  if (!answer?.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector<HTMLElement>("[data-person]")?.dataset["person"] !== root.dataset["person"]) {
    loggedOut();
    return false;
  }
  const token = page.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  document.querySelectorAll<HTMLInputElement>("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
  for (const link of page.querySelectorAll<HTMLElement>(".site-nav__link")) {
    const label = link.querySelector(".site-nav__label");
    const shown = document.querySelector(`.site-nav__link[href="${link.getAttribute("href")}"] .site-nav__label`);
    if (label && shown) shown.replaceWith(label); // the link itself stays: it may have the focus
  }
  return true;
}

export function startMenu(root: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void renewMenu(root), CALM_MS);
  };
  for (const kind of ["message", "seen", "resumed"]) document.addEventListener(`rt:${kind}`, soon);
}
