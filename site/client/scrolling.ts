/** What is wider or higher than its place can be scrolled by keyboard too. */
const boxes = document.querySelectorAll<HTMLElement>("pre, .table, .katex-display, .output.html");

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls =
      target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    if (scrolls) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
for (const box of boxes) observer.observe(box);
