// The page around the frame: what is chosen in the frame comes into the panel, and the other way round.
"use strict";
(() => {
  const root = document.querySelector("[data-context]");
  if (root === null) return;
  const frames = [...root.querySelectorAll("iframe")];
  const panel = document.getElementById("panel");
  const list = document.getElementById("texts");
  const { pages } = root.dataset; // where pages of the site are shown in the desk
  const csrf = root.dataset.csrf;
  let asked = 0;

  // Frames have origins of their own, which no address names; they only ever show what we put there.
  function tell(message, besides) {
    for (const { contentWindow } of frames) {
      if (contentWindow !== besides) contentWindow.postMessage({ stadtlotse: message }, "*");
    }
  }

  const entry = (number) => list.querySelector(`a[data-number="${number}"]`);

  // The address of a link inside the page, if it leads to a page in the desk.
  function inside(link) {
    if (typeof link !== "string" || !link.startsWith(pages)) return "";
    const url = new URL(link, location.origin);
    return url.origin === location.origin && url.pathname.startsWith(pages) ? url.href : "";
  }

  async function show(link, number, { focus, follow, quiet, from }) {
    const turn = ++asked;
    for (const each of list.querySelectorAll("a[aria-current]")) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    if (!quiet) link.scrollIntoView({ block: "nearest" });
    history.replaceState(null, "", link.href);
    const address = link.href + (link.href.includes("?") ? "&" : "?") + "desk-part=panel";
    const answer = await fetch(address, { headers: { "X-CSRF-Token": csrf } });
    if (turn !== asked) return;
    if (!answer.ok || answer.redirected) { // signed out, or the page is gone: the whole page says so
      location.assign(link.href);
      return;
    }
    panel.innerHTML = await answer.text(); // the desk's own answer, made by its templates
    const target = inside(follow);
    const way = panel.querySelector("[data-follow]");
    if (target && way) {
      way.href = target;
      way.hidden = false;
    }
    if (focus) panel.querySelector("h2").focus();
    tell({ show: number }, from);
  }

  addEventListener("message", (event) => {
    if (!frames.some((frame) => frame.contentWindow === event.source)) return;
    const said = event.data?.stadtlotse;
    if (typeof said !== "object" || said === null) return;
    if (said.ready) {
      const current = list.querySelector("a[aria-current]");
      if (current) tell({ show: Number(current.dataset.number) });
    }
    if (said.leave) panel.querySelector("h2").focus();
    if (!Number.isInteger(said.choose)) return;
    const link = entry(said.choose);
    if (link) show(link, said.choose, { focus: said.keyboard === true, follow: said.link, from: event.source });
  });

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-number]");
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link, Number(link.dataset.number), { focus: true, quiet: true });
  });

  // Narrowing the list by what is typed.
  const filter = document.getElementById("filter");
  filter.closest("[hidden]").hidden = false;
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLocaleLowerCase();
    for (const item of list.querySelectorAll("li")) item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
  });
})();
