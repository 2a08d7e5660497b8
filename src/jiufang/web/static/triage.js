// Triage by keyboard: J K for candidates, N P for requirements, A and R to decide, U to take it back. Clicking a requirement lights its
// evidence up. The next candidates are fetched ahead, so that a step is shown at once; a decision is sent while the next one is shown.

import { toast, typing } from "./app.js";

const DEEP = 2; // candidates fetched ahead: a quick look takes a second, a page and its picture half of one
const KEPT = 12; // pages kept, for those who go back

let at = "";
let busy = false; // a step is under way; a second press of the key is not meant for whoever is still shown
let last = null; // the last decision, which can be taken back
let sending = Promise.resolve(); // decisions are sent one after the other
const ahead = new Map(); // address → promise of its page

function light(id, { scroll = true } = {}) {
  at = id;
  for (const shown of document.querySelectorAll(".on")) shown.classList.remove("on");
  const lit = [...document.querySelectorAll("[data-requirement]")].filter((one) => one.dataset.requirement.split(" ").includes(id));
  for (const one of lit) one.classList.add("on");
  if (!scroll) return;
  const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  for (const one of [lit.find((one) => one.closest(".findings")), lit.find((one) => one.closest(".desk"))]) {
    const folded = one?.closest("details:not([open])");
    if (folded) folded.open = true;
    one?.scrollIntoView({ block: "center", behavior: smooth });
  }
}

function requirements() {
  return [...document.querySelectorAll(".findings [data-requirement]")].map((one) => one.dataset.requirement);
}

function move(step) {
  const all = requirements();
  if (all.length) light(all[(all.indexOf(at) + step + all.length) % all.length]);
}

// Pages ahead: fetched and parsed, their first picture drawn.

function page(address) {
  if (!ahead.has(address)) {
    const asked = fetch(address, { headers: { Accept: "text/html" } }).then(async (answer) => {
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      return parsed(await answer.text());
    });
    asked.catch(() => ahead.delete(address));
    ahead.set(address, asked);
    if (ahead.size > KEPT) ahead.delete(ahead.keys().next().value);
  }
  return ahead.get(address);
}

function parsed(html) {
  const found = new DOMParser().parseFromString(html, "text/html");
  const first = found.querySelector(".sheet-page img");
  let picture = null;
  if (first) {
    picture = new Image();
    for (const { name, value } of first.attributes) if (name !== "loading") picture.setAttribute(name, value);
    picture.decoding = "sync";
  }
  return { found, picture };
}

async function fetchAhead(document_, deep = DEEP) {
  const next = document_.querySelector("[data-triage] [data-key=j]")?.getAttribute("href");
  if (!next || !deep) return;
  try { fetchAhead((await page(next)).found, deep - 1); } catch { /* it is asked for again when it is wanted */ }
}

function show({ found, picture }, address, { push = true } = {}) {
  if (push) history.pushState(null, "", address);
  const fresh = document.importNode(found.getElementById("main"), true);
  const first = fresh.querySelector(".sheet-page img");
  if (first && picture) first.replaceWith(picture);
  document.getElementById("main").replaceChildren(...fresh.childNodes);
  document.querySelector(".crumbs").replaceWith(document.importNode(found.querySelector(".crumbs"), true));
  for (const back of document.querySelectorAll("input[name=back]")) back.value = location.pathname;
  document.title = found.title;
  at = "";
  scrollTo(0, 0);
  document.getElementById("main").focus({ preventScroll: true });
  announce(document.querySelector("main h1")?.textContent ?? "");
  fetchAhead(document);
}

async function go(address, options) {
  busy = true;
  try { show(await page(address), address, options); } catch { location.href = address; } finally { busy = false; }
}

