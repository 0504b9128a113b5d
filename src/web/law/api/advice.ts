import { z } from 'zod';
import type { Advice, Asking } from '../../../law/advice/advise.ts';
import { ruleKinds, type RuleName } from '../../../law/advice/rules.ts';
import { secretKinds } from '../../../law/duties/tables.ts';
import { dutyJson, dutyOf } from './duty.ts';
import { claimJson, claimOf, thingJson, thingOf } from '../../record/api/parts.ts';

const askingJson = z.strictObject({
  law: thingJson,
  countries: z.array(z.string()),
  duty: dutyJson,
  criticism: z.array(z.number().int()).describe('Claims that criticise the duty, its provision or its law'),
});

/** What the laws of the publication's countries say about a text. */
export const adviceJson = z.strictObject({
  schema: z.literal('kronika.advice.v1'),
  day: z.string(),
  jurisdictions: z.array(z.string()).describe('The publication’s; where there is none nothing is said'),
  ruled: z.boolean().describe('Whether there are rules for the language of the text'),
  people: z.array(
    z.strictObject({
      name: z.string(),
      actor: z.string().nullable().describe('Ref of whom the record knows'),
      sentences: z.array(z.string()),
    }),
  ),
  sentences: z.array(
    z.strictObject({
      sentence: z.string().describe('Its id in the document'),
      text: z.string(),
      touches: z.array(
        z.strictObject({
          kind: z.enum(secretKinds),
          rule: z.enum(Object.keys(ruleKinds) as [RuleName, ...RuleName[]]),
          words: z.string().describe('As found in the sentence'),
          start: z.number().int().describe('In UTF-16 units'),
          desk: z.string().nullable().describe('The desk’s own phrase, where that was found'),
          about: z.array(z.number().int()).describe('Places in `people`, from 0'),
          how: z
            .enum(['named', 'carried', 'unnamed', 'nobody'])
            .describe('Whether the sentence names them, a pronoun means them, or nobody is named'),
        }),
      ),
    }),
  ),
  missing: z
    .array(
      z.strictObject({
        name: z.string(),
        actor: z.string().nullable(),
        kinds: z.array(z.enum(secretKinds)),
        sentences: z.array(z.string()),
        certain: z.boolean().describe('Asked for by a law that is, or may be, in force'),
      }),
    )
    .describe('Permissions that are not on hand'),
  asking: z.array(askingJson).describe('The duties to obtain permission'),
  besides: z.array(askingJson).describe('What else these laws oblige to'),
  claims: z.array(claimJson),
});
export type AdviceJson = z.output<typeof adviceJson>;

export function adviceOf(advice: Advice): AdviceJson {
  const asking = ({ law, countries, duty, criticism }: Asking): z.output<typeof askingJson> => ({
    law: thingOf(law),
    countries,
    duty: dutyOf(duty),
    criticism: criticism.map((claim) => claim.number),
  });
  const claims = new Map(
    [...advice.asking, ...advice.besides]
      .flatMap(({ duty, criticism }) => [
        ...duty.duty.says,
        ...duty.duty.criticism,
        ...criticism,
        ...(duty.duty.quote ? [duty.duty.quote.text.claim] : []),
      ])
      .map((claim) => [claim.id, claim]),
  );
  return adviceJson.parse({
    schema: 'kronika.advice.v1',
    day: advice.day,
    jurisdictions: advice.jurisdictions,
    ruled: advice.ruled,
    people: advice.people.map(({ name, ref, sentences }) => ({ name, actor: ref, sentences })),
    sentences: advice.touched.map(({ sentence, touches }) => ({
      sentence: sentence.id,
      text: sentence.text,
      touches: touches.map(({ kind, rule, desk, start, end, about, how }) => ({
        kind,
        rule,
        words: sentence.text.slice(start, end),
        start,
        desk,
        about,
        how,
      })),
    })),
    missing: advice.missing.map(({ name, ref, kinds, sentences, certain }) => ({
      name,
      actor: ref,
      kinds,
      sentences,
      certain,
    })),
    asking: advice.asking.map(asking),
    besides: advice.besides.map(asking),
    claims: [...claims.values()].map(claimOf),
  });
}
