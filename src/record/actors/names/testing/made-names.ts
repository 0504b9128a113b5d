const syllables = ['chezhe', 'wuj', 'tcho', 'schtsch', 'zie', 'yu'];

/**
 * Generates names that take as many steps as possible to compare: long words with many readings. The same arguments
 * always give the same names.
 */
export function madeNames(words: number, letters: number, count: number): string[] {
  let seed = 3;
  const next = (): string => syllables[(seed = (seed * 48_271) % 2_147_483_647) % syllables.length]!;
  const word = (): string => `S${Array.from({ length: letters }, next).join('')}`.slice(0, letters);
  return Array.from({ length: count }, () => Array.from({ length: words }, word).join(' '));
}
