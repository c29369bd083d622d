"use strict";
(() => {
  // The part of a report that is mostly the same in many: its lines are those of the shared text, or its own.
  const parts = document.getElementById("mll-parts"), gap = document.getElementById("dossier");
  if (!parts || !gap || !window.mllBase) return;
  const lines = JSON.parse(parts.textContent).flatMap((part) =>
    typeof part === "string" ? [part] : window.mllBase.slice(part[0], part[0] + part[1]));
  gap.outerHTML = lines.join("\n");
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
})();
