// One slide at a time: arrow keys, page keys, space, Home and End, or the buttons. The address names the slide shown.
(function () {
  var slides = Array.from(document.querySelectorAll(".slide")), at = 0, singly = true;
  var back = document.getElementById("back"), on = document.getElementById("on");
  var all = document.getElementById("all"), place = document.getElementById("place");
  function draw() {
    document.body.classList.toggle("shown-singly", singly);
    slides.forEach(function (slide, number) { slide.hidden = singly && number !== at; });
    place.textContent = "Slide " + (at + 1) + " of " + slides.length;
    back.disabled = at === 0;
    on.disabled = at === slides.length - 1;
    all.setAttribute("aria-pressed", String(!singly));
  }
  function go(number) {
    at = Math.max(0, Math.min(slides.length - 1, number));
    draw();
    slides[at].focus({ preventScroll: singly });
    if (singly) { window.scrollTo(0, 0); }
    try { history.replaceState(null, "", "#slide-" + (at + 1)); } catch (error) { /* a page from a file may not */ }
  }
  function named() {
    var number = slides.findIndex(function (slide) { return "#" + slide.id === location.hash; });
    return number < 0 ? at : number;
  }
  function show(everything) { singly = !everything; go(at); }
  var keys = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea")) { return; }
    if (event.target.matches(".result[tabindex]") && event.key.startsWith("Arrow")) { return; }
    if (event.key in keys) { go(at + keys[event.key]); }
    else if (event.key === "Home") { go(0); }
    else if (event.key === "End") { go(slides.length - 1); }
    else if (event.key === " " && !event.target.closest("button, summary, a")) { go(at + (event.shiftKey ? -1 : 1)); }
    else if (event.key === "Escape") { show(singly); return; }
    else { return; }
    event.preventDefault();
  });
  back.addEventListener("click", function () { go(at - 1); });
  on.addEventListener("click", function () { go(at + 1); });
  all.addEventListener("click", function () { show(singly); });
  window.addEventListener("hashchange", function () { at = named(); draw(); });
  document.querySelector(".moves").hidden = false;
  at = named();
  draw();
})();
