"use strict";
(() => {
  const settings = {
    displaylogo: false, displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false,
    showSendToCloud: false, modeBarButtonsToRemove: ["sendDataToCloud"], locale: document.documentElement.lang,
  };
  const figures = [...document.querySelectorAll(".plot[data-source]")];
  const drawn = new Map();
  if (typeof Plotly !== "undefined") {
    Plotly.register({ moduleType: "locale", name: "nl", dictionary: {}, format: { decimal: ",", thousands: ".", grouping: [3] } });
    for (const holder of figures) {
      const { data, layout } = JSON.parse(document.getElementById(holder.dataset.source).textContent);
      drawn.set(holder, { height: layout.height });
      Plotly.newPlot(holder, data, layout, settings);
    }
    // A print does not announce its width; an A4 between the margins of the style sheet is some 660 pixels wide.
    const resize = (paper) => figures.forEach((holder) => {
      const height = drawn.get(holder).height;
      Plotly.relayout(holder, paper ? { width: 650, height: 0.85 * height } : { width: null, height, autosize: true });
    });
    window.addEventListener("beforeprint", () => resize(true));
    window.addEventListener("afterprint", () => resize(false));
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
