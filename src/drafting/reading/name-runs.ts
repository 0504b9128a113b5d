import { genders } from '../gazetteer/gazetteer.ts';
import type { ActorKind } from '../schema.ts';
import type { Span } from './sentences.ts';
import type { Token } from './tokens.ts';
import { nameKinds, nameWords, nouns } from './words.ts';

/** A word of a text, without its "'s". */
export type Word = Span & { value: string };
export const isCapital = (value: string): boolean =>
  /^\p{Lu}/u.test(value) || /^(?:al|el|an|ad|as|ar)-\p{Lu}/u.test(value);

/** Whether a word follows a full stop or an opening mark. Then its capital does not show that the word is a name. */
function startsInside(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 12), at);
  if (/["“„«‘([]$/.test(before) || /(?:^|\s)'$/.test(before)) return true;
  return (
    /(?:^\s*[–—-]|[.!?…:]["”’»)]*(?:\s+[–—-])?)\s+["“„«‘']*$/.test(before) &&
    !/(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Sgt|Capt|Sen|Rep|Gov|St|Jr|Sr)|\b\p{Lu})\.\s+$/u.test(before)
  );
}

const singular = (value: string): string => value.toLowerCase().replace(/s$/, '');

/** Whether the first word of a sentence is an ordinary word and not part of a name. */
function isOrdinary(word: Word, token: Token | undefined): boolean {
  const lower = word.value.toLowerCase();
  if (
    nameWords.opener.has(lower) ||
    nouns.person.has(singular(lower)) ||
    nouns.outlet.has(lower) ||
    nouns.organisation.has(lower) ||
    nouns.group.has(lower)
  )
    return !nameWords.title.has(lower);
  if (!token) return false;
  if (token.pos === 'PROPN') return false;
  if (/^\p{Lu}{2,}/u.test(word.value)) return false;
  return (
    ['DET', 'ADP', 'SCONJ', 'PRON', 'ADV', 'CCONJ', 'AUX', 'VERB', 'NUM', 'INTJ', 'PART'].includes(token.pos) ||
    (token.pos === 'NOUN' && /(?:s|tion|ment|ness|ity|ing|ers?|ists?)$/.test(lower)) ||
    (token.pos === 'ADJ' && !genders.masculine.has(word.value) && !genders.feminine.has(word.value))
  );
}

const kindsOfNames = new Map<string, ActorKind | null | undefined>();
/**
 * The kind of a name by its words. Null: the name is not an actor's, but that of a law or a prize, for example.
 * Undefined: the words do not show the kind. The result is cached, because each name of a text is looked up several
 * times.
 */
export function kindOf(name: string): ActorKind | null | undefined {
  if (kindsOfNames.has(name)) return kindsOfNames.get(name);
  const kind = kindByWords(name);
  if (kindsOfNames.size < 10_000) kindsOfNames.set(name, kind);
  return kind;
}

/**
 * The kind of a name. The words before "for" or "of" decide first: "Committee for Network Supervision" is no network.
 */
function kindByWords(name: string): ActorKind | null | undefined {
  const head = name.split(/\s+(?:of|for|on|in|against|to)\s+/)[0]!;
  for (const part of head === name ? [name] : [head, name])
    for (const [pattern, kind] of nameKinds) if ((kind !== null || part === name) && pattern.test(part)) return kind;
  return undefined;
}

const bodies =
  'Guild|Union|Society|Association|Club|Federation|Committee|Institute|Network|Forum|Fund|Trust|Office|Court|Foundation|Council|Syndicate';
const afterPlural = new RegExp(`^(?:${bodies})$`);
const institutionHead = new RegExp(
  `^(?:${bodies}|Bureau|Department|Ministry|Agency|Authority|Commission|Board|Tribunal|Directorate|Inspectorate|Unit|Service|Executive|Centre|Center|League|Alliance|Coalition|Chamber)$`,
);
export const joined = (text: string, a: Word, b: Word): boolean =>
  /^(?: |-)$/.test(text.slice(a.end, b.start)) ||
  (/^['’] $/.test(text.slice(a.end, b.start)) && afterPlural.test(b.value));

/** Whether a word names a field of an authority: "Sport", "Television". */
const isField = (value: string): boolean =>
  isCapital(value) &&
  (nameWords.portfolio.has(value.toLowerCase()) || nameWords.institutional.has(value.toLowerCase()));

/**
 * How many words after "and" belong to the name before it: one in "the Ministry of Culture and Sport", two in "the
 * Robbery and Burglary Bureau".
 */
function wordsAfterAnd(text: string, run: readonly Word[], [and, second, third]: readonly Word[]): number {
  if (!second || !joined(text, and!, second)) return 0;
  if (run.length > 2 && /^(?:of|for)$/.test(run.at(-2)!.value) && isField(second.value)) return 1;
  const [{ start }] = run as [Word];
  return third &&
    run.length === 1 &&
    /\bthe $/i.test(text.slice(Math.max(0, start - 4), start)) &&
    isCapital(second.value) &&
    institutionHead.test(third.value) &&
    joined(text, second, third)
    ? 2
    : 0;
}

/** Whether an ordinary word begins the name of an institution: "Press Union said". */
const opensInstitution = (text: string, word: Word, token: Token | undefined, next: Word | undefined): boolean =>
  next !== undefined &&
  institutionHead.test(next.value) &&
  joined(text, word, next) &&
  (/^(?:NOUN|PROPN)$/.test(token?.pos ?? '') ||
    (token?.pos === 'ADJ' && !nameWords.opener.has(word.value.toLowerCase())));

/** Runs of capitalised words, with the particles inside names. */
export function runsOf(
  text: string,
  list: Word[],
  taken: (at: number) => boolean,
  tokenAt: (at: number) => Token | undefined,
  starts: Set<number>,
  spoken: ReadonlySet<string>,
): Word[][] {
  const result: Word[][] = [];
  for (let i = 0; i < list.length; i += 1) {
    const word = list[i]!;
    if (!isCapital(word.value) || taken(word.start)) continue;
    const starting = starts.has(word.start) || startsInside(text, word.start);
    const token = tokenAt(word.start);
    if (starting && isOrdinary(word, token) && !opensInstitution(text, word, token, list[i + 1])) continue;
    if (starting && !(list[i + 1] && isCapital(list[i + 1]!.value)) && spoken.has(word.value.toLowerCase())) continue;
    if (/^I(?:['’]|$)/.test(word.value)) continue;
    const run = [word];
    let k = i + 1;
    while (k < list.length) {
      const next = list[k]!;
      const previous = run.at(-1)!;
      if (taken(next.start) || !joined(text, previous, next)) break;
      if (isCapital(next.value) && !/^I(?:['’]|$)/.test(next.value)) {
        run.push(next);
        k += 1;
        continue;
      }
      const rest = next.value === 'and' ? wordsAfterAnd(text, run, list.slice(k, k + 3)) : 0;
      if (rest > 0) {
        run.push(...list.slice(k, k + rest + 1));
        k += rest + 1;
        continue;
      }
      // A particle is part of a name only if a capital follows within two words. "and", "for" and "on" occur only
      // inside names of institutions.
      if (!nameWords.particle.has(next.value.toLowerCase())) break;
      const second = list[k + 1];
      const third = list[k + 2];
      const soFar = run.map((item) => item.value).join(' ');
      const institution =
        kindOf(soFar) !== undefined ||
        /\b(?:Minister|Office|Court|Union|Association|Committee|Coalition|Network|Alliance|League|Centre|Center|Director|Institute|University|Bank|Council)\b/.test(
          soFar,
        );
      const loose = ['of', 'for', 'the', 'to', 'in', 'on', 'and', 'e', 'y'].includes(next.value);
      if (loose && !institution) break;
      const ahead = list.slice(k + 1, k + 5).map((word) => word.value);
      // In "… in Selmara (OPL)", a short form follows the place. So the place is part of the name.
      const defined =
        next.value === 'in' &&
        second !== undefined &&
        isCapital(second.value) &&
        /^\s*\(\p{Lu}{2}/u.test(text.slice(second.end, second.end + 6));
      if (
        !defined &&
        ['in', 'to', 'on'].includes(next.value) &&
        !/\b(?:Union|Committee|Cent(?:er|re)|Association|Journalists|Women|Lawyers|Writers|Reporters)\b/.test(soFar)
      )
        break;
      if (
        !defined &&
        ['in', 'on'].includes(next.value) &&
        !ahead
          .slice(0, ahead.findIndex((word) => !isCapital(word)) + 1 || undefined)
          .some((word) =>
            /^(?:Fund|Network|Union|Group|Foundation|Project|Danger|Distress|Journalism|Prison|Exile|Media)$/.test(
              word,
            ),
          )
      )
        break;
      if (next.value === 'and' && !/\b(?:of|for)\b/.test(soFar)) break;
      if (second && isCapital(second.value) && joined(text, next, second) && !taken(second.start)) {
        if (next.value === 'and' && (genders.masculine.has(second.value) || genders.feminine.has(second.value))) break;
        run.push(next, second);
        k += 2;
      } else if (
        second &&
        third &&
        ['the', 'la', 'of', 'los', 'las'].includes(second.value) &&
        isCapital(third.value) &&
        joined(text, next, second) &&
        joined(text, second, third) &&
        !taken(third.start)
      ) {
        run.push(next, second, third);
        k += 3;
      } else break;
    }
    result.push(run);
    i = k - 1;
  }
  return result;
}
