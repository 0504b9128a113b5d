import { z } from 'zod';
import type { DemandView } from '../../../requests/demands/load-demands.ts';
import type { DemandReport } from '../../../requests/demands/report.ts';
import { demandCounts, demandKinds, demandOutcomes } from '../../../requests/demands/tables.ts';
import { routes } from '../../routes.ts';

const day = z.string().describe('Year, month and day');
const count = z.number().int();

/** The answer of `/about/transparency.json`: numbers of demands, and the authorities that may be named. */
export const demandReportJson = z.strictObject({
  schema: z.literal('kronika.transparency.v1'),
  at: z.iso.datetime().describe('When it was counted'),
  total: count,
  lines: z.array(
    z.strictObject({
      year: count.describe('In which the demand reached the publication'),
      authority: z
        .strictObject({ number: count, name: z.string() })
        .nullable()
        .describe('null: not told, or not known'),
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
    .describe('How often the desk opened who wrote a comment'),
});
export const demandReport = (
  { lines, total }: DemandReport,
  identitiesOpened: { year: number; count: number }[],
  at: Date,
): z.output<typeof demandReportJson> =>
  demandReportJson.parse({ schema: 'kronika.transparency.v1', at: at.toISOString(), total, lines, identitiesOpened });

export const storedFileJson = z
  .strictObject({ name: z.string(), mediaType: z.string(), size: count, sha256: z.string() })
  .describe('Its bytes are opened at the desk');

/** A demand, for the desk. */
export const demandJson = z.strictObject({
  number: count,
  version: count.describe('What the next change must name'),
  url: z.string().describe('Its page at the desk'),
  sealed: z.boolean().describe('Only what is counted is here; people named open the rest at the desk'),
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
