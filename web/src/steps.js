// 长辈版: one thing a page. Without scripts the same form stands whole.
const form = document.querySelector("html.elder form.steps[data-steps]");
if (form) start();

function start() {
  const cards = [...form.querySelectorAll(":scope > .card")];
  const submit = form.querySelector(":scope > [type=submit]");
  const { next, back, of } = form.dataset;
  const count = Object.assign(document.createElement("p"), { className: "hint" });
  count.setAttribute("role", "status");
  const row = Object.assign(document.createElement("p"), { className: "steps" });
  const [onward, backward] = [button(next, ""), button(back, "quiet")];
  row.append(onward, backward);
  form.prepend(count);
  submit.before(row);
  const wrong = cards.findIndex((card) => card.querySelector("[aria-invalid], .wrong:not([hidden])"));
  let at = Math.max(wrong, 0);
  onward.addEventListener("click", () => go(at + 1));
  backward.addEventListener("click", () => go(at - 1));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || at === cards.length - 1) return;
    event.preventDefault();
    go(at + 1);
  });
  show();

  function go(to) {
    const field = cards[at].querySelector("[required]");
    if (to > at && field && !field.value.trim()) return field.focus();
    at = Math.min(Math.max(to, 0), cards.length - 1);
    show();
    cards[at].querySelector("textarea, input:not([type=hidden]), button")?.focus();
  }

  function show() {
    cards.forEach((card, i) => (card.hidden = i !== at));
    const last = at === cards.length - 1;
    submit.hidden = !last;
    onward.hidden = last;
    backward.hidden = at === 0;
    count.textContent = of.replace("{n}", at + 1).replace("{all}", cards.length);
  }

  function button(text, className) {
    return Object.assign(document.createElement("button"), { type: "button", textContent: text, className: `full ${className}` });
  }
}
