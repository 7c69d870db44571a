// Who follows a link to a contact wants to read about that contact.
function openContact() {
  const more = document.getElementById(location.hash.slice(1))?.querySelector("details.more");
  if (more) more.open = true;
}
window.addEventListener("hashchange", openContact);
openContact();
