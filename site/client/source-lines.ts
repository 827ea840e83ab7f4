/** Marks lines that no page points to, when the address asks for them: `#L10-L20`. */
const source = document.querySelector("pre.source code");

function markLines(): void {
  const [id, first, last] = /^L(\d+)-L(\d+)$/.exec(location.hash.slice(1)) ?? [];
  if (source === null || id === undefined || document.getElementById(id) !== null) return;
  if (document.getElementById(`L${last}`) === null) return;
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.id = id;
  mark.style.setProperty("--first", first);
  mark.style.setProperty("--last", last);
  source.prepend(mark);
  location.replace(location.hash); // again, now that it leads somewhere
}
addEventListener("hashchange", markLines);
markLines();
