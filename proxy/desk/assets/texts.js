// Makes the editor of texts quicker: chips, live checks, keys. Everything works without it.
"use strict";

// In languages from right to left each mark stands between two letters that isolate it, and belong to it.
const MARK = /\{\{|\}\}|\u2066?\{\/?[^\s{}=\/:][^\s{}=\/]*:\d{1,9}(?:\/|=(?:[^{}]|\{[()])*)?\}\u2069?/g;

// The marks of a text with their places; doubled braces are no marks.
function marksIn(text) {
  const found = [];
  for (const match of text.matchAll(MARK)) {
    if (match[0] !== "{{" && match[0] !== "}}") found.push({ text: match[0], bare: bare(match[0]), start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function bare(mark) {
  return mark.replace(/[\u2066\u2069]/g, "");
}

class Editor {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("textarea[name=target]");
    this.buttons = [...form.querySelectorAll("button[data-mark]")];
    this.preview = form.querySelector("[data-preview]");
    this.checked = form.querySelector("[data-checked]");
    this.timer = 0;
    this.asked = 0;
    this.area.addEventListener("input", () => { this.follow(); this.checkSoon(); });
    this.area.addEventListener("beforeinput", (event) => this.protect(event));
    for (const button of this.buttons) {
      button.closest("li").hidden = false;
      button.addEventListener("click", () => this.insert(button.dataset.mark));
      button.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", button.dataset.mark));
    }
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      (form.querySelector("button[value=next]") ?? form.querySelector("button.primary")).click();
    });
    for (const hidden of form.querySelectorAll("[data-script]")) hidden.hidden = false;
    this.follow();
  }

  // A mark is deleted by nothing: the caret steps over it, and what is typed over it leaves it where it was.
  protect(event) {
    const { selectionStart: start, selectionEnd: end, value } = this.area;
    const marks = marksIn(value);
    const back = event.inputType.startsWith("deleteContentBackward") || event.inputType === "deleteWordBackward";
    const on = event.inputType.startsWith("deleteContentForward") || event.inputType === "deleteWordForward";
    if (start === end) {
      const hit = marks.find((mark) => (back && mark.end === start) || (on && mark.start === start));
      const inside = marks.find((mark) => mark.start < start && start < mark.end);
      if (hit) { event.preventDefault(); const to = back ? hit.start : hit.end; this.area.setSelectionRange(to, to); }
      else if (inside) { this.area.setSelectionRange(inside.end, inside.end); if (back || on) event.preventDefault(); }
      return;
    }
    const kept = marks.filter((mark) => mark.start < end && mark.end > start);
    if (kept.length === 0 || event.inputType.startsWith("history")) return;
    event.preventDefault();
    const typed = event.inputType.startsWith("insert") ? event.data ?? event.dataTransfer?.getData("text/plain") ?? "" : "";
    const from = Math.min(start, kept[0].start), to = Math.max(end, kept[kept.length - 1].end);
    const instead = typed + kept.filter((mark) => !typed.includes(mark.bare)).map((mark) => mark.text).join("");
    this.area.setRangeText(instead, from, to, "end");
    this.area.setSelectionRange(from + typed.length, from + typed.length);
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  insert(mark) {
    const there = marksIn(this.area.value).find((each) => each.bare === bare(mark));
    this.area.focus();
    if (there) { this.area.setSelectionRange(there.start, there.end); return; }
    this.area.setRangeText(mark, this.area.selectionStart, this.area.selectionEnd, "end");
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Shows which chips are missing, and the text as it will look.
  follow() {
    const value = this.area.value, marks = marksIn(value);
    for (const button of this.buttons) {
      const gone = !marks.some((mark) => mark.bare === bare(button.dataset.mark));
      button.classList.toggle("gone", gone);
      button.setAttribute("aria-pressed", String(!gone));
    }
    if (!this.preview) return;
    const names = new Map(this.buttons.map((button) => [bare(button.dataset.mark), button.dataset.name]));
    const pieces = [];
    let at = 0;
    for (const mark of marks) {
      pieces.push(unescape_(value.slice(at, mark.start)));
      const chip = document.createElement("span");
      chip.className = names.has(mark.bare) ? "chip" : "chip gone";
      chip.textContent = names.get(mark.bare) ?? mark.bare;
      pieces.push(chip);
      at = mark.end;
    }
    this.preview.replaceChildren(...pieces, unescape_(value.slice(at)));
  }

  checkSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), 400);
  }

  async check() {
    const number = ++this.asked;
    const body = new URLSearchParams({ target: this.area.value });
    const headers = { "X-CSRF-Token": this.form.elements.csrf.value };
    const answer = await fetch(this.form.dataset.check, { method: "POST", body, headers }).catch(() => null);
    if (number !== this.asked || answer === null || !answer.ok) return;
    const text = await answer.text();
    if (number !== this.asked) return;
    const page = new DOMParser().parseFromString(text, "text/html");
    this.checked.replaceChildren(...page.body.childNodes);
  }
}

function unescape_(text) {
  return text.replaceAll("{{", "{").replaceAll("}}", "}");
}

for (const form of document.querySelectorAll("form[data-check]")) new Editor(form);

// One box for all boxes of a list.
for (const all of document.querySelectorAll("input[data-all]")) {
  all.closest("[hidden]")?.removeAttribute("hidden");
  const boxes = () => all.form.querySelectorAll(`input[name="${all.dataset.all}"]`);
  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; });
}

// Where a text of a list has the focus, j and k go on and back, x picks it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  const links = [...document.querySelectorAll(".texts .open")];
  const step = { j: 1, k: -1 }[event.key];
  const at = links.indexOf(document.activeElement);
  if (at < 0) return;
  if (step) links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  if (event.key === "x") links[at].closest("li").querySelector("input[type=checkbox]")?.click();
});
