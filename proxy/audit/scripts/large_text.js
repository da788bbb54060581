/* Letters twice as large (WCAG 1.4.4), whatever unit the style sheets use. */
window.__audit.filter((el) => el.style && [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((el) => [el, parseFloat(getComputedStyle(el).fontSize)])
  .forEach(([el, size]) => el.style.setProperty('font-size', `${size * 2}px`, 'important'))