function announce(text) {
  let place = document.getElementById("announced");
  if (!place) {
    place = Object.assign(document.createElement("p"), { id: "announced", className: "sr" });
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  place.textContent = text;
}

// Deciding: the next candidate is shown before the answer is there; a refusal leads back with the reason.

function send(address, told) {
  const sent = sending.then(() => fetch(address, { method: "POST", body: told, keepalive: true, headers: { Accept: "application/json" } }));
  sending = sent.catch(() => {});
  return sent;
}

async function decide(form, button) {
  const address = location.pathname + location.search;
  const onto = document.querySelector("[data-triage] [data-key=j]").getAttribute("href");
  const words = { ...document.querySelector("[data-triage]").dataset };
  const answer = send(form.getAttribute("action"), new URLSearchParams(new FormData(form, button)));
  ahead.delete(address);
  document.getElementById("reasons")?.close();
  await go(onto);
  try { await told(await answer, form, address, words); } catch { toast(words.away); await go(address, { push: false }); }
}

async function told(answer, form, address, words) {
  if (answer.status === 422) { show(parsed(await answer.text()), address); return; } // why not, and what to do
  if (!answer.ok) throw new Error(answer.statusText);
  const { said, before } = await answer.json();
  last = { said, before, address, action: form.getAttribute("action"), words };
  toast(said, { undo: takeBack, label: words.undo });
}

async function takeBack() {
  if (!last || busy) return;
  const { before, address, action, words } = last;
  last = null;
  const token = document.querySelector("meta[name=csrf]").content;
  const answer = await send(action, new URLSearchParams({ csrf_token: token, action: "stage", to: before, words: words.mistake }));
  ahead.delete(address);
  if (answer.status === 422) { show(parsed(await answer.text()), address); return; }
  toast(answer.ok ? (await answer.json()).said : words.away);
  await go(address);
}

function reject(chosen) {
  document.getElementById("because").value = chosen.dataset.reason;
  if ("spoken" in chosen.dataset && !document.getElementById("words").value) {
    document.getElementById("reasons").close();
    document.getElementById("why").open = true;
    document.getElementById("words").focus();
    return;
  }
  document.getElementById("decide").requestSubmit(document.querySelector("[data-key=r]"));
}

const keys = {
  n: () => move(1),
  p: () => move(-1),
  u: takeBack,
  s: () => { document.getElementById("why").open = true; document.getElementById("to").focus(); },
  e: () => document.querySelector("[data-key=e]")?.click(),
  r: () => document.getElementById("reasons")?.showModal(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-triage]")) return;
  const reasons = document.getElementById("reasons");
  if (reasons?.open) {
    const chosen = reasons.querySelectorAll("[data-reason]")[Number(event.key) - 1];
    if (chosen) { event.preventDefault(); reject(chosen); }
    return;
  }
  if (event.key === "Escape" && event.target.closest?.("#why")) { document.getElementById("why").open = false; event.target.blur(); return; }
  if (typing(event) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (busy && "jkaru".includes(key)) return;
  if (keys[key]) { event.preventDefault(); keys[key](); }
  else if ("jka".includes(key)) document.querySelector(`[data-key=${key}]:not(:disabled)`)?.click();
}

function clicked(event) {
  const chosen = event.target.closest("[data-reason]");
  if (chosen) { reject(chosen); return; }
  const step = event.target.closest("a[data-key=j], a[data-key=k], a[data-later]");
  if (step && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); if (!busy) go(step.getAttribute("href")); return; }
  if (event.target.closest("[data-key=r]") && !document.getElementById("because").value) {
    event.preventDefault();
    document.getElementById("reasons").showModal();
    return;
  }
  const link = event.target.closest("[data-shows]");
  if (link) event.preventDefault();
  const near = link?.dataset.shows ?? event.target.closest("[data-requirement]")?.dataset.requirement.split(" ")[0];
  if (near) light(near);
}

let started = false;
export function start() {
  if (started) return;
  started = true;
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "decide" || !document.querySelector("[data-triage] [data-key=j]")) return;
    event.preventDefault();
    if (!busy) decide(event.target, event.submitter);
  });
  addEventListener("popstate", () => go(location.pathname + location.search, { push: false }));
  const asked = decodeURIComponent(location.hash.slice(1));
  if (asked && requirements().includes(asked)) light(asked);
  fetchAhead(document);
}
