// A box above each long table that hides the rows without the words typed. Without this script every row is shown.
document.querySelectorAll("main table").forEach(function (table, place) {
  var rows = Array.from(table.querySelectorAll("tbody tr"));
  if (rows.length < 15) { return; }
  var box = document.createElement("p"), label = document.createElement("label"), input = document.createElement("input");
  var count = document.createElement("span");
  box.className = "filter";
  input.type = "search";
  input.id = "filter-" + place;
  label.htmlFor = input.id;
  label.textContent = "Show only rows with";
  count.setAttribute("role", "status");
  input.addEventListener("input", function () {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      row.hidden = !words.every(function (word) { return text.includes(word); });
      if (!row.hidden) { shown += 1; }
    });
    count.textContent = words.length ? shown + " of " + rows.length + " rows" : "";
  });
  box.append(label, " ", input, " ", count);
  (table.closest(".result") || table).before(box);
});
