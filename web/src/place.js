// The place of a report: where the phone is, where somebody points in the drawing, or where a photo was taken.
const box = document.querySelector("[data-place]");
if (box) start();

function start() {
  const said = box.querySelector("[data-place-said]");
  const [lng, lat] = ["lng", "lat"].map((name) => box.querySelector(`[name=${name}]`));
  const choice = box.querySelector("select");
  const map = box.querySelector("[data-map]");
  for (const part of box.querySelectorAll(".scripted")) part.hidden = false;

  box.querySelector("[data-locate]").addEventListener("click", () => {
    said.textContent = said.dataset.wait;
    const denied = () => (said.textContent = said.dataset.denied);
    if (!navigator.geolocation) return denied();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        said.textContent = "";
        here(coords.longitude, coords.latitude);
      },
      denied,
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });

  map.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    const { width, height } = map.viewBox.baseVal;
    const { west, east, south, north } = frame();
    here(west + (at.x / width) * (east - west), north - (at.y / height) * (north - south));
  });

  choice.addEventListener("change", () => {
    lng.value = lat.value = "";
    document.getElementById("place").textContent = "";
    mark();
  });

  document.addEventListener("huying:photo-place", ({ detail }) => {
    if (lng.value || choice.value) return;
    said.textContent = said.dataset.photo;
    here(detail.lng, detail.lat);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "place") choice.value = event.target.querySelector("[data-found]")?.dataset.found ?? "";
  });

  if (lng.value) here(Number(lng.value), Number(lat.value));

  function here(east, north) {
    lng.value = east.toFixed(6);
    lat.value = north.toFixed(6);
    lng.dispatchEvent(new Event("change", { bubbles: true }));
    window.htmx.ajax("GET", `/report/place?lng=${lng.value}&lat=${lat.value}`, "#place");
    mark();
  }

  function mark() {
    const dot = map.querySelector(".here");
    dot.toggleAttribute("hidden", !lng.value);
    if (!lng.value) return;
    const { width, height } = map.viewBox.baseVal;
    const { west, east, south, north } = frame();
    dot.setAttribute("cx", ((lng.value - west) / (east - west)) * width);
    dot.setAttribute("cy", ((north - lat.value) / (north - south)) * height);
  }

  function frame() {
    return Object.fromEntries(Object.entries(map.dataset).map(([name, value]) => [name, Number(value)]));
  }
}
