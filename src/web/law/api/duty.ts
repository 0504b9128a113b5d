import { z } from 'zod';
import type { DutiesOfLaw } from '../../../law/duties/list-duties.ts';
import type { DutyOnDay } from '../../../law/duties/load-duties.ts';
import { dutyStatuses } from '../../../law/duties/duty-status.ts';
import { dutyActs, dutyBearers, secretKinds } from '../../../law/duties/tables.ts';
import { addressOf } from '../../record/components/of-record.ts';

const edtf = z.string().nullable().describe('EDTF (ISO 8601-2); null: not on record');

/** A duty with its status on a day. */
export const dutyJson = z.strictObject({
  duty: z.number().int().describe('What `change-duty` and `end-duty` name it by'),
  provision: z.number().int(),
  bearer: z.enum(dutyBearers),
  act: z.enum(dutyActs),
  period: z.string().nullable().describe('ISO 8601: how long something is kept, within what time it is done'),
  secrets: z.array(z.enum(secretKinds)).describe('For which kinds of secret permission is needed'),
  standing: z.enum(dutyStatuses).describe('On the day asked for'),
  since: edtf,
  made: edtf.describe('When what it applies by was signed, adopted or ruled'),
  ended: edtf,
  quote: z.strictObject({ words: z.string(), language: z.string() }).nullable().describe('The provision’s own words'),
  reworded: z.boolean().describe('The provision says something else by then'),
  says: z.array(z.number().int()).describe('Claims that say what it obliges to'),
  criticism: z.array(z.number().int()).describe('Claims that criticise it'),
});

export const dutyOf = ({ duty, provision, standing, since, made, reworded }: DutyOnDay): z.output<typeof dutyJson> => ({
  duty: duty.id,
  provision: provision.brief.number,
  bearer: duty.bearer,
  act: duty.act,
  period: duty.period,
  secrets: duty.secrets,
  standing,
  since,
  made,
  ended: duty.ended,
  quote: duty.quote && { words: duty.quote.words, language: duty.quote.text.language },
  reworded,
  says: duty.says.map((claim) => claim.number),
  criticism: duty.criticism.map((claim) => claim.number),
});

/** A law with its duties. */
export const dutiesOfLawJson = z.strictObject({
  number: z.number(),
  title: z.string().describe('Editorial'),
  url: z.string(),
  countries: z.array(z.string()),
  duties: z.array(dutyJson),
});
export const dutiesOfLaw = ({ law, countries, duties }: DutiesOfLaw): z.output<typeof dutiesOfLawJson> => ({
  number: law.brief.number,
  title: law.brief.title,
  url: addressOf(law.brief)!,
  countries,
  duties: duties.map(dutyOf),
});

/** `/laws/duties.json`. */
export const dutyList = z.strictObject({
  schema: z.literal('kronika.duties.v1'),
  total: z.number(),
  laws: z.array(dutiesOfLawJson),
  next: z.string().nullable(),
});
