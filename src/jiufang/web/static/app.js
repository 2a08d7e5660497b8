// What makes pages quicker for those who have JavaScript; everything works without it. Each part is loaded where its element is.

const parts = {
  "[data-drop]": "./upload.js",
  "[data-chart]": "./charts.js",
  "[data-triage]": "./triage.js",
  ".sortable": "./board.js",
  "[data-scorecard]": "./scorecard.js",
  "[data-select-all]": "./select.js",
  "[data-copy]": "./copy.js",
  "[data-latest]": "./latest.js",
};

export function typing(event) {
  const at = event.target;
  return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
}

export function toast(text, { undo = "", label = "" } = {}) {
  const shown = document.createElement("div");
  shown.className = "toast";
  shown.append(text);
  if (undo) {
    const button = document.createElement("button");
    button.className = "button small";
    button.textContent = label;
    button.addEventListener("click", () => { if (typeof undo === "function") undo(); else document.getElementById(undo)?.requestSubmit(); shown.remove(); });
    shown.append(button);
  }
  document.getElementById("toasts").replaceChildren(shown); // the last one only: Undo takes back what was done last
  setTimeout(() => shown.remove(), undo ? 10_000 : 5_000);
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

function openPalette() {
  openDialog("palette")?.querySelector("input").select();
  document.body.dispatchEvent(new CustomEvent("palette")); // shows where one can go before anything is typed
}

// The menu of a phone: while it lies over the page, the page cannot be reached.
function drawer(open) {
  document.getElementById("side").classList.toggle("open", open);
  document.querySelector(".shell > .main").inert = open;
}

let began = "";
const places = { j: "/jobs", p: "/pool", i: "/interviews", m: "/messages", t: "/" };

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  if (began === "g" && places[event.key]) { location.href = places[event.key]; return; }
  began = event.key === "g" ? "g" : "";
  if (event.key === "?") openDialog("help");
  if (event.key === "/") {
    const field = document.querySelector("main input[type=search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) { event.preventDefault(); openDialog(opener.dataset.opens); }
  if (event.target.closest("[data-palette]")) { event.preventDefault(); openPalette(); }
  if (event.target.closest("[data-print]")) { for (const folded of document.querySelectorAll("main details:not(.menu)")) folded.open = true; print(); }
  const side = event.target.closest("[data-side]");
  const panel = document.getElementById("side");
  if (side) { event.preventDefault(); drawer(true); panel.querySelector("a")?.focus(); }
  else if (panel?.classList.contains("open") && !event.target.closest("#side")) drawer(false);
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close(); // the backdrop
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (document.querySelector("#side.open")) { drawer(false); document.querySelector("[data-side]").focus(); }
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// The palette: arrows move, Enter goes.
document.getElementById("palette")?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { event.preventDefault(); event.currentTarget.close(); return; } // a search field would only empty itself
  const found = [...document.querySelectorAll("#palette-found a")];
  if (!found.length || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  const at = found.findIndex((link) => link.getAttribute("aria-selected") === "true");
  if (event.key === "Enter") { event.preventDefault(); (found[at] ?? found[0]).click(); return; }
  event.preventDefault();
  const next = (at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
  found.forEach((link, place) => link.setAttribute("aria-selected", String(place === next)));
  found[next].scrollIntoView({ block: "nearest" });
});

// What a server refuses is told in its words, not swallowed.
document.addEventListener("htmx:responseError", (event) => {
  let told = event.detail.xhr.statusText;
  try { const problem = JSON.parse(event.detail.xhr.responseText); told = [problem.title, problem.detail, problem.hint].filter(Boolean).join(". "); } catch { /* no problem+json */ }
  toast(told);
});
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name=csrf]")?.content;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token;
});

// On a phone, how to narrow a list down is folded away above what was found.
const narrow = matchMedia("(max-width: 860px)");
function fold() { for (const folded of document.querySelectorAll("details[data-folds]")) folded.open = !narrow.matches; }
fold();
narrow.addEventListener("change", fold);

const said = document.querySelector("[data-said]");
if (said) { toast(said.textContent.trim()); said.hidden = true; }

// A list is shown anew as soon as its order or place is picked with the pointer; the keyboard passes through choices, and presses the button.
let pointed = false;
addEventListener("pointerdown", () => { pointed = true; }, true);
addEventListener("keydown", () => { pointed = false; }, true);
document.addEventListener("change", (event) => {
  if (pointed && event.target.matches("form[data-at-once] select")) event.target.form.requestSubmit();
});

async function load(root) {
  for (const [selector, file] of Object.entries(parts)) {
    if (root.matches?.(selector) || root.querySelector(selector)) (await import(file)).start(root);
  }
}
load(document).then(() => { document.documentElement.dataset.ready = ""; }); // who looks from outside, such as a test, sees that keys are heard
document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) load(event.detail.elt); });
