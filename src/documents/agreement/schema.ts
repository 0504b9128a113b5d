import { z } from 'zod';
import { claimModes } from '../../record/tables.ts';
import { maxLengths, maxRead, pointKinds, verdicts, type ComparedClaim, type ComparedSentence } from './agreement.ts';

const text = (most: number) =>
  z.string().trim().min(1, 'errors.field.text.missing').max(most, 'errors.field.text.long');

/** A sentence with the claims that it cites, for the command line and the API. */
export const compareInput = z.object({
  sentence: text(maxLengths.sentence),
  claims: z
    .array(
      z.object({
        text: text(maxLengths.claim),
        speaker: text(maxLengths.speaker)
          .nullish()
          .describe('Who says it, as `Ana Berg, editor of the Coastal Herald`'),
        mode: z.enum(claimModes).nullish(),
      }),
    )
    .min(1)
    .max(maxRead.claims),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'errors.field.language.bad')
    .nullish()
    .describe('Language of the sentence (BCP 47). If left out, it is detected'),
});

export const agreementJson = z.strictObject({
  verdict: z.enum(verdicts).describe('The worst verdict of the points'),
  points: z.array(
    z.strictObject({
      kind: z.enum(pointKinds),
      verdict: z.enum(verdicts),
      sentence: z
        .strictObject({ start: z.number().int(), end: z.number().int(), text: z.string() })
        .describe('The words of the sentence that were compared, with their place in UTF-16 code units'),
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
