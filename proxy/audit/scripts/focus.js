/* For each element that the keyboard reaches: does anything look different when it has the focus? */
(async () => {
  'use strict';
  const calm = document.createElement('style');
  calm.textContent = '*, *::before, *::after { transition: none !important; animation: none !important; }';
  document.head.append(calm);
  const LOOKS = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'backgroundColor', 'backgroundImage', 'color', 'textDecorationLine',
    'textDecorationColor', 'textDecorationThickness', 'borderTopColor', 'borderBottomColor', 'borderLeftColor', 'borderTopWidth', 'borderBottomWidth', 'borderLeftWidth',
    'borderTopStyle', 'borderBottomStyle', 'transform', 'opacity', 'filter', 'clipPath', 'fontWeight', 'position', 'left', 'top', 'content', 'display'];
  const one = (el, pseudo) => {
    const style = getComputedStyle(el, pseudo);
    const look = LOOKS.map((name) => style[name]);
    // An outline that nobody can see is none.
    if (style.outlineStyle === 'none' || style.outlineWidth === '0px' || /, 0\)$/.test(style.outlineColor) || style.outlineColor === 'transparent') { look[0] = look[1] = look[2] = ''; }
    return look.join('|');
  };
  const around = (el) => [el, el.parentElement, el.parentElement && el.parentElement.parentElement, el.nextElementSibling, el.labels && el.labels[0], el.firstElementChild].filter((each) => each && each !== document.body && each !== document.documentElement);
  const look = (el) => around(el).map((each) => one(each) + one(each, '::before') + one(each, '::after')).join('#');
  const unseen = [];
  for (const n of NUMBERS) {
    const el = window.__audit[n];
    if (el.localName === 'iframe') { continue; }  // the focus goes on to the document in it
    if (document.activeElement) { document.activeElement.blur(); }
    const before = look(el);
    el.focus({ preventScroll: true, focusVisible: true });
    if (document.activeElement === el && look(el) === before) { unseen.push(n); }
  }
  if (document.activeElement) { document.activeElement.blur(); }
  calm.remove();
  return unseen;
})()
