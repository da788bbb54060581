"use strict";
// Runs in the page in the frame, alone: shows where the texts are, and tells the desk which one was chosen.
(() => {
  const { token, language } = document.currentScript.dataset;
  document.currentScript.remove();
  const STYLE = `
    :host { all: initial; position: absolute; inset: 0 auto auto 0; inline-size: 0; block-size: 0; z-index: 2147483647; }
    button { all: unset; position: absolute; box-sizing: border-box; pointer-events: none; border-radius: 3px; }
    button.hover { outline: 2px dashed #7a1f6b; outline-offset: 2px; box-shadow: 0 0 0 5px #ffffffb3; }
    button.chosen { outline: 3px solid #7a1f6b; outline-offset: 2px; box-shadow: 0 0 0 6px #ffffffd9; }
    button:focus-visible { outline: 4px solid #005fcc; outline-offset: 2px; box-shadow: 0 0 0 7px #ffffff; }
  `;
  const FOCUSABLE =
    "a, area, audio, button, iframe, input, select, summary, textarea, video, [tabindex], [contenteditable]";
  const places = new Map(); // number of a text -> Range or elements
  let marks = []; // what can be seen, in the order of the page: {number, button}
  let layer = null;
  let chosen = null;

  const say = (message) => parent.postMessage({ stadtlotse: message }, "*"); // the desk knows its frame, not its origin

  function find() {
    const starts = new Map();
    const comments = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    const texts = /^(\/?)([0-9a-f]+):(\d+)$/;
    while (comments.nextNode()) {
      const found = texts.exec(comments.currentNode.data);
      if (found === null || found[2] !== token) continue;
      const number = Number(found[3]);
      if (found[1] === "") starts.set(number, comments.currentNode);
      else if (starts.has(number)) {
        const range = document.createRange();
        range.setStartAfter(starts.get(number));
        range.setEndBefore(comments.currentNode);
        places.set(number, range);
      }
    }
    for (const element of document.querySelectorAll("[data-stadtlotse-at]")) {
      const [mark, ...numbers] = element.dataset.stadtlotseAt.split(" ");
      if (mark !== token) continue;
      for (const number of numbers) places.set(Number(number), element.closest("select") ?? element);
    }
  }

  function rectangles(place) {
    return [...place.getClientRects()].filter((each) => each.width > 1 && each.height > 1);
  }

  function bounds(found) {
    const left = Math.min(...found.map((each) => each.left));
    const top = Math.min(...found.map((each) => each.top));
    const right = Math.max(...found.map((each) => each.right));
    const bottom = Math.max(...found.map((each) => each.bottom));
    return { left, top, width: right - left, height: bottom - top };
  }

  function isSeen(place) {
    const element = place instanceof Range ? place.startContainer.parentElement ?? document.body : place;
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && rectangles(place).length > 0;
  }

  function name(place) {
    const text = place instanceof Range ? place.toString() : place.getAttribute("alt") ?? place.title ?? place.textContent;
    return (text || place.getAttribute?.("aria-label") || "").replace(/\s+/g, " ").trim().slice(0, 160) || "…";
  }

  // Buttons that are never in the way of the mouse: for the keyboard and for screen readers.
  function draw() {
    const before = document.activeElement === layer?.host ? layer.activeElement?.dataset.number : undefined;
    layer.querySelectorAll("button").forEach((each) => each.remove());
    marks = [];
    const origin = layer.host.getBoundingClientRect();
    for (const [number, place] of [...places].sort(([one], [other]) => one - other)) {
      if (!isSeen(place)) continue;
      const box = bounds(rectangles(place));
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.dataset.number = String(number);
      button.setAttribute("aria-label", name(place));
      button.style.cssText = `left:${box.left - origin.left}px;top:${box.top - origin.top}px;` +
        `width:${box.width}px;height:${box.height}px`;
      button.classList.toggle("chosen", number === chosen);
      layer.querySelector("[role=group]").append(button);
      marks.push({ number, button, place });
    }
    rove(before === undefined ? chosen : Number(before), before !== undefined);
  }

  // One of them is in the tab order; arrows lead to the others.
  function rove(number, focus) {
    const mark = marks.find((each) => each.number === number) ?? marks[0];
    for (const each of marks) each.button.tabIndex = each === mark ? 0 : -1;
    if (focus && mark) {
      mark.button.focus({ preventScroll: true });
      mark.button.scrollIntoView({ block: "center", inline: "nearest" });
    }
  }

  function choose(number, tell, keyboard) {
    chosen = number;
    for (const each of marks) each.button.classList.toggle("chosen", each.number === number);
    rove(number, false);
    if (tell) say({ choose: number, link: linkOf(number), keyboard });
  }

  function linkOf(number) {
    const place = places.get(number);
    const element = place instanceof Range ? place.commonAncestorContainer : place;
    const around = (element.nodeType === Node.ELEMENT_NODE ? element : element.parentElement)?.closest("a[href]");
    const within = place instanceof Range ? place.cloneContents().querySelector("a[href]") : null;
    const href = (around ?? within)?.getAttribute("href") ?? "";
    return href.startsWith("/") ? href : "";
  }

  function at(x, y) {
    let best = null;
    for (const each of marks) {
      const hit = rectangles(each.place).some((r) => x >= r.left && x <= r.right && y >= r.top && y <= r.bottom);
      if (!hit) continue;
      const box = bounds(rectangles(each.place));
      const size = box.width * box.height;
      if (best === null || size <= best.size) best = { size, mark: each };
    }
    return best?.mark ?? null;
  }

  function hover(mark) {
    for (const each of marks) each.button.classList.toggle("hover", each === mark);
    document.documentElement.style.cursor = mark ? "pointer" : "";
  }

  function keys(event) {
    const here = marks.findIndex((each) => each.button === layer.activeElement);
    const steps = { ArrowDown: here + 1, ArrowRight: here + 1, ArrowUp: here - 1, ArrowLeft: here - 1, Home: 0, End: -1 };
    if (event.key === "Escape") say({ leave: true });
    if (here < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = event.key === "End" ? marks.length - 1 : Math.min(Math.max(steps[event.key], 0), marks.length - 1);
    rove(marks[next].number, true);
  }

  function stop(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  function start() {
    find();
    for (const each of document.querySelectorAll(FOCUSABLE)) each.tabIndex = -1;
    const host = document.createElement("div");
    layer = host.attachShadow({ mode: "closed" });
    layer.innerHTML = `<style>${STYLE}</style><div role="group" lang="${language}"></div>`;
    document.body.append(host);
    draw();
    layer.addEventListener("click", (event) => {
      const number = event.target.closest("button")?.dataset.number;
      if (number !== undefined) choose(Number(number), true, true);
    });
    layer.addEventListener("keydown", keys);
    addEventListener("mousemove", (event) => hover(at(event.clientX, event.clientY)), { passive: true });
    document.addEventListener("mouseleave", () => hover(null));
    let waiting = 0;
    const again = () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(draw);
    };
    addEventListener("load", again);
    addEventListener("resize", again);
    new ResizeObserver(again).observe(document.documentElement);
    document.fonts?.ready.then(again);
    say({ ready: true });
  }

  // Nothing in the page acts: a click chooses a text, and that is all.
  addEventListener("click", (event) => {
    if (layer !== null && event.target === layer.host) return; // the keyboard's
    stop(event);
    const mark = at(event.clientX, event.clientY);
    if (mark !== null) choose(mark.number, true, false);
  }, true);
  for (const kind of ["submit", "auxclick", "dragstart"]) addEventListener(kind, stop, true);

  addEventListener("message", (event) => {
    if (event.source !== parent || layer === null) return;
    const number = event.data?.stadtlotse?.show;
    if (!Number.isInteger(number) || !places.has(number)) return;
    choose(number, false, false);
    const mark = marks.find((each) => each.number === number);
    mark?.button.scrollIntoView({ block: "center", inline: "nearest" });
    if (event.data.stadtlotse.focus) rove(number, true);
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
