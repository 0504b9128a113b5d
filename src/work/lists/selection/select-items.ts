import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { desk } from '../../../accounts/tables.ts';
import type { Tx } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import { accountOf, defineOperation } from '../../../platform/operation.ts';
import { parseRef } from '../../../record/refs.ts';
import { listKinds } from '../declare.ts';
import { holdersOf } from '../../load-work.ts';
import { listOf } from '../kinds.ts';
import { idsOfView } from '../load.ts';
import { readView } from '../view.ts';
import { maxSelected } from './selection.ts';

/** The maximum number of stored selections of one account. */
const maxStored = 50;

const shownNumbers = z.record(z.string(), z.coerce.number().int().min(0).max(2_147_483_647));

/**
 * Stores the items that someone selected in a list: single items with the versions that the page showed, or all items
 * that match the list's view now. An action on the selection then skips items that have changed since. `holders`: the
 * accounts to which single items were assigned, as the page showed them (0: not assigned).
 * @throws AppError `too_large` for more than 5,000 items; `nothing_selected`
 */
export const selectItems = defineOperation({
  name: 'work.selectItems',
  permission: desk,
  publicItems: 'unseen',
  input: z.object({
    list: z.enum(listKinds),
    query: z.string().max(4000),
    versions: shownNumbers.nullable().default(null),
    holders: shownNumbers.default({}),
  }),
  async write({ tx, input, principal, at }): Promise<{ key: string; count: number }> {
    const account = accountOf(principal);
    const list = listOf(input.list);
    const items: Item[] =
      input.versions === null
        ? await idsOfView(tx, list, readView(list, new URLSearchParams(input.query)), maxSelected + 1)
        : await named(tx, input.list, input.versions, input.holders);
    const ids = items.map(({ id }) => id);
    const now = await holdersOf(tx, ids);
    const holders = items.map(({ id, holder }) => holder ?? now.get(id) ?? 0);
    if (items.length > maxSelected) throw new AppError('too_large', { details: { limit: maxSelected } });
    if (items.length === 0) throw new AppError('nothing_selected');
    const key = randomUUID();
    await sql`
      insert into selection (key, account_id, list, query, whole, at, things, versions, holders)
      values (${key}, ${account}, ${input.list}, ${input.query}, ${input.versions === null}, ${at},
        ${ids}::bigint[], ${items.map(({ version }) => version)}::int[], ${holders}::bigint[])`.execute(tx);
    await sql`
      delete from selection where account_id = ${account} and key not in (
        select key from selection where account_id = ${account} order by at desc, key limit ${maxStored})`.execute(tx);
    return { key, count: items.length };
  },
});

/** `holder`: the account to which the item was assigned, as the page showed it; 0: not assigned. */
type Item = { id: number; version: number; holder?: number };

/** The selected single items, with the versions and assignments that the page showed. Unknown items are left out. */
async function named(
  tx: Tx,
  kind: string,
  versions: Readonly<Record<string, number>>,
  holders: Readonly<Record<string, number>>,
): Promise<Item[]> {
  const numbers = Object.keys(versions).flatMap((ref) => {
    const parsed = parseRef(ref);
    return parsed?.kind === kind ? [parsed.number] : [];
  });
  const { rows } = await sql<{ id: number; number: number }>`
    select id::int as id, number::int as number from thing
    where kind = ${kind} and number = any(${numbers}::bigint[]) and merged_into is null and redacted_at is null order by id`.execute(
    tx,
  );
  return rows.flatMap(({ id, number }) => {
    const version = versions[`${kind}/${number}`];
    return version === undefined ? [] : [{ id, version, holder: holders[`${kind}/${number}`] }];
  });
}
