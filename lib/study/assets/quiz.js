(function () {
  document.querySelectorAll(".book-quiz:not([data-ready])").forEach(function (root) {
    root.dataset.ready = "yes";
    var words = root.dataset;
    // JupyterLab takes arrow keys and Enter for itself unless the focused element says no.
    root.querySelectorAll("input, button, summary").forEach(function (part) {
      part.dataset.lmSuppressShortcuts = "true";
    });
    var forms = Array.from(root.querySelectorAll("form"));
    var score = root.querySelector(".bq-score");
    var first = new Map();
    function tell() {
      var right = 0, weak = [];
      first.forEach(function (good, form) {
        if (good) { right += 1; } else { weak.push(form.dataset.concepts); }
      });
      var text = words.score.replace("{right}", right).replace("{answered}", first.size);
      if (first.size === forms.length && weak.length) {
        var names = Array.from(new Set(weak.join(", ").split(", ")));
        text += " " + words.again.replace("{concepts}", names.join(", "));
      }
      score.textContent = text;
    }
    forms.forEach(function (form) {
      var button = form.querySelector("button");
      var said = form.querySelector(".bq-said");
      var details = form.querySelector("details");
      var reasons = form.querySelectorAll("li");
      function clear() {
        form.classList.remove("bq-is-right", "bq-is-wrong");
        said.textContent = "";
      }
      form.addEventListener("change", clear);
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        var chosen = form.querySelector("input:checked");
        clear();
        if (!chosen) { said.textContent = words.choose; return; }
        var reason = reasons[Number(chosen.value)];
        var good = reason.classList.contains("bq-right");
        var verdict = document.createElement("strong");
        verdict.textContent = (good ? words.right : words.wrong) + " ";
        said.append(verdict, reason.querySelector(".bq-why").cloneNode(true));
        form.classList.add(good ? "bq-is-right" : "bq-is-wrong");
        details.hidden = false;
        if (!first.has(form)) { first.set(form, good); tell(); }
      });
      details.hidden = true;
      button.hidden = button.disabled = false;
    });
  });
})();
