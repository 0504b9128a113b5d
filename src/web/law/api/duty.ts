import { z } from 'zod';
import type { DutiesOfLaw } from '../../../law/duties/list-duties.ts';
import type { DutyOnDay } from '../../../law/duties/load-duties.ts';
import { dutyStatuses } from '../../../law/duties/duty-status.ts';
import { dutyActs, dutyBearers, secretKinds } from '../../../law/duties/tables.ts';
import { addressOf } from '../../record/components/of-record.ts';

const edtf = z.string().nullable().describe('EDTF (ISO 8601-2); null if it is not in the record');

/** A duty with its status on a day. */
export const dutyJson = z.strictObject({
  duty: z.number().int().describe('The id of the duty: `change-duty` and `end-duty` take it'),
  provision: z.number().int(),
  bearer: z.enum(dutyBearers),
  act: z.enum(dutyActs),
  period: z
    .string()
    .nullable()
    .describe('ISO 8601 duration: how long something must be kept, or within what time it must be done'),
  secrets: z.array(z.enum(secretKinds)).describe('The kinds of secrets for which permission is needed'),
  standing: z.enum(dutyStatuses).describe('The status of the duty on the requested day'),
  since: edtf,
  made: edtf.describe(
    'The day on which the act or ruling that established the duty was signed, adopted or made (EDTF); null if it is not in the record',
  ),
  ended: edtf,
  quote: z
    .strictObject({ words: z.string(), language: z.string() })
    .nullable()
    .describe('The words of the provision that the duty is based on'),
  reworded: z
    .boolean()
    .describe('Whether the provision’s text on the requested day no longer contains the words in `quote`'),
  says: z.array(z.number().int()).describe('Numbers of claims that say what the duty requires'),
  criticism: z.array(z.number().int()).describe('Numbers of claims that criticise the duty'),
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

export const dutiesOfLawJson = z.strictObject({
  number: z.number(),
  title: z.string().describe('The title that the desk gave the law'),
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

/** The response of `/laws/duties.json`. */
export const dutyList = z.strictObject({
  schema: z.literal('kronika.duties.v1'),
  total: z.number(),
  laws: z.array(dutiesOfLawJson),
  next: z.string().nullable(),
});
