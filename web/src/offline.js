// On the grid worker's pages: keep them readable without a network, say what waits, send it when there is one.
const box = document.querySelector("[data-waiting]");
const csrf = document.querySelector("input[name=csrf]")?.value;

function ask(message) {
  return navigator.serviceWorker.ready.then(({ active }) => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => done(event.data);
    active.postMessage(message, [channel.port2]);
  }));
}

function show(rows) {
  if (!box) return;
  const refused = rows.filter((row) => row.refused), waiting = rows.length - refused.length;
  box.hidden = !rows.length;
  box.querySelector("[data-count]").textContent = String(waiting);
  box.querySelector("[data-count]").parentElement.hidden = !waiting;
  const list = box.querySelector("ul");
  list.replaceChildren(...refused.map((row) => {
    const line = document.createElement("li"), link = document.createElement("a"), drop = document.createElement("button");
    link.href = row.path.replace(/\/[a-z-]+$/, "");
    link.textContent = row.refused;
    drop.type = "button";
    drop.className = "plain";
    drop.textContent = box.dataset.drop;
    drop.addEventListener("click", () => ask({ ask: "drop", id: row.id }).then(show));
    line.append(link, " ", drop);
    return line;
  }));
}

if ("serviceWorker" in navigator && csrf) {
  navigator.serviceWorker.register("/sw.js", { scope: "/grid" }).catch(() => {});
  const sent = () => ask({ ask: navigator.onLine ? "send" : "count", csrf }).then(show);
  sent();
  if (navigator.onLine) {
    const links = [...document.querySelectorAll(".work a, .duties-four a")].map((link) => link.getAttribute("href"));
    ask({ ask: "keep", paths: ["/grid", location.pathname + location.search, ...links] }).then((rows) => {
      show(rows);
      const kept = document.querySelector("[data-kept]");
      if (kept) kept.hidden = false;
    });
  }
  addEventListener("online", sent);
  document.querySelector("form[action='/logout']")?.addEventListener("submit", () => { ask({ ask: "forget" }); });
  const old = document.body.dataset.offline;
  const said = document.querySelector("[data-offline-said]");
  if (old !== undefined && said) {
    said.hidden = false;
    said.querySelector("time").textContent = old ? new Date(old).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
  }
}
