import { modes, type Mode } from '../schema.ts';

/**
 * The modes of claims (how something is said) for which `words/ru/verbs.txt` and `words/kk/verbs.txt` have a section of
 * verbs.
 */
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

/** An object with the same value for each of these modes, such as the function that parses an entry of the section. */
export const forEachMode = <Value>(value: Value): Record<(typeof verbModes)[number], Value> =>
  Object.fromEntries(verbModes.map((mode) => [mode, value])) as Record<(typeof verbModes)[number], Value>;

/** Splits an entry into its words and the mode at its end: "по данным stated". @throws Error if there is no mode */
export function splitMode(line: string): { words: string[]; mode: Mode } {
  const words = line.split(' ');
  const mode = words.pop() as Mode;
  if (!modes.includes(mode)) throw new Error(`"${line}" must end with one of: ${modes.join(', ')}.`);
  return { words, mode };
}
