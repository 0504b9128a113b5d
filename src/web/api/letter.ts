import { z } from 'zod';
import { letterSorts } from '../../letters/tables.ts';
import { reportedCount, valuesOf, type LetterView } from '../../letters/views/letter.ts';
import type { LetterLine } from '../../letters/views/list.ts';
import { addressOf } from '../components/of-record.ts';
import { claimJson, claimOf, factJson, factsOf, headJson, sourceLineJson, sourceLineOf, thingJson, thingOf } from './parts.ts';

/** `/letters/:number.json`. */
export const publicLetter = z.strictObject({
  ...headJson,
  sort: z.enum(letterSorts).describe('reported: known from sources'),
  title: z.string().describe('Editorial'),
  language: z.string(),
  changedAt: z.iso.datetime(),
  source: sourceLineJson.nullable().describe('The letter itself as a source'),
  events: z.array(z.strictObject({ event: thingJson, case: thingJson.nullable() })).describe('The steps in cases that are this letter'),
  facts: z.array(factJson),
  words: z.array(z.number()).describe('Claims that quote it'),
  sources: z.array(sourceLineJson),
  origins: z.number(),
  claims: z.array(claimJson),
});
export type PublicLetter = z.output<typeof publicLetter>;

export const letterJson = (letter: LetterView): PublicLetter =>
  publicLetter.parse({
    schema: 'kronika.letter.v1',
    number: letter.brief.number,
    url: addressOf(letter.brief)!,
    example: letter.example,
    sort: letter.sort,
    title: letter.brief.title,
    language: letter.language,
    changedAt: letter.changedAt.toISOString(),
    source: letter.source && sourceLineOf(letter.source),
    events: letter.events.map((one) => ({ event: thingOf(one.event), case: one.case && thingOf(one.case) })),
    facts: factsOf(letter.facts, letter.claims),
    words: letter.words.map((claim) => claim.number),
    sources: letter.sources.map(sourceLineOf),
    origins: letter.origins,
    claims: [...letter.claims.values()].map(claimOf),
  } satisfies PublicLetter);

/** One letter in a list: what is stated of it, and not disputed. */
export const letterLineJson = z.strictObject({ number: z.number(), title: z.string(), url: z.string(), changedAt: z.iso.datetime(), sort: z.enum(letterSorts), sent: z.array(z.string()).describe('EDTF'), signatories: z.number().nullable().describe('As reported'), addressees: z.array(thingJson) });

export function letterLineOf(line: LetterLine): z.output<typeof letterLineJson> {
  const plain = (property: 'sent' | 'date' | 'addressee') => valuesOf(line.facts, property).filter((value) => !value.attributed);
  const sent = plain('sent').length ? plain('sent') : plain('date');
  return { number: line.letter.number, title: line.letter.title, url: addressOf(line.letter)!, changedAt: line.changedAt.toISOString(), sort: line.sort, sent: sent.map((value) => String(value.value)), signatories: reportedCount(line.facts)?.count ?? null, addressees: plain('addressee').flatMap((value) => (value.thing ? [thingOf(value.thing)] : [])) };
}

/** `/letters.json`. */
export const letterList = z.strictObject({ schema: z.literal('kronika.letters.v1'), total: z.number(), letters: z.array(letterLineJson), next: z.string().nullable() });
