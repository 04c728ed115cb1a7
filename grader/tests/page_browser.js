'use strict';

// Runs in the page behind its own script, and writes what it found below everything: a line for each
// fault, then the number of things that were looked at.
{
  const faults = [];
  let looked = 0;
  const expect = (good, what) => {
    ++looked;
    if (!good) faults.push(what);
  };
  const fault = (what) => faults.push(what);
  window.addEventListener('error', (event) => fault('an error: ' + event.message));
  document.addEventListener('securitypolicyviolation', (event) => fault('refused: ' + event.violatedDirective));
  window.alert = () => fault('a script of the learner ran');
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const size = (element) => element.getBoundingClientRect();

  const pictures = () => {
    for (const svg of all('svg.strip, svg.curve')) {
      expect(size(svg).width > 100 && size(svg).height > 10, 'an empty picture ' + svg.outerHTML.slice(0, 80));
      for (const shape of all('path, circle, line, rect', svg)) {
        const box = shape.getBBox();
        expect(box.width + box.height > 0, 'an empty shape ' + shape.outerHTML);
        const frame = svg.viewBox.baseVal;
        expect(box.x > -1 && box.y > -1 && box.x + box.width < frame.width + 1 &&
          box.y + box.height < frame.height + 1, 'outside of its picture: ' + shape.outerHTML);
      }
      for (const share of all('path[class^=share], rect[class^=share]', svg))
        expect(getComputedStyle(share).fill !== 'rgb(0, 0, 0)', 'no colour: ' + share.outerHTML.slice(0, 80));
    }
    for (const figure of all('.timeline')) {
      const table = size(figure.querySelector('table'));
      expect(table.width > 150 && table.height > 50, 'an empty timeline');
      for (const dot of all('.dot', figure)) {
        const inside = size(dot), cell = size(dot.parentElement);
        expect(inside.width > 5 && inside.left >= cell.left && inside.right <= cell.right &&
          inside.top >= cell.top && inside.bottom <= cell.bottom, 'a dot outside of its lane');
      }
      for (const bar of all('.lanes .bar', figure))
        expect(size(bar).width > 2 && size(bar).height > 4 &&
          getComputedStyle(bar).backgroundColor !== 'rgba(0, 0, 0, 0)', 'a lock without a bar');
      const steps = all('tr.step', figure);
      const linked = steps.filter((step) => steps.some((other) => step.dataset.after !== '0' &&
        other.querySelector('th').textContent === step.dataset.after &&
        other.dataset.thread !== step.dataset.thread));
      const arrows = all('.arrows > path', figure);
      expect(arrows.length === linked.length, `${arrows.length} arrows, not ${linked.length}`);
      for (const arrow of arrows) expect(arrow.getTotalLength() > 10, 'an arrow without a length');
    }
  };

  const press = (figure, key) => figure.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));

  const stepping = (figure) => {
    const steps = all('tr.step', figure);
    const [first, back, next, last] = all('.stepper button', figure);
    const now = figure.querySelector('.now');
    const status = figure.querySelector('[role=status]');
    const is_at = (index, how) => {
      const current = all('[aria-current=step]', figure);
      expect(current.length === 1 && current[0] === steps[index], `${how} does not lead to step ${index}`);
      const number = steps[index].querySelector('th').textContent;
      const begin = `Step ${number}, ${index + 1} of ${steps.length}. `;
      expect(status.textContent.startsWith(begin), 'it says ' + status.textContent);
      const action = steps[index].querySelector('.action').textContent;
      expect(status.textContent.includes(action), 'not spoken: ' + action);
      expect(!now.hidden && now.textContent.includes(action), 'not shown: ' + action);
      const line = steps[index].querySelector('.here > .line code');
      if (line) {
        const chosen = now.querySelector('.chosen code') || now.querySelector('.line code');
        expect(chosen && chosen.textContent.trim() === line.textContent, 'another line: ' + line.textContent);
        expect(status.textContent.includes(line.textContent), 'line not spoken');
      }
      for (const lock of all('td.holds code', steps[index]))
        expect(now.textContent.includes(lock.textContent) && status.textContent.includes(lock.textContent),
          'a lock that nobody hears of: ' + lock.textContent);
      expect(first.disabled === (index === 0) && back.disabled === (index === 0) &&
        next.disabled === (index === steps.length - 1) && last.disabled === next.disabled, 'buttons at an end');
      expect(all('.later', figure).length === steps.length - 1 - index, 'what comes later');
      // What is current is to be seen, also above the panel of a small window.
      const row = size(steps[index]), panel = size(now), picture = size(figure.querySelector('.picture'));
      const fits = row.height < innerHeight / 2;
      expect(!fits || (row.top >= -1 && row.bottom <= innerHeight + 1), 'the step is out of sight: ' +
        `${index + 1} of ${figure.querySelector('figcaption').id}, ${row.top} to ${row.bottom} of ${innerHeight}`);
      const beside = panel.left >= picture.right || panel.top >= row.bottom - 1 || panel.bottom <= row.top + 1;
      expect(beside, `the panel covers step ${index + 1} of ${figure.querySelector('figcaption').id}: ` +
        `${row.top} to ${row.bottom}, panel ${panel.top} to ${panel.bottom}`);
    };
    expect(now.hidden && first.disabled && back.disabled && !next.disabled, 'before the first step');
    next.click();
    is_at(0, 'forward');
    if (steps.length > 1) {
      press(figure, 'ArrowRight');
      is_at(1, 'right');
      press(figure, 'ArrowUp');
      is_at(0, 'up');
      press(figure, 'ArrowDown');
      back.click();
      is_at(0, 'back');
    }
    press(figure, 'ArrowLeft');
    is_at(0, 'left at the first');
    press(figure, 'End');
    is_at(steps.length - 1, 'End');
    press(figure, 'ArrowRight');
    is_at(steps.length - 1, 'right at the last');
    press(figure, 'Home');
    is_at(0, 'Home');
    last.click();
    is_at(steps.length - 1, 'last');
    const middle = Math.floor(steps.length / 2);
    steps[middle].click();
    is_at(middle, 'a click');
    for (let i = 0; i < steps.length; ++i) {
      i === 0 ? first.click() : next.click();
      is_at(i, 'one after the other');
    }
  };

  // The contrast of a text with what is behind it, as the guidelines for the web reckon.
  const contrast = () => {
    const parts = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
      const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = (element) => {
      for (; element; element = element.parentElement) {
        const colour = parts(getComputedStyle(element).backgroundColor);
        if (colour.length === 3 || colour[3] > 0) return colour;
      }
      return [255, 255, 255];
    };
    const seen = new Set();
    for (const element of all('body *')) {
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
      const style = getComputedStyle(element);
      const faint = element.closest('.later, button:disabled, svg, script, .unseen');
      if (!words || faint || style.visibility === 'hidden' || size(element).width === 0) continue;
      const front = parts(style.color), back = behind(element);
      const key = front.join() + '|' + back.join();
      if (seen.has(key)) continue;
      seen.add(key);
      const [low, high] = [light(front), light(back)].sort((a, b) => a - b);
      const ratio = (high + 0.05) / (low + 0.05);
      expect(ratio >= 4.5, `a contrast of ${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 80)}`);
    }
  };

  const aloud = () => {
    let level = 0;
    for (const heading of all('h1, h2, h3, h4')) {
      const own = Number(heading.tagName[1]);
      expect(own <= level + 1, 'a heading that skips a level: ' + heading.textContent);
      expect(heading.textContent.trim() !== '', 'an empty heading');
      level = own;
    }
    for (const button of all('button')) expect(button.getAttribute('aria-label'), 'a button without a name');
    for (const svg of all('svg'))
      expect(svg.getAttribute('aria-hidden') || svg.getAttribute('aria-label'), 'a picture without words');
    for (const table of all('table')) {
      expect(all('th[scope]', table).length > 0, 'a table without heads');
      expect(document.getElementById(table.getAttribute('aria-labelledby')), 'a table without a name');
    }
    expect(document.documentElement.lang === 'en', 'no language');
    expect(all('main').length === 1 && all('h1').length === 1, 'no main part');
  };

  const outside = () => {
    expect(document.scripts.length === 1, 'more scripts than ours');
    expect(all('img, iframe, link, object, embed').length === 0, 'something from outside');
    expect(performance.getEntriesByType('resource').length === 0, 'it asks for something');
    for (const element of all('*'))
      for (const attribute of element.attributes)
        expect(!attribute.name.startsWith('on'), 'an attribute that acts: ' + attribute.name);
    const root = document.documentElement;
    expect(root.scrollWidth <= root.clientWidth, `it is ${root.scrollWidth} wide, the window ${root.clientWidth}`);
  };

  // Before the load has ended: what comes later, a busy machine may not wait for.
  window.addEventListener('load', () => {
    try {
      pictures();
      aloud();
      outside();
      contrast();
      for (const figure of all('.timeline')) stepping(figure);
      contrast();
      outside();
    } catch (error) {
      fault('the test itself: ' + error.stack);
    }
    const dark = getComputedStyle(document.body).backgroundColor === 'rgb(13, 17, 23)';
    const result = document.createElement('pre');
    result.id = 'result';
    result.textContent = [...new Set(faults)].slice(0, 40).concat(`looked at ${looked} things in ` +
      `${all('.timeline').length} timelines, ${innerWidth} wide, ${dark ? 'dark' : 'light'}`).join('\n');
    document.body.append(result);
  });
}
