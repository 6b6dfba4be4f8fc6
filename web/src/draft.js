// A report that the network failed stays on this device and is sent later, once: its key was made with the form.
const NAME = "huying-draft";
const RETRY = 15000; // milliseconds between tries while the page is open
const KEPT = ["key", "description", "item", "address", "community", "lng", "lat", "phone"];

const form = document.querySelector("form[data-draft]");
if (form) start();

function start() {
  const waiting = document.getElementById("waiting");
  const button = form.querySelector(":scope > [type=submit]");
  const label = button.textContent;
  let sending = false;
  let joining = ""; // the case near by that this is one with

  const draft = load();
  if (draft && !form.querySelector("[aria-invalid]") && !form.description.value) restore(draft);
  if (draft?.unsent) {
    joining = draft.me_too ?? "";
    hold();
  }

  form.addEventListener("input", () => save(false));
  form.addEventListener("change", () => save(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    joining = event.submitter?.name === "me_too" ? event.submitter.value : "";
    send();
  });
  waiting.querySelector("[data-retry]").addEventListener("click", send);
  waiting.querySelector("[data-change]").addEventListener("click", release);
  addEventListener("online", () => !waiting.hidden && send());
  setInterval(() => !waiting.hidden && navigator.onLine && send(), RETRY);

  async function send() {
    if (sending) return;
    sending = true;
    button.disabled = true;
    button.textContent = button.dataset.sending;
    const body = new FormData(form);
    if (joining) body.set("me_too", joining);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json, text/html" } });
      if (answer.status >= 500 || answer.status === 429) throw new Error("later");
      if (answer.status === 201) {
        localStorage.removeItem(NAME);
        location.assign(answer.headers.get("Location"));
        return;
      }
      form.submit(); // refused: the browser itself shows the page that says why, with its own form
    } catch {
      save(true);
      hold();
    } finally {
      sending = false;
      button.disabled = false;
      button.textContent = label;
    }
  }

  // Nothing changes while it may already have arrived under its key.
  function hold() {
    waiting.hidden = false;
    for (const field of form.elements) if (field.type !== "hidden" && "readOnly" in field) field.readOnly = true;
    form.classList.add("held");
    button.hidden = true;
    document.getElementById("already").hidden = true;
    waiting.scrollIntoView({ block: "nearest" });
  }

  // Other words are another report: they get a key of their own.
  function release() {
    waiting.hidden = true;
    for (const field of form.elements) if ("readOnly" in field) field.readOnly = false;
    form.classList.remove("held");
    button.hidden = false;
    document.getElementById("already").hidden = false;
    joining = "";
    form.key.value = fresh();
    save(false);
    form.description.focus();
  }

  function save(unsent) {
    const kept = Object.fromEntries(KEPT.map((name) => [name, new FormData(form).get(name) ?? ""]));
    const photos = [...form.querySelectorAll("input[name=photos]")].map((photo) => photo.value);
    try {
      localStorage.setItem(NAME, JSON.stringify({ ...kept, photos, unsent, me_too: joining }));
    } catch {
      // no room or no storage here: the form itself still holds everything
    }
  }

  function restore(kept) {
    for (const name of KEPT) {
      const field = form.elements[name];
      if (field && name !== "item" && kept[name]) field.value = kept[name];
    }
    if (kept.item) hidden("item", kept.item);
    for (const photo of kept.photos ?? []) hidden("photos", photo);
    if (kept.description) form.description.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function hidden(name, value) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    if (name === "item") field.dataset.restored = "";
    form.append(field);
  }
}

// Once the choices are shown again, the one restored from the draft is theirs to say.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "hints") return;
  const restored = document.querySelector("input[data-restored]");
  if (!restored) return;
  const choice = event.target.querySelector(`input[name=item][value="${CSS.escape(restored.value)}"]`);
  if (choice) choice.checked = true;
  restored.remove();
});

function load() {
  try {
    return JSON.parse(localStorage.getItem(NAME));
  } catch {
    return null;
  }
}

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(18))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
