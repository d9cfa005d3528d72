// SPDX-License-Identifier: BSD-3-Clause
// The rows of a figure, as its data.csv has them and as its chart draws them.

function cellsOf(line) {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}

// Every row with finite coordinates, as one text.
export function rowsOf(csv) {
  const [header, ...lines] = csv.trimEnd().split('\n').map(cellsOf);
  return lines.map(cells => Object.fromEntries(header.map((name, k) => [name, cells[k]])))
    .map(row => ({ ...row, x: Number(row.x), y: Number(row.y) }))
    .filter(row => Number.isFinite(row.x) && Number.isFinite(row.y))
    .map(({ panel, series, x, y, source }) => JSON.stringify([panel, series, x, y, source]));
}

// Runs in the page: the same of every item in the scene of a chart.
export function drawnRows(name) {
  const found = [];
  const visit = item => {
    const { panel, series, x, y, source } = item.datum ?? {};
    if (panel !== undefined) found.push(JSON.stringify([panel, series, x, y, source]));
    for (const part of item.items ?? []) visit(part);
  };
  visit(document.querySelector(`[data-figure="${name}"]`).view.scenegraph().root);
  return found;
}
