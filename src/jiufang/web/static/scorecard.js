// A scorecard keeps itself: a second after the last word its draft is on the server, by the version that it was made from.

const PAUSE = 1000; // milliseconds
const AGAIN = 8000;

export function start() {
  const form = document.querySelector("form[data-scorecard]");
  if (!form || form.dataset.started) return;
  form.dataset.started = "1";
  const told = form.querySelector("[data-told]");
  const version = form.elements.version;
  let timer = 0;
  let sending = false;
  let changed = false;
  let stopped = false;

  function card() {
    const rows = [...new Set([...form.querySelectorAll("[name^=points-]")].map((one) => one.name.slice("points-".length)))];
    const ratings = rows.map((row) => {
      const points = form.querySelector(`[name="points-${CSS.escape(row)}"]:checked`)?.value;
      return { row, points: points ? Number(points) : null, words: form.elements[`words-${row}`].value.trim() };
    });
    return { ratings: ratings.filter((one) => one.points || one.words), words: form.elements.words.value.trim(), done: false };
  }

  function later(pause) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(keep, pause);
  }

  async function keep() {
    if (sending) { later(PAUSE); return; }
    sending = true;
    changed = false;
    told.textContent = form.dataset.keeping;
    try {
      const headers = { "Content-Type": "application/json", "If-Match": `"${version.value}"`, "X-CSRF-Token": document.querySelector("meta[name=csrf]").content };
      const answer = await fetch(form.dataset.scorecard, { method: "PUT", headers, body: JSON.stringify(card()) });
      if (answer.status === 412 || answer.status === 409) { stopped = true; told.textContent = form.dataset.elsewhere; return; }
      if (!answer.ok) throw new Error(String(answer.status));
      version.value = (await answer.json()).version;
      told.textContent = form.dataset.kept.replace("{time}", new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }));
    } catch {
      changed = true;
      told.textContent = form.dataset.away;
      later(AGAIN);
    } finally {
      sending = false;
    }
  }

  form.addEventListener("input", () => { changed = true; later(PAUSE); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) { event.preventDefault(); setTimeout(() => form.requestSubmit(event.submitter), 150); return; }
    stopped = true;
    changed = false;
  });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
