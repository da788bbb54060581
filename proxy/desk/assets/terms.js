// Forms of a term suggested without leaving the page; what is slow is fetched behind it; nothing unsaved gets lost.
"use strict";

const box = document.querySelector("#suggestions");
document.querySelector("#suggest")?.addEventListener("click", async (event) => {
  event.preventDefault();
  const status = box.querySelector("#suggest-status");
  const choices = box.querySelector("#suggested");
  status.textContent = box.dataset.waiting;
  choices.hidden = true;
  try {
    const word = document.querySelector("#de").value.trim();
    const answer = await fetch(`${box.dataset.url}?${new URLSearchParams({ de: word })}`, { headers: token() });
    const { forms } = await answer.json();
    if (forms === null) throw new Error("no dictionary");
    const known = new Set(document.querySelector("#forms").value.split("\n").map((each) => each.trim()));
    const fresh = forms.filter((each) => !known.has(each));
    choices.querySelector(".terms-ticks").replaceChildren(...fresh.map(tick));
    choices.hidden = fresh.length === 0;
    status.textContent = fresh.length ? "" : box.dataset.none;
    if (fresh.length) choices.querySelector("input").focus();
  } catch {
    status.textContent = box.dataset.failed;
  }
});

// Without the token of the page's forms a script is not known at the desk.
function token() {
  return { "X-CSRF-Token": document.querySelector("input[name=csrf]").value };
}

function tick(form) {
  const label = document.createElement("label");
  label.className = "choice";
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "suggested", value: form });
  label.append(input, ` ${form}`);
  return label;
}

// data-load: the part of a page that takes a while.
for (const part of document.querySelectorAll("[data-load]")) {
  const status = Object.assign(document.createElement("p"), { className: "soft", textContent: part.dataset.waiting });
  status.setAttribute("role", "status");
  const link = part.firstElementChild;
  part.replaceChildren(status);
  fetch(part.dataset.load, { headers: token() })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(answer.statusText))))
    .then((html) => {
      // The desk's own template, escaped by the server.
      part.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    })
    .catch(() => {
      status.textContent = part.dataset.failed;
      part.append(link);
    });
}

// data-unsaved: leaving a changed form is asked about.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
