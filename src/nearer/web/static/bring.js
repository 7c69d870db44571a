// Files dropped or chosen go to this computer's Nearer one by one, as raw bytes, and are then read.
const drop = document.getElementById("drop");
const says = document.getElementById("sending");
const bar = document.getElementById("sent");
const readable = drop.dataset.readable.split(" ");
// A file that is called "mbox" and nothing else is one with that ending.
const fits = (name) => !name.startsWith(".") && readable.some((end) => `.${name.toLowerCase()}`.endsWith(end));

function send(file) {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", "/bring/files");
    asked.setRequestHeader("content-type", "application/octet-stream");
    asked.setRequestHeader("x-nearer-name", encodeURIComponent(file.within || file.webkitRelativePath || file.name));
    asked.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
    asked.onload = () => {
      if (asked.status === 200) { resolve(); return; }
      let words = "";
      try { words = JSON.parse(asked.responseText).error; } catch { /* no answer of ours */ }
      reject(new Error(words || drop.dataset.notSent.replace("{file}", () => file.name)));
    };
    asked.onerror = () => reject(new Error(drop.dataset.notSent.replace("{file}", () => file.name)));
    asked.send(file);
  });
}

async function take(files) {
  const wanted = files.filter((file) => fits(file.name));
  if (!wanted.length) { says.textContent = drop.dataset.none; return; }
  if (wanted.reduce((sum, file) => sum + file.size, 0) > Number(drop.dataset.most)) { says.textContent = drop.dataset.tooBig; return; }
  bar.hidden = false;
  for (const button of drop.querySelectorAll("button")) button.disabled = true;
  try {
    for (const file of wanted) {
      says.textContent = drop.dataset.sending.replace("{file}", () => file.name);
      bar.value = 0;
      await send(file);
    }
    document.getElementById("read").submit();
  } catch (error) {
    says.textContent = error.message;
    bar.hidden = true;
    for (const button of drop.querySelectorAll("button")) button.disabled = false;
  }
}

async function within(entry) {
  if (entry.isFile) {
    if (!fits(entry.name)) return [];
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    file.within = entry.fullPath.slice(1);
    return [file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return found;
    for (const one of entries) found.push(...await within(one));
  }
}

drop.hidden = false;
for (const button of drop.querySelectorAll("[data-pick]")) {
  const input = document.getElementById(button.dataset.pick);
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => take([...input.files]));
}
// Anywhere on the page, so that a file that misses the box does not open in its place.
addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? (await Promise.all(entries.map(within))).flat() : [...event.dataTransfer.files];
  take(files);
});
