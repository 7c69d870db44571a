// A question that a link leads to is opened, and those on paper are open by nearer.js.
function open() {
  const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = asked?.closest("details");
  if (!fold) return;
  fold.open = true;
  fold.scrollIntoView();
  fold.querySelector("summary").focus({ preventScroll: true });
}

addEventListener("hashchange", open);
open();
