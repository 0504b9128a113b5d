/**
 * JSON for hashing and signing: keys sorted by their UTF-16 units, no spaces. It follows RFC 8785, for texts, whole
 * numbers, lists and objects only. This code also runs in browsers.
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
