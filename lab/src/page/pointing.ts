/** A place in a figure that is chosen by mouse, finger or arrow keys. */
import { toPlane, type View } from "./drawing.ts";
import type { Figure } from "./figure.ts";

/**
 * Calls `moved` with each place in the plane that is pointed at.
 *
 * @param place where the keyboard begins
 */
export function pointAt(
  figure: Figure,
  view: View,
  place: [number, number],
  moved: (place: [number, number], pressed: boolean) => void,
): void {
  const { canvas } = figure;
  const limit = (value: number) => Math.max(-view.extent, Math.min(view.extent, value));
  const point = (event: PointerEvent) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = toPlane(view, box.width, event.clientX - box.left, event.clientY - box.top);
    place[0] = limit(x);
    place[1] = limit(y);
    moved(place, event.buttons > 0 || event.type === "pointerdown");
  };
  canvas.addEventListener("pointermove", point);
  canvas.addEventListener("pointerdown", point);
  // A finger that moves over the figure does not scroll the page.
  canvas.style.touchAction = "none";
  canvas.addEventListener("keydown", (event) => {
    const step = view.extent / (event.shiftKey ? 8 : 40);
    const [dx, dy] = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
      Enter: [0, 0],
    }[event.key] ?? [Number.NaN, 0];
    if (Number.isNaN(dx)) return;
    event.preventDefault();
    place[0] = limit(place[0] + dx);
    place[1] = limit(place[1] + dy);
    moved(place, event.key === "Enter");
  });
}
