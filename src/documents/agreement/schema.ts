import { z } from 'zod';
import { claimModes } from '../../record/tables.ts';
import { pointKinds, verdicts, type ComparedClaim, type ComparedSentence } from './agreement.ts';

const text = (most: number) =>
  z.string().trim().min(1, 'errors.field.text.missing').max(most, 'errors.field.text.long');
/** The longest texts that are compared, in UTF-16 units, and the most claims. */
const limits = { sentence: 1_000, claim: 2_500, speaker: 300, claims: 12 } as const;

/** A sentence with the claims that it cites, for the command line and the API. */
export const compareInput = z.object({
  sentence: text(limits.sentence),
  claims: z
    .array(
      z.object({
        text: text(limits.claim),
        speaker: text(limits.speaker).nullish().describe('Who says it, as `Ana Berg, editor of the Coastal Herald`'),
        mode: z.enum(claimModes).nullish(),
      }),
    )
    .min(1)
    .max(limits.claims),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad')
    .nullish()
    .describe('Of the sentence, BCP 47. If it is missing, it is recognised'),
});

export const agreementJson = z.strictObject({
  verdict: z.enum(verdicts).describe('The worst of the points'),
  points: z.array(
    z.strictObject({
      kind: z.enum(pointKinds),
      verdict: z.enum(verdicts),
      sentence: z
        .strictObject({ start: z.number().int(), end: z.number().int(), text: z.string() })
        .describe('The words, with their place in UTF-16 code units'),
      claim: z.string().nullable().describe('What the claims say instead; null if they have nothing to compare'),
    }),
  ),
});

/** The sentence and the claims of an input as they are compared. */
export const toCompare = ({
  sentence,
  language,
  claims,
}: z.output<typeof compareInput>): { sentence: ComparedSentence; claims: ComparedClaim[] } => ({
  sentence: { text: sentence, language: language ?? null },
  claims: claims.map(({ text: words, speaker, mode }) => ({
    texts: [words],
    speakers: speaker ? [[speaker]] : [],
    mode: mode ?? null,
  })),
});
