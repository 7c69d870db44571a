// A question that a link leads to is opened; the browser has gone there already, and the next Tab starts from it.
function open() {
  const fold = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details");
  if (!fold) return;
  fold.open = true;
  fold.scrollIntoView();
}

addEventListener("hashchange", open);
open();
