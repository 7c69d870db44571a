// The phone's page: keeps each note on its own, says whether it could, and hands all of them over as one file.
const values = JSON.parse(document.getElementById('values').textContent);
const words = values.words;
const form = document.getElementById('entry');
const find = (id) => document.getElementById(id);

// Keeping. A database that confirms once a note lies on the disk; else the plain storage, whose notes may lie in the
// browser's memory for a minute. Notes are read from both, since a browser may let a file have the one today and the
// other tomorrow.
const prefix = `${values.storage}.note.`;
const held = new Map();
let damaged = 0;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error('no answer')), 4000);
  });
}

async function openDatabase() {
  const request = indexedDB.open(values.storage, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('notes', { keyPath: 'uid' });
  return done(request);
}

function change(database, act) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('notes', 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    act(transaction.objectStore('notes'));
  });
}

const inDatabase = (database) => ({
  put: (note) => change(database, (notes) => notes.put(note)),
  remove: (uid) => change(database, (notes) => notes.delete(uid)),
  all: () => done(database.transaction('notes').objectStore('notes').getAll()),
});

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

const inStorage = {
  async put(note) {
    const text = JSON.stringify(note);
    localStorage.setItem(prefix + note.uid, text);
    if (localStorage.getItem(prefix + note.uid) !== text) throw new Error('not kept');
  },
  async remove(uid) {
    localStorage.removeItem(prefix + uid);
  },
  async all() {
    const names = Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place));
    return names.filter((name) => name.startsWith(prefix)).map((name) => parsed(localStorage.getItem(name)));
  },
};

// Whether a place keeps things is found out by writing.
async function tried(opened) {
  try {
    const place = await opened();
    await place.put({ uid: 'test' });
    const kept = (await place.all()).some((note) => note.uid === 'test');
    await place.remove('test');
    return kept ? [place] : [];
  } catch {
    return [];
  }
}

const sure = await tried(async () => inDatabase(await openDatabase()));
const places = [...sure, ...(await tried(async () => inStorage))];
const keeps = places.length > 0;

async function load() {
  damaged = 0;
  if (keeps) held.clear();
  for (const place of places) {
    for (const note of await place.all()) {
      const known = held.get(note.uid);
      if (typeof note.uid !== 'string' || typeof note.at !== 'string') damaged += 1;
      else if (!known || known.changed_at < note.changed_at) held.set(note.uid, note);
    }
  }
}

async function keep(note) {
  held.set(note.uid, note);
  try {
    await places[0].put(note);
    return true;
  } catch {
    return false;
  }
}

async function forget(uid) {
  held.delete(uid);
  for (const place of places) await place.remove(uid);
}

// Times on the phone's own clock, without a zone.
function local(moment) {
  const two = (number) => String(number).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day}T${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
}

function newUid() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

// The form and the note that it shows.
let open = null;

function number(name) {
  const value = form.elements[name]?.value;
  return value === '' || value === undefined ? null : Number(value);
}

function readForm() {
  const now = local(new Date());
  const [pleasant, energy] = (form.elements.feeling.value || ',').split(',');
  const at = form.elements.at.value;
  return {
    uid: open?.uid ?? newUid(),
    at: at ? at.padEnd(19, ':00') : (open?.at ?? now),
    made_at: open?.made_at ?? now,
    changed_at: now,
    who: form.elements.who?.value ?? '',
    closeness: number('closeness'),
    wanted: number('wanted'),
    pleasant: pleasant ? Number(pleasant) : null,
    energy: energy ? Number(energy) : null,
    feelings: Array.from(form.querySelectorAll('[name=word]:checked'), (box) => box.value),
    urge: number('urge'),
    did: form.elements.did.value || null,
    note: form.elements.note.value,
  };
}

function showForm(note) {
  form.reset();
  open = note;
  if (note) {
    const choose = (name, value) => {
      const choice = form.querySelector(`[name=${name}][value="${CSS.escape(String(value ?? ''))}"]`);
      if (choice) choice.checked = true;
    };
    choose('who', note.who);
    for (const name of ['closeness', 'wanted', 'urge', 'did']) choose(name, note[name]);
    if (note.pleasant !== null && note.energy !== null) choose('feeling', `${note.pleasant},${note.energy}`);
    for (const key of note.feelings) choose('word', key);
    form.elements.note.value = note.note;
    form.elements.at.value = note.at.slice(0, 16);
  }
  find('said').textContent = '';
  orderWords();
  find('after').hidden = !note;
  form.scrollIntoView();
}

// Words near the place in the field stand first; the rest may be unfolded.
const NEAR = 10;

function orderWords() {
  const [pleasant, energy] = (form.elements.feeling.value || '0,0').split(',').map(Number);
  const labels = Array.from(form.querySelectorAll('.word'));
  const gap = (label) =>
    (Number(label.dataset.pleasant) - pleasant) ** 2 + (Number(label.dataset.energy) - energy) ** 2;
  const first = (label) => (label.querySelector('input').checked ? -1 : gap(label));
  labels.sort((one, other) => first(one) - first(other));
  labels.forEach((label, place) => find(place < NEAR ? 'near' : 'far').append(label));
}

async function save() {
  const note = readForm();
  open = note;
  const kept = await keep(note);
  find('said').textContent = kept ? words.saved : keeps ? words.saved_not : words.held;
  find('after').hidden = false;
  find('one').hidden = kept;
  showKept();
}

