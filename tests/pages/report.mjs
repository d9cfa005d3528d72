// SPDX-License-Identifier: BSD-3-Clause
// The reports of `regimes reproduce all`, `regimes fit`, `regimes complete`, `regimes train` and,
// in a build with LibTorch, `regimes probe`, opened in Chromium without any network.
// Usage: node report.mjs PROGRAM [SAVE_NETWORK]
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { drawnRows, rowsOf } from './rows.mjs';

const [program, saveNetwork] = process.argv.slice(2);
const patience = 60000;

function chromiumPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = process.env.PATH.split(':');
  const found = names.flatMap(name => folders.map(folder => join(folder, name))).find(existsSync);
  assert.ok(found, 'no Chromium on PATH (scripts/setup --with pages installs it)');
  return found;
}

// A page that may reach files only, and keeps what it says and asks for.
async function open(browser, file, options) {
  const context = await browser.newContext(options);
  const complaints = [];
  await context.setOffline(true);
  await context.route('**/*', route => {
    const url = route.request().url();
    if (url.startsWith('file:')) return route.continue();
    complaints.push('request of ' + url);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => complaints.push('error: ' + error.message));
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(
    () => [...document.querySelectorAll('.chart-holder')].every(holder => holder.dataset.drawn),
    null, { timeout: patience });
  return { context, page, complaints };
}

async function checkMarks(page, rows, name) {
  assert.ok(rows.length > 0, name);
  const drawn = new Set(await page.evaluate(drawnRows, name));
  const missing = rows.filter(row => !drawn.has(row));
  assert.deepEqual(missing, [], `${name}: rows without a mark`);
  const paths = await page.locator(`#${name} svg.marks .role-mark path`).count();
  assert.ok(paths > 0, `${name}: nothing is drawn`);
}

// The middle of an element, brought into view. (A stroke without area counts as invisible, and
// events go to the whole chart: Playwright's own hover and click would wait for ever.)
async function middle(locator) {
  await locator.evaluate(element => element.scrollIntoView({ block: 'center' }));
  const box = await locator.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}

async function checkTooltip(page, name) {
  const marks = page.locator(`#${name} :is(.mark-symbol, .mark-rect).role-mark path`);
  await page.mouse.move(...await middle(marks.last()), { steps: 3 });
  const tooltip = page.locator('#vg-tooltip-element.visible');
  await tooltip.waitFor({ timeout: patience });
  assert.match(await tooltip.innerText(), /\d/, `${name}: the tooltip holds no number`);
  await page.mouse.move(0, 0);
}

// How faint the marks are: choosing one entry of the legend fades those of the others.
function faintness(name) {
  const paths = document.querySelectorAll(`#${name} .role-mark path`);
  return [...paths].map(path => path.getAttribute('opacity') ?? '1').join();
}

async function until(condition, what) {
  const end = Date.now() + patience;
  while (!await condition()) {
    assert.ok(Date.now() < end, what);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

// The entries of the first legend that has several.
async function legendEntries(page, name) {
  for (const legend of await page.locator(`#${name} .role-legend`).all()) {
    const entries = legend.locator('.role-legend-symbol path');
    if (await entries.count() > 1) return entries;
  }
  return null;
}

async function checkLegend(page, name) {
  const entries = await legendEntries(page, name);
  if (entries === null) return false;
  const now = () => page.evaluate(faintness, name);
  const before = await now();
  const entry = await middle(entries.first());
  await page.mouse.click(...entry);
  await until(async () => await now() !== before, `${name}: the legend fades nothing`);
  await page.mouse.click(...entry);
  await until(async () => await now() === before, `${name}: the legend does not give back`);
  return true;
}

async function checkFigures(browser, folder, names) {
  const options = { viewport: { width: 1280, height: 900 } };
  const { context, page, complaints } = await open(browser, join(folder, 'report.html'), options);
  let legends = 0;
  for (const name of names) {
    const rows = rowsOf(readFileSync(join(folder, name, 'data.csv'), 'utf8'));
    await checkMarks(page, rows, name);
    await checkTooltip(page, name);
    if (await checkLegend(page, name)) ++legends;
  }
  assert.ok(legends > 0, 'no figure has a legend of two entries');
  assert.deepEqual(complaints, []);
  await context.close();
}

// The rows of the page of a study stand in it alone.
async function checkCharts(page, name, panels) {
  const rows = JSON.parse(await page.locator('#rows-' + name).textContent());
  assert.equal(new Set(rows.map(row => row.panel)).size, panels, 'panels of several scales');
  const texts = rows.map(({ panel, series, x, y, source }) =>
    JSON.stringify([panel, series, x, y, source]));
  await checkMarks(page, texts, name);
  await checkTooltip(page, name);
}

async function checkTraining(browser, folder, panels) {
  const options = { viewport: { width: 1280, height: 900 } };
  const { context, page, complaints } = await open(browser, join(folder, 'report.html'), options);
  await checkCharts(page, 'training', panels);
  assert.ok(await checkLegend(page, 'training'), 'no legend of scales');
  assert.deepEqual(complaints, []);
  await context.close();
}

// Where the charts show the place of the slider: the title of its pictures, the signal, and a line
// across each panel at that place.
function markedPlace() {
  const { view } = document.querySelector('.chart-holder');
  const lines = [];
  const visit = item => {
    const isMark = item.mark?.marktype === 'rule' && item.mark.role === 'mark';
    if (isMark && item.opacity === 1 && !item.datum.panel) lines.push(item.datum.x);
    for (const part of item.items ?? []) visit(part);
  };
  visit(view.scenegraph().root);
  return [document.querySelector('.controls output').value, view.signal('marked'), lines];
}

// Pictures and charts of `fit` or `complete`: the slider shows a picture and marks its place.
async function checkSlider(browser, folder, panels, hasLegend) {
  const options = { viewport: { width: 1280, height: 900 } };
  const { context, page, complaints } = await open(browser, join(folder, 'report.html'), options);
  await checkCharts(page, 'charts', panels);
  assert.equal(await checkLegend(page, 'charts'), hasLegend, 'legend');
  const slider = page.locator('#position');
  for (const cell of await page.locator('.strip').first().locator('.cell').all()) {
    const { title, x } = await cell.evaluate(({ dataset }) => ({ ...dataset }));
    await cell.click();
    const place = x === undefined ? null : Number(x);
    assert.deepEqual(await page.evaluate(markedPlace),
                     [title, place, place === null ? [] : Array(panels).fill(place)]);
    assert.ok(await page.locator('.stage .picture').first().isVisible(), 'no picture');
  }
  await slider.fill('2');
  const [, marked] = await page.evaluate(markedPlace);
  await page.setViewportSize({ width: 700, height: 900 });  // charts are drawn anew
  await page.waitForFunction(() => {
    const holder = document.querySelector('.chart-holder');
    return Number(holder.dataset.drawn) === holder.clientWidth;
  }, null, { timeout: patience });
  const [, kept, lines] = await page.evaluate(markedPlace);
  assert.equal(kept, marked, 'the mark is lost');
  assert.equal(lines.length, panels);
  assert.deepEqual(complaints, []);
  await context.close();
}

// The verdict comes first; bars are the standard errors of random directions.
async function checkProbe(browser, folder) {
  await checkTraining(browser, folder, 5);
  const { context, page } = await open(browser, join(folder, 'report.html'));
  const { verdict } = JSON.parse(readFileSync(join(folder, 'probe.json'), 'utf8'));
  assert.match(verdict.sentences[0], /at the scale as given/);
  assert.equal(await page.locator('p').first().innerText(), verdict.sentences.join(' '));
  assert.ok(await page.locator('#training svg.marks .mark-rule.role-mark line').count() > 0,
            'no error bars');
  await context.close();
}

async function checkLayout(browser, folder, colorScheme, width) {
  const options = { viewport: { width, height: 700 }, colorScheme };
  const { context, page, complaints } = await open(browser, join(folder, 'report.html'), options);
  const [content, shown, background] = await page.evaluate(() => [
    document.documentElement.scrollWidth, innerWidth,
    document.querySelector('.chart-holder svg.marks').style.backgroundColor]);
  assert.ok(content <= shown, `${content} pixels wide on a screen of ${shown}`);
  assert.equal(background, colorScheme === 'dark' ? 'rgb(27, 31, 36)' : 'rgb(255, 255, 255)');
  assert.deepEqual(complaints, []);
  await context.close();
}

const folder = mkdtempSync(join(tmpdir(), 'regimes-report-'));
let browser;
try {
  execFileSync(program, ['reproduce', 'all', '--scale', 'smoke', '--out', folder],
               { stdio: ['ignore', 'inherit', 'inherit'] });
  const names = readdirSync(folder).filter(name => existsSync(join(folder, name, 'data.csv')));
  assert.ok(names.length > 0, 'no figure was written');
  // Chromium does not run as root inside its sandbox; the page is our own.
  const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath: chromiumPath(), args });
  await checkFigures(browser, folder, names);
  const training = join(folder, 'trained');
  execFileSync(program, ['train', '--data', 'fashion-mnist', '--samples', '100', '--hidden', '20',
                         '--test-samples', '100', '--alpha', '0.5,1,2', '--out', training],
               { stdio: ['ignore', 'inherit', 'inherit'] });
  await checkTraining(browser, training, 6);
  const fitted = join(folder, 'fitted');
  execFileSync(program, ['data', 'fashion-mnist', '--classes', '0,6', '--samples', '40',
                         '--test-samples', '50', '--out', join(folder, 'data')],
               { stdio: ['ignore', 'ignore', 'inherit'] });
  const data = name => join(folder, 'data', name + '.npy');
  execFileSync(program, ['fit', '--x', data('x'), '--y', data('y'), '--test-x', data('x_test'),
                         '--test-y', data('y_test'), '--depth', '2,3', '--log10-alpha', '2:-6:5',
                         '--image', '28x28', '--out', fitted],
               { stdio: ['ignore', 'ignore', 'inherit'] });
  await checkSlider(browser, fitted, 4, true);
  const matrix = join(folder, 'matrix.csv');
  writeFileSync(matrix, '1,2,3\n2,,6\n3,6,\n');
  const completed = join(folder, 'completed');
  execFileSync(program, ['complete', '--matrix', matrix, '--log10-alpha', '1:-4:4', '--out',
                         completed],
               { stdio: ['ignore', 'ignore', 'inherit'] });
  await checkSlider(browser, completed, 3, false);
  const places = [folder, fitted, completed, training];
  if (saveNetwork) {
    const probed = join(folder, 'probed');
    const network = join(folder, 'network.pt');
    execFileSync(saveNetwork, [network], { stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync(program, ['probe', network, '--data', 'fashion-mnist', '--samples', '60',
                           '--test-samples', '60', '--alpha', '0.7,1,1.4', '--refine', '0',
                           '--kernel-samples', '8', '--directions', '30', '--no-linearized',
                           '--out', probed],
                 { stdio: ['ignore', 'ignore', 'inherit'] });
    await checkProbe(browser, probed);
    places.push(probed);
  }
  for (const scheme of ['light', 'dark']) {
    for (const width of [320, 1280]) {
      for (const place of places) await checkLayout(browser, place, scheme, width);
    }
  }
  console.log(`${names.length} figures: ${names.join(', ')}`);
} finally {
  await browser?.close();
  rmSync(folder, { recursive: true });
}
