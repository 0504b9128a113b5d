import { z } from 'zod';
import type { DemandView } from '../../../requests/demands/load-demands.ts';
import type { DemandReport } from '../../../requests/demands/report.ts';
import { demandCounts, demandKinds, demandOutcomes } from '../../../requests/demands/tables.ts';
import { routes } from '../../routes.ts';

const day = z.string().describe('A day, YYYY-MM-DD');
const count = z.number().int();

/** The body of `/about/transparency.json`: the numbers of demands, and the authorities whose names are public. */
export const demandReportJson = z.strictObject({
  schema: z.literal('kronika.transparency.v1'),
  at: z.iso.datetime().describe('When the demands were counted'),
  total: count,
  lines: z.array(
    z.strictObject({
      year: count.describe('The year in which the publication received the demands'),
      authority: z
        .strictObject({ number: count, name: z.string() })
        .nullable()
        .describe('Null if the authority may not be named or is not known'),
      kind: z.enum(demandKinds),
      total: count,
      outcomes: z.strictObject(
        Object.fromEntries(demandOutcomes.map((one) => [one, count])) as Record<
          (typeof demandOutcomes)[number],
          typeof count
        >,
      ),
    }),
  ),
  identitiesOpened: z
    .array(z.strictObject({ year: count, count }))
    .describe('How often the desk looked up who wrote a comment, by year'),
});
export const demandReport = (
  { lines, total }: DemandReport,
  identitiesOpened: { year: number; count: number }[],
  at: Date,
): z.output<typeof demandReportJson> =>
  demandReportJson.parse({ schema: 'kronika.transparency.v1', at: at.toISOString(), total, lines, identitiesOpened });

export const storedFileJson = z
  .strictObject({ name: z.string(), mediaType: z.string(), size: count, sha256: z.string() })
  .describe('The data of a file. The file itself can be opened only at the desk');

/** A demand, for the desk. */
export const demandJson = z.strictObject({
  number: count,
  version: count.describe('The version of the demand. An operation that changes it must send it'),
  url: z.string().describe('Path of the page at the desk'),
  sealed: z
    .boolean()
    .describe(
      'Whether the demand is sealed. Then this has only what the statistics count; the people for whom it was sealed can open the rest at the desk',
    ),
  kind: z.enum(demandKinds),
  authority: z.string().nullable(),
  law: z.string(),
  provision: z.string().nullable(),
  what: z.string(),
  about: z.array(z.string()),
  aboutWords: z.string(),
  capture: z.string().nullable(),
  received: day,
  deadline: day.nullable(),
  outcome: z.enum(demandOutcomes),
  outcomeOn: day.nullable(),
  outcomeReason: z.string(),
  counted: z.enum(demandCounts),
  files: z.array(storedFileJson),
});
export const demandOf = (one: DemandView): z.output<typeof demandJson> => ({
  number: one.number,
  version: one.version,
  url: routes.desk.demand({ number: one.number }),
  sealed: one.sealed,
  kind: one.kind,
  authority: one.authority?.ref ?? null,
  law: one.law,
  provision: one.provision?.ref ?? null,
  what: one.what,
  about: one.about.flatMap((thing) => thing.ref ?? []),
  aboutWords: one.aboutWords,
  capture: one.capture?.ref ?? null,
  received: one.received,
  deadline: one.deadline,
  outcome: one.outcome,
  outcomeOn: one.outcomeOn,
  outcomeReason: one.outcomeReason,
  counted: one.counted,
  files: one.files.flatMap(({ name, mediaType, size, sha256, erased }) =>
    erased ? [] : [{ name, mediaType, size, sha256 }],
  ),
});
