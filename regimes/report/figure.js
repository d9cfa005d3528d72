// SPDX-License-Identifier: BSD-3-Clause
// Draws each chart as SVG with Vega-Lite, in the colours of the
// reader's preference and as many panels in a row as there is room for.
//
// Expects `vegaEmbed`; elements .chart-holder with data-figure; and <script> elements with the ids
// rows-NAME, specification-NAME, config-light and config-dark that hold JSON.
(() => {
'use strict';
const json = id => JSON.parse(document.getElementById(id).textContent);
const dark = matchMedia('(prefers-color-scheme: dark)');
const axisRoom = 84;      // pixels for an axis and the gap between panels
const leastPanel = 180;
const goodPanel = 270;
const greatestPanel = 460;

// Panels become even rows of as many as fit well, each as wide as its share.
function fitted(specification, width) {
  const panels = specification.hconcat ?? specification.concat;
  if (!panels) return withWidth(withHandles(specification), width - axisRoom);
  const room = Math.max(1, Math.floor(width / (goodPanel + axisRoom)));
  const columns = Math.ceil(panels.length / Math.ceil(panels.length / room));
  const share = width / columns - axisRoom;
  const { hconcat, ...rest } = specification;
  return { ...rest, columns, concat: panels.map(panel => withWidth(withHandles(panel), share)) };
}

// A line answers the pointer only where it meets a datum, within its own width. Invisible points
// over it are easier to hit.
function withHandles(panel) {
  return panel.layer ? { ...panel, layer: panel.layer.map(handled) } : panel;
}

function handled(layer) {
  if (layer.mark?.type !== 'line') return layer;
  const { mark, params = [], ...shared } = layer;
  const point = { type: 'point', filled: true, size: 150, clip: mark.clip ?? false };
  const handle = { mark: point, encoding: { opacity: { value: 0 } } };
  return { ...shared, layer: [{ mark, params }, handle] };
}

function withWidth(panel, width) {
  if (typeof panel.width !== 'number') return panel;
  return { ...panel, width: Math.round(Math.min(Math.max(width, leastPanel), greatestPanel)) };
}

// As many entries of a legend in a row as its panel has room for, or it would push the next away.
function legendColumns(rows, { width, concat }) {
  const longest = Math.max(...rows.map(row => row.series.length));
  const room = Math.floor((concat?.[0].width ?? width) / (24 + 6.5 * longest));
  return Math.max(1, Math.min(4, room || 1));
}

let shown = [];

async function draw(holder) {
  const name = holder.dataset.figure;
  const rows = json('rows-' + name);
  const wide = holder.clientWidth;
  const spec = { ...fitted(json('specification-' + name), wide), datasets: { rows } };
  const config = json(dark.matches ? 'config-dark' : 'config-light');
  config.legend.columns = legendColumns(rows, spec);
  const options = {
    renderer: 'svg',
    config,
    tooltip: { theme: dark.matches ? 'dark' : 'light' },
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: name,
  };
  try {
    const result = await vegaEmbed(holder, spec, options);
    holder.dataset.drawn = wide;
    holder.view = result.view;  // for the slider, the console, and tests
    holder.dispatchEvent(new Event('drawn', { bubbles: true }));
    return result;
  } catch (error) {
    holder.textContent = 'This chart could not be drawn: ' + error.message;
    console.error(error);
  }
}

async function drawAll() {
  for (const old of shown) old?.finalize();
  shown = [];
  for (const holder of document.querySelectorAll('.chart-holder')) shown.push(await draw(holder));
}

// One drawing at a time; whatever asks for another meanwhile gets one more at the end.
let running = false;
let again = false;
async function redraw() {
  again = true;
  if (running) return;
  running = true;
  while (again) {
    again = false;
    await drawAll();
  }
  running = false;
}

let timer = 0;
addEventListener('resize', () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const holder = document.querySelector('.chart-holder');
    if (holder && Number(holder.dataset.drawn) !== holder.clientWidth) redraw();
  }, 200);
});
dark.addEventListener('change', redraw);
redraw();
})();
