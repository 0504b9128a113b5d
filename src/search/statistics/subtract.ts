/**
 * Subtracts the numbers of `parts` from those of `whole`, by key. Leaves out zeros. A negative number means that
 * `parts` has more of this key than `whole`.
 */
export function subtract<T extends { n: number }>(
  whole: readonly T[],
  parts: readonly T[],
  keyOf: (one: T) => string,
): T[] {
  const left = new Map<string, T>();
  const add = (one: T, n: number): void => {
    const key = keyOf(one);
    left.set(key, { ...one, n: (left.get(key)?.n ?? 0) + n });
  };
  for (const one of whole) add(one, one.n);
  for (const one of parts) add(one, -one.n);
  return [...left.values()].filter(({ n }) => n !== 0);
}
