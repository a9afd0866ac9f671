(function () {
  document.querySelectorAll(".book-explore:not([data-ready])").forEach(function (root) {
    root.dataset.ready = "yes";
    var data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
    var strip = root.querySelectorAll(".be-strip img");
    var sliders = Array.from(root.querySelectorAll("input[type=range]"));
    var now = root.querySelector(".be-now");
    var said = root.querySelector(".be-said");
    var words = root.querySelector(".be-words");
    var picture = document.createElement("img");
    var timer;
    function show() {
      var frame = 0;
      sliders.forEach(function (slider, i) {
        var value = data.values[i][slider.value];
        frame = frame * data.values[i].length + Number(slider.value);
        slider.setAttribute("aria-valuetext", value);
        slider.nextElementSibling.textContent = value;
      });
      var source = data.frames[frame];
      picture.src = typeof source === "number" ? strip[source].src : source;
      picture.alt = words.textContent = data.alts[frame];
    }
    picture.decoding = "sync";
    picture.width = now.dataset.width;
    picture.height = now.dataset.height;
    show();
    now.appendChild(picture);
    sliders.forEach(function (slider) {
      // JupyterLab takes arrow keys for itself unless the focused element says no.
      slider.dataset.lmSuppressShortcuts = "true";
      slider.addEventListener("input", function () {
        show();
        clearTimeout(timer);
        timer = setTimeout(function () { said.textContent = picture.alt; }, 700);
      });
    });
    words.hidden = now.hidden = root.querySelector(".be-controls").hidden = false;
    root.classList.add("be-live");
  });
})();
