// Draws the charts of a page from the specifications that stand in it, with buttons to zoom and a slider to move.
// A drawn chart hangs on its element as `chart`; "nearer:shown" tells that another time is shown.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const specs = read("charts");
const words = read("words");
const DAY = 86400000;
const CLOSEST = 28 * DAY;
const options = { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false, mode: "vega-lite" };
const charts = [...document.querySelectorAll(".chart")].map((element, number) => ({ element, spec: specs[number] }));

// A chart in a closed section may have no width yet: it is drawn as wide as the column, and anew when opened.
function widthOf(element) {
  return element.clientWidth || element.closest("article, main").clientWidth;
}

function sized(chart) {
  const spec = structuredClone(chart.spec);
  const width = Math.max(120, Math.floor(widthOf(chart.element) - spec.usermeta.margin));
  for (const part of spec.vconcat ?? [spec]) part.width = width;
  for (const param of spec.params ?? []) param.value = chart.shown?.[param.name] ?? param.value;
  return spec;
}

async function draw(chart) {
  chart.width = widthOf(chart.element);
  try {
    const drawn = await window.vegaEmbed(chart.element, sized(chart), options);
    chart.finalize?.();
    chart.finalize = drawn.finalize;
    chart.view = drawn.view;
    chart.element.querySelector("form")?.remove();
    // Vega makes it a document whose every tick is read out; to a screen reader it is one picture with a table.
    chart.element.setAttribute("role", "img");
    chart.element.removeAttribute("aria-roledescription");
  } catch (error) {
    chart.element.textContent = words.no_picture;
    chart.element.classList.add("failed");
    console.error(error.message);
  }
}

function say(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function day(ms) {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${words.months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function addZoom(chart) {
  const section = chart.element.closest("section");
  const zoom = section.querySelector(".zoom");
  if (!zoom) return;
  const [first, last] = chart.spec.params.map((param) => param.value);
  const slider = zoom.querySelector("input");
  const button = Object.fromEntries([...zoom.querySelectorAll("button")].map((one) => [one.dataset.zoom, one]));
  const closest = Math.min(CLOSEST, last - first);
  chart.shown = { from: first, to: last };

  function show(from, to) {
    const length = Math.min(last - first, Math.max(closest, to - from));
    const middle = (from + to) / 2;
    const start = Math.round(Math.min(last - length, Math.max(first, middle - length / 2)));
    chart.shown = { from: start, to: Math.round(start + length) };
    chart.view?.signal("from", chart.shown.from).signal("to", chart.shown.to).runAsync();
    describe();
  }

  function describe() {
    const { from, to } = chart.shown;
    const room = last - first - (to - from);
    const text = say(words.shown, { first: day(from), last: day(to - 1) });
    slider.disabled = room < 1;
    slider.value = room < 1 ? 0 : Math.round(((from - first) / room) * 1000);
    slider.setAttribute("aria-valuetext", text);
    button.closer.disabled = to - from <= closest;
    button.wider.disabled = button.all.disabled = room < 1;
    zoom.querySelector("output").textContent = text;
    chart.element.dispatchEvent(new CustomEvent("nearer:shown"));
  }

  function scale(factor) {
    const { from, to } = chart.shown;
    const reach = ((to - from) * factor) / 2;
    show((from + to) / 2 - reach, (from + to) / 2 + reach);
  }

  function keepFocus(act) {
    return (event) => {
      act();
      if (event.currentTarget.disabled) Object.values(button).find((one) => !one.disabled)?.focus();
    };
  }

  button.closer.addEventListener("click", keepFocus(() => scale(0.5)));
  button.wider.addEventListener("click", keepFocus(() => scale(2)));
  button.all.addEventListener("click", keepFocus(() => show(first, last)));
  slider.addEventListener("input", () => {
    const length = chart.shown.to - chart.shown.from;
    const from = first + (Number(slider.value) / 1000) * (last - first - length);
    show(from, from + length);
  });
  for (const one of section.querySelectorAll("button[data-from]")) {
    one.hidden = false;
    one.addEventListener("click", () => {
      show(Number(one.dataset.from), Number(one.dataset.to));
      chart.element.scrollIntoView({ block: "center" });
    });
  }
  zoom.hidden = false;
  describe();
}

let waiting;
const observer = new ResizeObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    if (window.matchMedia("print").matches) return;
    for (const chart of charts) if (chart.view && chart.width !== widthOf(chart.element)) await draw(chart);
  }, 150);
});

for (const chart of charts) {
  chart.element.chart = chart;
  addZoom(chart);
  await draw(chart);
  await new Promise((next) => setTimeout(next));
  observer.observe(chart.element);
}
document.documentElement.dataset.drawn = "yes";
dispatchEvent(new Event("nearer:drawn"));
