// Photos go up as soon as they are chosen; what could not go up is sent with the form itself.
const input = document.querySelector("input[data-photos]");
if (input) start();

function start() {
  const form = input.form;
  const previews = form.querySelector("[data-previews]");
  const wrong = form.querySelector("[data-photo-wrong]");
  const most = Number(input.dataset.photos);
  input.classList.add("behind");
  form.querySelector("[data-choose]").hidden = false;

  input.addEventListener("change", async () => {
    wrong.hidden = true;
    const room = most - form.querySelectorAll("input[name=photos]").length;
    const left = new DataTransfer();
    for (const file of [...input.files].slice(0, Math.max(room, 0))) if (!(await up(file))) left.items.add(file);
    input.files = left.files;
  });

  async function up(file) {
    const shown = preview(file);
    const body = new FormData();
    body.append("file", file);
    try {
      const answer = await fetch("/api/v1/photos", { method: "POST", body });
      const said = await answer.json();
      if (!answer.ok) {
        fail(document.documentElement.lang === "en" ? said.detail_en : said.detail);
        shown.remove();
        return true; // refused for good: not to be sent again
      }
      shown.append(Object.assign(document.createElement("input"), { type: "hidden", name: "photos", value: said.id }));
      shown.classList.remove("sending");
      form.dispatchEvent(new Event("change", { bubbles: true }));
      if (said.place) document.dispatchEvent(new CustomEvent("huying:photo-place", { detail: said.place }));
      return true;
    } catch {
      fail(wrong.dataset.failed);
      return false;
    }
  }

  function preview(file) {
    const shown = document.createElement("span");
    shown.className = "sending";
    const image = Object.assign(document.createElement("img"), { alt: file.name, src: URL.createObjectURL(file) });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "away", textContent: "×" });
    away.setAttribute("aria-label", `× ${file.name}`);
    away.addEventListener("click", () => {
      shown.remove();
      input.value = "";
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
    shown.append(image, away);
    previews.append(shown);
    return shown;
  }

  function fail(text) {
    wrong.textContent = text;
    wrong.hidden = false;
  }
}
