// The grid worker's page without a network: pages seen before can be read, forms wait and are sent once, in order.
// A form's own key makes a second arrival harmless; when it counts as said is when it arrives.
const PAGES = "huying-grid-pages", FILES = "huying-grid-files", MOST_PAGES = 40, MOST_WAITING = 50, FRESH = 10 * 60 * 1000;
const READ = "/grid/offline?what=read", QUEUED = "/grid/offline?what=queued", FULL = "/grid/offline?what=full";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll([READ, QUEUED, FULL])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode !== "navigate") return;
  else if (request.method === "GET") event.respondWith(page(request));
  else if (url.pathname.startsWith("/grid/")) event.respondWith(form(request));
});

async function file(request) {
  const cache = await caches.open(FILES), known = await cache.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) cache.put(request, answer.clone());
  return answer;
}

async function page(request) {
  const cache = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect") await caches.delete(PAGES); // to the sign-in: the session is over
    else if (answer.ok) {
      await cache.put(request.url, answer.clone());
      await trim(cache);
    }
    return answer;
  } catch {
    const known = await cache.match(request.url, { ignoreVary: true });
    if (!known) return (await caches.open(FILES)).match(READ);
    // Whoever reads it must see that it is old.
    const html = (await known.text()).replace("<body ", `<body data-offline="${known.headers.get("date") ?? ""}" `);
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
  }
}

// What a worker will want to read out there: the list's own pages, unless they were kept a short while ago.
async function keep(paths) {
  const cache = await caches.open(PAGES);
  for (const path of paths.slice(0, MOST_PAGES)) {
    const url = new URL(path, location.origin).href, known = await cache.match(url);
    if (known && Date.now() - new Date(known.headers.get("date") ?? 0) < FRESH) continue;
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    if (answer.ok && !answer.redirected) await cache.put(url, answer);
  }
  await trim(cache);
}

async function trim(cache) {
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(key);
}

async function form(request) {
  const kept = request.clone();
  try {
    return await fetch(request);
  } catch {
    const cache = await caches.open(FILES), waiting = await all();
    if (waiting.length >= MOST_WAITING) return cache.match(FULL);
    const fields = [...(await kept.formData()).entries()];
    await store("readwrite", (box) => box.add({ path: new URL(kept.url).pathname, fields, refused: "" }));
    return cache.match(QUEUED);
  }
}

// What waits, in a database of the browser's own.
function store(mode, work) {
  return new Promise((done, failed) => {
    const opening = indexedDB.open("huying-grid", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "id", autoIncrement: true });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const asked = work(opening.result.transaction("waiting", mode).objectStore("waiting"));
      asked.onsuccess = () => { opening.result.close(); done(asked.result); };
      asked.onerror = () => { opening.result.close(); failed(asked.error); };
    };
  });
}
const all = () => store("readonly", (box) => box.getAll());

let sending = null;
async function send(csrf) {
  for (const waiting of await all()) {
    if (waiting.refused) continue;
    const body = new FormData();
    for (const [name, value] of waiting.fields) body.append(name, name === "csrf" ? csrf : value);
    const answer = await fetch(waiting.path, { method: "POST", body, redirect: "manual", headers: { accept: "text/html" } });
    if (answer.type === "opaqueredirect") await store("readwrite", (box) => box.delete(waiting.id));
    else if (answer.status < 500 && answer.status !== 429) {
      const said = (await answer.text()).match(/role="alert"[^>]*>\s*<p><b>([^<]*)/);
      await store("readwrite", (box) => box.put({ ...waiting, refused: said ? said[1] : String(answer.status) }));
    } else break; // later
  }
}

// The page asks: send what waits with my token; how many wait; forget everything (one signs out).
self.addEventListener("message", (event) => {
  const work = {
    send: async () => { sending ??= send(event.data.csrf).catch(() => {}).finally(() => { sending = null; }); await sending; },
    keep: () => keep(event.data.paths).catch(() => {}),
    drop: () => store("readwrite", (box) => box.delete(event.data.id)),
    forget: async () => { await caches.delete(PAGES); await store("readwrite", (box) => box.clear()); },
    count: async () => {},
  }[event.data.ask];
  event.waitUntil(work().then(all).then((rows) => event.ports[0]?.postMessage(
    rows.map(({ id, path, refused }) => ({ id, path, refused })),
  )));
});
