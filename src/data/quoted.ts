/**
 * A name that came from outside, as it may stand in a message: in quotes, on one line, never
 * endless. A path or a tensor's name can hold anything, even codes that steer a terminal.
 */
export function quoted(name: string): string {
  return `"${plain(name)}"`;
}

/** The same without quotes. */
export function plain(text: string): string {
  const short = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  return short.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}
