import { readLists, word } from '../../platform/text/word-lists.ts';
import type { Mode } from '../schema.ts';
import verbsText from '../words/en/reporting-verbs.txt';

/** A verb in the form of the word list. The comments at the top of the list explain the letters of `frames`. */
type Written = { base: string; frames: string; irregular: readonly string[] };

function written(line: string): Written {
  const [, base = '', frames = '', irregular] = /^(\S+) ([sqniop]+)(?:\/(\S+))?$/.exec(line) ?? [];
  if (!base)
    throw new Error(`"${line}" must have the form: verb, letters of s q n i o p, and a slash before irregular forms.`);
  return { base, frames, irregular: irregular?.split(',') ?? [] };
}

const lists = readLists('drafting/words/en/reporting-verbs.txt', verbsText, {
  stated: written,
  alleged: written,
  denied: written,
  acknowledged: written,
  estimated: written,
  ruled: written,
  ordered: written,
  doubling: word,
  silence: word,
  unsaid: word,
  outcomes: word,
  decisions: word,
  particles: (line) => {
    const [verb = '', words = ''] = line.split(' ');
    return { verb, words: words.split('/') };
  },
  authorities: word,
});

export type Verb = { base: string; mode: Mode; frames: string; courtly: boolean };
export type VerbForm = 'base' | 's' | 'past' | 'ing';
export type Found = { verb: Verb; form: VerbForm };

const forms = new Map<string, Found[]>();

function put(form: string, found: Found): void {
  const bucket = forms.get(form);
  if (bucket) {
    if (!bucket.some((other) => other.verb.mode === found.verb.mode && other.form === found.form)) bucket.push(found);
  } else forms.set(form, [found]);
}

const doubled = new Set(lists.doubling);

function conjugate(base: string): { s: string; past: string; ing: string } {
  if (doubled.has(base)) return { s: `${base}s`, past: `${base}${base.at(-1)}ed`, ing: `${base}${base.at(-1)}ing` };
  const y = /[^aeiou]y$/.test(base);
  const e = base.endsWith('e');
  const s = /(?:s|sh|ch|x|z|o)$/.test(base) ? `${base}es` : y ? `${base.slice(0, -1)}ies` : `${base}s`;
  return {
    s,
    past: e ? `${base}d` : y ? `${base.slice(0, -1)}ied` : `${base}ed`,
    ing: e && !/(?:ee|oe|ye)$/.test(base) ? `${base.slice(0, -1)}ing` : `${base}ing`,
  };
}

function load(verbs: readonly Written[], mode: Mode, courtly = false): void {
  for (const { base, frames, irregular } of verbs) {
    const verb: Verb = { base, mode, frames, courtly };
    const regular = conjugate(base);
    put(base, { verb, form: 'base' });
    put(regular.s, { verb, form: 's' });
    put(regular.ing, { verb, form: 'ing' });
    if (irregular.length === 0) put(regular.past, { verb, form: 'past' });
    for (const form of irregular)
      put(form, {
        verb,
        form: form.endsWith('ing') ? 'ing' : form === regular.s || (form.endsWith('s') && form !== base) ? 's' : 'past',
      });
  }
}
for (const mode of ['stated', 'alleged', 'denied', 'acknowledged', 'estimated'] as const) load(lists[mode], mode);
for (const mode of ['ruled', 'ordered'] as const) load(lists[mode], mode, true);

/**
 * The meanings of a word as a reporting verb. There are several if the verb means something else when a court is its
 * subject.
 */
export function reportingForms(lower: string): readonly Found[] {
  return forms.get(lower) ?? [];
}

/** Verbs that report silence: "declined to comment". */
export const silenceVerbs = new Set(lists.silence);
/** Verbs that report nothing if they are negated: "has not confirmed", "did not say whether". */
export const unsaid = new Set(lists.unsaid);
/** Passive verbs for decisions of courts and authorities. The page itself reports that these decisions were made. */
export const outcomes = new Set(lists.outcomes);
/** Verbs for decisions that the page reports in its own words: "fined her 200 euros". */
export const decisions = new Set(lists.decisions);
/** For each verb that says something only together with other words ("spoke of", "stood behind"), these words. */
export const particles = new Map(lists.particles.map(({ verb, words }) => [verb, words]));
/** Verbs of courts that also fit authorities, such as "fine" and "ban". */
export const authorityVerbs = new Set(lists.authorities);
