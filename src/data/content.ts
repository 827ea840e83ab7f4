/**
 * What a file seems to be, told by its first bytes, whatever its name says.
 */

/** The first bytes of what is often mistaken for something else. */
const SIGNATURES: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], "compressed with gzip"],
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive"],
  [[0x93, ...ascii("NUMPY")], "an NPY file"],
  [[0x89, ...ascii("PNG\r\n")], "a PNG image"],
  [[0xff, 0xd8, 0xff], "a JPEG image"],
  [ascii("GIF87a"), "a GIF image"],
  [ascii("GIF89a"), "a GIF image"],
  [ascii("%PDF-"), "a PDF document"],
  [ascii("version https://git-lfs"), "a Git LFS pointer, not the file that it stands for"],
];

/** What the first bytes of a file say that it is, as in "it is a web page"; null if they say nothing. */
export function contentOf(file: Uint8Array): string | null {
  if (file.length === 0) return "empty";
  const found = SIGNATURES.find(([start]) => start.every((byte, i) => file[i] === byte));
  if (found !== undefined) return found[1];
  const text = String.fromCharCode(...file.subarray(0, 200)).trimStart();
  return /^<(!doctype|html|head|body|\?xml)/i.test(text) ? "a web page" : null;
}

/** Whether a file is compressed with gzip. */
export function isGzip(file: Uint8Array): boolean {
  return file[0] === 0x1f && file[1] === 0x8b;
}

function ascii(text: string): readonly number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
