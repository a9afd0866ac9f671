// Mark in the contents beside a page the last section that begins above a line near the top of the window (see here.py).
(function () {
  var LINE = 150, EVERY = 100; // pixels below the top of the window; milliseconds
  var links = [], entries = [], last = null, waiting = 0;

  function top(link) { return link.section.getBoundingClientRect().top; }

  function current() {
    // The end of a page counts as its last section, which may be too short to reach the line.
    var root = document.documentElement;
    if (window.scrollY > 0 && window.scrollY + window.innerHeight >= root.scrollHeight - 2) {
      var seen = links.filter(function (link) { return top(link) < window.innerHeight; });
      var asked = seen.find(function (link) { return link.section.id === decodeURIComponent(location.hash.slice(1)); });
      if (asked) return asked;
    }
    return links.filter(function (link) { return top(link) <= LINE; }).pop() || null;
  }

  // The theme marks the link, and the entries around it, which unfold what they hold.
  function differs() {
    return links.some(function (link) { return link.classList.contains("active") !== (link === last); });
  }

  function mark() {
    waiting = 0;
    var now = current(), moved = now !== last;
    last = now;
    links.forEach(function (link) {
      link.classList.toggle("active", link === now);
      if (link === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    entries.forEach(function (entry) { entry.classList.toggle("active", Boolean(now) && entry.contains(now)); });
    if (now && moved) reveal(now);
  }

  // Long contents scroll by themselves; the page must not move with them.
  function reveal(link) {
    var frame = link.closest(".bd-sidebar-secondary"), box = link.getBoundingClientRect();
    if (!frame) return;
    var edge = frame.getBoundingClientRect();
    if (box.top < edge.top || box.bottom > edge.bottom) frame.scrollTop += box.top - (edge.top + edge.bottom) / 2;
  }

  function soon() {
    if (!waiting) waiting = window.setTimeout(mark, EVERY);
  }

  document.addEventListener("DOMContentLoaded", function () {
    var nav = document.querySelector("nav.page-toc");
    if (!nav) return;
    links = Array.from(nav.querySelectorAll("a[href^='#']")).filter(function (link) {
      link.section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return link.section;
    });
    if (!links.length) return;
    entries = Array.from(nav.querySelectorAll(".toc-entry"));
    // The theme marks links too, by what it sees pass; its marks do not stay.
    new MutationObserver(function () { if (differs()) soon(); })
      .observe(nav, { subtree: true, attributes: true, attributeFilter: ["class"] });
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("resize", soon);
    window.addEventListener("load", soon);
    mark();
  });
})();
