export type WebFace = { family: string; from: string; weight: number; style: string; file: string };
export const scripts: Readonly<Record<'latin' | 'latin-ext' | 'cyrillic', string>>;
export const faces: readonly WebFace[];
export function sourceOf(face: WebFace): string;
export function makeFonts(
  root: string,
): Promise<(WebFace & { name: string; script: string; range: string; bytes: Uint8Array })[]>;
