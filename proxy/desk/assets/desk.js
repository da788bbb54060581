// What only makes the desk quicker: every page works without it.
"use strict";

// A form with data-once is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// data-keys="s" on a button or link: Alt+Shift+S presses it. Shown to readers by aria-keyshortcuts.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace(/^Key|^Digit/, "").toLowerCase();
  const target = document.querySelector(`[data-keys="${CSS.escape(key)}"]`);
  if (target === null) return;
  event.preventDefault();
  target.click();
});

// data-auto on a select or input: its form is sent when it changes.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-auto]")) event.target.form.requestSubmit();
});
