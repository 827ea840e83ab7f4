/** Pictures as files: how large they are, and how they stand on a page. */
import { escape as escaped } from "html-escaper";

/** Width and height in pixels; null where a picture does not say. */
export function sizeOf(name: string, bytes: Uint8Array): readonly [number, number] | null {
  if (name.endsWith(".png")) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return [view.getUint32(16), view.getUint32(20)]; // the first chunk of every PNG, IHDR
  }
  const [tag = ""] = /<svg[^>]*>/.exec(new TextDecoder().decode(bytes)) ?? [];
  const [, width, height] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(tag) ?? [];
  return width === undefined ? null : [Number(width), Number(height)];
}

/** @param size of the file, so that the page does not jump when it comes */
export function imageTag(
  src: string,
  alt: string,
  size: readonly [number, number] | null,
  options: { lazy: boolean },
): string {
  const measures = size === null ? "" : ` width="${size[0]}" height="${size[1]}"`;
  const lazy = options.lazy ? ' loading="lazy" decoding="async"' : "";
  return `<img src="${escaped(src)}" alt="${escaped(alt)}"${measures}${lazy}>`;
}
