"use strict";
(() => {
  // A figure as an image of 1,280 pixels wide, for a memo or a presentation.
  const wide = 640;
  const save = (figure, name) => {
    const copy = figure.cloneNode(true);
    const own = figure.viewBox.baseVal;
    const { width: across, height } = own?.width ? own : { width: wide, height: figure.getBoundingClientRect().height };
    const style = getComputedStyle(figure);
    copy.setAttribute("width", 2 * wide);
    copy.setAttribute("height", (2 * wide * height) / across);
    copy.setAttribute("viewBox", `0 0 ${across} ${height}`);
    copy.setAttribute("font-family", style.fontFamily);
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * wide, height: (2 * wide * height) / across });
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0);
      canvas.toBlob((blob) => {
        const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${name}.png` });
        link.click();
        URL.revokeObjectURL(link.href);
      });
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  };
  for (const button of document.querySelectorAll("button.save")) {
    const figure = document.querySelector(`#${CSS.escape(button.dataset.figure)} svg.chart`);
    button.hidden = false;
    button.addEventListener("click", () => save(figure, button.dataset.figure));
  }
  // Each product prints by itself: the one whose button was pressed, else the one in view.
  const products = [...document.querySelectorAll(".product")];
  let asked = null;
  for (const button of document.querySelectorAll("button.print")) {
    button.hidden = false;
    button.addEventListener("click", () => { asked = button.dataset.product; window.print(); });
  }
  if (products.length > 1) {
    const inView = () => products.filter((product) => product.getBoundingClientRect().top < window.innerHeight / 2).pop();
    window.addEventListener("beforeprint", () => { document.body.dataset.print = asked ?? (inView() ?? products[0]).id; });
    window.addEventListener("afterprint", () => { asked = null; });
  }
  // What a link leads to is opened where it is folded.
  const unfold = () => {
    const place = document.getElementById(location.hash.slice(1)), folded = place?.closest("details:not([open])");
    if (folded) {
      folded.open = true;
      place.scrollIntoView();
    }
  };
  window.addEventListener("hashchange", unfold);
  unfold();
  // A table that fits needs no stop on the keyboard's way; one that scrolls does, and says so where one can see it.
  const regions = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const isCut = target.scrollWidth > target.clientWidth;
      if (isCut) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
      if (isCut && target.parentElement.matches(".table")) target.parentElement.dataset.move = document.body.dataset.move;
      else delete target.parentElement.dataset.move;
    }
  });
  document.querySelectorAll(".scroll").forEach((region) => regions.observe(region));
})();
