import { beforeEach, describe, expect, it, vi } from "vitest";
import { isLoggedOut } from "./ask";
import { keepDraft } from "./draft";
import { sessionHasEnded, startSession } from "./session";

const TEMPLATE = `<template id="logged-out"><section class="logged-out" role="alert" tabindex="-1"><h2>Du er logget ud</h2>
  <p data-draft>bliver her</p><p data-words>kopiér</p><a href="/konto/login/">Log ind igen</a></section></template>`;

function page(main: string): void {
  document.body.innerHTML = `<nav>Menu · 3</nav><main><h1>Viktor</h1>${main}</main>${TEMPLATE}`;
}

function endSession(): void {
  document.dispatchEvent(new CustomEvent("rt:logged-out"));
}

function visible(selector: string): boolean {
  return document.querySelector(selector)!.closest("[hidden]") === null;
}

const pen = `<div class="talk"><ol><li>Besked</li></ol><form id="composer"><label for="w">Skriv</label>
  <textarea id="w"></textarea><button>Send</button></form></div>`;

beforeEach(() => sessionStorage.clear());

startSession("anja");

describe("session", () => {
  it("covers the page and shows the way back to it", () => {
    history.replaceState(null, "", "/cases/1/?a=b");
    page("<p>Fortroligt</p>");
    endSession();
    endSession();
    expect(document.querySelectorAll(".logged-out")).toHaveLength(1);
    for (const part of ["h1", "main > p", "nav"]) expect(visible(part)).toBe(false);
    expect(visible("[data-draft]") || visible("[data-words]")).toBe(false);
    expect(document.querySelector("main a")!.getAttribute("href")).toBe("/konto/login/?next=%2Fcases%2F1%2F%3Fa%3Db");
    expect(document.activeElement).toBe(document.querySelector(".logged-out"));
  });

  it("leaves the words that somebody is writing, and the focus in them", () => {
    page(pen);
    const field = document.querySelector("textarea")!;
    field.value = "Hej";
    field.focus();
    endSession();
    expect(visible("textarea")).toBe(true);
    expect(visible("label")).toBe(true);
    expect(document.activeElement).toBe(field);
    for (const part of ["li", "button"]) expect(visible(part)).toBe(false);
    expect(visible("[data-draft]")).toBe(true);
    expect(visible("[data-words]")).toBe(false);
  });

  it("says that words of other forms have to be copied", () => {
    page(`<form><textarea></textarea><select><option>Anja</option></select></form>`);
    document.querySelector("textarea")!.value = "Vi har fundet et sted.";
    endSession();
    expect(visible("textarea")).toBe(true);
    expect(visible("select")).toBe(false);
    expect(visible("[data-words]")).toBe(true);
  });

  it("knows an ended session by its status or by the login page, and swaps neither", () => {
    page(pen);
    const list = document.querySelector("ol")!;
    const login = { status: 200, responseURL: "http://localhost:3000/konto/login/?next=/" };
    const ended = { xhr: login, pathInfo: { requestPath: "/cases/1/new/?after=2" }, shouldSwap: true };
    list.dispatchEvent(new CustomEvent("htmx:beforeSwap", { bubbles: true, detail: ended }));
    expect(ended.shouldSwap).toBe(false);
    list.dispatchEvent(new CustomEvent("htmx:afterRequest", { bubbles: true, detail: { xhr: { status: 401 } } }));
    expect(document.querySelector("main .logged-out")).not.toBeNull();
  });

  it("takes an answer from the address asked for as one, and silence as none", () => {
    const asked = { requestPath: "/cases/1/new/?after=2" };
    const xhr = { status: 200, responseURL: "http://localhost:3000/cases/1/new/?after=2" };
    expect(isLoggedOut({ xhr, pathInfo: asked })).toBe(false);
    expect(isLoggedOut({ xhr: { status: 0, responseURL: "" }, pathInfo: asked })).toBe(false);
    expect(isLoggedOut({ xhr: { status: 404, responseURL: xhr.responseURL }, pathInfo: asked })).toBe(false);
  });

  it("forgets every draft of the tab on logging out and tells the other tabs", async () => {
    page("");
    document.body.dataset["person"] = "anja";
    keepDraft("t1", { body: "Hej", token: "a", tried: false });
    sessionStorage.setItem("another", "stays");
    sessionHasEnded();
    expect(sessionStorage).toHaveLength(1);
    await vi.waitFor(() => expect(document.querySelector("main .logged-out")).not.toBeNull());
  });

  it("forgets other people's drafts when somebody logs in", () => {
    for (const person of ["jonas", "anja"]) {
      document.body.dataset["person"] = person;
      keepDraft("t1", { body: "Hej", token: "a", tried: false });
    }
    startSession("anja");
    expect(Object.keys(sessionStorage)).toEqual(["rt-draft:anja:t1"]);
  });
});
