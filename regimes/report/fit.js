// SPDX-License-Identifier: BSD-3-Clause
// The script of the fit page: a slider that shows one alpha at a time, taken from the cells of the
// strips. The page is complete without it.
const strips = [...document.querySelectorAll('.strip')].map(strip => [...strip.children]);
const titles = strips.map(cells => cells.map(cell => cell.dataset.title))
    .reduce((a, b) => b.length > a.length ? b : a, []);
const slider = document.getElementById('position');
const stages = document.querySelector('.stages');

function stage(depth, cell) {
  const box = document.createElement('div');
  box.className = 'stage';
  const heading = document.createElement('h3');
  heading.textContent = 'Depth ' + depth;
  box.append(heading);
  if (!cell) return box;
  box.style.cssText = cell.style.cssText;
  box.append(cell.querySelector('.picture').cloneNode(true));
  const facts = cell.querySelector('.facts').cloneNode(true);
  facts.hidden = false;
  box.append(facts);
  return box;
}

function moveCursor(cursor, log10) {
  const { left, right, from, to } = cursor.dataset;
  const x = Number(left) + (log10 - from) / (to - from) * (right - left);
  cursor.setAttribute('x1', x);
  cursor.setAttribute('x2', x);
}

function show(position) {
  const title = titles[position];
  let log10;
  const shown = strips.map(cells => {
    const current = cells.find(cell => cell.dataset.title === title);
    for (const cell of cells) cell.classList.toggle('current', cell === current);
    if (current) log10 = current.dataset.log10;
    return stage((current || cells[0]).parentElement.dataset.depth, current);
  });
  stages.replaceChildren(...shown);
  document.querySelector('.controls output').textContent = title;
  slider.setAttribute('aria-valuetext', title);
  for (const cursor of document.querySelectorAll('.cursor')) {
    cursor.toggleAttribute('hidden', log10 === undefined);
    if (log10 !== undefined) moveCursor(cursor, log10);
  }
}

if (titles.length > 0) {
  slider.max = titles.length - 1;
  slider.value = Math.floor(titles.length / 2);
  slider.addEventListener('input', () => show(Number(slider.value)));
  document.getElementById('common').addEventListener('change', event =>
    document.body.classList.toggle('common', event.target.checked));
  for (const cells of strips) {
    for (const cell of cells) {
      cell.addEventListener('click', () => {
        slider.value = titles.indexOf(cell.dataset.title);
        show(Number(slider.value));
      });
    }
  }
  document.getElementById('explorer').hidden = false;
  show(Number(slider.value));
}
