/**
 * An ISSN in printed form (`1234-567X`), or null if invalid: eight characters, the last one a check digit (ISO 3297:
 * weights 8 to 2, modulo 11, ten is X).
 */
export function readIssn(text: string): string | null {
  const match = /^(?:ISSN:?\s*)?(\d{4})[\s\u2010-\u2015-]?(\d{3})([\dXxХх])$/iu.exec(text.trim());
  if (!match) return null;
  const [, start = '', end = '', last = ''] = match;
  const sum = [...(start + end)].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  // A Cyrillic Х looks the same, and a Cyrillic keyboard produces it.
  const given = /\d/.test(last) ? Number(last) : 10;
  return check === given ? `${start}-${end}${check === 10 ? 'X' : check}` : null;
}
