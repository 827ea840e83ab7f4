/** Where lines of the project's source stand; the build fills them in, and a test holds them. */

declare const SOURCE_LINES: Readonly<Record<string, number>>;

/** The address of the line of a file in src that holds a text. */
export function sourceLink([file, text]: readonly [file: string, text: string]): string {
  const line = SOURCE_LINES[`${file} ${text}`];
  return `source/${file.replace(/\.ts$/, ".html")}${line === undefined ? "" : `#L${line}`}`;
}
