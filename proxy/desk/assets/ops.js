// Keeps the figures of a page fresh: what is marked data-live is exchanged for what the page says now, in place. Focus,
// open tables and scrolling stay as they are. Without this there is a link that does the same.
"use strict";

for (const control of document.querySelectorAll("[data-refresh]")) {
  const box = control.querySelector("input");
  const seconds = Number(control.dataset.refresh);
  const kept = sessionStorage.getItem("stadtlotse-refresh");
  if (kept !== null) box.checked = kept === "yes";
  control.hidden = false;
  box.addEventListener("change", () => sessionStorage.setItem("stadtlotse-refresh", box.checked ? "yes" : "no"));
  setInterval(() => {
    if (box.checked && document.visibilityState === "visible") refresh();
  }, seconds * 1000);
}

let isRefreshing = false;

async function refresh() {
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    const token = document.querySelector("input[name=csrf]").value; // without it a script is not known at the desk
    const headers = { Accept: "text/html", "X-CSRF-Token": token };
    const answer = await fetch(location.href, { headers, redirect: "error" });
    if (answer.ok) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The proxy may be restarting: the next turn tries again, and the time on the page says how old it is.
  } finally {
    isRefreshing = false;
  }
}

function exchange(fresh) {
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
    if (now === null || isInUse(old)) continue;
    old.replaceChildren(...document.adoptNode(now).childNodes);
    old.hidden = now.hidden;
  }
}

// Nothing is taken from under somebody's hands: a part with focus in it, an open table or a selection stays.
function isInUse(part) {
  const selection = document.getSelection();
  return (
    part.contains(document.activeElement) ||
    part.querySelector("details[open]") !== null ||
    (selection !== null && !selection.isCollapsed && part.contains(selection.anchorNode))
  );
}

// A search that looks through a part of the memory at a time goes on by itself: the link to the next part is followed
// for as long as nothing was found.
const next = document.querySelector("a[data-goes-on]");
if (next !== null && document.querySelectorAll("[data-found] tbody tr").length === 0) location.replace(next.href);
