// Countdowns in story time, which may run faster than ours: <time data-until="…" data-left="还剩 {span}" …>.
const born = performance.now();
const now = Date.parse(document.body.dataset.now);
const scale = Number(document.body.dataset.scale) || 1; // real seconds a story second takes

function tick() {
  const story = now + (performance.now() - born) / scale;
  for (const shown of document.querySelectorAll("[data-until]")) {
    const ahead = Date.parse(shown.dataset.until) - story;
    const minutes = Math.floor(Math.abs(ahead) / 60000);
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
    const pattern = days ? shown.dataset.days : hours ? shown.dataset.hours : shown.dataset.minutes;
    const span = pattern.replace("{days}", days).replace("{hours}", hours).replace("{minutes}", Math.max(rest, 1));
    const text = (ahead >= 0 ? shown.dataset.left : shown.dataset.late).replace("{span}", span);
    if (shown.textContent !== text) shown.textContent = text;
    shown.classList.toggle("late", ahead < 0);
  }
}

tick();
setInterval(tick, 5000);
document.addEventListener("htmx:afterSettle", tick);
