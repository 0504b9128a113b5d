const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * A text that the database can store. U+0000 and halves of surrogate pairs become U+FFFD, so that positions in the text
 * stay right.
 */
export const storable = (text: string): string =>
  isStorable(text) ? text : text.replaceAll('\0', '\ufffd').toWellFormed();

/** Makes all texts in plain data storable. Changes the given value, and returns it. */
export function storableData<Value>(value: Value): Value {
  const holder: Record<string, unknown> = { value };
  const waiting: object[] = [holder];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const fields = one as Record<string, unknown>;
    for (const key in fields) {
      const field = fields[key];
      if (typeof field === 'string') {
        if (!isStorable(field)) fields[key] = storable(field);
      } else if (typeof field === 'object' && field !== null && !ArrayBuffer.isView(field)) waiting.push(field);
    }
  }
  return holder['value'] as Value;
}

/** Whether plain data has a text, or the name of a field, that the database cannot store. */
export function hasUnstorable(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one === 'string' && !isStorable(one)) return true;
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, field] of Object.entries(one)) {
      if (!isStorable(key)) return true;
      waiting.push(field);
    }
  }
  return false;
}
