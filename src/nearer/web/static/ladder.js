// Moves steps without a new page: by their buttons, and by a handle with a mouse, a pen or a finger. Without it the
// buttons do the same.
const ladder = document.querySelector(".ladder");
const said = document.getElementById("moved");
const steps = () => [...ladder.children];

const tell = (step) => {
  const values = { place: steps().indexOf(step) + 1, n: steps().length };
  said.textContent = ladder.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => values[name]);
};

function show() {
  const all = steps();
  all.forEach((step, place) => {
    for (const form of step.querySelectorAll("[data-move]")) {
      form.querySelector("button").disabled = place === (form.dataset.move === "up" ? 0 : all.length - 1);
    }
  });
}

const isAbove = (one, other) => steps().indexOf(one) < steps().indexOf(other);

// Others move around the step, which stays in the page: so it keeps the focus, and the finger keeps it.
function pass(step, other) {
  const up = isAbove(other, step);
  do {
    if (up) step.after(step.previousElementSibling);
    else step.before(step.nextElementSibling);
  } while (isAbove(other, step) === up);
}

// One after the other, so that the last order is the one that stays.
let last = Promise.resolve();
function keep(url, body, step) {
  last = last.then(async () => {
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "manual", headers: { "x-in-place": "1" } });
      if (answer.status === 204) tell(step);
      else said.textContent = ladder.dataset.failed;
    } catch {
      said.textContent = ladder.dataset.failed;
    }
  });
}

ladder?.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-move]");
  if (!form) return;
  event.preventDefault();
  const step = form.closest("li");
  const up = form.dataset.move === "up";
  const other = up ? step.previousElementSibling : step.nextElementSibling;
  if (!other) return;
  pass(step, other);
  show();
  const button = form.querySelector("button");
  (button.disabled ? step.querySelector(".step-move:not(:disabled)") : button)?.focus();
  keep(form.action, new URLSearchParams(new FormData(form)), step);
});

function follow(grip) {
  const step = grip.closest("li");
  let before = null;
  grip.hidden = false;
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    before = steps();
    step.classList.add("is-held");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!before) return;
    const over = steps().find((one) => {
      const box = one.getBoundingClientRect();
      return one !== step && event.clientY > box.top && event.clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    const isUpperHalf = event.clientY < box.top + box.height / 2;
    if (isAbove(over, step) === isUpperHalf) pass(step, over);
  });
  const end = (isKept) => {
    if (!before) return;
    const old = before;
    before = null;
    step.classList.remove("is-held");
    if (!isKept) ladder.append(...old);
    show();
    if (isKept && steps().some((one, place) => one !== old[place])) {
      keep("/practise/ladder/order", new URLSearchParams(steps().map((one) => ["uid", one.dataset.uid])), step);
    }
  };
  grip.addEventListener("pointerup", () => end(true));
  grip.addEventListener("pointercancel", () => end(false));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") end(false);
  });
}
if (ladder && ladder.children.length > 1) for (const grip of ladder.querySelectorAll(".grip")) follow(grip);

// An example fills the field, which can then be changed.
for (const link of document.querySelectorAll("[data-take]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const field = document.getElementById("what");
    field.value = link.dataset.take;
    document.querySelector(`[name=level][value="${link.dataset.level}"]`).checked = true;
    field.focus();
  });
}
