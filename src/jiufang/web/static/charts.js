// Charts of served figures, in the colours of the page; the sentence and the table beside each say the same.

const drawn = new Map(); // element → how to draw it again
const asked = new Map(); // address → figures
let library = null;

function figures(address) {
  if (!asked.has(address)) asked.set(address, fetch(address).then((answer) => { if (!answer.ok) throw new Error(answer.statusText); return answer.json(); }));
  return asked.get(address);
}

// A token is resolved by the browser: `light-dark()` in it knows the theme.
function colour(token) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function option(chart, { animated = true } = {}) {
  const ink = colour("ink");
  const soft = colour("soft");
  const font = getComputedStyle(document.body).fontFamily;
  const label = { color: soft, fontFamily: font, fontSize: 12 };
  const several = chart.series.length > 1;
  return {
    animation: animated && !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: font },
    grid: { left: 8, right: 44, top: several ? 36 : 8, bottom: 8, containLabel: true },
    legend: several ? { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: ink, fontFamily: font }, icon: "roundRect" } : undefined,
    xAxis: { type: "value", minInterval: chart.whole ? 1 : 0, axisLabel: label, splitLine: { lineStyle: { color: colour("line") } } },
    yAxis: { type: "category", inverse: true, data: chart.categories, axisLabel: { ...label, color: ink, width: 150, overflow: "truncate" }, axisTick: { show: false }, axisLine: { lineStyle: { color: colour("edge") } } },
    series: chart.series.map((one) => ({
      type: "bar",
      name: one.name,
      data: one.data,
      stack: chart.stacked ? "all" : undefined,
      barMaxWidth: 22,
      itemStyle: { color: colour(one.colour), borderRadius: chart.stacked ? 0 : 3 },
      label: { show: true, position: chart.stacked ? "inside" : "right", color: chart.stacked ? colour("paper") : ink, fontFamily: font, formatter: (at) => (at.value ? String(at.value) : "") },
    })),
  };
}

function save(href, name) {
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
}

// A picture is drawn once more off the page: vectors as they are, PNG at twice the size.
function picture(plot, chart, kind) {
  const away = document.createElement("div");
  const made = library.init(away, null, { renderer: kind === "svg" ? "svg" : "canvas", width: plot.clientWidth, height: plot.clientHeight, devicePixelRatio: 2 });
  made.setOption(option(chart, { animated: false }));
  const url = made.getDataURL({ type: kind, pixelRatio: 2, backgroundColor: colour("paper") });
  made.dispose();
  return url;
}

async function draw(plot) {
  const [address, name] = plot.dataset.chart.split("#");
  const figure = plot.closest("figure");
  try {
    await import(plot.dataset.echarts);
    library = globalThis.echarts;
    const chart = (await figures(address))[name];
    plot.style.height = `${Math.max(140, 60 + chart.categories.length * (chart.stacked || chart.series.length < 2 ? 34 : 46))}px`;
    const shown = library.init(plot, null, { renderer: "svg" });
    const again = () => shown.setOption(option(chart), true);
    again();
    drawn.set(plot, again);
    new ResizeObserver(() => shown.resize()).observe(plot);
    for (const button of figure.querySelectorAll("[data-save]")) {
      button.hidden = false;
      button.addEventListener("click", () => save(picture(plot, chart, button.dataset.save), `${name}.${button.dataset.save}`));
    }
  } catch {
    plot.hidden = true; // the table says it all
    const table = figure.querySelector("details");
    if (table) table.open = true;
  }
}

function redraw() { for (const again of drawn.values()) again(); }

export function start(root) {
  for (const plot of root.querySelectorAll("[data-chart]")) {
    if (plot.dataset.started) continue;
    plot.dataset.started = "1";
    draw(plot);
  }
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
