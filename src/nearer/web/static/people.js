// Choose the days of a mark in the picture: drag across them, or click the first and then the last.
const DAY = 86400000;
if (!document.documentElement.dataset.drawn) {
  await new Promise((drawn) => addEventListener("nearer:drawn", drawn, { once: true }));
}
const picture = document.querySelector(".over_time .chart");
const form = document.getElementById("mark-form");
const button = document.getElementById("choose-days");
const said = document.getElementById("choosing");

function iso(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}

// The plot begins where the axis ends; the page's charts know how wide that is.
function plot() {
  const box = picture.querySelector("svg").getBoundingClientRect();
  const margin = picture.chart.spec.usermeta.margin;
  return { left: box.left + margin, width: box.width - margin };
}

function dayAt(x) {
  const { left, width } = plot();
  const { from, to } = picture.chart.shown;
  const share = Math.min(1, Math.max(0, (x - left) / width));
  return Math.min(Math.floor((from + share * (to - from)) / DAY) * DAY, to - DAY);
}

if (picture?.chart.view && form && button) {
  const band = document.createElement("div");
  band.className = "chosen-days";
  band.hidden = true;
  picture.parentElement.append(band);
  button.closest(".choose").hidden = false;
  let start = null;
  let on = false;

  function paint() {
    const first = Date.parse(form.elements.first.value);
    const last = Date.parse(form.elements.last.value);
    const { from, to } = picture.chart.shown;
    band.hidden = !(first <= last) || last + DAY <= from || first >= to;
    if (band.hidden) return;
    const { left, width } = plot();
    const x = (ms) => left + (Math.min(to, Math.max(from, ms)) - from) / (to - from) * width;
    const origin = picture.parentElement.getBoundingClientRect().left;
    band.style.left = `${x(first) - origin}px`;
    band.style.width = `${Math.max(2, x(last + DAY) - x(first))}px`;
  }

  function choose(one, other) {
    form.elements.first.value = iso(Math.min(one, other));
    form.elements.last.value = iso(Math.max(one, other));
    paint();
  }

  function switchTo(state) {
    on = state;
    start = null;
    button.setAttribute("aria-pressed", String(on));
    said.textContent = on ? button.dataset.choosing : "";
    picture.classList.toggle("choosing", on);
    if (on) picture.scrollIntoView({ block: "center" });
  }

  button.addEventListener("click", () => switchTo(!on));
  addEventListener("keydown", (event) => { if (event.key === "Escape" && on) switchTo(false); });
  picture.addEventListener("pointerdown", (event) => {
    if (!on) return;
    event.preventDefault();
    start = dayAt(event.clientX);
    picture.setPointerCapture(event.pointerId);
    choose(start, start);
  });
  picture.addEventListener("pointermove", (event) => { if (start !== null) choose(start, dayAt(event.clientX)); });
  picture.addEventListener("pointerup", (event) => {
    if (start === null) return;
    choose(start, dayAt(event.clientX));
    switchTo(false);
    form.querySelector("[name=kind]:checked").focus();
  });
  picture.addEventListener("nearer:shown", paint);
  form.addEventListener("change", paint);
  new ResizeObserver(paint).observe(picture);
  paint();
}
