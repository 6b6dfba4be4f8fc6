// Staff pages: times that run, lists that renew themselves, and the keyboard. Everything works without.
const story = () => {
  const { now, scale } = document.body.dataset;
  return new Date(now).getTime() + (Date.now() - told) / Number(scale);
};
let told = Date.now(); // when the page said what time it is in the story
const words = document.documentElement.lang === "en"
  ? { left: "", over: "", days: " d ", hours: " h ", minutes: " min", ahead: " left", past: " late" }
  : { left: "还剩 ", over: "已超 ", days: " 天 ", hours: " 小时 ", minutes: " 分", ahead: "", past: "" };

function span(seconds) {
  const days = Math.floor(seconds / 86400), hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (days) return `${days}${words.days}${hours}${words.hours}`.trimEnd();
  if (hours) return `${hours}${words.hours}${minutes}${words.minutes}`;
  return `${Math.max(minutes, 1)}${words.minutes}`;
}

function tick() {
  const now = story();
  for (const time of document.querySelectorAll("time[data-due]")) {
    const left = (new Date(time.dateTime).getTime() - now) / 1000;
    time.textContent = left >= 0 ? words.left + span(left) + words.ahead : words.over + span(-left) + words.past;
    time.classList.toggle("late", left < 0 || time.dataset.late === "1");
    time.classList.toggle("soon", left >= 0 && left <= 7200);
  }
}
setInterval(tick, 15000);

// What changed elsewhere: fetch this very page and put its live parts in place, never over what is being typed.
function renew() {
  const parts = document.querySelectorAll("[data-part]");
  if (!parts.length || document.hidden) return;
  fetch(location.pathname + location.search, { headers: { accept: "text/html" } })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject()))
    .then((html) => {
      const fresh = new DOMParser().parseFromString(html, "text/html");
      for (const part of parts) {
        const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
        if (!other || part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) continue;
        const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
        part.innerHTML = other.innerHTML;
        if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
      }
      document.body.dataset.now = fresh.body.dataset.now;
      told = Date.now();
    })
    .catch(() => {});
}
if (document.querySelector("[data-live]") && window.EventSource) {
  // At once when it is quiet, every three seconds when much happens, and not all screens in the same moment.
  let waiting = null, last = 0;
  const soon = () => {
    const pause = Math.max(300, last + 3000 - Date.now()) + Math.random() * 400;
    waiting ??= setTimeout(() => { waiting = null; last = Date.now(); renew(); }, pause);
  };
  // A browser keeps few connections to one place: a tab that nobody looks at has none.
  let source = null;
  const follow = () => {
    if (document.hidden) { source?.close(); source = null; return; }
    if (source) return;
    source = new EventSource("/live");
    source.addEventListener("change", soon);
    source.addEventListener("lost", soon);
  };
  document.addEventListener("visibilitychange", () => { follow(); if (!document.hidden) soon(); });
  addEventListener("pagehide", () => source?.close());
  follow();
}

// The keyboard: j and k in a list, a letter for each form. Off by choice, as one-letter keys must be.
const KEYS = "huying-keys";
let keys = localStorage.getItem(KEYS) !== "off";
document.documentElement.classList.toggle("keys", keys);

function move(step) {
  const links = [...document.querySelectorAll("[data-list] a")];
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const current = here >= 0 ? here : links.findIndex((link) => link.getAttribute("aria-current"));
  links[Math.min(Math.max(current + step, 0), links.length - 1)].focus();
}

function press(letter) {
  const button = document.querySelector(`[data-press="${letter}"]`);
  if (button) {
    button.click();
    return true;
  }
  const target = document.querySelector(`[data-key="${letter}"]`);
  if (!target) return false;
  if (target.tagName === "SUMMARY") {
    target.parentElement.open = true;
    (target.parentElement.querySelector("textarea, select, input:not([type=hidden])") ?? target).focus();
  } else if (target.tagName === "A") target.click();
  else (target.form?.querySelector("textarea, select") ?? target).focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (typing && event.key === "Escape") event.target.blur();
  if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") {
    keys = !keys;
    localStorage.setItem(KEYS, keys ? "on" : "off");
    document.documentElement.classList.toggle("keys", keys);
    return;
  }
  if (!keys) return;
  const letter = event.key.toLowerCase();
  if (letter === "j" || letter === "k") move(letter === "j" ? 1 : -1);
  else if (event.key.length === 1 && press(letter)) event.preventDefault();
});

// One press, one command: the form's key makes a second one harmless, this makes it plain.
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll("button")) setTimeout(() => { button.disabled = true; });
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("form button")) button.disabled = false;
});

document.querySelector("[data-print]")?.addEventListener("click", () => print());
