import type { Script } from '../../vocabulary/languages.ts';

const tests: readonly (readonly [Script, RegExp])[] = [
  ['Latn', /\p{Script=Latin}/u],
  ['Cyrl', /\p{Script=Cyrillic}/u],
  ['Arab', /\p{Script=Arabic}/u],
  ['Armn', /\p{Script=Armenian}/u],
  ['Geor', /\p{Script=Georgian}/u],
  ['Grek', /\p{Script=Greek}/u],
  ['Hebr', /\p{Script=Hebrew}/u],
  ['Deva', /\p{Script=Devanagari}/u],
  ['Jpan', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Kore', /\p{Script=Hangul}/u],
  ['Hans', /\p{Script=Han}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Mong', /\p{Script=Mongolian}/u],
  ['Ethi', /\p{Script=Ethiopic}/u],
  ['Beng', /\p{Script=Bengali}/u],
  ['Khmr', /\p{Script=Khmer}/u],
  ['Mymr', /\p{Script=Myanmar}/u],
  ['Sinh', /\p{Script=Sinhala}/u],
  ['Taml', /\p{Script=Tamil}/u],
  ['Thaa', /\p{Script=Thaana}/u],
];

/**
 * The script of most letters of a name (ISO 15924); `Zyyy` if it has no letters. A name with kana is Japanese; Han
 * letters alone give `Hans`.
 */
export function detectScript(name: string): Script {
  if (/^[ -~]*$/.test(name) && /[A-Za-z]/.test(name)) return 'Latn';
  const counts = new Map<Script, number>();
  for (const letter of name) {
    const script = tests.find(([, test]) => test.test(letter))?.[0];
    if (script) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  if (counts.has('Jpan')) counts.set('Jpan', (counts.get('Jpan') ?? 0) + (counts.get('Hans') ?? 0));
  let best: Script = 'Zyyy';
  for (const [script, count] of counts) if (count > (counts.get(best) ?? 0)) best = script;
  return best;
}
