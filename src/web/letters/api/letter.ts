import { z } from 'zod';
import type { Answers } from '../../../letters/answers/load-answers.ts';
import { demandStates, letterSorts, letterStages, responseKinds } from '../../../letters/tables.ts';
import { reportedCount, valuesOf, type LetterView } from '../../../letters/views/letter.ts';
import type { HostedView, VersionView } from '../../../letters/views/hosted.ts';
import type { ShownSignature } from '../../../letters/views/signatures.ts';
import type { LetterLine } from '../../../letters/views/list.ts';
import { routes } from '../../routes.ts';
import { addressOf } from '../../record/components/of-record.ts';
import {
  claimJson,
  claimOf,
  factJson,
  factsOf,
  headJson,
  sourceLineJson,
  sourceLineOf,
  thingJson,
  thingOf,
} from '../../record/api/parts.ts';

/** A signatory, with the public data only. */
export const signatureJson = z.strictObject({
  name: z.string(),
  kind: z.enum(['organisation', 'person']),
  signer: z.string(),
  role: z.string(),
  place: z.string(),
  logo: z.string().nullable().describe('Path of the logo on this site'),
  confirmedAt: z.iso.datetime(),
});

export const signatureOf = (letter: number, one: ShownSignature): z.output<typeof signatureJson> => ({
  name: one.name,
  kind: one.kind,
  signer: one.signer,
  role: one.role,
  place: one.place,
  logo: one.logo.length ? routes.letterLogo({ number: letter, file: `${one.logo.at(-1)!.sha256}.webp` }) : null,
  confirmedAt: one.confirmedAt.toISOString(),
});

export const responseJson = z.strictObject({
  addressee: z.string(),
  kind: z
    .enum(responseKinds)
    .describe('One of the `kinds` of responses: list 27 of the Events Standard Formats (HURIDOCS)'),
  on: z.string().describe('When it was given (EDTF)'),
  note: z.string(),
  source: thingJson.nullable(),
  claim: z.number().nullable(),
});

export const responseOf = (one: Answers['responses'][number], addressee: string): z.output<typeof responseJson> => ({
  addressee,
  kind: one.kind,
  on: one.on,
  note: one.note,
  source: one.source && thingOf(one.source),
  claim: one.claim?.number ?? null,
});

const textJson = z.strictObject({
  language: z.string(),
  blocks: z.array(z.strictObject({ type: z.string(), text: z.string() })),
});
const addresseeJson = z.strictObject({ name: z.string(), office: z.string(), salutation: z.string() });
const demandJson = z.strictObject({ number: z.number().int(), texts: z.record(z.string(), z.string()) });

/** The current draft of a letter, before it is opened for signatures. */
export const letterDraft = z.strictObject({
  letter: z.string().describe('Ref of the letter'),
  number: z.number(),
  version: z.number().int().describe('The version of the letter. An operation that changes the letter must send it'),
  stage: z.enum(letterStages),
  digest: z
    .string()
    .describe(
      'Digest of everything that signatories will see. `open-letter` takes it, and refuses if the letter has changed since',
    ),
  host: z.string().nullable().describe('The name of the organisation that hosts the letter'),
  beside: z
    .string()
    .describe(
      'Digest of what readers see beside the signed text. `publish-letter` takes it, and refuses if any of that has changed since',
    ),
  texts: z.array(textJson),
  addressees: z.array(
    addresseeJson.extend({
      addressee: z.number().int().describe('The id of the addressee, for `note-letter-response`'),
    }),
  ),
  demands: z.array(
    demandJson.extend({ demand: z.number().int().describe('The id of the demand, for `judge-letter-demand`') }),
  ),
  obstacles: z
    .array(
      z.strictObject({
        article: z
          .number()
          .nullable()
          .describe('The number of the article whose text has the problem; null if it is in no text'),
        message: z.string(),
      }),
    )
    .describe('Why the letter cannot be opened for signatures yet; empty if it can'),
  notCompared: z
    .number()
    .int()
    .describe(
      'How many sentences that cite claims were not compared with them, because they cannot be or there was no time yet. Opening the letter compares them, so it can find further obstacles',
    ),
});

