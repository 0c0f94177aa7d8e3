// Sorting, searching and filtering of the lists. Without this file every page is whole: all rows are shown, in order.
(() => {
  "use strict";

  const valueOf = (row, column) => row.cells[column].dataset.value ?? "";

  // Sort by a column; rows without a value stay at the end in either direction.
  const sortBy = (table, heading, direction) => {
    const column = [...heading.parentElement.children].indexOf(heading);
    const numbers = heading.dataset.sort === "number";
    const sign = direction === "descending" ? -1 : 1;
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => {
      const [one, other] = [valueOf(a, column), valueOf(b, column)];
      if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
      return sign * (numbers ? Number(one) - Number(other) : one.localeCompare(other, "en-GB"));
    });
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", direction);
    table.tBodies[0].append(...rows);
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    for (const heading of table.tHead.rows[0].cells) {
      if (!heading.dataset.sort) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(heading.firstChild);
      heading.prepend(button);
      button.addEventListener("click", () => {
        const numbers = heading.dataset.sort === "number";
        const first = numbers ? "descending" : "ascending";
        const now = heading.getAttribute("aria-sort");
        const turned = now === "ascending" ? "descending" : "ascending";
        sortBy(table, heading, now ? turned : first);
        remember();
      });
    }
  }

  const tools = document.getElementById("tools");
  const list = document.getElementById("list");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  if (!tools || !list) return;
  const fields = ["find", "region", "grade", "year", "regime", "show"];
  const field = Object.fromEntries(fields.map((name) => [name, document.getElementById(name)]));
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const rows = [...list.tBodies[0].rows];
  const headings = [...list.tHead.rows[0].cells];

  const fits = (row, wanted) => {
    const data = row.dataset;
    const words = plain(wanted.find).split(/\s+/).filter(Boolean);
    const text = plain(`${row.cells[0].textContent} ${data.find} ${data.year}`);
    if (!words.every((word) => text.includes(word))) return false;
    for (const name of ["region", "grade", "year", "regime"]) if (wanted[name] && data[name] !== wanted[name]) return false;
    if (wanted.show === "every") return true;
    if (wanted.show === "reports") return "report" in data;
    // A year or a programme asks for its own inspections, whether or not a later one came.
    return Boolean(wanted.year || wanted.regime) || "latest" in data;
  };

  const filter = () => {
    const wanted = Object.fromEntries(fields.map((name) => [name, field[name].value]));
    let number = 0;
    for (const row of rows) {
      row.hidden = !fits(row, wanted);
      number += row.hidden ? 0 : 1;
    }
    nothing.hidden = number > 0;
    shown.textContent = `Showing ${number} of ${rows.length} rows.`;
  };

  // What is chosen stands in the address, so that it can be sent to somebody.
  function remember() {
    if (!tools || !list) return;
    const chosen = new URLSearchParams();
    for (const name of fields) if (field[name].value) chosen.set(name, field[name].value);
    const place = headings.findIndex((heading) => heading.hasAttribute("aria-sort"));
    const direction = headings[place]?.getAttribute("aria-sort");
    if (place > 0 || direction === "descending") chosen.set("sort", `${place}-${direction}`);
    const text = chosen.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }

  const recall = () => {
    if (!location.hash.includes("=")) return;
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const name of fields) {
      field[name].value = chosen.get(name) ?? "";
      if (field[name].selectedIndex === -1) field[name].selectedIndex = 0;
    }
    const [place, direction] = (chosen.get("sort") ?? "").split("-");
    const known = direction === "ascending" || direction === "descending";
    if (known && headings[place]?.dataset.sort) sortBy(list, headings[place], direction);
  };

  tools.hidden = false;
  tools.addEventListener("input", () => { filter(); remember(); });
  document.getElementById("clear").addEventListener("click", () => {
    for (const name of fields) field[name].value = "";
    sortBy(list, headings[0], "ascending");
    filter();
    remember();
    field.find.focus();
  });
  window.addEventListener("hashchange", () => { recall(); filter(); });
  recall();
  filter();
})();
