import { z } from 'zod';
import { answers, disagreementStates } from '../../../record/disagreements/tables.ts';
import type { DisagreementList } from '../../../record/disagreements/list.ts';
import type { ShownDisagreement } from '../components/disagreements.tsx';
import { factJson, factsOf, thingJson, thingOf } from './parts.ts';

/** A disagreement between sources, and the decision of an editor (`answer`). */
export const disagreementJson = z.strictObject({
  subject: thingJson,
  fact: factJson,
  state: z.enum(disagreementStates),
  answer: z
    .strictObject({ answer: z.enum(answers), reason: z.string(), at: z.iso.datetime() })
    .nullable()
    .describe(
      'The answer of the desk; null if there is none. If `state` is `reopened`, the answer that applied until a source gave another value.',
    ),
  second: z
    .strictObject({ thing: thingJson, fact: factJson })
    .nullable()
    .describe('The second event, if the desk answered that the values belong to two events; else null.'),
});
export type DisagreementJson = z.output<typeof disagreementJson>;

export const disagreementOf = ({
  subject,
  property,
  state,
  answer,
  second,
  claims,
}: ShownDisagreement): DisagreementJson => ({
  subject: thingOf(subject),
  fact: factsOf([property], claims)[0]!,
  state,
  answer: answer && { answer: answer.answer, reason: answer.reason, at: answer.at.toISOString() },
  second: second && { thing: thingOf(second.brief), fact: factsOf([second.property], claims)[0]! },
});

/** The response of `/disagreements.json`: one page of disagreements. */
export const publicDisagreements = z.strictObject({
  schema: z.literal('kronika.disagreements.v1'),
  total: z.number(),
  capped: z
    .boolean()
    .describe('Whether there are more than `total`, because only the newest few thousand are counted.'),
  disagreements: z.array(z.strictObject({ ...disagreementJson.shape, case: thingJson.nullable() })),
  next: z.string().nullable().describe('Path of the next page; null on the last one'),
});

export const disagreementListJson = (
  list: DisagreementList,
  next: string | null,
): z.output<typeof publicDisagreements> =>
  publicDisagreements.parse({
    schema: 'kronika.disagreements.v1',
    total: list.total,
    capped: list.more,
    disagreements: list.lines.map((line) => ({ ...disagreementOf(line), case: line.inCase && thingOf(line.inCase) })),
    next,
  });
