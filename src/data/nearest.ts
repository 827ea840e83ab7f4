/**
 * Of some names the one that is most like the wanted one; undefined if there are none.
 *
 * Likeness is the share of neighbouring pairs of letters that two names have in common
 * (Dice's coefficient, 2·|A ∩ B| / (|A| + |B|)).
 *
 * @param least how alike they must be: undefined if none is; 0 unless it is given
 */
export function nearestName(
  wanted: string,
  names: readonly string[],
  least = 0,
): string | undefined {
  const pairsOf = (name: string) => {
    const letters = [...name.toLowerCase()];
    return new Set(letters.slice(1).map((letter, i) => letters[i] + letter));
  };
  const pairs = pairsOf(wanted);
  let nearest: string | undefined;
  let best = least - Number.EPSILON; // two names without a pair in common are at least 0 alike
  for (const name of names) {
    const others = pairsOf(name);
    const common = [...others].filter((pair) => pairs.has(pair)).length;
    const likeness = (2 * common) / (pairs.size + others.size);
    if (likeness > best) [nearest, best] = [name, likeness];
  }
  return nearest;
}
