/** The library that tests compare our EDTF parser with. It has no types. */
declare module 'edtf' {
  /** @throws if the text is not EDTF; `min` and `max` are milliseconds since 1970 */
  export default function edtf(text: string, options?: { level?: number }): { min: number; max: number; type: string };
}
