/**
 * A JSON text edited in every way that leaves it valid JSON: each value changed, removed, repeated; each list reversed.
 * Returns each edited text with the place of its edit.
 */
export function editsOf(text: string): [where: string, edited: string][] {
  const edits: [string, string][] = [];
  const whole: unknown = JSON.parse(text);
  const put = (where: string, write: () => () => void): void => {
    const undo = write();
    edits.push([where, JSON.stringify(whole)]);
    undo();
  };
  const walk = (holder: Record<string, unknown>, key: string, at: string): void => {
    const value = holder[key];
    const where = `${at}.${key}`;
    const set = (other: unknown) => () => {
      holder[key] = other;
      return () => void (holder[key] = value);
    };
    if (typeof value === 'string')
      for (const other of [`${value}x`, `${value} `, value.slice(0, -1), '', null])
        if (other !== value) put(where, set(other));
    if (typeof value === 'number') for (const other of [value + 1, value - 1, String(value)]) put(where, set(other));
    if (value === null) for (const other of ['', 'x', 0]) put(where, set(other));
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      if (value.length > 1) put(where, set(value.toReversed()));
      if (value.length) put(where, set(value.slice(1)));
      put(where, set([...value, value[0] ?? {}]));
    } else put(where, set({ ...value, more: 1 }));
    for (const inner of Object.keys(value)) walk(value as Record<string, unknown>, inner, where);
  };
  walk({ whole }, 'whole', '');
  // Repeated keys (a program reads only one of them), and numbers in another notation.
  for (const found of text.matchAll(/"(\w+)":(?:"(?:[^"\\]|\\.)*"|\d+|null)(?=[,}])/g))
    edits.push([
      `twice: ${found[1]}`,
      `${text.slice(0, found.index)}"${found[1]}":"Another",${text.slice(found.index)}`,
    ]);
  for (const found of text.matchAll(/:(\d+|null)(?=[,}])/g))
    edits.push([
      `written otherwise: ${found[0]}`,
      `${text.slice(0, found.index)}:${found[1] === 'null' ? '1e999' : `${found[1]}.0`}${text.slice(found.index + found[0].length)}`,
    ]);
  return edits.filter(([, edited]) => edited !== text);
}
