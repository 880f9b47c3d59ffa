// Draws columns of the page's table of days: <canvas data-table="…" data-columns="1:bar 2:line">.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { series: [1, 2, 3, 4].map((n) => of("--chart-" + n)), bad: of("--chart-3"), text: of("--pico-muted-color"), line: of("--line") };
}

function column(table, index) {
  return Array.from(table.tBodies[0].rows, (row) =>
    row.cells[index].dataset.value === undefined ? null : Number(row.cells[index].dataset.value));
}

function draw(canvas) {
  const table = document.getElementById(canvas.dataset.table);
  const colour = colours();
  const labels = Array.from(table.tBodies[0].rows, (row) => row.cells[0].textContent);
  const datasets = canvas.dataset.columns.split(" ").map((part, place) => {
    const [index, type] = part.split(":");
    const label = table.tHead.rows[0].cells[index].textContent;
    const hue = label === "Errors" ? colour.bad : colour.series[place];
    // A saving is of another size than what is beside it.
    const apart = label === "Tokens saved";
    return { type, label, data: column(table, index), backgroundColor: hue, borderColor: hue, borderWidth: type === "line" ? 2 : 0,
      pointRadius: labels.length > 45 ? 0 : 2.5, tension: 0.25, spanGaps: true, maxBarThickness: 26, borderRadius: 3, yAxisID: apart ? "apart" : "y" };
  });
  const scale = (shown, grid) => ({ display: shown, beginAtZero: true, border: { display: false }, grid: { color: colour.line, display: grid },
    ticks: { color: colour.text, maxTicksLimit: 5, precision: 0 } });
  const scales = { x: { grid: { display: false }, ticks: { color: colour.text, maxRotation: 0, autoSkipPadding: 16,
    callback(value) { return this.getLabelForValue(value).slice(5); } } }, y: scale(true, true) };
  if (datasets.some((set) => set.yAxisID === "apart")) {
    scales.apart = { ...scale(true, false), position: "right" };
  }
  return new Chart(canvas, { data: { labels, datasets }, options: { responsive: true, maintainAspectRatio: false, animation: false,
    interaction: { mode: "index", intersect: false }, scales,
    plugins: { legend: { position: "bottom", labels: { color: colour.text, boxWidth: 10, boxHeight: 10, usePointStyle: true } } } } });
}

let charts = [];
function drawAll() {
  charts.forEach((chart) => chart.destroy());
  charts = Array.from(document.querySelectorAll("canvas[data-table]"), draw);
}
drawAll();
dark.addEventListener("change", drawAll);
