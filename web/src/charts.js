// Bars beside a table that says the same: [data-bars] names the table, whose rows carry the numbers.
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

const SERIES = [["response", "#a9cdc6"], ["completion", "#0b6b62"], ["satisfaction", "#52605d"]];
const MOST = 12; // units in the picture; the table has them all

for (const box of document.querySelectorAll("[data-bars]")) draw(box, document.getElementById(box.dataset.bars));

function draw(box, table) {
  const rows = [...table.tBodies[0].rows].slice(0, MOST).reverse();
  const names = [...table.tHead.rows[0].cells].slice(1, 4).map((cell) => cell.textContent);
  box.style.height = `${rows.length * 3.25 + 4}rem`;
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const fontFamily = getComputedStyle(document.body).fontFamily;
  const text = { fontFamily, fontSize: size * 0.9, color: "#52605d" };
  const chart = init(box, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    textStyle: { fontFamily },
    legend: { top: 0, left: 0, textStyle: text, itemWidth: size, itemHeight: size * 0.7, itemGap: size * 1.25, data: names },
    grid: { left: 0, right: size * 3, top: size * 2.5, bottom: 0, containLabel: true },
    xAxis: { type: "value", max: 100, interval: box.clientWidth < size * 30 ? 50 : 20, axisLabel: { ...text, formatter: "{value}%" }, splitLine: { lineStyle: { color: "#e1e8e5" } } },
    yAxis: { type: "category", data: rows.map((row) => row.cells[0].textContent), axisLabel: { ...text, color: "#16211f", width: Math.min(box.clientWidth * 0.3, size * 12), overflow: "break" }, axisTick: { show: false }, axisLine: { show: false } },
    series: SERIES.map(([name, color], i) => ({
      name: names[i],
      type: "bar",
      barMaxWidth: size * 0.75,
      itemStyle: { color, borderRadius: 3 },
      data: rows.map((row) => (row.dataset[name] === "" ? null : Number(row.dataset[name]))),
    })).reverse(),
  });
  addEventListener("resize", () => chart.resize());
}
