// Saves each choice of a check-in as it is made; without it the forms' own buttons do the same.
const form = document.querySelector('form[data-in-place]');
const said = form?.querySelector('[data-said]');
let last = Promise.resolve();

async function save(body) {
  const words = form.dataset;
  said.textContent = words.saving;
  try {
    const answer = await fetch(form.action, {
      method: 'POST', body, redirect: 'manual', headers: { 'x-in-place': '1' },
    });
    said.textContent = answer.status === 204 ? words.saved : words.failed;
  } catch {
    said.textContent = words.failed;
  }
}

// One after the other, so that the last choice is the one that stays. New tags wait for the button: half a word is none.
function saveSoon() {
  const body = new URLSearchParams(new FormData(form));
  body.delete('new_tags');
  last = last.then(() => save(body));
}

const PAUSE_MS = 1200;
let pause = 0;
form?.addEventListener('change', (event) => {
  if (event.target.name !== 'new_tags') saveSoon();
});
form?.querySelector('textarea')?.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(saveSoon, PAUSE_MS);
});

// A name that is written chooses "somebody new".
const name = document.querySelector('[data-new-name]');
name?.addEventListener('input', () => {
  const choice = document.querySelector('[name=who][value=new]');
  if (choice && name.value) choice.checked = true;
});

// Filters show what was chosen at once.
for (const filter of document.querySelectorAll('form[data-at-once]')) {
  filter.addEventListener('change', () => filter.requestSubmit());
}
