// Shows passwords while they are typed, and copies links; without it both are done by hand.
"use strict";

for (const field of document.querySelectorAll("input[data-secret]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = field.dataset.show;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? field.dataset.hide : field.dataset.show;
    button.setAttribute("aria-pressed", String(hidden));
  });
  // What is shown is hidden again before the browser could remember it as a text.
  field.form.addEventListener("submit", () => { field.type = "password"; });
  const both = document.createElement("div");
  both.className = "secret";
  field.replaceWith(both);
  both.append(field, button);
}

for (const field of document.querySelectorAll("input[data-copy]")) {
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = field.dataset.copyLabel;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    said.textContent = field.dataset.copied;
  });
  const row = document.createElement("p");
  row.className = "actions";
  row.append(button, said);
  field.after(row);
}
