import htmx from "htmx.org";
import "../styles/main.scss";
import { startCase } from "./islands/case";
import { startComposer } from "./islands/composer";
import { startLive } from "./islands/live";
import { startMidnight } from "./islands/midnight";
import { renewMenu, startMenu } from "./islands/menu";
import { startPush, startPushOff } from "./islands/push";
import { isWriting, sessionHasEnded, startSession } from "./islands/session";
import { startThread } from "./islands/thread";

function caseIsland(root: HTMLElement): void {
  startCase(root, (url, part) => htmx.ajax("get", url, { target: part, select: part, swap: "outerHTML" }));
}

function threadIsland(root: HTMLElement): void {
  startComposer(root, () => renewMenu(document.body));
  startThread(root, (url, list) => htmx.ajax("get", url, { target: list, swap: "beforeend" }));
}

// Every page works without this file. Each island takes its element and speaks through DOM events; htmx is handed in here.
const islands: Record<string, (root: HTMLElement) => void> = {
  case: caseIsland,
  "logged-out": sessionHasEnded,
  push: (root) => startPush(root as HTMLFormElement),
  "push-off": (root) => startPushOff(root as HTMLFormElement),
  thread: threadIsland,
};

const { person, liveUrl } = document.body.dataset;
if (person) {
  startSession(person);
  startMidnight(isWriting, () => location.reload());
}
for (const root of document.querySelectorAll<HTMLElement>("[data-island]")) {
  islands[root.dataset["island"] ?? ""]?.(root);
}
if (liveUrl) {
  startMenu(document.body);
  startLive(document.body);
}
