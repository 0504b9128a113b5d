import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import { group } from '../../platform/text/group.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { articleActions } from '../tables.ts';

/* Actions on an article as readers see them, field by field (the invariant "Public by list"). A correction publishes
   an edition. All other actions, such as a retraction, do not. */

export const publicCorrection = z.strictObject({
  /** The edition that contains the correction. */
  edition: z.number(),
  /** The first edition that was wrong. */
  since: z.number(),
  at: z.iso.datetime(),
  wrong: z.string(),
  right: z.string(),
});

export const publicDemand = z.strictObject({
  /** The name of the authority behind the demand; null if the order forbids naming it. */
  by: z.string().nullable(),
  /** The date of the demand (EDTF). */
  on: z.string(),
  law: z.string(),
  /** Null if the order or its case is not public. */
  order: z
    .strictObject({
      number: z.number(),
      title: z.string(),
      case: z.strictObject({ number: z.number(), title: z.string() }),
    })
    .nullable(),
});

export const publicAction = z.strictObject({
  act: z.enum(articleActions),
  at: z.iso.datetime(),
  reason: z.string().nullable(),
  /** The demand behind a removal; null for other actions. */
  demand: publicDemand.nullable(),
});

/**
 * What readers see of an article that is no longer public: that there was one, since when it has been gone, and why.
 */
export const publicClosedArticle = z.strictObject({
  number: z.number(),
  state: z.enum(['taken-down', 'unpublished']),
  ...publicAction.omit({ act: true }).shape,
  example: z.boolean(),
});

export type PublicCorrection = z.output<typeof publicCorrection>;
export type PublicAction = z.output<typeof publicAction>;
export type PublicClosedArticle = z.output<typeof publicClosedArticle>;

/** The corrections of some articles, by the document's id, newest first. */
export async function loadCorrections(
  db: Reader,
  documentIds: readonly number[],
): Promise<Map<number, PublicCorrection[]>> {
  const rows = await db
    .selectFrom('correction')
    .innerJoin('edition', 'edition.id', 'correction.edition_id')
    .select([
      'correction.document_id',
      'edition.number',
      'edition.at',
      'correction.since_edition',
      'correction.wrong',
      'correction.put_right',
    ])
    .where(sql<boolean>`correction.document_id = any(${[...documentIds]}::bigint[])`)
    .orderBy('edition.number', 'desc')
    .execute();
  return group(
    rows.map(
      (row) =>
        [
          row.document_id,
          {
            edition: row.number,
            since: row.since_edition,
            at: row.at.toISOString(),
            wrong: row.wrong,
            right: row.put_right,
          },
        ] as const,
    ),
  );
}

/** The actions on some articles, by the document's id, newest first. */
export async function loadActions(db: Reader, documentIds: readonly number[]): Promise<Map<number, PublicAction[]>> {
  if (documentIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('article_act')
    .select(['document_id', 'act', 'at', 'reason', 'demanded_by', 'tell_who', 'demanded_on', 'law', 'order_id'])
    .where(sql<boolean>`document_id = any(${[...documentIds]}::bigint[])`)
    .orderBy('id', 'desc')
    .execute();
  const orders = await loadOrders(
    db,
    rows.flatMap((row) => (row.order_id !== null && row.tell_who ? [row.order_id] : [])),
  );
  return group(
    rows.map((row) => {
      const demand =
        row.act === 'take-down'
          ? {
              by: row.tell_who ? row.demanded_by : null,
              on: row.demanded_on!,
              law: row.law!,
              order: row.tell_who ? (orders.get(row.order_id ?? 0) ?? null) : null,
            }
          : null;
      return [row.document_id, { act: row.act, at: row.at.toISOString(), reason: row.reason, demand }] as const;
    }),
  );
}

/** The public orders in public cases, by the order's id. */
async function loadOrders(
  db: Reader,
  ids: readonly number[],
): Promise<Map<number, NonNullable<PublicAction['demand']>['order']>> {
  const briefs = await loadBriefs(db, ids, 'public');
  const open = [...briefs].filter(([, brief]) => !brief.hidden);
  if (open.length === 0) return new Map();
  const places = await db
    .selectFrom('order')
    .innerJoin('proceeding', 'proceeding.id', 'order.proceeding_id')
    .select(['order.id', 'proceeding.case_id'])
    .where(
      'order.id',
      'in',
      open.map(([, brief]) => brief.id),
    )
    .execute();
  const cases = await loadBriefs(
    db,
    places.map((one) => one.case_id),
    'public',
  );
  return new Map(
    open.flatMap(([asked, brief]) => {
      const around = cases.get(places.find((one) => one.id === brief.id)?.case_id ?? 0);
      return around && !around.hidden
        ? [
            [
              asked,
              { number: brief.number, title: brief.title, case: { number: around.number, title: around.title } },
            ] as const,
          ]
        : [];
    }),
  );
}

/** What readers see at the URL of an article that is no longer public. @throws AppError `not_found` */
export async function loadClosedArticle(db: Reader, number: number): Promise<PublicClosedArticle> {
  const row = await db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .select(['thing.id', 'thing.example', 'document.state'])
    .where('thing.kind', '=', 'article')
    .where('thing.number', '=', number)
    .where('thing.visibility', '=', 'public')
    .where('thing.redacted_at', 'is', null)
    .executeTakeFirst();
  if (!row || (row.state !== 'taken-down' && row.state !== 'unpublished')) throw new AppError('not_found');
  const [act] = (await loadActions(db, [row.id])).get(row.id) ?? [];
  if (!act) throw new AppError('not_found');
  return publicClosedArticle.parse({
    number,
    state: row.state,
    at: act.at,
    reason: act.reason,
    demand: act.demand,
    example: row.example,
  } satisfies PublicClosedArticle);
}
