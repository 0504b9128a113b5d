import { z } from 'zod';
import { perList } from '../../../record/kinds/parts.ts';
import type { CaseView, PartView } from '../../../record/views/case.ts';
import { addressOf } from '../components/of-record.ts';
import { disagreementJson, disagreementOf } from './disagreements.ts';
import {
  claimJson,
  claimOf,
  factJson,
  factsOf,
  headJson,
  pictureJson,
  pictureOf,
  sourceLineJson,
  sourceLineOf,
  thingJson,
  thingOf,
  translationsJson,
} from './parts.ts';

const part = {
  number: z.number(),
  title: z.string().describe('The title that the desk gave it; not a claim'),
  facts: z.array(factJson),
};

/** The response of `/cases/:number.json`. */
export const publicCase = z.strictObject({
  ...headJson,
  title: z.string().describe('The title that the desk gave the case; not a claim'),
  summary: z.string().nullable().describe('A summary that the desk wrote; not a claim'),
  picture: pictureJson,
  changedAt: z.iso.datetime(),
  facts: z.array(factJson),
  events: z.array(
    z.strictObject({
      ...part,
      type: z.string().nullable(),
      date: z.string().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
  proceedings: z.array(z.strictObject({ ...part, ...perList(() => z.array(z.strictObject(part))) })),
  involved: z.array(
    z.strictObject({
      actor: thingJson,
      roles: z.array(
        z.strictObject({
          role: z.string(),
          attributed: z
            .boolean()
            .describe(
              'Whether the role is only alleged, denied, estimated or left unclear: do not show it without who says so',
            ),
          claims: z.array(z.number()),
        }),
      ),
    }),
  ),
  disagreements: z.array(disagreementJson),
  questions: z.array(
    z.strictObject({
      number: z.number(),
      wording: z.string(),
      language: z.string(),
      raisedBy: z.number().nullable(),
      answered: z.boolean(),
      answeredBy: z.number().nullable(),
    }),
  ),
  related: z.array(
    z.strictObject({
      case: thingJson,
      relation: z.string(),
      direction: z.enum(['to', 'from']),
      claims: z.array(z.number()),
    }),
  ),
  sources: z.array(sourceLineJson),
  origins: z.number().describe('The number of independent sources behind all claims of the case'),
  claims: z.array(claimJson),
  translations: translationsJson,
});
export type PublicCase = z.output<typeof publicCase>;

/**
 * Whether the values of a property can be shown without a speaker: the values do not conflict, and none of them is only
 * alleged, denied, estimated or unclear.
 */
const isPlain = (part: PartView, property: string): boolean =>
  part.facts.every(
    (fact) => fact.property !== property || (!fact.disagrees && fact.values.every((value) => !value.attributed)),
  );

export function caseJson(view: CaseView): PublicCase {
  const partOf = (one: PartView) => ({
    number: one.brief.number,
    title: one.brief.title,
    facts: factsOf(one.facts, view.claims),
  });
  return publicCase.parse({
    schema: 'kronika.case.v1',
    number: view.brief.number,
    url: addressOf(view.brief)!,
    example: view.example,
    invented: view.brief.invented === true,
    title: view.brief.title,
    summary: view.summary,
    picture: pictureOf(view.picture),
    changedAt: view.changedAt.toISOString(),
    facts: factsOf(view.facts, view.claims),
    events: view.events.map((one) => {
      // Values that cannot be shown without a speaker are only in `facts`, with their claims.
      const dated = isPlain(one, 'date');
      return {
        ...partOf(one),
        type: isPlain(one, 'event-type') ? one.type : null,
        date: dated ? one.date : null,
        from: dated ? one.from : null,
        to: dated ? one.to : null,
      };
    }),
    proceedings: view.proceedings.map((one) => ({
      ...partOf(one),
      ...perList(({ list }) => one[list].map(partOf)),
    })),
    involved: view.involved.flatMap((one) => {
      const roles = one.roles
        .map(({ role, attributed, claimIds }) => ({
          role,
          attributed,
          claims: claimIds.flatMap((id) => view.claims.get(id)?.number ?? []),
        }))
        .filter(({ attributed, claims }) => !attributed || claims.length);
      return roles.length ? [{ actor: thingOf(one.actor), roles }] : [];
    }),
    disagreements: view.disagreements.map(disagreementOf),
    questions: view.questions.map((one) => ({
      number: one.brief.number,
      wording: one.brief.title,
      language: one.language,
      raisedBy: one.raisedBy?.number ?? null,
      answered: one.answered,
      answeredBy: one.answeredBy?.number ?? null,
    })),
    related: view.related.map((one) => ({
      case: thingOf(one.case),
      relation: one.property,
      direction: one.direction,
      claims: one.claims.map((claim) => claim.number),
    })),
    sources: view.sources.map(sourceLineOf),
    origins: view.origins,
    claims: [...view.claims.values()].map(claimOf),
    translations: view.translations,
  } satisfies PublicCase);
}
