// Draws columns of the page's table of days: <canvas data-table="…" data-columns="1:bar 2:line">.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return { series: [1, 2, 3, 4].map((n) => of("--chart-" + n)), bad: of("--chart-3"), text: of("--pico-muted-color"), line: of("--line") };
}

// The rows from the oldest day to the newest one.
function rows(table) {
  const all = Array.from(table.tBodies[0].rows);
  return "newestFirst" in table.dataset ? all.reverse() : all;
}

function column(table, index) {
  return rows(table).map((row) =>
    row.cells[index].dataset.value === undefined ? null : Number(row.cells[index].dataset.value));
}

const BRIEF = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const MONEY = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumFractionDigits: 2 });
const SMALL_MONEY = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumSignificantDigits: 2 });

// A number of an axis or of a tooltip, in its unit.
function amount(value, unit) {
  if (unit === "usd") {
    return (value !== 0 && Math.abs(value) < 1 ? SMALL_MONEY : MONEY).format(value);
  }
  if (unit === "percent") {
    return value + " %";
  }
  return unit === "ms" ? (value >= 1000 ? value / 1000 + " s" : Math.round(value * 100) / 100 + " ms") : BRIEF.format(value);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function day(date) {
  return Number(date.slice(8)) + " " + MONTHS[Number(date.slice(5, 7)) - 1];
}

// Shares are near the top, so that their axis ends at 100 % and begins at the ten below the smallest one.
function bounds(dataset) {
  if (dataset.unit !== "percent") {
    return { beginAtZero: true };
  }
  const smallest = Math.min(100, ...dataset.data.filter((value) => value !== null));
  return { min: Math.max(0, Math.ceil(smallest / 10) * 10 - 10), max: 100 };
}

function draw(canvas) {
  const table = document.getElementById(canvas.dataset.table);
  const colour = colours();
  const labels = rows(table).map((row) => row.cells[0].textContent);
  const datasets = canvas.dataset.columns.split(" ").map((part, place) => {
    const [index, type, unit] = part.split(":");
    const label = table.tHead.rows[0].cells[index].textContent;
    const hue = label === "Errors" ? colour.bad : colour.series[place];
    return { type, label, unit, data: column(table, index), backgroundColor: hue, borderColor: hue, borderWidth: type === "line" ? 2 : 0,
      clip: unit === "percent" ? false : undefined, pointRadius: labels.length > 45 ? 0 : 2.5, tension: 0.25, spanGaps: true, maxBarThickness: 26, borderRadius: 3 };
  });
  const unit = datasets[0].unit;
  const y = { ...bounds(datasets[0]), border: { display: false }, grid: { color: colour.line },
    ticks: { color: colour.text, maxTicksLimit: 5, callback: (value) => amount(value, unit) } };
  const scales = { x: { grid: { display: false }, ticks: { color: colour.text, maxRotation: 0, autoSkipPadding: 16,
    callback(value) { return day(this.getLabelForValue(value)); } } }, y };
  return new Chart(canvas, { data: { labels, datasets }, options: { responsive: true, maintainAspectRatio: false, animation: false,
    interaction: { mode: "index", intersect: false }, scales,
    plugins: { tooltip: { callbacks: { label: (item) => item.dataset.label + ": " + amount(item.parsed.y, item.dataset.unit) } },
      legend: { display: datasets.length > 1, position: "bottom", labels: { color: colour.text, boxWidth: 10, boxHeight: 10, usePointStyle: true } } } } });
}

let charts = [];
function drawAll() {
  charts.forEach((chart) => chart.destroy());
  charts = Array.from(document.querySelectorAll("canvas[data-table]"), draw);
}
drawAll();
dark.addEventListener("change", drawAll);
