// A real map in place of the drawing, where the installation names a source of tiles.
import L from "leaflet";
import "leaflet/dist/leaflet.css";

for (const box of document.querySelectorAll("[data-tiles]")) {
  const drawing = box.parentElement.querySelector("[data-map]");
  const { west, south, east, north } = drawing.dataset;
  const { width, height } = drawing.viewBox.baseVal;
  box.hidden = false;
  const map = L.map(box, { attributionControl: false, scrollWheelZoom: false });
  map.fitBounds([[south, west], [north, east]]);
  L.tileLayer(box.dataset.tiles).on("tileerror", () => box.classList.add("away")).addTo(map);
  for (const [x, y, late] of JSON.parse(box.dataset.points)) {
    const lng = Number(west) + (x / width) * (east - west);
    const lat = north - (y / height) * (north - south);
    L.circleMarker([lat, lng], { radius: 8, className: late ? "dot late" : "dot" }).addTo(map);
  }
}
