import htmx from "htmx.org";
import "../styles/main.scss";
import { startCase } from "./islands/case";
import { startComposer } from "./islands/composer";
import { startLive } from "./islands/live";
import { startThread } from "./islands/thread";

function caseIsland(root: HTMLElement): void {
  startCase(root, (url, part) => htmx.ajax("get", url, { target: part, select: part, swap: "outerHTML" }));
}

function threadIsland(root: HTMLElement): void {
  startThread(root, (url, list) => htmx.ajax("get", url, { target: list, swap: "beforeend" }));
  startComposer(root);
}

// Every page works without this file. Each island takes its element and speaks through DOM events; htmx is handed in here.
const islands: Record<string, (root: HTMLElement) => void> = { case: caseIsland, thread: threadIsland };

for (const root of document.querySelectorAll<HTMLElement>("[data-island]")) {
  islands[root.dataset["island"] ?? ""]?.(root);
}
if (document.body.dataset["liveUrl"]) startLive(document.body);
