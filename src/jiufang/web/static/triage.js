// Triage by keyboard: J K for candidates, N P for requirements, A and R to decide. Clicking a requirement lights its evidence up.

import { typing } from "./app.js";

let at = "";

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

const keys = {
  n: () => move(1),
  p: () => move(-1),
  s: () => { document.getElementById("why").open = true; document.getElementById("to").focus(); },
  e: () => document.querySelector("[data-key=e]")?.click(),
  r: () => document.getElementById("reasons")?.showModal(),
};

function reject(reason) {
  document.getElementById("because").value = reason;
  document.getElementById("decide").requestSubmit(document.querySelector("[data-key=r]"));
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const reasons = document.getElementById("reasons");
    if (reasons?.open) {
      const chosen = document.querySelectorAll("[data-reason]")[Number(event.key) - 1];
      if (chosen) { event.preventDefault(); reject(chosen.dataset.reason); }
      return;
    }
    if (typing(event) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (keys[key]) { event.preventDefault(); keys[key](); }
    else if ("jka".includes(key)) document.querySelector(`[data-key=${key}]:not(:disabled)`)?.click();
  });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-reason]");
    if (chosen) { reject(chosen.dataset.reason); return; }
    if (event.target.closest("[data-key=r]") && !document.getElementById("because").value) {
      event.preventDefault();
      document.getElementById("reasons").showModal();
      return;
    }
    const link = event.target.closest("[data-shows]");
    if (link) event.preventDefault();
    const near = link?.dataset.shows ?? event.target.closest("[data-requirement]")?.dataset.requirement.split(" ")[0];
    if (near) light(near);
  });
  const asked = decodeURIComponent(location.hash.slice(1));
  if (asked && requirements().includes(asked)) light(asked);
  const next = document.querySelector("[data-key=j]");
  if (next) { const hint = document.createElement("link"); hint.rel = "prefetch"; hint.href = next.href; document.head.append(hint); }
}
