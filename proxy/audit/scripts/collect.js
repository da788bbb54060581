/* Runs in the page: numbers the elements, says where each is and how it looks. Nothing stays changed after `clear`.
 * A place is named twice: as a selector for people, and as a path that our own additions do not move, so that the same
 * element of the German and the translated page has the same path. */
(() => {
  'use strict';
  const OURS = '[class^="stadtlotse-"], [class*=" stadtlotse-"], link[href^="/.stadtlotse/"]';
  const WRAPPER = new Set(['lang', 'dir', 'translate', 'class', 'data-audit']);
  const ours = (el) => el.closest(OURS) !== null;
  // An element of ours around words (kept German, an isolate): no step of a path.
  const wraps = (el) => (el.localName === 'span' || el.localName === 'bdi') && (el.lang || el.dir || el.localName === 'bdi') &&
    [...el.attributes].every((each) => WRAPPER.has(each.name) && (each.name !== 'class' || /^stadtlotse-/.test(each.value)));
  const paths = new Map();
  const number = (el) => {
    const parent = el.parentElement;
    if (wraps(el) || !parent) { paths.set(el, parent ? paths.get(parent) : ''); }
    else {
      let holder = parent;
      while (wraps(holder) && holder.parentElement) { holder = holder.parentElement; }
      const counts = counted.get(holder) || counted.set(holder, new Map()).get(holder);
      const mine = ours(el);
      const kind = mine ? '+' + el.localName : el.localName;
      const nth = (counts.get(kind) || 0) + 1;
      counts.set(kind, nth);
      paths.set(el, `${paths.get(holder) || ''}/${kind}${nth}`);
    }
  };
  const counted = new Map();

  const selector = (el) => {
    const steps = [];
    for (let at = el; at && at !== document.documentElement; at = at.parentElement) {
      if (at.id && document.querySelectorAll('#' + CSS.escape(at.id)).length === 1) { steps.unshift('#' + CSS.escape(at.id)); break; }
      const alike = at.parentElement ? [...at.parentElement.children].filter((each) => each.localName === at.localName) : [at];
      steps.unshift(at.localName + (alike.length > 1 ? `:nth-of-type(${alike.indexOf(at) + 1})` : ''));
    }
    return steps.join(' > ') || 'html';
  };

  const rgba = (text) => {
    const found = /^rgba?\(([\d.]+),\s*([\d.]+),\s*([\d.]+)(?:,\s*([\d.]+))?\)$/.exec(text);
    return found ? [+found[1], +found[2], +found[3], found[4] === undefined ? 1 : +found[4]] : null;
  };
  const over = (top, bottom) => [0, 1, 2].map((i) => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);
  // The colour behind a text, or null where a picture, transparency or blending makes it unknowable.
  const behind = (el) => {
    const layers = [];
    for (let at = el; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none' || style.opacity !== '1' || style.mixBlendMode !== 'normal' || style.filter !== 'none') { return null; }
      if (at !== el && style.position !== 'static' && (style.position === 'absolute' || style.position === 'fixed')) { layers.push(null); }
      const colour = rgba(style.backgroundColor);
      if (!colour) { return null; }
      if (colour[3] > 0) { layers.push(colour); }
      if (colour[3] === 1) { break; }
    }
    if (layers.includes(null) && !layers.some((each) => each && each[3] === 1)) { return null; }
    return layers.filter(Boolean).reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const luminance = (c) => [0, 1, 2].map((i) => c[i] / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (el, style) => {
    const back = behind(el), front = rgba(style.color);
    if (!back || !front || style.textShadow !== 'none') { return 0; }
    const [a, b] = [luminance(over(front, back)), luminance(back)].sort((x, y) => y - x);
    return Math.round((a + 0.05) / (b + 0.05) * 100) / 100;
  };
  const ownText = (el) => [...el.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(' ').replace(/\s+/g, ' ').trim();
  // The box of the element's own words on the screen.
  const textBox = (el) => {
    const range = document.createRange();
    let box = null;
    for (const node of el.childNodes) {
      if (node.nodeType !== 3 || !node.data.trim()) { continue; }
      range.selectNodeContents(node);
      for (const r of range.getClientRects()) {
        if (r.width < 0.5) { continue; }
        box = box ? [Math.min(box[0], r.left), Math.min(box[1], r.top), Math.max(box[2], r.right), Math.max(box[3], r.bottom)] : [r.left, r.top, r.right, r.bottom];
      }
    }
    return box;
  };
  const FOCUSABLE = 'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable=""], [contenteditable=true], audio[controls], video[controls]';

  const all = [...document.documentElement.getElementsByTagName('*')];
  all.unshift(document.documentElement);
  const elements = all.map((el, n) => {
    number(el);
    const shown = el.checkVisibility({ checkVisibilityCSS: true, visibilityProperty: true });
    const style = getComputedStyle(el);
    const box = el.getBoundingClientRect();
    const text = shown ? ownText(el) : '';
    return {
      path: paths.get(el), selector: selector(el), ours: ours(el), shown, display: style.display,
      box: [box.left + scrollX, box.top + scrollY, box.width, box.height].map((v) => Math.round(v * 10) / 10),
      size: parseFloat(style.fontSize), weight: parseInt(style.fontWeight, 10) || 400,
      contrast: text && !el.closest(':disabled, [aria-disabled=true]') ? contrast(el, style) : 0,
      direction: style.direction, isolated: /isolate/.test(style.unicodeBidi), clickable: style.cursor === 'pointer',
      focusable: shown && el.matches(FOCUSABLE) && !el.matches(':disabled') && el.tabIndex >= 0 && !el.closest('[inert]'),
      tabindex: el.tabIndex, position: style.position, words: text ? textBox(el) : null,
    };
  });
  all.forEach((el, n) => el.setAttribute('data-audit', n));
  window.__audit = all;
  return { elements, html: document.documentElement.outerHTML, title: document.title, url: location.href };
})()
