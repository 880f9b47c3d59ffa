// What every page does in the browser: dialogs, copying, and what htmx needs beside itself.
"use strict";

const dialog = document.getElementById("dialog");
const said = document.getElementById("said");

function say(text) {
  said.textContent = text;
  setTimeout(() => { said.textContent = ""; }, 3000);
}

// A form or a question that htmx has put into the dialog, or in the place of the one before.
document.addEventListener("htmx:afterSettle", (event) => {
  if (!event.detail.target.matches("#dialog, .box")) {
    return;
  }
  if (dialog.firstElementChild && !dialog.open) {
    dialog.showModal();
  }
  const shown = dialog.open ? dialog : document.getElementById("main");
  const first = shown.querySelector("[aria-invalid=true]") || shown.querySelector("[data-focus]")
    || shown.querySelector("form input:not([type=hidden]), form button");
  if (first) {
    first.focus();
  }
});

// A list that asks for itself again waits until the database is back; what it shows stays.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "rows" && event.detail.xhr.status >= 500) {
    event.detail.shouldSwap = false;
  }
});

function close() {
  const then = dialog.querySelector("[data-then]");
  dialog.close();
  if (then) {
    location.assign(then.dataset.then);
  }
}

// A new key is shown once. Only its own button closes that view, since one slip would lose the key.
function leave() {
  const done = dialog.querySelector("[data-once] a.button");
  if (done) {
    done.focus();
    say("Copy the key first, then choose Done");
  } else {
    close();
  }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (dialog && dialog.open && (target === dialog || target.closest("[data-close]"))) {
    event.preventDefault();
    leave();
    return;
  }
  const copier = target.closest("[data-copy]");
  if (copier) {
    // Over plain http from another machine the browser has no clipboard to offer.
    const text = copier.parentElement.querySelector("code").textContent;
    (navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error("no clipboard")))
      .then(() => say("Copied"), () => say("The browser does not allow copying here: select the text instead"));
  }
});

if (dialog) {
  // The browser lets a page refuse only the first of two cancellations, but every key.
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      leave();
    }
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("close", () => dialog.replaceChildren());
}

// Filters a list on the page while its owner types, and by what was typed before this script was there.
function filterList(input) {
  const list = document.getElementById(input.dataset.filters);
  const wanted = input.value.trim().toLowerCase();
  for (const row of list ? list.querySelectorAll("[data-name]") : []) {
    row.hidden = !row.dataset.name.toLowerCase().includes(wanted);
  }
}
document.addEventListener("input", (event) => {
  if (event.target.dataset.filters) {
    filterList(event.target);
  }
});
document.querySelectorAll("[data-filters]").forEach(filterList);

// In a narrow window the menu scrolls sideways.
const here = document.querySelector("nav [aria-current]");
if (here) {
  here.scrollIntoView({ inline: "center", block: "nearest" });
}
