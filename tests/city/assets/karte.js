/* Stadtplan: lädt die Orte als JSON (Adresse relativ zur Seite) und setzt sie als Punkte auf die Karte. */
(function () {
  'use strict';
  var map = document.getElementById('karte');
  if (!map || !window.fetch) { return; }
  var NS = 'http://www.w3.org/2000/svg';
  var layer = document.getElementById('karte-orte');
  var output = document.getElementById('karte-auswahl');
  function select(place, group) {
    Array.prototype.forEach.call(layer.children, function (other) { other.classList.remove('gewaehlt'); });
    group.classList.add('gewaehlt');
    output.textContent = place.name + ': ' + place.text;
  }
  function draw(place) {
    var group = document.createElementNS(NS, 'g');
    var circle = document.createElementNS(NS, 'circle');
    var title = document.createElementNS(NS, 'title');
    group.setAttribute('class', 'ort');
    group.setAttribute('tabindex', '0');
    group.setAttribute('role', 'button');
    group.setAttribute('aria-label', place.name);
    circle.setAttribute('cx', place.x);
    circle.setAttribute('cy', place.y);
    circle.setAttribute('r', '12');
    circle.setAttribute('fill', place.farbe);
    circle.setAttribute('stroke', '#fff');
    circle.setAttribute('stroke-width', '3');
    title.textContent = place.name;
    group.appendChild(title);
    group.appendChild(circle);
    group.addEventListener('click', function () { select(place, group); });
    group.addEventListener('keydown', function (event) {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); select(place, group); }
    });
    layer.appendChild(group);
    return group;
  }
  fetch(map.getAttribute('data-orte')).then(function (answer) {
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer.json();
  }).then(function (data) {
    var groups = data.orte.map(draw);
    Array.prototype.forEach.call(document.querySelectorAll('[data-ort]'), function (link) {
      var index = Number(link.getAttribute('data-ort'));
      link.addEventListener('click', function (event) { event.preventDefault(); select(data.orte[index], groups[index]); });
    });
    map.setAttribute('data-geladen', String(groups.length));
  }).catch(function () {
    output.textContent = 'Die Karte konnte nicht geladen werden. Bitte nutzen Sie die Liste.';
  });
}());
