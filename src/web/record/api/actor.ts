import { z } from 'zod';
import type { ActorView } from '../../../record/views/actor.ts';
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
  thingJson,
  thingOf,
  valueJson,
  valueOf,
} from './parts.ts';

/** The response of `/actors/:number.json`. */
export const publicActor = z.strictObject({
  ...headJson,
  name: z.string(),
  kind: z.string(),
  picture: pictureJson,
  names: z.array(
    z.strictObject({
      text: z.string(),
      kind: z.string(),
      language: z.string().nullable(),
      script: z.string().nullable(),
    }),
  ),
  facts: z.array(factJson),
  said: z.array(z.number()).describe('Numbers of the claims in whose `chain` the actor speaks'),
  appears: z.array(z.strictObject({ case: thingJson, in: thingJson, role: z.string(), claims: z.array(z.number()) })),
  ties: z.array(
    z.strictObject({ subject: thingJson, property: z.string(), value: valueJson, claims: z.array(z.number()) }),
  ),
  published: z.array(z.strictObject({ source: thingJson, date: z.string().nullable() })),
  disagreements: z.array(disagreementJson),
  totals: z.strictObject({
    appears: z.number().describe('The number of cases in which the actor appears'),
    said: z.number(),
    published: z.number(),
    ties: z.number(),
  }),
  next: z.string().nullable().describe('Path of the next page, if one of the lists is longer; else null'),
  claims: z.array(claimJson),
});
export type PublicActor = z.output<typeof publicActor>;

export function actorJson(view: ActorView, next: string | null = null): PublicActor {
  const numbers = (ids: readonly number[]) => ids.flatMap((id) => view.claims.get(id)?.number ?? []);
  return publicActor.parse({
    schema: 'kronika.actor.v1',
    number: view.brief.number,
    url: addressOf(view.brief)!,
    example: view.example,
    invented: view.brief.invented === true,
    name: view.brief.title,
    kind: view.kind,
    picture: pictureOf(view.picture),
    names: view.names.map(({ text, kind, language, script }) => ({ text, kind, language, script })),
    facts: factsOf(view.facts, view.claims),
    said: numbers(view.said),
    appears: view.appears.map((one) => ({
      case: thingOf(one.case),
      in: thingOf(one.in),
      role: one.role,
      claims: numbers(one.claimIds),
    })),
    ties: view.ties.map((one) => ({
      subject: thingOf(one.subject),
      property: one.value.property,
      value: valueOf(one.value),
      claims: numbers(one.value.claimIds),
    })),
    published: view.published.map((one) => ({ source: thingOf(one.source), date: one.date })),
    disagreements: view.disagreements.map((one) =>
      disagreementOf({ ...one, subject: view.brief, claims: view.claims }),
    ),
    totals: view.totals,
    next,
    claims: [...view.claims.values()].map(claimOf),
  } satisfies PublicActor);
}
