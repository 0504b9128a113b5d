import './tables.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { upkeep } from '../../accounts/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { noteEnded } from '../../platform/erasing/note-erasure.ts';
import { defineOperation } from '../../platform/operation.ts';

/** If the same person opens the same item again within this time (in milliseconds), no second entry is written. */
const samePage = 5 * 60_000;
/** As `samePage`, for an item that is shown on the page of another item, such as a claim on the page of its case. */
const onOtherPage = 24 * 60 * 60_000;
const retentionDays = 365;

/** Stores that someone opened limited items. Items that are not limited are left out. */
export const noteOpenings = defineOperation({
  name: 'record.noteOpenings',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({
    things: z.array(z.number().int().positive()).min(1),
    account: z.number().int().positive(),
  }),
  async write({ tx, input, at }) {
    await sql`
      insert into thing_opened (thing_id, account_id, at)
      select distinct t.thing_id, ${input.account}::bigint, ${at}::timestamptz from thing_team t
      where t.thing_id = any(${input.things}::bigint[]) and not exists (
        select from thing_opened o where o.thing_id = t.thing_id and o.account_id = ${input.account} and o.at > ${new Date(at.getTime() - samePage)}
      ) on conflict do nothing`.execute(tx);
  },
});

/**
 * The limited items that this account has just opened and that need an entry. `named`: the requested items, which need
 * an entry unless this account opened them in the last five minutes. `given`: other items that the page showed, which
 * need an entry unless this account saw them in the last day.
 */
export async function openingsToNote(
  db: Reader,
  { named, given, account, at }: { named: readonly number[]; given: readonly number[]; account: number; at: Date },
): Promise<number[]> {
  const since = (time: number): Date => new Date(at.getTime() - time);
  const { rows } = await sql<{ id: number }>`
    select distinct t.thing_id as id from thing_team t where t.thing_id = any(${[...named, ...given]}::bigint[]) and not exists (
      select from thing_opened o where o.thing_id = t.thing_id and o.account_id = ${account}
        and o.at > case when t.thing_id = any(${[...named]}::bigint[]) then ${since(samePage)}::timestamptz else ${since(onOtherPage)}::timestamptz end
    )`.execute(db);
  return rows.map((row) => Number(row.id));
}

/** Deletes entries about who opened limited items once they are a year old. */
export const purgeOpenings = defineOperation({
  name: 'record.purgeOpenings',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }) {
    const gone = await tx
      .deleteFrom('thing_opened')
      .where('at', '<', new Date(at.getTime() - retentionDays * 86_400_000))
      .executeTakeFirst();
    await noteEnded(tx, { thing_opened: gone.numDeletedRows });
    return { openings: Number(gone.numDeletedRows) };
  },
});

export type Opening = { name: string; at: Date };

/** Who opened an item, the newest entries first. */
export async function listOpenings(
  db: Reader,
  thing: number,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number } = {},
): Promise<{ openings: Opening[]; total: number }> {
  const query = db.selectFrom('thing_opened').where('thing_id', '=', thing);
  const openings = await query
    .innerJoin('account', 'account.id', 'thing_opened.account_id')
    .select(['account.name', 'thing_opened.at'])
    .orderBy('thing_opened.at', 'desc')
    .limit(limit)
    .offset(offset)
    .execute();
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { openings, total: Number(total) };
}
