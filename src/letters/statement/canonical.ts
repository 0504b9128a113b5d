/**
 * JSON for hashing and signing (RFC 8785 for our types: texts, whole numbers, lists, objects): keys in the order of
 * their UTF-16 units, no spaces. Runs in browsers, too.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value && typeof value === 'object')
    return `{${Object.keys(value)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`)
      .join(',')}}`;
  return JSON.stringify(value);
}
