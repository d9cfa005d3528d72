// SPDX-License-Identifier: BSD-3-Clause
// Vega-Lite specifications, with their data inside, as SVG files.
// Usage: node render.mjs VEGA_FOLDER SPECIFICATION.json PICTURE.svg [SPECIFICATION PICTURE]...
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

const [folder, ...files] = process.argv.slice(2);

// As in a browser, where each script leaves a global behind: the same files serve the page.
for (const script of ['vega.min.js', 'vega-lite.min.js']) {
  runInThisContext(readFileSync(join(folder, script), 'utf8'), { filename: script });
}
const { vega, vegaLite } = globalThis;

for (let k = 0; k + 1 < files.length; k += 2) {
  const specification = vegaLite.compile(JSON.parse(readFileSync(files[k], 'utf8'))).spec;
  const view = new vega.View(vega.parse(specification), { renderer: 'none' });
  writeFileSync(files[k + 1], await view.toSVG());
}
