import { beforeEach, describe, expect, it, vi } from "vitest";
import { startCase } from "./case";

function news(id: string): void {
  document.dispatchEvent(new CustomEvent("rt:case", { detail: { kind: "case", id, seq: 1 } }));
}

let root: HTMLElement;
let line: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `<main id="main" tabindex="-1"><div data-island="case" data-case="c1" data-part="#part">
    <p data-news hidden><button data-news-show>Vis</button></p><div id="part"></div></div></main>`;
  root = document.querySelector<HTMLElement>("[data-island]")!;
  line = root.querySelector<HTMLElement>("[data-news]")!;
});

describe("case", () => {
  it("shows a quiet line for this case only and moves nothing by itself", () => {
    const reload = vi.fn();
    startCase(root, reload);
    news("c2");
    expect(line.hidden).toBe(true);
    news("c1");
    expect(line.hidden).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  it("renews the part when asked, and says so", async () => {
    const reload = vi.fn(async () => undefined);
    const shown = vi.fn();
    root.addEventListener("rt:case-shown", shown);
    startCase(root, reload);
    news("c1");
    root.querySelector("button")!.click();
    await vi.waitFor(() => expect(shown).toHaveBeenCalled());
    expect(reload).toHaveBeenCalledWith("/", "#part");
    expect(line.hidden).toBe(true);
    expect(document.activeElement?.id).toBe("main");
  });
});
