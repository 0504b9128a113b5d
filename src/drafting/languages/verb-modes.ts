import { modes, type Mode } from '../schema.ts';

/** The modes for which a list of verbs has a section. */
export const verbModes = [
  'stated',
  'quoted',
  'denied',
  'acknowledged',
  'alleged',
  'ruled',
  'ordered',
  'estimated',
  'left-unclear',
] as const;

/** Uses the same reader of entries for the section of each mode. */
export const forEachMode = <Entry>(entry: Entry): Record<(typeof verbModes)[number], Entry> =>
  Object.fromEntries(verbModes.map((mode) => [mode, entry])) as Record<(typeof verbModes)[number], Entry>;

/** An entry of words with a mode at its end: "по данным stated". @throws Error if it does not end with a mode */
export function splitMode(line: string): { words: string[]; mode: Mode } {
  const words = line.split(' ');
  const mode = words.pop() as Mode;
  if (!modes.includes(mode)) throw new Error(`"${line}" must end with one of: ${modes.join(', ')}.`);
  return { words, mode };
}
