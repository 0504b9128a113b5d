/**
 * Returns a function that calls `make` once for each object, and caches the value until the object is
 * garbage-collected.
 */
export function madeOnce<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
}

/** Returns a function that calls `make` for a text, such as a language tag, and caches up to `most` values. */
export function madeOnceForText<Value>(make: (text: string) => Value, most = 1000): (text: string) => Value {
  const made = new Map<string, Value>();
  return (text) => {
    if (made.has(text)) return made.get(text)!;
    const value = make(text);
    if (made.size < most) made.set(text, value);
    return value;
  };
}

/** Returns a function that calls `make` at its first call, and caches the value. */
export function madeAtFirst<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