/** The response of `/letters/:number.json`. */
export const publicLetter = z.strictObject({
  ...headJson,
  sort: z.enum(letterSorts).describe('`reported`: known from sources; `hosted`: signed on this site'),
  title: z.string().describe('The title that the desk gave the letter'),
  language: z.string(),
  changedAt: z.iso.datetime(),
  source: sourceLineJson.nullable().describe('The letter as a source; null if it is not in the record'),
  events: z
    .array(z.strictObject({ event: thingJson, case: thingJson.nullable() }))
    .describe('The events in cases that stand for this letter'),
  facts: z.array(factJson),
  words: z.array(z.number()).describe('Numbers of claims that quote the letter'),
  sources: z.array(sourceLineJson),
  origins: z.number(),
  claims: z.array(claimJson),
  signed: z
    .strictObject({
      publishedAt: z.iso.datetime(),
      host: thingJson.nullable(),
      about: z.array(thingJson),
      version: z.number().int(),
      hash: z.string().describe('SHA-256 of the version that is signed'),
      texts: z.array(textJson),
      addressees: z.array(addresseeJson),
      demands: z.array(demandJson),
      counts: z.strictObject({
        confirmed: z.number().int(),
        known: z.number().int().describe('How many of the confirmed signatures show their name only to the initiators'),
        organisations: z.number().int(),
        people: z.number().int(),
        withdrawn: z.number().int().describe('How many signatures were withdrawn after the letter was published'),
        removed: z.number().int().describe('How many signatures the desk removed after readers had seen them'),
      }),
      responses: z.array(responseJson),
      outcomes: z.array(
        z.strictObject({ demand: z.number().int(), state: z.enum(demandStates), claims: z.array(z.number()) }),
      ),
      signatures: z.array(signatureJson).describe('The first signatures. All are at /letters/:number/signatures.csv'),
    })
    .nullable()
    .describe('Only for a letter that was signed on this site; else null'),
});
export type PublicLetter = z.output<typeof publicLetter>;

type Hosted = { letter: HostedView; version: VersionView; signatures: readonly ShownSignature[]; answers: Answers };

export const letterJson = (letter: LetterView, hosted: Hosted | null): PublicLetter =>
  publicLetter.parse({
    schema: 'kronika.letter.v1',
    number: letter.brief.number,
    url: addressOf(letter.brief)!,
    example: letter.example,
    invented: letter.brief.invented === true,
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
    signed: hosted && signedOf(hosted),
  } satisfies PublicLetter);

const signedOf = ({ letter, version, signatures, answers }: Hosted): NonNullable<PublicLetter['signed']> => ({
  publishedAt: letter.row.published_at!.toISOString(),
  host: letter.host && thingOf(letter.host),
  about: letter.about.map(thingOf),
  version: version.number,
  hash: version.hash,
  ...version.content,
  counts: letter.counts,
  responses: answers.responses.map((one) =>
    responseOf(one, letter.addressees.find((known) => known.id === one.addressee)?.name ?? ''),
  ),
  outcomes: letter.demands.map((demand) => {
    const known = answers.demands.find((one) => one.demand === demand.id);
    return {
      demand: demand.number,
      state: known?.state ?? 'unknown',
      claims: known?.claims.map((claim) => claim.number) ?? [],
    };
  }),
  signatures: signatures.map((one) => signatureOf(letter.brief.number, one)),
});

/** One letter in a list, with undisputed facts only. */
export const letterLineJson = z.strictObject({
  number: z.number(),
  title: z.string(),
  url: z.string(),
  changedAt: z.iso.datetime(),
  sort: z.enum(letterSorts),
  sent: z.array(z.string()).describe('The days on which it was sent (EDTF)'),
  signatories: z
    .number()
    .nullable()
    .describe('The number that sources report, or of the signatures confirmed on this site'),
  addressees: z.array(thingJson),
});

export function letterLineOf(line: LetterLine): z.output<typeof letterLineJson> {
  const plain = (property: 'sent' | 'date' | 'addressee') =>
    valuesOf(line.facts, property).filter((value) => !value.attributed);
  const sent = plain('sent').length ? plain('sent') : plain('date');
  return {
    number: line.letter.number,
    title: line.letter.title,
    url: addressOf(line.letter)!,
    changedAt: line.changedAt.toISOString(),
    sort: line.sort,
    sent: sent.map((value) => String(value.value)),
    signatories: line.signed ?? reportedCount(line.facts)?.count ?? null,
    addressees: plain('addressee').flatMap((value) => (value.thing ? [thingOf(value.thing)] : [])),
  };
}

/** The response of `/letters.json`. */
export const letterList = z.strictObject({
  schema: z.literal('kronika.letters.v1'),
  total: z.number(),
  letters: z.array(letterLineJson),
  next: z.string().nullable(),
});

/** The body of `/actors/:number/:slug/letters.json`, with the actor's role in each letter. */
export const actorLetterList = z.strictObject({
  schema: z.literal('kronika.actor-letters.v1'),
  total: z.number(),
  letters: z.array(
    z.strictObject({
      ...letterLineJson.shape,
      parts: z.array(
        z.strictObject({
          is: z.enum(['signed', 'host', 'addressed', 'network']),
          network: z
            .strictObject({ number: z.number(), name: z.string() })
            .optional()
            .describe('The network, if the actor was its member when the letter was sent'),
          signed: z.boolean().optional(),
          host: z.boolean().optional(),
        }),
      ),
    }),
  ),
  next: z.string().nullable(),
});
