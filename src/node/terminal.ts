/** Whether a stream is a terminal that can move its cursor and show colours: one of TERM=dumb cannot. */
export function isTerminal({ isTTY }: { readonly isTTY?: boolean }): boolean {
  return isTTY === true && process.env.TERM !== "dumb";
}
