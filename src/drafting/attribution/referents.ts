import type { Gender, Mention } from '../reading/names.ts';
import type { Span } from '../reading/sentences.ts';
import { isUnnamedPerson, onlyDescribes } from './bystanders.ts';
import type { Clause } from './clause.ts';
import { newReferent, type Memory, type Place, type Referent } from './pronouns.ts';

const feminine = /^(?:woman|wife|widow|mother|sister|daughter|girl|aunt|niece|spokeswoman|actress|nun)$/;
const masculine = /^(?:man|husband|widower|father|brother|son|boy|uncle|nephew|spokesman|policeman|actor|monk)$/;
/** The gender of the people whom a noun means; null if the noun does not show it. */
export const genderOfNoun = (noun: string): Gender => (feminine.test(noun) ? 'f' : masculine.test(noun) ? 'm' : null);

type Where = { memory: Memory; sentence: number };

/** The actors that a sentence mentions, for later pronouns. `speakers`: the names of the speakers in this sentence. */
export function referentsOf(
  clause: Clause,
  { memory, sentence }: Where,
  speakers: ReadonlySet<string> = new Set(),
): Referent[] {
  const { items, phrases, flat } = clause;
  const firstVerb = items.findIndex((item) => item.pos === 'VERB' || item.pos === 'AUX');
  const found: Referent[] = [];
  for (const phrase of phrases) {
    const start = items[phrase.from]!.start;
    const subject = phrase.to <= firstVerb;
    if (phrase.joined)
      found.push(
        newReferent({
          asWritten: flat.slice(start, items[phrase.to - 1]!.end),
          plural: true,
          sentence,
          subject,
          start,
        }),
      );
    // In "The plaintiff issued his writ. He …" the subject is a role. It refers to a person, named or not.
    if (!isUnnamedPerson(clause, phrase)) continue;
    const head = items[phrase.head]!;
    const alone = subject && items[phrase.from - 1]?.pos !== 'ADP';
    const holder = items[phrase.from]!.lower === 'the' ? memory.holderOf(head.lower) : null;
    const asWritten = flat.slice(start, head.end);
    const gender = genderOfNoun(head.lower);
    found.push(
      holder
        ? { ...holder, sentence, subject: alone, start, speaks: false }
        : newReferent({ asWritten, kind: 'person', gender, sentence, subject: alone, start }),
    );
  }
  // A line of dialogue ("— X sent them.") is what someone says, so X is not remembered.
  const { start: from } = clause.sentence;
  const spoken = /[–—]\s*$/.test(flat.slice(Math.max(0, from - 3), from)) || /^[–—]\s/.test(flat.slice(from, from + 2));
  for (const mention of namesOutsideQuotes(clause)) {
    const index = items.findIndex((item) => item.mention === mention);
    const speaks = speakers.has(mention.name);
    if (spoken && !speaks) continue;
    const describes = mention.kind === 'person' && index >= 0 && !speaks && onlyDescribes(clause, index);
    const subject = speaks || (index >= 0 && index < firstVerb && items[index - 1]?.pos !== 'ADP');
    const referent = referentOfName(mention, { memory, sentence });
    referent.subject = subject;
    referent.speaks = speaks;
    referent.describes = describes;
    found.push(referent);
  }
  return found;
}

/** The actors that a sentence names, without those inside quotations. */
export const namesOutsideQuotes = ({ mentions, quotes }: Clause): Mention[] =>
  mentions.filter(({ kind, start, end }) => kind && !quotes.some((quote) => start > quote.start && end < quote.end));

export const referentOfName = (mention: Mention, { memory, sentence }: Where): Referent =>
  newReferent({
    name: mention.name,
    asWritten: mention.text,
    kind: mention.kind,
    gender: mention.gender ?? memory.genderOf(mention.name),
    sentence,
    sure: mention.sure,
    guess: mention.guess === true,
    start: mention.start,
  });

/** Words which say that two people meet or act together. A later pronoun can mean either of them. */
const mutual =
  /(?<!\b(?:I|we) )\b(?:met|meets?|the two|each other|at odds|together|visited|quarrell?ed|argued with)\b/i;

/** The place of a pronoun. */
export function placeIn(clause: Clause, { start }: Span, where: Where): Place {
  const opens = clause.items[0]?.start === start;
  const before = clause.flat
    .slice(Math.max(0, start - 220), start)
    .split(/(?<=[.!?]["”’»]?)\s+/)
    .filter(Boolean);
  return {
    sentence: where.sentence,
    start,
    opens,
    before: opens ? [] : referentsOf(clause, where).filter((each) => each.start! < start),
    also: /^\S+ also\b/.test(clause.flat.slice(start, start + 12)),
    turned: opens && /\b(?:and|but) (?:s?he|her|him)\?\s*$/i.test(clause.flat.slice(Math.max(0, start - 12), start)),
    together: mutual.test(before.slice(opens ? -1 : -2).join(' ')),
  };
}