form.addEventListener('change', (event) => {
  if (event.target.name === 'feeling') orderWords();
  save();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  save();
});
find('new').addEventListener('click', () => showForm(null));

// What is kept.
function line(note) {
  const item = document.createElement('li');
  const said = document.createElement('span');
  const person = values.people.find((one) => one.key === note.who);
  const felt = note.closeness ? values.circles[note.closeness] : '';
  said.textContent = [note.at.slice(0, 16).replace('T', ', '), person?.label, felt].filter(Boolean).join(' · ');
  item.append(said, button(words.edit, () => showForm(note)), remover(note));
  return item;
}

function button(text, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'quiet';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

function remover(note) {
  const place = document.createElement('span');
  const first = button(words.remove, () => {
    const sure = document.createElement('span');
    sure.textContent = `${words.remove_sure} `;
    const no = button(words.no, () => place.replaceChildren(first));
    const yes = button(words.yes, async () => {
      await forget(note.uid);
      if (open?.uid === note.uid) showForm(null);
      showKept();
      find('count').focus();
    });
    place.replaceChildren(sure, no, yes);
    no.focus();
  });
  place.append(first);
  return place;
}

function showKept() {
  const notes = Array.from(held.values()).sort((one, other) => (one.at < other.at ? 1 : -1));
  const n = notes.length;
  find('count').textContent = n === 0 ? words.kept_none : n === 1 ? words.kept_one : words.kept_some.replace('{n}', n);
  find('damaged').textContent = damaged ? words.damaged.replace('{n}', damaged) : '';
  find('list').replaceChildren(...notes.map(line));
  find('hand').hidden = n === 0;
}

// Handing over: one file, sealed where the browser can.
const text = new TextEncoder();

function base64(octets) {
  let letters = '';
  for (let place = 0; place < octets.length; place += 8192) {
    letters += String.fromCharCode(...octets.subarray(place, place + 8192));
  }
  return btoa(letters);
}

async function seal(notes, passphrase) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const secret = await crypto.subtle.importKey(
    'raw', text.encode(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: values.iterations },
    secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: text.encode('pocket 1') },
    key, text.encode(JSON.stringify(notes)));
  return {
    format: 'pocket', version: 1, iterations: values.iterations,
    salt: base64(salt), nonce: base64(nonce), sealed: base64(new Uint8Array(sealed)),
  };
}

let handed = [];
let address = null;

function offer(content, notes) {
  handed = notes;
  const name = `${values.title.toLowerCase().replace(/[^a-z0-9]+/g, '-') || 'notes'}-${local(new Date()).slice(0, 10)}.txt`;
  const file = new File([JSON.stringify(content)], name, { type: 'text/plain' });
  if (address) URL.revokeObjectURL(address);
  address = URL.createObjectURL(file);
  const link = find('download');
  link.href = address;
  link.download = name;
  const share = find('share');
  share.hidden = !navigator.canShare?.({ files: [file] });
  share.onclick = () => navigator.share({ files: [file] }).catch(() => {});
  find('made').hidden = false;
  find('told').textContent = words.made;
  link.focus();
}

let only = null;

async function handOver(event) {
  event.preventDefault();
  const fields = find('sealing').elements;
  const notes = Array.from(only ? [only] : held.values(), (note) => note);
  const told = find('told');
  if (!crypto.subtle) {
    if (fields.plain.checked) offer({ format: 'pocket', version: 1, checkins: notes }, notes);
    return;
  }
  const passphrase = fields.passphrase.value;
  if (passphrase.length < 8) told.textContent = words.short;
  else if (passphrase !== fields.again.value) told.textContent = words.differ;
  else {
    told.textContent = words.working;
    offer(await seal(notes, passphrase), notes);
  }
}

find('sealing').addEventListener('submit', handOver);
find('one').addEventListener('click', () => {
  only = open;
  find('hand').open = true;
  find('hand').scrollIntoView();
});
find('hand').addEventListener('toggle', () => {
  if (!find('hand').open) only = null;
});
find('clear').addEventListener('click', () => {
  find('clear').hidden = true;
  find('sure').hidden = false;
  find('sure-no').focus();
});
find('sure-no').addEventListener('click', () => {
  find('sure').hidden = true;
  find('clear').hidden = false;
  find('clear').focus();
});
find('sure-yes').addEventListener('click', async () => {
  await load();
  for (const note of handed) {
    if (held.get(note.uid)?.changed_at === note.changed_at) await forget(note.uid);
  }
  if (open && !held.has(open.uid)) showForm(null);
  find('sure').hidden = true;
  find('clear').hidden = false;
  find('made').hidden = true;
  find('told').textContent = words.cleared;
  showKept();
});

// At opening.
await load();
find('state').textContent = sure.length ? words.keeps : keeps ? words.keeps_slowly : words.keeps_not;
find('state').dataset.keeps = keeps ? 'yes' : 'no';
find('with-crypto').hidden = !crypto.subtle;
find('without-crypto').hidden = Boolean(crypto.subtle);
for (const field of find('with-crypto').querySelectorAll('input')) field.disabled = !crypto.subtle;
showForm(null);
showKept();
window.addEventListener('beforeunload', (event) => {
  if (Array.from(held.values()).some((note) => !keeps && !handed.includes(note))) event.preventDefault();
});
document.addEventListener('visibilitychange', async () => {
  if (document.hidden) return;
  await load();
  showKept();
});
document.documentElement.dataset.ready = 'yes';
