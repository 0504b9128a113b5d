import { readWords } from '../../platform/text/word-lists.ts';
import classesText from '../words/en/word-classes.txt';

const classes = readWords('drafting/words/en/word-classes.txt', classesText, [
  'communication',
  'cognition',
  'emotion',
  'person',
  'group',
  'speech',
  'thought',
]);

/** The possible base forms of a word. */
function bases(lower: string): string[] {
  const found = [lower];
  if (lower.endsWith('s')) found.push(lower.slice(0, -1));
  if (lower.endsWith('es')) found.push(lower.slice(0, -2));
  if (lower.endsWith('ies')) found.push(`${lower.slice(0, -3)}y`);
  for (const ending of ['ed', 'ing']) {
    if (!lower.endsWith(ending) || lower.length < ending.length + 3) continue;
    const stem = lower.slice(0, -ending.length);
    found.push(stem, `${stem}e`);
    if (stem.at(-1) === stem.at(-2)) found.push(stem.slice(0, -1));
    if (lower.endsWith('ied')) found.push(`${lower.slice(0, -3)}y`);
  }
  return found;
}

const known = new Map<string, string>();

/** The class of a verb (`v…`) or noun (`n…`) by its meaning; empty if the word is in no list. */
export function lexicalClass(lower: string, pos: string): string {
  if (pos !== 'VERB' && pos !== 'NOUN') return '';
  const key = `${pos} ${lower}`;
  let found = known.get(key);
  if (found === undefined) {
    const names =
      pos === 'VERB'
        ? (['communication', 'cognition', 'emotion'] as const)
        : (['person', 'group', 'speech', 'thought'] as const);
    const name = names.find((each) => bases(lower).some((base) => classes[each].has(base)));
    found = name ? `${pos === 'VERB' ? 'v' : 'n'}${name}` : '';
    if (known.size < 50_000) known.set(key, found);
  }
  return found;
}
