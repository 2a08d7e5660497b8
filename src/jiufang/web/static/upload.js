// Adding résumés: files and folders that are dropped or chosen are sent a few at a time, each with its own bar; what became of them is the server's to tell.

import { toast } from "./app.js";

const AT_ONCE = 3;
const ENOUGH = 2000; // files of one drop; more is a mistake, such as one's whole disk

async function entries(item) {
  if (item.isFile) return [await new Promise((done, failed) => item.file(done, failed))];
  const reader = item.createReader();
  const found = [];
  for (;;) { // a reader gives a hundred at a time
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length || found.length > ENOUGH) return found;
    for (const one of some) found.push(...(await entries(one)));
  }
}

async function dropped(transfer) {
  const items = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean); // before anything is awaited: it empties then
  const files = [...transfer.files];
  if (!items.length) return files;
  return (await Promise.all(items.map((item) => entries(item).catch(() => [])))).flat();
}

export function start() {
  const form = document.querySelector("form[data-drop]");
  if (!form || form.dataset.started) return;
  form.dataset.started = "1";
  const list = document.querySelector("[data-sent]");
  const waiting = [];
  let sending = 0;
  let told = 0;

  function row(file) {
    const item = document.createElement("li");
    item.className = "row small";
    const name = document.createElement("span");
    name.className = "cut";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const state = document.createElement("span");
    state.className = "soft";
    item.append(name, bar, state);
    list.append(item);
    return { item, bar, state };
  }

  function failed(file, at, text) {
    at.bar.remove();
    at.state.className = "wrong";
    at.state.textContent = text;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button small";
    again.textContent = form.dataset.again;
    again.addEventListener("click", () => { at.item.remove(); add([file]); });
    at.item.append(again);
  }

  function came(request) {
    try { return JSON.parse(request.responseText).files[0]; } catch { return null; }
  }

  function send(file) {
    const at = row(file);
    if (file.size > Number(form.dataset.most) * 1048576) { failed(file, at, form.dataset.large); next(); return; }
    sending += 1;
    at.state.textContent = form.dataset.sending;
    const body = new FormData();
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) at.bar.value = (100 * event.loaded) / event.total; });
    request.addEventListener("loadend", () => {
      sending -= 1;
      const one = request.status === 202 ? came(request) : null;
      if (!one) failed(file, at, form.dataset.failed);
      else if (one.status === "refused") failed(file, at, one.reason);
      else if (one.status === "known") { at.bar.remove(); at.state.textContent = form.dataset.known; }
      else at.item.remove(); // the table below tells the rest
      ask();
      next();
    });
    request.send(body);
  }

  function ask() { // the table, not more often than it is worth
    const done = !sending && !waiting.length;
    if (!done && performance.now() - told < 1000) return;
    told = performance.now();
    document.body.dispatchEvent(new CustomEvent("uploaded"));
  }

  function next() {
    while (sending < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function add(files) {
    const wanted = files.filter((file) => file.size && !file.name.startsWith("."));
    if (wanted.length > ENOUGH) toast(form.dataset.many.replace("{n}", ENOUGH));
    waiting.push(...wanted.slice(0, ENOUGH));
    next();
  }

  addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });
  const chosen = form.querySelector("input[name=files]"); // sent as soon as they are chosen, as a folder or what is dropped
  chosen.classList.replace("input", "sr");
  form.querySelector("[data-choose]").hidden = false;
  form.querySelector("button").hidden = true;
  chosen.addEventListener("change", () => { add([...chosen.files]); chosen.value = ""; });
  const folder = form.querySelector("[data-folder]");
  if (folder && "webkitdirectory" in HTMLInputElement.prototype) {
    folder.hidden = false;
    folder.querySelector("input").addEventListener("change", (event) => { add([...event.target.files]); event.target.value = ""; });
  }
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer.files.length && !event.dataTransfer.items.length) return;
    event.preventDefault();
    form.classList.remove("over");
    add(await dropped(event.dataTransfer));
  });
}
