/** The switch between light and dark, which is remembered. */
const root = document.documentElement;
const button = document.querySelector<HTMLButtonElement>("#theme");
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

function label(): void {
  if (button !== null) button.textContent = isDark() ? "Light" : "Dark";
}

button?.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  label();
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // a browser that keeps nothing; the choice holds for this page
  }
});
system.addEventListener("change", label);
label();
