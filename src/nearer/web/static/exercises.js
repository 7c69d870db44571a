// A timer that can be heard, felt and read aloud, so that nobody need look; and a form that is kept while one writes.
const form = document.querySelector("form[data-in-place]");
const said = form?.querySelector("[data-said]");
let last = Promise.resolve();
let waits = 0;
let pressed = false;

async function save(body) {
  said.textContent = form.dataset.saving;
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { "x-in-place": "1" } });
    said.textContent = answer.status === 204 ? form.dataset.saved : form.dataset.failed;
  } catch {
    said.textContent = form.dataset.failed;
  }
}

// One after the other, so that what was written last is what stays.
function saveSoon() {
  if (pressed) return;
  const body = new URLSearchParams(new FormData(form));
  last = last.then(() => save(body));
}

if (form) {
  for (const hint of form.querySelectorAll(".kept-as-you-go")) hint.hidden = false;
  form.addEventListener("change", saveSoon);
  form.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    clearTimeout(waits);
    waits = setTimeout(saveSoon, 1000);
  });
  form.addEventListener("submit", () => { pressed = true; clearTimeout(waits); });
}

// Soft tones, laid out ahead on the sound card's own clock, which keeps time where a page in the background does not.
class Tones {
  #context = null;
  #planned = [];

  plan(delays) {
    this.silence();
    this.#context ??= new AudioContext();
    this.#context.resume();
    for (const delay of delays) this.#planned.push(this.#tone(this.#context.currentTime + Math.max(delay, 0.05)));
  }

  #tone(at) {
    const source = this.#context.createOscillator();
    const volume = this.#context.createGain();
    source.frequency.value = 396;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.16, at + 0.08);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 1.4);
    source.connect(volume).connect(this.#context.destination);
    source.start(at);
    source.stop(at + 1.5);
    return source;
  }

  silence() {
    for (const source of this.#planned.splice(0)) source.stop();
  }
}

// Time comes from the clock: between two looks at it any amount may have passed, in a tab behind others as in this one.
class Timer {
  #parts;
  #words;
  #end;
  #section;
  #tones = new Tones();
  #before = 0; // milliseconds that ran until it was paused last
  #since = null; // when it was started last
  #told = -1;
  #clock = 0;
  #awake = 0;

  constructor(section) {
    this.#section = section;
    this.#parts = JSON.parse(section.dataset.parts);
    this.#words = JSON.parse(section.dataset.words);
    this.#end = section.dataset.end;
    section.querySelector(".timer-plain").hidden = true;
    section.querySelector(".timer-live").hidden = false;
    const buzz = section.querySelector(".timer-buzz");
    buzz.closest("label").hidden = !navigator.vibrate;
    this.#button.addEventListener("click", () => this.toggle());
    section.querySelector(".timer-sound").addEventListener("change", () => this.#planTones());
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  get #button() { return this.#section.querySelector(".timer-button"); }
  get #length() { return 1000 * this.#parts.reduce((sum, part) => sum + part.seconds, 0); }
  get #elapsed() { return Math.min(this.#before + (this.#since === null ? 0 : Math.max(0, Date.now() - this.#since)), this.#length); }

  // Milliseconds from the beginning at which each part begins, and at which the last one ends.
  get #marks() {
    const marks = [0];
    for (const part of this.#parts) marks.push(marks.at(-1) + 1000 * part.seconds);
    return marks;
  }

  toggle() {
    if (this.#since !== null) this.#pause();
    else this.#start();
  }

  #start() {
    if (this.#elapsed >= this.#length) { this.#before = 0; this.#told = -1; }
    this.#since = Date.now();
    this.#clock = setInterval(() => this.#look(), 250);
    // A timer that somebody set is a sign of them: it does not let the page lock before it ends.
    this.#awake = setInterval(() => document.dispatchEvent(new Event("input")), 30000);
    this.#section.querySelector(".breath").classList.add("on");
    this.#button.textContent = this.#words.pause;
    this.#planTones();
    this.#look();
  }

  #pause() {
    this.#before = this.#elapsed;
    this.#rest(this.#words.go_on);
    this.#tones.silence();
    this.#say(this.#words.paused);
    this.#told = -1;
  }

  #rest(label) {
    this.#since = null;
    clearInterval(this.#clock);
    clearInterval(this.#awake);
    this.#section.querySelector(".breath").classList.remove("on");
    this.#button.textContent = label;
  }

  #planTones() {
    this.#tones.silence();
    if (this.#since === null || !this.#section.querySelector(".timer-sound").checked) return;
    this.#tones.plan(this.#marks.filter((mark) => mark >= this.#elapsed).map((mark) => (mark - this.#elapsed) / 1000));
  }

  #look() {
    const elapsed = this.#elapsed;
    this.#section.querySelector(".timer-left").textContent = this.#words.left.replace("{time}", this.#inWords(this.#length - elapsed));
    if (this.#since === null) return;
    const part = this.#marks.findLastIndex((mark) => mark <= elapsed);
    if (part !== this.#told) {
      this.#told = part;
      this.#say(this.#parts[part]?.words ?? this.#end);
      if (this.#section.querySelector(".timer-buzz").checked) navigator.vibrate?.(part < this.#parts.length ? 150 : [150, 150, 300]);
    }
    if (elapsed >= this.#length) {
      this.#before = this.#length;
      this.#rest(this.#words.again);
    }
  }

  #say(words) { this.#section.querySelector(".timer-says").textContent = words; }

  // Whole minutes, and tens of seconds in the last one: nothing that ticks.
  #inWords(ms) {
    const seconds = Math.ceil(ms / 1000);
    if (seconds > 90) return this.#words.minutes.replace("{n}", Math.ceil(seconds / 60));
    return seconds === 60 ? this.#words.minute : this.#words.seconds.replace("{n}", Math.ceil(seconds / 10) * 10);
  }
}

const section = document.getElementById("timer");
if (section) {
  const timer = new Timer(section);
  addEventListener("keydown", (event) => {
    if (event.code !== "Space" || event.repeat || event.target.closest("input, textarea, button, a, summary, select, [tabindex='0']")) return;
    event.preventDefault();
    timer.toggle();
  });
}
