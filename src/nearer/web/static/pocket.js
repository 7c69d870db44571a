// Lets a file be chosen: it is read in this page and sent within the form, so that it never lies anywhere as plain text.
const form = document.querySelector('form[data-most]');
const file = document.getElementById('file');
const said = document.getElementById('file-said');

if (form && file) {
  document.getElementById('choose').hidden = false;
  file.addEventListener('change', async () => {
    const chosen = file.files[0];
    const content = form.elements.content;
    said.textContent = '';
    content.value = '';
    if (!chosen) return;
    if (chosen.size > Number(form.dataset.most)) {
      said.textContent = form.dataset.large;
      return;
    }
    content.value = await chosen.text();
  });
}
