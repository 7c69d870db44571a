// Draws anew with every move of a slider: the server works it out, an answer that comes too late is thrown away.
const form = document.querySelector("form[data-cycle]");
const live = document.querySelector("[data-live]");
const QUIET_MS = 900;
let asked = null;
let speaking = 0;

async function draw() {
  asked?.abort();
  const own = (asked = new AbortController());
  const query = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(`${form.dataset.cycle}?${query}`, { signal: own.signal, redirect: "manual" });
    if (!answer.ok) return;
    swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    history.replaceState(null, "", `${form.getAttribute("action")}?${query}`);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function swap(found) {
  for (const part of found.querySelectorAll("[data-part]")) {
    const there = document.querySelector(`[data-part="${part.dataset.part}"]`);
    for (const [k, fold] of there.querySelectorAll("[data-keep]").entries()) part.querySelectorAll("[data-keep]")[k].open = fold.open;
    there.replaceWith(part);
  }
  document.querySelector("[data-told]")?.remove();
  for (const story of document.querySelectorAll(".cycle-stories [aria-current]")) story.removeAttribute("aria-current");
  clearTimeout(speaking);
  speaking = setTimeout(() => { live.textContent = document.querySelector(".cycle-says").textContent; }, QUIET_MS);
}

if (form) {
  form.querySelector("[data-without-scripts]").hidden = true;
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => { event.preventDefault(); draw(); });
}
