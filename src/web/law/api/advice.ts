import { z } from 'zod';
import type { Advice, Requirement } from '../../../law/advice/advise.ts';
import { ruleKinds, type RuleName } from '../../../law/advice/rules.ts';
import { secretKinds } from '../../../law/duties/tables.ts';
import { dutyJson, dutyOf } from './duty.ts';
import { claimJson, claimOf, thingJson, thingOf } from '../../record/api/parts.ts';

const askingJson = z.strictObject({
  law: thingJson,
  countries: z.array(z.string()),
  duty: dutyJson,
  criticism: z.array(z.number().int()).describe('Numbers of claims that criticise the duty, its provision or its law'),
});

/** Legal advice on a text, based on the laws of the publication's countries. */
export const adviceJson = z.strictObject({
  schema: z.literal('kronika.advice.v1'),
  day: z.string(),
  jurisdictions: z
    .array(z.string())
    .describe('The countries whose law applies to the publication. If there are none, there is no advice'),
  ruled: z.boolean().describe('Whether Kronika has rules that find secrets in texts of this language'),
  people: z.array(
    z.strictObject({
      name: z.string(),
      actor: z
        .string()
        .nullable()
        .describe('Ref of the person in the record; null if the record does not have the person'),
      sentences: z.array(z.string()),
    }),
  ),
  sentences: z.array(
    z.strictObject({
      sentence: z.string().describe('The id of the sentence in the article'),
      text: z.string(),
      touches: z.array(
        z.strictObject({
          kind: z.enum(secretKinds),
          rule: z.enum(Object.keys(ruleKinds) as [RuleName, ...RuleName[]]),
          words: z.string().describe('The words in the sentence that reveal the secret'),
          start: z.number().int().describe('Where `words` begin in `text`, in UTF-16 units'),
          desk: z
            .string()
            .nullable()
            .describe('The phrase that the desk added to the rules, if the words were found by it; else null'),
          about: z.array(z.number().int()).describe('Whom the secret is about: indexes in `people`, from 0'),
          how: z
            .enum(['named', 'carried', 'unnamed', 'nobody'])
            .describe(
              'How the sentence refers to the person: `named` by a name, `carried` by a pronoun, `unnamed` without a name, or `nobody` if it is about no one',
            ),
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
        certain: z.boolean().describe('Whether a law that is, or may be, in force requires the permission'),
      }),
    )
    .describe('People about whom the text reveals secrets without a permission in the record'),
  asking: z.array(askingJson).describe('The legal duties to obtain permission'),
  besides: z.array(askingJson).describe('The other legal duties from these laws'),
  claims: z.array(claimJson),
});
export type AdviceJson = z.output<typeof adviceJson>;

export function adviceOf(advice: Advice): AdviceJson {
  const asking = ({ law, countries, duty, criticism }: Requirement): z.output<typeof askingJson> => ({
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
