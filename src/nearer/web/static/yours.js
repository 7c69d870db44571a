// Bringing an export or a backup back from a file that is chosen here. Without scripts, a path does the same.
const form = document.getElementById("bring-back");
const file = document.getElementById("file");
const path = document.getElementById("path");
const said = document.getElementById("said");
const button = form.querySelector("button");

document.getElementById("choose").hidden = false;
file.addEventListener("change", () => { path.required = false; if (file.files.length) path.value = ""; });

form.addEventListener("submit", async (event) => {
  const [chosen] = file.files;
  if (!chosen || path.value) return;
  event.preventDefault();
  if (chosen.size > Number(form.dataset.most) - 70000) { said.textContent = form.dataset.large; return; }
  const secret = new TextEncoder().encode(form.elements.secret.value);
  if (secret.length > 65535) return;
  const length = new Uint8Array([secret.length >> 8, secret.length & 255]);
  button.disabled = true;
  said.textContent = form.dataset.sending;
  try {
    const answer = await fetch(form.dataset.to, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Blob([length, secret, chosen]),
    });
    const told = await answer.json();
    if (told.then) { location.assign(told.then); return; }
    said.textContent = told.error ?? "";
  } catch {
    location.reload();
  }
  button.disabled = false;
});
