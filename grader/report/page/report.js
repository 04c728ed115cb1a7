'use strict';

// Steps through each timeline: buttons, arrow keys, a click on a step. Everything that it shows is on
// the page already; it is copied as text.
for (const figure of document.querySelectorAll('.timeline')) {
  const steps = [...figure.querySelectorAll('tr.step')];
  const threads = [...figure.querySelectorAll('thead th')].slice(1).filter((th) => !th.matches('.holds'))
    .map((th) => th.textContent);
  if (steps.length === 0) continue;
  let at = -1;  // before the first step

  const element = (kind, name, text) => {
    const made = document.createElement(kind);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const stepper = element('div', 'stepper');
  const button = (sign, label, target) => {
    const made = element('button', '', sign);
    made.type = 'button';
    made.setAttribute('aria-label', label);
    made.title = label;
    made.addEventListener('click', () => go(target()));
    stepper.append(made);
    return made;
  };
  const first = button('|◀', 'First step', () => 0);
  const back = button('◀', 'Step back', () => at - 1);
  const next = button('▶', 'Step forward', () => at + 1);
  const last = button('▶|', 'Last step', () => steps.length - 1);
  const counter = element('span', 'at');
  const now = element('div', 'now');
  now.hidden = true;
  const spoken = element('p', 'unseen');
  spoken.setAttribute('role', 'status');
  stepper.append(counter);
  figure.querySelector('figcaption').after(stepper, spoken);
  figure.querySelector('.stage').append(now);
  figure.tabIndex = 0;

  const locks = (step) => [...step.querySelectorAll('td.holds code')].map((code) => code.textContent);
  const who = (step) => threads[Number(step.dataset.thread)];
  // By the number that the explanation gives it: several of these rows may belong to one step.
  const named = (step) => {
    const number = step.querySelector('th').textContent;
    return number === '' ? '' : `Step ${number}, `;
  };
  const holding = (names) => (names.length === 0 ? 'no lock' : names.join(', '));

  // The line of the step and its neighbours; as it stands in the picture when the file is not here.
  const source = (step) => {
    const box = element('div', 'code');
    const lines = step.dataset.file ? document.getElementById(step.dataset.file).children : [];
    const line = Number(step.dataset.line);
    for (let i = Math.max(1, line - 3); i <= Math.min(lines.length, line + 3); ++i) {
      const copy = lines[i - 1].cloneNode(true);
      copy.classList.toggle('chosen', i === line);
      box.append(copy);
    }
    const own = step.querySelector('.here > .line');
    if (lines.length === 0 && own) box.append(own.cloneNode(true));
    return box.children.length > 0 ? box : null;
  };

  const show = () => {
    const step = steps[at];
    figure.classList.toggle('stepping', at >= 0);
    steps.forEach((each, i) => {
      each.classList.toggle('later', i > at);
      each.classList.toggle('current', i === at);
      if (i === at) each.setAttribute('aria-current', 'step');
      else each.removeAttribute('aria-current');
    });
    first.disabled = back.disabled = at <= 0;
    next.disabled = last.disabled = at >= steps.length - 1;
    now.hidden = at < 0;
    counter.textContent = at < 0 ? 'Go through it with the buttons or the arrow keys.'
      : `${named(step)}${at + 1} of ${steps.length}`;
    if (at < 0) return;
    const action = step.querySelector('.action').textContent;
    const own = step.querySelector('.here > .line');
    const decides = step.previousElementSibling && step.previousElementSibling.matches('.switch')
      ? step.previousElementSibling.textContent : '';
    now.replaceChildren();
    if (decides) now.append(element('p', 'badge bad', decides));
    const said = element('p', '');
    said.append(element('span', 'who', who(step)), ' ' + action);
    now.append(said);
    const lines = source(step);
    if (lines) now.append(lines);
    const list = element('ul');
    threads.forEach((thread, number) => {
      const latest = steps.slice(0, at + 1).filter((each) => Number(each.dataset.thread) === number).pop();
      list.append(element('li', '', `${thread}: ${latest ? 'holds ' + holding(locks(latest)) : 'not there yet'}`));
    });
    now.append(list);
    spoken.textContent = `${named(step)}${at + 1} of ${steps.length}. ${decides ? decides + '. ' : ''}` +
      `${who(step)} ${action}. ${own ? 'Line ' + own.textContent + '. ' : ''}` +
      `It holds ${holding(locks(step))}.`;
  };

  const go = (target) => {
    at = Math.min(Math.max(target, 0), steps.length - 1);
    show();
    steps[at].scrollIntoView({block: 'nearest'});
    // Above what sticks to the bottom of a small window; that moves while its figure comes into view.
    for (let tries = 0; tries < 3 && getComputedStyle(now).bottom !== 'auto'; ++tries) {
      const hidden = steps[at].getBoundingClientRect().bottom - now.getBoundingClientRect().top;
      if (hidden > 0) window.scrollBy(0, hidden + 8);
    }
  };
  const keys = {
    ArrowRight: () => at + 1, ArrowDown: () => at + 1, ArrowLeft: () => at - 1, ArrowUp: () => at - 1,
    Home: () => 0, End: () => steps.length - 1,
  };
  figure.addEventListener('keydown', (event) => {
    const key = keys[event.key];
    if (!key || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(key());
  });
  steps.forEach((step, i) => step.addEventListener('click', () => {
    if (String(window.getSelection()) === '') go(i);
  }));
  show();

  // Arrows to a step from the step of another thread that let it happen.
  const space = 'http://www.w3.org/2000/svg';
  const arrows = document.createElementNS(space, 'svg');
  arrows.setAttribute('class', 'arrows');
  arrows.setAttribute('aria-hidden', 'true');
  const head = `${figure.querySelector('figcaption').id}-head`;
  const picture = figure.querySelector('.picture');
  picture.append(arrows);
  const draw = () => {
    const marker = document.createElementNS(space, 'marker');
    for (const [key, value] of Object.entries({id: head, viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7,
      markerHeight: 7, orient: 'auto'})) marker.setAttribute(key, value);
    const tip = document.createElementNS(space, 'path');
    tip.setAttribute('d', 'M0 0 L8 4 L0 8 z');
    marker.append(tip);
    arrows.replaceChildren(marker);
    const origin = picture.querySelector('table').getBoundingClientRect();
    const middle = (step) => {
      const dot = step.querySelector('.dot').getBoundingClientRect();
      return [dot.left + dot.width / 2 - origin.left, dot.top + dot.height / 2 - origin.top];
    };
    for (const step of steps) {
      const from = steps.find((each) => Number(step.dataset.after) > 0 &&
        each.querySelector('th').textContent === step.dataset.after);
      if (!from || from.dataset.thread === step.dataset.thread) continue;
      const [x1, y1] = middle(from), [x2, y2] = middle(step);
      const side = x2 > x1 ? 1 : -1;
      const path = document.createElementNS(space, 'path');
      path.setAttribute('d', `M${x1 + 6 * side} ${y1} C${x1 + 40 * side} ${y1} ${x2 - 40 * side} ${y2} ` +
        `${x2 - 8 * side} ${y2}`);
      path.setAttribute('marker-end', `url(#${head})`);
      arrows.append(path);
    }
  };
  draw();
  new ResizeObserver(draw).observe(picture);
}
