// @ts-check
/** Small helps for every page. All of them work without this file too. */

/** Move the reader to what went wrong. */
const problem = document.getElementById("problem");
if (problem) problem.focus();

/** "None of these" and the rest exclude each other. */
for (const box of document.querySelectorAll("input[type=checkbox][data-rest]")) {
  box.addEventListener("change", () => {
    const now = /** @type {HTMLInputElement} */ (box);
    if (!now.checked) return;
    for (const other of document.querySelectorAll("input[type=checkbox]")) {
      const input = /** @type {HTMLInputElement} */ (other);
      const clashes = now.dataset.rest === "none" || input.dataset.rest === "none";
      if (input !== now && clashes) input.checked = false;
    }
  });
}
for (const box of document.querySelectorAll("input[name=tick]")) {
  box.addEventListener("change", () => {
    const none = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-rest=none]"));
    if (none && /** @type {HTMLInputElement} */ (box).checked) none.checked = false;
  });
}

/** With a script the picture comes first, and the list of places folds away. */
for (const list of document.querySelectorAll("details[data-close-with-script]")) list.removeAttribute("open");

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

/**
 * Before a form leaves the page, ask whether the program still runs. If it does not, the page stays, with every
 * answer on it, and says so.
 */
for (const element of document.querySelectorAll("form[method=post]")) {
  const form = /** @type {HTMLFormElement} */ (element);
  let sure = false;
  form.addEventListener("submit", async (event) => {
    if (sure) {
      sure = false;
      return;
    }
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (/** @type {SubmitEvent} */ (event).submitter);
    const cutOff = document.getElementById("cut-off");
    try {
      await fetch("/static/icon.svg", { method: "HEAD", cache: "no-store" });
    } catch {
      if (cutOff) {
        cutOff.hidden = false;
        cutOff.scrollIntoView();
      }
      return;
    }
    if (cutOff) cutOff.hidden = true;
    sure = true;
    form.requestSubmit(button);
  });
}
