/** Groups pairs by their key. Keys and values keep their order. */
export function group<Key, Value>(pairs: Iterable<readonly [Key, Value]>): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const [key, value] of pairs) {
    const held = groups.get(key);
    if (held) held.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
