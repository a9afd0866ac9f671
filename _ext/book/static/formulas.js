// Let a formula within a line scroll where it is wider than its place, as on a phone (see formulas.py).
// Style alone cannot: MathJax's hidden text for screen readers is wider than the formula and would give all a scrollbar.
(function () {
  var waiting = 0;

  function mark() {
    waiting = 0;
    document.querySelectorAll(".bd-article span.math").forEach(function (place) {
      var drawn = place.querySelector("mjx-math");
      var wide = drawn && drawn.getBoundingClientRect().width > place.getBoundingClientRect().width + 1;
      place.classList.toggle("book-wide", Boolean(wide));
      if (wide) place.setAttribute("tabindex", "0"); // a keyboard can scroll what it can reach
      else place.removeAttribute("tabindex");
    });
  }

  function soon() {
    if (!waiting) waiting = window.setTimeout(mark, 100);
  }

  window.addEventListener("load", function () {
    if (window.MathJax && MathJax.startup && MathJax.startup.promise) MathJax.startup.promise.then(soon);
    window.addEventListener("resize", soon);
    document.addEventListener("toggle", soon, true); // what a fold hides has no width
  });
})();
