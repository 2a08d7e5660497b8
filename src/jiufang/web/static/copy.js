// Copies what a field holds; the button is there for those alone whose browser can.

import { toast } from "./app.js";

export function start() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) {
    const field = document.querySelector(button.dataset.copy);
    if (!field || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.setAttribute("aria-pressed", "true");
      if (button.dataset.copied) toast(button.dataset.copied);
    });
  }
}
