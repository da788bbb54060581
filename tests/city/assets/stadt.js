/* Bedienung der Seite: Menü, Akkordeons, Cookie-Hinweis, Drucken. Ohne dieses Skript bleibt alles nutzbar. */
(function () {
  'use strict';
  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }
  function toggle(button) {
    var open = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!open));
    return !open;
  }
  each('[data-menue]', function (button) {
    button.addEventListener('click', function () {
      document.getElementById('hauptmenue').classList.toggle('offen', toggle(button));
    });
  });
  each('.hauptmenue .auf', function (button) {
    button.addEventListener('click', function () {
      var open = toggle(button);
      each('.hauptmenue .auf', function (other) {
        if (other !== button) { other.setAttribute('aria-expanded', 'false'); other.parentNode.classList.remove('offen'); }
      });
      button.parentNode.classList.toggle('offen', open);
    });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') { return; }
    each('.hauptmenue .auf[aria-expanded="true"]', function (button) { button.click(); button.focus(); });
  });
  each('[data-akkordeon] button', function (button) {
    var panel = document.getElementById(button.getAttribute('aria-controls'));
    panel.hidden = button.getAttribute('aria-expanded') !== 'true';
    button.addEventListener('click', function () { panel.hidden = !toggle(button); });
  });
  each('[data-drucken]', function (button) { button.addEventListener('click', function () { window.print(); }); });
  each('[data-vorlesen]', function (button) {
    if (!('speechSynthesis' in window)) { button.hidden = true; return; }
    button.addEventListener('click', function () {
      var on = button.getAttribute('aria-pressed') === 'true';
      button.setAttribute('aria-pressed', String(!on));
      if (on) { window.speechSynthesis.cancel(); return; }
      var speech = new SpeechSynthesisUtterance(document.querySelector('main').innerText);
      speech.lang = document.documentElement.lang;
      window.speechSynthesis.speak(speech);
    });
  });
  each('[data-cookie-hinweis]', function (box) {
    var seen = false;
    try { seen = window.localStorage.getItem('cookie-hinweis') === 'gesehen'; } catch (error) { seen = true; }
    box.hidden = seen;
    box.querySelector('[data-cookie-ok]').addEventListener('click', function () {
      box.hidden = true;
      try { window.localStorage.setItem('cookie-hinweis', 'gesehen'); } catch (error) { /* ohne Speicher */ }
    });
  });
  var errors = document.querySelector('.fehlerliste');
  if (errors) { errors.focus(); }
}());
