// How the search ranks its results; Sphinx puts this into the script of the search page (see search.py).
var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,

  // Added by the folder or page a result lies in: what teaches stands above what lists, and mistakes come last.
  weights: [
    ["chapters/", 10],
    ["pages/errata", -40],
    ["pages/changelog", -20],
    ["pages/bibliography", 2], // who asks for a name finds the work before what only cites it
    ["pages/glossary", 3],
    ["pages/api", 1],
    ["pages/index", 0],
    ["pages/how_to_use", 12], // every chapter's set-up names Colab and Binder; this page is about them
    ["pages/", 6],
  ],

  section: 8, // added to a section of a chapter, so that it stands above the chapter as a whole

  score: function (result) {
    var index = Search._index, page = index.docnames.indexOf(result[0]), anchor = result[2].slice(1);
    if (anchor && result[1] === index.titles[page]) {
      var place = Scorer.place(page, anchor);
      if (place) result[1] += " > " + place;
    }
    var found = Scorer.weights.find(function (weight) { return result[0].startsWith(weight[0]); });
    return result[4] + (found ? found[1] : 0) + (anchor && result[0].startsWith("chapters/") ? Scorer.section : 0);
  },

  terms: {}, // the names of the terms of the glossary by their anchors, which search.py adds below

  // Name what an anchor leads to: a section by its title, a term of the glossary by its name, followed by the shortest
  // other name that was asked for.
  place: function (page, anchor) {
    var asked = (new URLSearchParams(window.location.search).get("q") || "").toLowerCase().trim();
    function names(table) {
      return Object.keys(table).filter(function (name) {
        return table[name].some(function (at) { return at[0] === page && at[1] === anchor; });
      });
    }
    var titles = names(Search._index.alltitles);
    if (titles.length) return titles[0];
    var found = names(Search._index.indexentries)
      .filter(function (name) { return name.includes(asked); })
      .sort(function (a, b) { return a.length - b.length; })[0];
    var term = Search._index.docnames[page] === "pages/glossary" && Scorer.terms[anchor];
    if (!term) return found;
    return found && !term.toLowerCase().includes(asked) ? term + " (" + found + ")" : term;
  },

  // Leave out a page as a whole where one of its sections is among the results.
  sections: function (results) {
    var inside = new Set(results.filter(function (result) { return result[2]; }).map(function (result) { return result[0]; }));
    return results.filter(function (result) { return result[2] || !inside.has(result[0]); });
  },

  // An entry of the glossary says how its definition begins; its anchor holds no more than the term.
  definition: function (page, anchor) {
    var entry = new DOMParser().parseFromString(page, "text/html").getElementById(anchor.slice(1));
    var body = entry && entry.matches("dt") && entry.nextElementSibling, words = body && body.querySelector("p");
    if (!words) return null;
    var text = words.textContent.trim(), cut = text.slice(0, 240).replace(/\s+\S*$/, "");
    var summary = document.createElement("p");
    summary.className = "context";
    summary.textContent = text.length > 240 ? cut + " ..." : text;
    return summary;
  },
};

// Before the search begins, which is when the page is complete.
window.addEventListener("DOMContentLoaded", function () {
  var perform = Search._performSearch, summary = Search.makeSearchSummary;
  Search._performSearch = function () { return Scorer.sections(perform.apply(Search, arguments)); };
  Search.makeSearchSummary = function (page, words, anchor) {
    var found = (anchor || "").startsWith("#term-") && Scorer.definition(page, anchor);
    return found || summary(page, words, anchor);
  };
}, true);
