import { sql, type Selectable } from 'kysely';
import { AppError } from '../../platform/errors.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import type { RefResolver } from '../../record/refs.ts';
import { asOneLine } from './quote.ts';
import type { DutyInput } from './schema.ts';
import type {} from './tables.ts';

type Duty = Omit<DutyInput, 'provision'>;
/** A duty as stored in the history. */
export type DutyRow = Selectable<Tables['duty']> & { says: number[]; criticism: number[] };

/** Builds the row of a duty. Invalid refs are collected in `refs`. A quotation must be in a text of the provision. */
export async function rowOf(
  tx: Tx,
  duty: Duty,
  provisionId: number,
  refs: RefResolver,
  path: string,
): Promise<Omit<DutyRow, 'id'>> {
  const claims = (list: readonly string[], part: string): number[] => [
    ...new Set(list.map((ref, index) => refs.find(ref, `${path}${part}.${index}`, ['claim'])?.id ?? 0)),
  ];
  if (duty.quote) {
    const texts = await tx
      .selectFrom('provision_text')
      .innerJoin('provision_version', 'provision_version.id', 'provision_text.version_id')
      .select(['num', 'heading', 'body', 'tail'])
      .where('provision_id', '=', provisionId)
      .execute();
    if (!texts.some((text) => asOneLine(text).includes(duty.quote)))
      refs.errors.push({ path: `${path}quote`, message: 'errors.field.duty.quote' });
  }
  const { bearer, act, period, secrets, since, ended, quote } = duty;
  return {
    provision_id: provisionId,
    bearer,
    act,
    period: period ?? null,
    secrets,
    since: since ?? null,
    ended: ended ?? null,
    quote: quote || null,
    says: claims(duty.says, 'says'),
    criticism: claims(duty.criticism, 'criticism'),
  };
}

/** Writes duties with the claims they refer to. `reserveDutyIds` has already reserved their ids. */
export async function insertDuties(tx: Tx, rows: readonly DutyRow[]): Promise<void> {
  await insertRows(
    tx,
    'duty',
    rows.map(({ says: _, criticism: __, ...row }) => row),
  );
  await linkClaims(tx, rows);
}

export async function linkClaims(tx: Tx, rows: readonly DutyRow[]): Promise<void> {
  await insertRows(
    tx,
    'duty_claim',
    rows.flatMap((row) => [
      ...row.says.map((claim_id) => ({ duty_id: row.id, claim_id, role: 'says' as const })),
      ...row.criticism.map((claim_id) => ({ duty_id: row.id, claim_id, role: 'criticises' as const })),
    ]),
  );
}

/** A duty of a provision with its claims. @throws AppError `not_found` */
export async function findDuty(tx: Tx, provisionId: number, id: number): Promise<DutyRow> {
  const row = await tx
    .selectFrom('duty')
    .selectAll()
    .where('id', '=', id)
    .where('provision_id', '=', provisionId)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found');
  const claims = await tx
    .selectFrom('duty_claim')
    .select(['claim_id', 'role'])
    .where('duty_id', '=', id)
    .orderBy('claim_id')
    .execute();
  const of = (role: string): number[] => claims.filter((one) => one.role === role).map((one) => one.claim_id);
  return { ...row, says: of('says'), criticism: of('criticises') };
}

/** Reserves ids for this many duties. Returns the lowest first. */
export async function reserveDutyIds(tx: Tx, count: number): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await sql<{
    id: number;
  }>`select nextval(pg_get_serial_sequence('duty', 'id')) as id from generate_series(1, ${count})`.execute(tx);
  return rows.map((row) => Number(row.id)).toSorted((a, b) => a - b);
}

/**
 * Raises the version of each law whose provisions got new texts or duties. Making a law public also makes these public.
 * A user who has not seen them sends the law's earlier version, and so gets a conflict.
 */
export const touchLaws = (tx: Tx, provisionIds: readonly number[], at: Date): Promise<unknown> =>
  sql`update thing set version = version + 1, changed_at = ${at} where id in (select law_id from provision where id = any(${[...provisionIds]}::bigint[]))`.execute(
    tx,
  );
