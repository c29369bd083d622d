"use strict";
(() => {
  const settings = {
    displaylogo: false, displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false,
    showSendToCloud: false, modeBarButtonsToRemove: ["sendDataToCloud"], locale: document.documentElement.lang,
  };
  const figures = [...document.querySelectorAll(".plot[data-source]")];
  if (typeof Plotly !== "undefined") {
    Plotly.register({ moduleType: "locale", name: "nl", dictionary: {}, format: { decimal: ",", thousands: ".", grouping: [3] } });
    for (const holder of figures) {
      const { data, layout } = JSON.parse(document.getElementById(holder.dataset.source).textContent);
      Plotly.newPlot(holder, data, layout, settings);
    }
    // Paper is narrower than a screen and does not announce its size: A4 between these margins is some 660 pixels.
    window.addEventListener("beforeprint", () => figures.forEach((holder) => Plotly.relayout(holder, { width: 650 })));
    window.addEventListener("afterprint", () => figures.forEach((holder) => Plotly.relayout(holder, { width: null, autosize: true })));
    for (const button of document.querySelectorAll("button.save")) {
      const holder = document.querySelector(`#${CSS.escape(button.dataset.figure)} .plot`);
      button.hidden = false;
      button.addEventListener("click", () => Plotly.downloadImage(holder, {
        format: "png", filename: button.dataset.figure, width: 1000, height: holder.offsetHeight, scale: 2,
      }));
    }
  }
  // A table that fits needs no stop on the keyboard's way; one that scrolls does.
  const regions = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".scroll").forEach((region) => regions.observe(region));
})();
