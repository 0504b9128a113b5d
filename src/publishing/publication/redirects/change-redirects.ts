import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../../accounts/tables.ts';
import { insertRows } from '../../../platform/database/insert-rows.ts';
import type { Reader, Tx } from '../../../platform/database/tx.ts';
import { AppError, type FieldError } from '../../../platform/errors.ts';
import { defineOperation } from '../../../platform/operation.ts';
import type { ThingKind } from '../../../record/tables.ts';
import { readRedirectPath, readTarget } from './address.ts';

const kinds: Readonly<Record<string, ThingKind>> = {
  articles: 'article',
  cases: 'case',
  actors: 'actor',
  sources: 'source',
  claims: 'claim',
};

const text = z.string().max(2000, 'errors.field.text.long');
const address = text.transform((given, context) => {
  const read = readRedirectPath(given);
  if (read) return read;
  context.addIssue({ code: 'custom', message: 'publishing.publication.error.former.path' });
  return z.NEVER;
});
const target = text.transform((given, context) => {
  const read = readTarget(given);
  if (read) return read;
  context.addIssue({ code: 'custom', message: 'publishing.publication.error.former.target' });
  return z.NEVER;
});

export const maxRedirects = 100_000;

export const redirectSchema = z.object({ from: address, to: target });

/**
 * Stores redirects for URLs of a previous website, and changes existing ones. With `replace`, deletes all other
 * redirects. A target must be a page of this site and cannot itself be redirected, so there are no loops.
 * @throws AppError `invalid_input` naming each wrong field (`addresses.12.to`)
 */
export const saveRedirects = defineOperation({
  name: 'publishing.keepFormerAddresses',
  permission: editors,
  input: z.object({
    addresses: z
      .array(redirectSchema)
      .min(1, 'publishing.publication.error.former.none')
      .max(maxRedirects, 'publishing.publication.error.list.long'),
    replace: z.boolean().default(false),
  }),
  async write({ tx, input, at, change }): Promise<{ kept: number; new: number }> {
    const fields = await problemsOf(tx, input.addresses, input.replace);
    if (fields.length) throw new AppError('invalid_input', { fields });
    if (input.replace)
      await sql`delete from former_address where path <> all(${input.addresses.map((one) => one.from)}::text[])`.execute(
        tx,
      );
    const known = new Map(
      (await tx.selectFrom('former_address').select(['path', 'target']).execute()).map((row) => [row.path, row.target]),
    );
    const fresh = input.addresses.filter((one) => !known.has(one.from));
    for (const one of input.addresses)
      if (known.has(one.from) && known.get(one.from) !== one.to)
        await tx.updateTable('former_address').set({ target: one.to }).where('path', '=', one.from).execute();
    await insertRows(
      tx,
      'former_address',
      fresh.map((one) => ({ path: one.from, target: one.to, created_at: at })),
    );
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { formerAddresses: known.size },
      after: { formerAddresses: known.size + fresh.length },
    });
    return { kept: input.addresses.length, new: fresh.length };
  },
});

export const deleteRedirect = defineOperation({
  name: 'publishing.dropFormerAddresses',
  permission: editors,
  input: z.object({ paths: z.array(text).min(1).max(1000) }),
  async write({ tx, input, change }) {
    const gone = await tx
      .deleteFrom('former_address')
      .where('path', 'in', input.paths)
      .returning(['path', 'target'])
      .execute();
    if (gone.length)
      change({
        kind: 'setting',
        thingId: 0,
        action: 'removed',
        before: { formerAddresses: gone.map((one) => one.path) },
        after: null,
      });
  },
});

/** Counts one use of a redirect. Only the total is stored, and nothing about the reader or the time. */
export const countRedirects = defineOperation({
  name: 'publishing.countFormerAddress',
  permission: 'anyone',
  input: z.object({ path: text }),
  async write({ tx, input }) {
    await tx
      .updateTable('former_address')
      .set((eb) => ({ followed: eb('followed', '+', 1) }))
      .where('path', '=', input.path)
      .execute();
  },
});

async function problemsOf(
  tx: Tx,
  addresses: readonly z.output<typeof redirectSchema>[],
  replace: boolean,
): Promise<FieldError[]> {
  const first = new Map<string, number>();
  const known = new Set(
    replace ? [] : (await tx.selectFrom('former_address').select('path').execute()).map((row) => row.path),
  );
  const all = new Set([...known, ...addresses.map((one) => one.from)]);
  const there = await thingsThere(
    tx,
    addresses.map((one) => one.to),
  );
  return addresses.flatMap(({ from, to }, index): FieldError[] => {
    const twice = first.get(from);
    first.set(from, twice ?? index);
    if (twice !== undefined && addresses[twice]!.to !== to)
      return [
        {
          path: `addresses.${index}.from`,
          message: 'publishing.publication.error.former.twice',
          params: { line: twice + 1 },
        },
      ];
    if (all.has(to)) return [{ path: `addresses.${index}.to`, message: 'publishing.publication.error.former.loop' }];
    const named = thingOf(to);
    return named && !there.has(named)
      ? [{ path: `addresses.${index}.to`, message: 'publishing.publication.error.former.unknown' }]
      : [];
  });
}

/**
 * The kind and number of the item with a page at or above this path of the site, such as `article 12` for
 * `/articles/12/a-headline`. Null if there is none.
 */
function thingOf(address: string): string | null {
  const [, plural = '', number] = /^\/([a-z]+)\/(\d+)(?=[/?#.]|$)/.exec(address) ?? [];
  return number && kinds[plural] ? `${kinds[plural]} ${number}` : null;
}

async function thingsThere(tx: Tx, addresses: readonly string[]): Promise<Set<string>> {
  const there = new Set<string>();
  for (const [plural, kind] of Object.entries(kinds)) {
    const numbers = [
      ...new Set(addresses.flatMap((one) => new RegExp(`^/${plural}/(\\d{1,15})(?=[/?#.]|$)`).exec(one)?.[1] ?? [])),
    ].map(Number);
    if (!numbers.length) continue;
    const rows = await tx
      .selectFrom('thing')
      .select('number')
      .where('kind', '=', kind)
      .where(sql<boolean>`number = any(${numbers}::bigint[])`)
      .execute();
    for (const row of rows) there.add(`${kind} ${row.number}`);
  }
  return there;
}

/**
 * The target of an old path. Null if there is no redirect, or if its target is an article that was never published.
 */
export async function findRedirect(db: Reader, path: string): Promise<string | null> {
  const row = await db.selectFrom('former_address').select('target').where('path', '=', path).executeTakeFirst();
  const [kind, number] = (row && thingOf(row.target)?.split(' ')) ?? [];
  if (kind !== 'article') return row?.target ?? null;
  const draft = await db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .select('thing.id')
    .where('kind', '=', 'article')
    .where('number', '=', Number(number))
    .where('state', '=', 'draft')
    .executeTakeFirst();
  return draft ? null : row!.target;
}

export async function listRedirects(db: Reader, { page = 1, size = 100 }: { page?: number; size?: number } = {}) {
  const { total, followed } = await db
    .selectFrom('former_address')
    .select((eb) => [
      eb.fn.countAll<number>().as('total'),
      eb.fn.coalesce(eb.fn.sum<number>('followed'), sql<number>`0`).as('followed'),
    ])
    .executeTakeFirstOrThrow();
  const addresses = await db
    .selectFrom('former_address')
    .select(['path', 'target', 'followed'])
    .orderBy('followed', 'desc')
    .orderBy('path')
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  return { addresses, total: Number(total), followed: Number(followed) };
}
