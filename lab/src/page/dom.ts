/** Small helpers for elements. */

type Child = Node | string | null;

/** An element with attributes and children; a function as an attribute listens. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<
    Record<string, string | number | boolean | null | ((event: Event) => void)>
  > = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false) element.setAttribute(name, `${value}`);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A paragraph in which *…* is emphasised and `…` is code. */
export function prose(
  text: string,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const parts = text.split(/(\*[^*]+\*|`[^`]+`)/).map((part) => {
    if (part.startsWith("*")) return h("em", {}, part.slice(1, -1));
    if (part.startsWith("`")) return h("code", {}, part.slice(1, -1));
    return part;
  });
  return h("p", attributes, ...parts);
}

/** What to try, as an aside. */
export function toTry(text: string): HTMLElement {
  const aside = prose(text, { class: "try" });
  aside.prepend(h("b", {}, "Try: "));
  return aside;
}

/** A drop-down list with its label. */
export function choice<Name extends string>(
  label: string,
  options: readonly (readonly [name: Name, text: string])[],
  chosen: Name,
  change: (name: Name) => void,
): HTMLLabelElement {
  const select = h(
    "select",
    {
      change: () => {
        const option = options.find(([name]) => name === select.value);
        if (option !== undefined) change(option[0]);
      },
    },
    ...options.map(([name, text]) => h("option", { value: name, selected: name === chosen }, text)),
  );
  return h("label", {}, h("span", {}, label), select);
}

/** A row of buttons of which one is pressed. */
export function segmented<Name extends string>(
  label: string,
  options: readonly (readonly [name: Name, text: string])[],
  chosen: Name,
  change: (name: Name) => void,
): HTMLElement {
  const buttons = options.map(([name, text]) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": `${name === chosen}`,
        click: () => {
          buttons.forEach((button, k) => {
            button.setAttribute("aria-pressed", `${options[k][0] === name}`);
          });
          change(name);
        },
      },
      text,
    ),
  );
  return h("div", { class: "bar", role: "group", "aria-label": label }, ...buttons);
}

/** Offers bytes or text as a file. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A number in few digits. */
export function short(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1);
  return value.toFixed(size < 10 ? 3 : size < 1000 ? 1 : 0);
}
