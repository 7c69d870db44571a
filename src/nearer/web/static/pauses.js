// The message grows as one writes, and plain rules look at it: on this computer, by this computer's own Nearer.
const form = document.querySelector(".pause-form");
const PARTS = ["space", "care", "back"];
let waits = 0;
let asked = 0;

async function look() {
  const number = ++asked;
  const region = document.getElementById("noticed");
  const body = new URLSearchParams(PARTS.map((name) => [name, form.elements[name].value]));
  body.set("do", "live");
  try {
    const answer = await fetch("/practise/pause/check", { method: "POST", body, redirect: "manual" });
    if (answer.status !== 200 || number !== asked) return;
    const words = await answer.text();
    if (number === asked && region.innerHTML !== words) region.innerHTML = words;
  } catch { /* the button does the same */ }
}

function grow() {
  const message = PARTS.map((name) => form.elements[name].value.trim()).filter(Boolean).join(" ");
  const whole = form.querySelector(".message");
  whole.textContent = message || whole.dataset.empty;
  const length = form.querySelector(".length");
  length.textContent = length.dataset.words.replace("{n}", message.split(/\s+/).filter(Boolean).length);
  clearTimeout(waits);
  waits = setTimeout(look, 600);
}

form?.addEventListener("input", (event) => { if (PARTS.includes(event.target.name)) grow(); });

const copy = document.getElementById("copy");
if (copy) {
  copy.closest("p").hidden = false;
  copy.addEventListener("click", async () => {
    const message = document.getElementById("message");
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(message.textContent);
      said.textContent = copy.dataset.copied;
    } catch {
      getSelection().selectAllChildren(message);
      said.textContent = copy.dataset.not;
    }
  });
}
