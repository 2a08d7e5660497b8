// Choosing rows of a table: all at once, a stretch with Shift, the row under the pointer with X; says how many are chosen.

import { typing } from "./app.js";

export function start() {
  const all = document.querySelector("[data-select-all]");
  const form = all?.closest("form");
  if (!form || form.dataset.selecting) return;
  form.dataset.selecting = "1";
  const told = form.querySelector("[data-selected]");
  const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox]")];
  let last = null;
  let over = null;

  function tell() {
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
    if (told) { told.hidden = chosen === 0; told.textContent = told.dataset.selected.replace("{n}", chosen); }
    for (const button of form.querySelectorAll("[data-needs-choice]")) button.disabled = chosen === 0;
  }

  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; tell(); });
  form.addEventListener("click", (event) => {
    const box = event.target.closest("tbody input[type=checkbox]");
    if (!box) return;
    const row = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [row.indexOf(last), row.indexOf(box)].sort((a, b) => a - b);
      for (const between of row.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    tell();
  });
  form.addEventListener("pointerover", (event) => { over = event.target.closest("tbody tr"); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "x" || typing(event) || event.ctrlKey || event.metaKey) return;
    const box = (document.activeElement.closest?.("tbody tr") ?? over)?.querySelector("input[type=checkbox]");
    if (box) { box.checked = !box.checked; last = box; tell(); }
  });
  tell();
}
