// SPDX-License-Identifier: BSD-3-Clause
// A slider that shows one picture of each strip at a time, with its facts, and marks its place in
// the charts. The page is complete without it.
(() => {
const strips = [...document.querySelectorAll('.strip')].map(strip => [...strip.children]);
const titles = strips.map(cells => cells.map(cell => cell.dataset.title))
    .reduce((a, b) => b.length > a.length ? b : a, []);
const slider = document.getElementById('position');
const stages = document.querySelector('.stages');
let place = null;  // of the chosen pictures in the charts

function stage(strip, cell) {
  const box = document.createElement('div');
  box.className = 'stage';
  if (strip) {
    const heading = document.createElement('h3');
    heading.textContent = strip;
    box.append(heading);
  }
  if (!cell) return box;
  box.style.cssText = cell.style.cssText;
  box.append(cell.querySelector('.picture').cloneNode(true));
  const facts = cell.querySelector('.facts')?.cloneNode(true);
  if (facts) {
    facts.hidden = false;
    box.append(facts);
  }
  return box;
}

function mark(holder) {
  holder.view?.signal('marked', place).run();
}

function show(position) {
  const title = titles[position];
  place = null;
  const shown = strips.map(cells => {
    const current = cells.find(cell => cell.dataset.title === title);
    for (const cell of cells) cell.classList.toggle('current', cell === current);
    if (current?.dataset.x !== undefined) place = Number(current.dataset.x);
    return stage((current || cells[0]).parentElement.dataset.title, current);
  });
  stages.replaceChildren(...shown);
  document.querySelector('.controls output').textContent = title;
  slider.setAttribute('aria-valuetext', title);
  for (const holder of document.querySelectorAll('.chart-holder')) mark(holder);
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
document.addEventListener('drawn', event => mark(event.target));
})();
