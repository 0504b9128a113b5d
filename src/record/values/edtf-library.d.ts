/** The library that our reading of EDTF is held against in tests; it ships no types. */
declare module 'edtf' {
  /** @throws when the text is no EDTF; `min` and `max` are milliseconds since 1970. */
  export default function edtf(text: string, options?: { level?: number }): { min: number; max: number; type: string };
}
