import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../platform/database/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { isLanguageTag } from '../../record/vocabulary/languages.ts';
import { isDay, isHttpsAddress } from '../publication/input-checks.ts';
import { supportMessagePlaces, type SupportMessageAction, type SupportMessagePlace } from './tables.ts';

const day = z
  .string('publishing.support_messages.error.day')
  .trim()
  .refine(isDay, 'publishing.support_messages.error.day');
/** An amount in whole units of a currency. */
const amount = z.coerce
  .number('publishing.support_messages.error.amount')
  .int('publishing.support_messages.error.amount')
  .min(0, 'publishing.support_messages.error.amount')
  .max(1_000_000_000_000, 'publishing.support_messages.error.amount');

/**
 * The content of a support message. Pages show it from the day `startsOn` to the end of the day `endsOn`, in the
 * publication's time zone.
 */
export const supportMessageSchema = z
  .object({
    title: z
      .string('publishing.support_messages.error.title')
      .trim()
      .min(1, 'publishing.support_messages.error.title')
      .max(120, 'errors.field.text.long'),
    body: z
      .string('publishing.support_messages.error.body')
      .trim()
      .min(1, 'publishing.support_messages.error.body')
      .max(600, 'errors.field.text.long'),
    /** The text after “Learn more”. Blank lines separate its paragraphs. */
    details: z.string().trim().max(4000, 'errors.field.text.long').optional(),
    /** The text of the button. */
    label: z.string().trim().max(40, 'errors.field.text.long').optional(),
    donateUrl: z
      .string('publishing.support_messages.error.url')
      .trim()
      .max(500, 'errors.field.text.long')
      .refine(isHttpsAddress, 'publishing.support_messages.error.url'),
    /** Only pages in this language show the message. If it is left out, pages in every language do. */
    language: z.string().trim().refine(isLanguageTag, 'errors.field.language.bad').optional(),
    places: z
      .array(z.enum(supportMessagePlaces, 'publishing.support_messages.error.places'))
      .min(1, 'publishing.support_messages.error.places')
      .max(supportMessagePlaces.length),
    startsOn: day,
    endsOn: day.optional(),
    currency: z
      .string()
      .trim()
      .toUpperCase()
      .refine(isCurrency, 'publishing.support_messages.error.currency')
      .optional(),
    goal: amount.min(1, 'publishing.support_messages.error.amount').optional(),
    raised: amount.optional(),
  })
  .superRefine(({ startsOn, endsOn, currency, goal, raised }, context) => {
    const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (endsOn && endsOn < startsOn) wrong('endsOn', 'publishing.support_messages.error.order');
    if (goal !== undefined && !currency) wrong('currency', 'publishing.support_messages.error.currency_missing');
    if (goal === undefined && currency) wrong('goal', 'publishing.support_messages.error.goal_missing');
    if (goal === undefined && raised !== undefined) wrong('raised', 'publishing.support_messages.error.goal_missing');
  });
export type SupportMessageInput = z.output<typeof supportMessageSchema>;

/** A stored support message. */
export type SupportMessage = SupportMessageInput & { number: number; version: number; endedAt: Date | null };

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code);
}

/** Today's date in a time zone. It decides which support messages are active. */
export const dayIn = (timeZone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now);

export const isRunning = ({ startsOn, endsOn, endedAt }: SupportMessage, today: string): boolean =>
  endedAt === null && startsOn <= today && (endsOn === undefined || today <= endsOn);

/**
 * Chooses the message for a page: preferably one in the page's language, then one for any language. Of several, takes
 * the one that started last.
 */
export function chooseSupportMessage(
  running: readonly SupportMessage[],
  place: SupportMessagePlace,
  language: string,
  turnedAway: ReadonlySet<number> = new Set(),
): SupportMessage | null {
  const base = language.split('-')[0]!;
  const fits = running.filter(
    (one) =>
      one.places.includes(place) &&
      !turnedAway.has(one.number) &&
      (one.language === undefined || one.language.split('-')[0] === base),
  );
  const rank = (one: SupportMessage): string =>
    `${one.language === undefined ? 0 : 1} ${one.startsOn} ${String(one.number).padStart(10, '0')}`;
  return fits.toSorted((a, b) => (rank(a) < rank(b) ? 1 : -1))[0] ?? null;
}

export const rowOf = ({
  donateUrl,
  startsOn,
  endsOn,
  details,
  label,
  language,
  currency,
  goal,
  raised,
  ...rest
}: SupportMessageInput) => ({
  ...rest,
  donate_url: donateUrl,
  starts_on: startsOn,
  ends_on: endsOn ?? null,
  details: details || null,
  label: label || null,
  language: language ?? null,
  currency: currency ?? null,
  goal: goal ?? null,
  raised: raised ?? null,
});

export const supportMessageOf = (row: Selectable<Tables['support_message']>): SupportMessage => ({
  number: row.number,
  version: row.version,
  title: row.title,
  body: row.body,
  details: row.details ?? undefined,
  label: row.label ?? undefined,
  donateUrl: row.donate_url,
  language: row.language ?? undefined,
  places: row.places,
  startsOn: row.starts_on,
  endsOn: row.ends_on ?? undefined,
  currency: row.currency ?? undefined,
  goal: row.goal === null ? undefined : Number(row.goal),
  raised: row.raised === null ? undefined : Number(row.raised),
  endedAt: row.ended_at,
});

export async function loadSupportMessages(db: Reader, asked: { open?: boolean } = {}): Promise<SupportMessage[]> {
  const rows = await db
    .selectFrom('support_message')
    .selectAll()
    .$if(asked.open === true, (query) => query.where('ended_at', 'is', null))
    .orderBy('starts_on', 'desc')
    .orderBy('number', 'desc')
    .execute();
  return rows.map(supportMessageOf);
}

export type SupportMessageCount = Record<SupportMessageAction, number>;

/** The totals over all days, by the number of the message. */
export async function supportMessageTotals(db: Reader): Promise<Map<number, SupportMessageCount>> {
  const rows = await db
    .selectFrom('support_message_count')
    .select((eb) => [
      'support_message_number',
      eb.fn.sum<string>('shown').as('shown'),
      eb.fn.sum<string>('away').as('away'),
      eb.fn.sum<string>('followed').as('followed'),
    ])
    .groupBy('support_message_number')
    .execute();
  return new Map(
    rows.map((row) => [
      row.support_message_number,
      { shown: Number(row.shown), away: Number(row.away), followed: Number(row.followed) },
    ]),
  );
}

/** The daily counts of one message, newest day first. */
export async function supportMessageDays(
  db: Reader,
  number: number,
  limit = 31,
): Promise<(SupportMessageCount & { day: string })[]> {
  const rows = await db
    .selectFrom('support_message_count')
    .select(['day', 'shown', 'away', 'followed'])
    .where('support_message_number', '=', number)
    .orderBy('day', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    day: row.day,
    shown: Number(row.shown),
    away: Number(row.away),
    followed: Number(row.followed),
  }));
}
