// What a page is held to besides axe, each check returning what it found as {rule, where, told}. No rule knows a page by name.
globalThis.checks = (() => {
  const FOCUSABLE = "a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select:not(:disabled), textarea:not(:disabled), summary, [tabindex='0'], area[href]";
  const INLINE = "p, li, dd, td, th, blockquote, caption, .hint, .lead";

  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${e.getAttribute("name") ? `[name=${e.getAttribute("name")}]` : ""}.${e.getAttribute("class") ?? ""} “${(e.getAttribute("aria-label") || e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  const say = (rule, e, told = "") => ({ rule, where: e instanceof Element ? name(e) : String(e), told: String(told) });
  const styled = (e) => getComputedStyle(e);
  const dialog = () => document.querySelector("dialog[open]");
  const shown = (e) => e.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && e.getClientRects().length > 0 && !e.closest("[inert]");
  const hidden = (e) => e.matches(".sr, .sr *, .skip") || (e.getBoundingClientRect().width <= 1 && e.getBoundingClientRect().height <= 1);
  const all = (selector, root = dialog() ?? document) => [...root.querySelectorAll(selector)].filter((e) => shown(e) && !e.matches("[aria-hidden=true][tabindex='-1']"));

  // What one presses: a box or radio is pressed by its label as well.
  const target = (e) => {
    const label = e.matches("input") && /checkbox|radio|file/.test(e.type) ? e.closest("label") : null;
    const [a, b] = [e.getBoundingClientRect(), (label ?? e).getBoundingClientRect()];
    return { width: Math.max(a.width, b.width), height: Math.max(a.height, b.height) };
  };
  // A link in running text is as high as its line (WCAG 2.5.8, “inline”).
  const inline = (e) => e.matches("a, button") && styled(e).display === "inline" && e.closest(INLINE) !== null;

  function structure(lang) {
    const found = [];
    const headings = all("h1", document).filter((e) => !e.closest("dialog"));
    if (headings.length !== 1) found.push(say("one h1", document.title, `has ${headings.length}`));
    if (all("main", document).length !== 1) found.push(say("one main", document.title));
    if (document.documentElement.lang !== lang) found.push(say("lang", document.documentElement.lang, `instead of ${lang}`));
    if (!/^\S.* · Jiufang$/.test(document.title)) found.push(say("title", document.title));
    if (!document.querySelector("meta[name=viewport]")?.content.includes("width=device-width")) found.push(say("viewport", "meta"));
    const named = all("nav, aside, section[aria-label], section[aria-labelledby]", document).map((e) => `${e.tagName} ${e.getAttribute("aria-label") ?? document.getElementById(e.getAttribute("aria-labelledby"))?.textContent.trim() ?? ""}`);
    for (const one of named) if (one.endsWith(" ")) found.push(say("landmark without a name", one));
    for (const one of new Set(named.filter((each, at) => /^(NAV|ASIDE)/.test(each) && named.indexOf(each) !== at))) found.push(say("landmarks of one name", one));
    for (const e of all("table")) if (!e.querySelector("th")) found.push(say("table without headers", e));
    for (const e of all("table:not([role=presentation])")) if (!e.querySelector("caption") && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) found.push(say("table without a name", e));
    for (const e of all("img")) if (!e.hasAttribute("alt")) found.push(say("picture without a text", e));
    for (const e of all("[tabindex]")) if (e.tabIndex > 0) found.push(say("order of its own", e));
    for (const e of all("input:not([type=hidden]), select, textarea")) if (!e.labels?.length && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) found.push(say("field without a label", e));
    const vague = /^(click )?here$|^more$|^点击|^这里$|^更多$|^link$/i;
    for (const e of all("a[href]")) {
      const told = (e.getAttribute("aria-label") ?? e.textContent).trim() || [...e.querySelectorAll("img[alt], svg[aria-label]")].map((one) => one.getAttribute("alt") ?? one.getAttribute("aria-label")).join("");
      if (!told || vague.test(told)) found.push(say("link without words", e, told));
    }
    return found;
  }

  function targets(least, main) {
    const found = [];
    for (const e of all(FOCUSABLE).filter((e) => !hidden(e) && !inline(e) && !e.matches("rect, [tabindex='0']:not(a, button)"))) {
      const { width, height } = target(e);
      if (width < least || height < least) found.push(say("small target", e, `${Math.round(width)} × ${Math.round(height)} px`));
    }
    const most = all("button.primary:not(:disabled), a.button.primary, .decide .button:not(:disabled, .small), .only-small.button.square");
    for (const e of most.filter((e) => !hidden(e) && main)) {
      const { width, height } = target(e);
      if (width < main || height < main) found.push(say("small main action", e, `${Math.round(width)} × ${Math.round(height)} px`));
    }
    return found;
  }

  // Reading order is the order of the document: of two neighbours in it, the later one is not above the former, except at the top of a next column.
  function order() {
    const found = [];
    const fixed = (e) => { for (; e; e = e.parentElement) if (/fixed|sticky/.test(styled(e).position)) return e; return null; };
    const held = all(FOCUSABLE).filter((e) => !hidden(e) && !(e.matches("input") && styled(e).opacity === "0"));
    for (let at = 1; at < held.length; at++) {
      const [before, after] = [held[at - 1], held[at]];
      if (fixed(before) !== fixed(after)) continue;
      const [a, b] = [before.getBoundingClientRect(), after.getBoundingClientRect()];
      const above = b.bottom <= a.top + 2, aside = b.left >= a.right - 2;
      const beside = columns(before, after);
      if (above && !aside && !beside) found.push(say("order", after, `stands above ${name(before)}`));
    }
    return found;
  }
  // Whether two elements lie in columns of a common parent, the later's to the right.
  function columns(before, after) {
    let parent = before.parentElement;
    while (parent && !parent.contains(after)) parent = parent.parentElement;
    const child = (e) => { while (e.parentElement !== parent) e = e.parentElement; return e; };
    if (!parent) return false;
    const [a, b] = [child(before).getBoundingClientRect(), child(after).getBoundingClientRect()];
    return b.left >= a.right - 2;
  }

  const LOOKS = ["outlineStyle", "outlineWidth", "boxShadow", "borderTopColor", "backgroundColor", "textDecorationLine"];
  const looks = (e) => { const s = styled(e); return LOOKS.map((key) => s[key]).join("|") + (s.outlineStyle === "none" ? "" : s.outlineColor); };
  // Whoever goes by keyboard sees where they are, and no bar lies over it (WCAG 2.4.7, 2.4.11).
  function focus(most = 60) {
    const found = [], before = document.activeElement;
    const held = all(FOCUSABLE).filter((e) => !e.matches("[type=file].sr"));
    const step = Math.max(1, Math.ceil(held.length / most));
    document.body.dataset.focusing = "1";
    for (const e of held.filter((_, at) => at % step === 0)) {
      const watched = [e, e.parentElement, e.closest("label")].filter(Boolean);
      document.activeElement?.blur();
      const was = watched.map(looks);
      e.focus({ focusVisible: true });
      if (document.activeElement !== e) { found.push(say("not to be focused", e)); continue; }
      if (watched.every((one, at) => looks(one) === was[at])) found.push(say("focus not seen", e));
      const box = (e.matches("input") && e.closest("label") && styled(e).opacity === "0" ? e.closest("label") : e).getBoundingClientRect();
      if (hidden(e) && !e.matches(".skip")) continue;
      const points = [[.5, .5], [.1, .2], [.9, .8], [.1, .8], [.9, .2]].map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y)).filter(Boolean);
      const own = e.closest("label") ?? e;
      if (!points.some((one) => own.contains(one) || one.contains(own))) found.push(say("focus is covered", e, `${Math.round(box.left)},${Math.round(box.top)} ${points.map(name).slice(0, 1)}`));
    }
    document.activeElement?.blur();
    for (const e of document.querySelectorAll("*")) if (e.scrollTop || e.scrollLeft) e.scrollTo({ top: 0, left: 0, behavior: "instant" });
    if (before && before !== document.body) before.focus();
    return found;
  }

  function width() {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth + 1) return [];
    const scrolls = (e) => { for (e = e.parentElement; e; e = e.parentElement) if (/auto|scroll|hidden|clip/.test(styled(e).overflowX)) return true; return false; };
    const wide = [...document.body.querySelectorAll("*")].filter((e) => shown(e) && e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e));
    return (wide.length ? wide.slice(-3) : [document.body]).map((e) => say("scrolls sideways", e, `${root.scrollWidth} in ${root.clientWidth} px`));
  }

  // Text twice as large: nothing scrolls sideways, and no button or heading is cut off (WCAG 1.4.4).
  function zoom() {
    const root = document.documentElement;
    root.style.fontSize = "200%";
    const cut = all("button, .button, h1, h2, label, .tag, .chip, summary").filter((e) => !hidden(e) && /hidden|clip/.test(styled(e).overflowX) && styled(e).textOverflow !== "ellipsis" && e.scrollWidth > e.clientWidth + 2);
    const found = [...width().map((one) => ({ ...one, rule: "text at 200 % " + one.rule })), ...cut.map((e) => say("text at 200 % is cut off", e))];
    root.style.fontSize = "";
    return found;
  }

  // Whoever asked for less motion gets none that they did not begin, and no glide.
  function motion() {
    const found = [];
    if (styled(document.documentElement).scrollBehavior !== "auto") found.push(say("motion", "html", "scrolls smoothly"));
    for (const e of document.querySelectorAll("*")) {
      const seconds = styled(e).transitionDuration.split(",").map(parseFloat);
      if (Math.max(...seconds) > 0.01) { found.push(say("motion", e, `glides for ${styled(e).transitionDuration}`)); break; }
    }
    for (const one of document.getAnimations()) if (one.effect?.getTiming().duration < 5000) found.push(say("motion", one.effect.target, "moves by itself"));
    return found;
  }

  return { structure, targets, order, focus, width, zoom, motion };
})();
