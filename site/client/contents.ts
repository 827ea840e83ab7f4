/** The table of contents stands open where there is room beside the text. */
const wide = matchMedia("(min-width: 76rem)");
const details = document.querySelector<HTMLDetailsElement>(".contents details");

function fit(): void {
  if (details !== null) details.open = wide.matches;
}
wide.addEventListener("change", fit);
fit();
