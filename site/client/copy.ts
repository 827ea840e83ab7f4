/** A button on each piece of code that copies it; where the browser gives no clipboard, there is none. */
const SHOWN = 2000; // milliseconds

function addButton(code: HTMLElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  const frame = document.createElement("div");
  frame.className = "copyable";
  code.replaceWith(frame);
  frame.append(code, button);
  const say = (words: string, label = words) => {
    button.textContent = words;
    button.setAttribute("aria-label", label);
  };
  say("Copy", "Copy this code");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.trimEnd());
      say("Copied");
    } catch {
      say("Not allowed"); // the browser asks, and somebody may say no
    }
    setTimeout(say, SHOWN, "Copy", "Copy this code");
  });
}

if ("clipboard" in navigator) {
  for (const code of document.querySelectorAll<HTMLElement>("pre.code")) addButton(code);
}
