// How far the work is: asked once a second, without counting as a sign of the user.
const job = document.getElementById("job");
const words = job.querySelector(".progress-words");
const bar = job.querySelector("progress");

async function ask() {
  let state;
  try {
    const answer = await fetch(job.dataset.state, { headers: { "x-nearer-quiet": "1" } });
    if (!answer.ok || answer.redirected) { location.reload(); return; }
    state = await answer.json();
  } catch {
    setTimeout(ask, 2000);
    return;
  }
  if (state.over) { location.reload(); return; }
  if (state.words) words.textContent = state.words;
  if (state.total) { bar.max = state.total; bar.value = state.done; } else { bar.removeAttribute("value"); }
  setTimeout(ask, 1000);
}

ask();
