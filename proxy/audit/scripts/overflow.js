/* Which texts cannot be read in a window this narrow, or letters this large: cut off, or outside of the window. */
(() => {
  'use strict';
  const width = document.documentElement.clientWidth;
  // The window takes over what the root, else the body, says (CSS Overflow 3, 3.3): a hidden rest cannot be scrolled to.
  const root = getComputedStyle(document.documentElement).overflowX, body = document.body ? getComputedStyle(document.body).overflowX : 'visible';
  const fixed = /hidden|clip/.test(root === 'visible' ? body : root);
  const wide = fixed ? width : Math.max(document.documentElement.scrollWidth, document.body ? document.body.scrollWidth : 0);
  const range = document.createRange();
  const wordsOf = (el) => {
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
  const scrolls = (style) => /auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY);
  // Hidden on purpose for sighted people: one pixel large, or moved far off.
  const offScreen = (el) => {
    for (let at = el; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at), box = at.getBoundingClientRect();
      if (box.width <= 2 || box.height <= 2 || style.clipPath !== 'none' || (style.clip && style.clip !== 'auto')) { return true; }
      if (style.position !== 'static' && (box.right < 0 || box.bottom + scrollY < 0 || box.left > width + 300)) { return true; }
      if (Math.abs(parseFloat(style.textIndent)) > 500) { return true; }
    }
    return false;
  };
  const clipper = (el) => {
    for (let at = el; at && at !== document.body && at !== document.documentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (scrolls(style)) { return null; }
      if (/hidden|clip/.test(style.overflowX) || /hidden|clip/.test(style.overflowY)) { return at; }
    }
    return null;
  };
  const scroller = (el) => {
    for (let at = el.parentElement; at && at !== document.body && at !== document.documentElement; at = at.parentElement) {
      if (scrolls(getComputedStyle(at))) { return true; }
    }
    return false;
  };
  const outside = [], cut = [];
  window.__audit.forEach((el, n) => {
    if (!el.isConnected || !el.checkVisibility({ checkVisibilityCSS: true, visibilityProperty: true })) { return; }
    const words = wordsOf(el);
    if (!words || offScreen(el) || el.closest('marquee')) { return; }
    const clip = clipper(el);
    if (clip) {
      const box = clip.getBoundingClientRect();
      const allowance = parseFloat(getComputedStyle(el).fontSize) / 3;  // line boxes are higher than the letters
      if (words[2] > box.right + 1.5 || words[0] < box.left - 1.5 || words[3] > box.bottom + allowance || words[1] < box.top - allowance) { cut.push(n); return; }
    }
    if (!scroller(el) && !el.closest('table, pre, iframe, svg, canvas, [role=table], [role=grid]') && (words[2] > width + 1.5 || words[0] < -1.5)) { outside.push(n); }
  });
  return { width, wide, outside, cut };
})()
