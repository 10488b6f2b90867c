// A quiet line when there is news in the shown case. Nothing moves under the reader's finger until they ask for it.
// In: "rt:case" on document. Out: "rt:case-shown" on the island when the part has been renewed.
import type { Hint } from "./live";

export type ReloadPart = (url: string, part: string) => Promise<void>;

export function startCase(root: HTMLElement, reloadPart: ReloadPart): void {
  const line = root.querySelector<HTMLElement>("[data-news]");
  const button = root.querySelector<HTMLElement>("[data-news-show]");
  const part = root.dataset["part"] ?? "";
  if (!line || !button || !part) return;

  document.addEventListener("rt:case", (event) => {
    if ((event as CustomEvent<Hint>).detail.id === root.dataset["case"]) line.hidden = false;
  });
  button.addEventListener("click", () => {
    void reloadPart(location.pathname + location.search, part).then(() => {
      line.hidden = true;
      document.getElementById("main")?.focus();
      root.dispatchEvent(new CustomEvent("rt:case-shown", { bubbles: true }));
    });
  });
}
