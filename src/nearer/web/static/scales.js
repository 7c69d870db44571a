/* A file that is chosen is read here and put into the field: it goes nowhere else. */
const place = document.querySelector("[data-choose]");

if (place) {
  const [button, input] = [place.querySelector("button"), place.querySelector("input")];
  const field = document.querySelector("#text");
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    field.value = await file.slice(0, Number(place.dataset.choose) + 1).text();
    field.focus();
  });
  place.hidden = false;
}
