/* Takes the numbers off again. */
window.__audit.forEach((el) => el.removeAttribute('data-audit'))
