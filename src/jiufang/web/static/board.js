// The board: slips are dragged, or moved by keys, at once; where the server refuses, they go back and its reason is told.

import { toast, typing } from "./app.js";

const NO_REASON = new Set(["open", "hired"]);

export function start() {
  const board = document.getElementById("board");
  if (!board || board.dataset.started) return;
  board.dataset.started = "1";
  const words = board.dataset;
  const laneOf = (one) => one.closest(".lane");
  const lane = (stage) => board.querySelector(`.lane[data-stage="${CSS.escape(stage)}"]`);
  const may = (from, to) => from !== to && from.dataset.onward.split(" ").includes(to.dataset.stage);
  const fill = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name] ?? "");

  function way(from, to) {
    if (to.dataset.kind === "rejected") return "reject";
    if (to.dataset.kind === "withdrawn") return "withdraw";
    if (!NO_REASON.has(from.dataset.kind)) return "reopen";
    return Number(to.dataset.place) < Number(from.dataset.place) ? "back" : "advance";
  }

  function count(one, step) {
    const shown = one.querySelector("[data-count]");
    const known = Number(shown.textContent.replace(/\D/g, ""));
    shown.textContent = (known + step).toLocaleString(document.documentElement.lang);
  }

  function put(slip, into, before = into.firstElementChild) {
    const from = laneOf(slip);
    into.insertBefore(slip, before);
    if (from !== laneOf(slip)) { count(from, -1); count(laneOf(slip), 1); }
  }

  // Why: the dialog settles to {because, words}, or to null when somebody thinks better of it.
  function why(slip, to, how) {
    const dialog = document.getElementById("why-move");
    const title = dialog.querySelector("[data-title]");
    const said = dialog.querySelector("textarea");
    const missing = dialog.querySelector("[data-missing]");
    title.textContent = fill(title.dataset.title, { who: slip.dataset.who, stage: to.dataset.name });
    said.value = "";
    missing.hidden = true;
    let chosen = null;
    for (const field of dialog.querySelectorAll("[data-way]")) {
      field.hidden = field.dataset.way !== how;
      if (!field.hidden) { chosen = field.querySelector("select"); chosen.value = ""; }
    }
    dialog.returnValue = "";
    dialog.showModal();
    (chosen ?? said).focus();
    return new Promise((settle) => {
      const go = dialog.querySelector("[data-go]");
      const check = (event) => {
        if (chosen?.value || said.value.trim()) return;
        event.preventDefault();
        missing.hidden = false;
        (chosen ?? said).focus();
      };
      go.addEventListener("click", check);
      dialog.addEventListener("close", () => {
        go.removeEventListener("click", check);
        settle(dialog.returnValue === "go" ? { because: chosen?.value ?? "", words: said.value.trim() } : null);
      }, { once: true });
    });
  }

  async function send(slip, stage, { because = "", words: reason = "" }) {
    const { person, version } = slip.dataset;
    const body = { persons: [person], action: stage, because, reason, seen: { [person]: Number(version) } };
    const headers = {
      "Content-Type": "application/json",
      "X-CSRF-Token": document.querySelector("meta[name=csrf]").content,
      "Idempotency-Key": crypto.randomUUID(),
    };
    const answer = await fetch(`/api/v1/jobs/${words.job}/decisions`, { method: "POST", headers, body: JSON.stringify(body) });
    if (answer.ok) return;
    const problem = await answer.json().catch(() => ({}));
    if (problem.type?.endsWith("/not-confirmed")) {
      location.href = `/jobs/${words.job}/applications/${slip.dataset.application}/move?to=${encodeURIComponent(stage)}`;
    }
    if (answer.status === 412) throw new Error(words.stale);
    throw new Error([problem.title, problem.detail?.replace(/^[\da-f-]{36}: /, ""), problem.hint].filter(Boolean).join(". ") || answer.statusText);
  }

  // What the server has is what stands there: counts, times, ranks, and where each may go next.
  async function refresh(focused) {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const one of board.querySelectorAll(".lane")) {
      const now = fresh.querySelector(`#board .lane[data-stage="${CSS.escape(one.dataset.stage)}"]`);
      if (!now) continue;
      one.querySelector("header").replaceWith(now.querySelector("header"));
      one.querySelector(".slips").replaceChildren(...now.querySelector(".slips").children);
      one.querySelector(":scope > a")?.remove();
      const rest = now.querySelector(":scope > a");
      if (rest) one.append(rest);
    }
    if (focused) document.querySelector(`#slip-${focused} [data-slip]`)?.focus({ preventScroll: true });
  }

  async function moveTo(slip, to, { back = null, undone = false } = {}) {
    const from = back?.lane ?? laneOf(slip);
    const home = back ?? { lane: from, next: slip.nextElementSibling };
    const id = slip.dataset.application;
    const restore = () => { put(slip, home.lane.querySelector(".slips"), home.next); slip.querySelector("[data-slip]").focus(); };
    if (!may(from, to)) { if (back) restore(); toast(words.notThere); return; }
    const how = way(from, to);
    let reason = undone ? { words: words.mistake } : {};
    if (how !== "advance" && !undone) {
      reason = await why(slip, to, how);
      if (!reason) { restore(); return; }
    }
    if (laneOf(slip) !== to) put(slip, to.querySelector(".slips"));
    slip.setAttribute("aria-busy", "true");
    try {
      await send(slip, to.dataset.stage, reason);
    } catch (refused) {
      restore();
      slip.removeAttribute("aria-busy");
      toast(`${words.back} ${refused instanceof TypeError ? words.away : refused.message}`);
      await refresh(id);
      return;
    }
    await refresh(id);
    const told = fill(words.moved, { who: slip.dataset.who, stage: to.dataset.name });
    const undo = () => { const again = document.getElementById(`slip-${id}`); if (again) moveTo(again, from, { undone: true }); };
    toast(told, undone || to.dataset.kind === "hired" ? {} : { undo, label: words.undo });
  }

  board.addEventListener("submit", (event) => {
    const form = event.target.closest(".mover form");
    if (!form) return;
    event.preventDefault();
    moveTo(form.closest(".slip"), lane(form.elements.to.value));
  });

  function beside(slip, step) {
    const lanes = [...board.querySelectorAll(".lane")];
    const row = [...laneOf(slip).querySelectorAll(".slip")].indexOf(slip);
    for (let at = lanes.indexOf(laneOf(slip)) + step; lanes[at]; at += step) {
      const there = lanes[at].querySelectorAll(".slip");
      if (there.length) return there[Math.min(row, there.length - 1)];
    }
    return null;
  }

  const keys = {
    ArrowDown: (slip) => slip.nextElementSibling,
    ArrowUp: (slip) => slip.previousElementSibling,
    ArrowRight: (slip) => beside(slip, 1),
    ArrowLeft: (slip) => beside(slip, -1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || document.querySelector("dialog[open]")) return;
    const slip = document.activeElement?.closest?.(".slip");
    if (!slip || !board.contains(slip)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (keys[key]) {
      const next = keys[key](slip);
      next?.querySelector("[data-slip]").focus();
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (key === "m" && slip.querySelector(".mover")) {
      slip.querySelector(".mover").open = true;
      slip.querySelector(".mover select").focus();
    } else if (key === "a") {
      const next = laneOf(slip).nextElementSibling;
      if (next && NO_REASON.has(next.dataset.kind)) moveTo(slip, next);
    } else if (key === "r") {
      const end = board.querySelector(".lane[data-kind=rejected]");
      if (end) moveTo(slip, end);
    } else return;
    event.preventDefault();
  });

  board.addEventListener("keydown", (event) => {
    const open = event.target.closest(".mover[open]");
    if (event.key === "Escape" && open) { open.open = false; open.closest(".slip").querySelector("[data-slip]").focus(); }
  });

  import(words.sortable).then(() => {
    for (const list of board.querySelectorAll(".slips")) {
      globalThis.Sortable.create(list, {
        group: { name: "board", put: (to, from) => may(laneOf(from.el), laneOf(to.el)) },
        sort: false, // the order is that of the ranking, or of the lot
        animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
        delay: 150,
        delayOnTouchOnly: true,
        filter: ".mover",
        preventOnFilter: false,
        onStart: (event) => { for (const one of board.querySelectorAll(".lane")) one.classList.toggle("no", one !== laneOf(event.from) && !may(laneOf(event.from), one)); },
        onEnd: (event) => {
          for (const one of board.querySelectorAll(".lane.no")) one.classList.remove("no");
          if (event.from === event.to) return;
          count(laneOf(event.from), -1);
          count(laneOf(event.to), 1);
          moveTo(event.item, laneOf(event.to), { back: { lane: laneOf(event.from), next: event.from.children[event.oldIndex] ?? null } });
        },
      });
    }
  });
}
