// What every page may need: the warning before it locks, the quick way out, and small helps for forms.
const body = document.body;

function send(url, fields = {}) {
  return fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", credentials: "same-origin" });
}

// A page that the browser kept from before may show what has been locked since.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Leave quickly: the button, or Shift three times within a second and a half.
if ("leave" in body.dataset) {
  const leave = async () => {
    document.title = "\u2026";
    body.hidden = true;
    try { await send("/leave"); } finally { location.replace("/away"); }
  };
  document.getElementById("leave")?.addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { presses = []; return; }
    if (event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < 1500), event.timeStamp];
    if (presses.length >= 3) leave();
  });
}

// The server locks after a while without a sign of the user; here that is foretold, and what the user does is told to it.
if (body.dataset.idle) {
  const allowed = Number(body.dataset.idle) * 1000;
  const warning = Math.min(60000, allowed / 4);
  const asked = document.getElementById("idle");
  let seen = Date.now();
  let told = seen;
  const alive = () => {
    seen = Date.now();
    if (seen - told > 20000) { told = seen; send("/stay").catch(() => {}); }
  };
  for (const kind of ["keydown", "pointerdown", "scroll", "input"]) addEventListener(kind, alive, { passive: true, capture: true });
  document.getElementById("stay").addEventListener("click", () => { told = seen = Date.now(); asked.hidden = true; send("/stay"); });
  setInterval(() => {
    const left = allowed - (Date.now() - seen);
    const show = left < warning;
    if (asked.hidden === show) asked.hidden = !show;
    if (left < -4000) leaveIfLocked();
  }, 1000);
  // Another window may have kept it open; asked for quietly, this is no sign of the user.
  const leaveIfLocked = async () => {
    seen = Date.now();
    const answer = await fetch("/still", { headers: { "X-Nearer-Quiet": "1" }, redirect: "manual" }).catch(() => null);
    if (answer?.status !== 204) location.assign(`/unlock?next=${encodeURIComponent(location.pathname + location.search)}`);
  };
}

// A form that takes a moment says so, and is sent once.
for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", () => {
    form.querySelector(".working").textContent = form.dataset.working;
    setTimeout(() => { for (const one of form.querySelectorAll("button")) one.disabled = true; });
  });
}

// A new passphrase: how hard to guess, and whether to show it.
for (const part of document.querySelectorAll(".new-passphrase")) {
  const [first, second] = part.querySelectorAll("input[type=password]");
  const strength = part.querySelector(".strength");
  let waiting;
  first.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const found = await (await send("/strength", { passphrase: first.value })).json();
      strength.dataset.level = found.level;
      strength.querySelector(".strength-words").textContent = found.words;
    }, 250);
  });
  const show = part.querySelector(".show-typed");
  show.hidden = false;
  show.querySelector("input").addEventListener("change", (event) => {
    first.type = second.type = event.target.checked ? "text" : "password";
  });
}

// A range tells its place in words, or as a number.
for (const range of document.querySelectorAll("input[type=range]")) {
  const words = range.dataset.words && JSON.parse(range.dataset.words);
  const output = range.parentElement.querySelector("output");
  const tell = () => {
    const text = words ? words[range.value - range.min] : range.value;
    if (output) output.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  range.addEventListener("input", tell);
  tell();
}

// What is folded away is on paper, too, apart from the long tables.
let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open], .figure details)")];
  for (const one of unfolded) one.open = true;
});
addEventListener("afterprint", () => { for (const one of unfolded) one.open = false; });

// What went wrong is told where the page begins to be read.
const wrong = document.querySelector("main [aria-invalid=true]") ?? document.querySelector("main .error:not(:empty)");
if (wrong && !document.querySelector("[autofocus]")) {
  if (!wrong.matches("input, textarea, select")) wrong.tabIndex = -1;
  wrong.focus();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
