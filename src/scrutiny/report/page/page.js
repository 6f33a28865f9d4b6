"use strict";
// The page reads without this script; it adds search and sorting to the tables of units and unfolds for print.
for (const box of document.querySelectorAll(".units")) {
  const body = box.querySelector("tbody"), rows = [...body.rows], tools = box.querySelector(".tools");
  const input = tools.querySelector("input"), output = tools.querySelector("output"), decimal = box.dataset.decimal;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let texts = null;
  const report = (shown) => {
    output.textContent = shown || !rows.length
      ? box.dataset.count.replace("{n}", shown).replace("{all}", rows.length)
      : box.dataset.none;
  };
  tools.hidden = false;
  report(rows.length);
  input.addEventListener("input", () => {
    texts ??= rows.map((row) => fold(row.textContent));
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !wanted.every((word) => texts[i].includes(word));
      shown += !row.hidden;
    });
    report(shown);
  });
  const number = (text) => {
    const digits = [...text.replace("−", "-")].filter((c) => /[-0-9]/.test(c) || c === decimal).join("").replace(decimal, ".");
    return digits === "" ? -Infinity : Number(digits);
  };
  [...box.querySelectorAll("th")].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") !== "descending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = head.dataset.sort === "number", sign = down ? -1 : 1;
      const exact = (cell) => cell.querySelector("data")?.value; // a chance is printed as so many in so many
      const key = ({ textContent: text }) => (numeric ? number(text) : text);
      const keys = new Map(rows.map(({ cells }, n) => [rows[n], exact(cells[column]) ?? key(cells[column])]));
      const sorted = [...rows].sort((a, b) => sign * (numeric
        ? Number(keys.get(a)) - Number(keys.get(b)) || 0
        : keys.get(a).localeCompare(keys.get(b), undefined, { numeric: true })));
      body.append(...sorted);
    });
  });
}
const openAt = () => {
  // A link into a fold opens it.
  let target = null;
  try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
  for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
  if (target) target.scrollIntoView();
};
addEventListener("hashchange", openAt);
if (location.hash) openAt();
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) { fold.open = true; fold.dataset.printed = ""; }
});
addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-printed]")) { fold.open = false; delete fold.dataset.printed; }
});
