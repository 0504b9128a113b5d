import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { filing, isEditor } from '../accounts/tables.ts';
import type { Change } from '../platform/changes.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { AppError } from '../platform/errors.ts';
import { mayRun, type Check, type Principal } from '../platform/operation.ts';
import { allKinds } from './kinds/registry.ts';
import { refOf } from './refs.ts';
import { references } from './teams/references.ts';
import { isOfTags } from './tags/tables.ts';
import type { ThingKind } from './tables.ts';

/** @throws AppError `editor_needed` unless `principal` may change what readers see of this item */
export function requireEditor(principal: Principal, thing: { kind: ThingKind; number: number }): void {
  if (!isEditor(principal)) throw new AppError('editor_needed', { details: { thing: refOf(thing) } });
}

/** @throws AppError `editor_needed` if one of the items is public, unless `principal` is an editor */
export async function requireEditorForPublic(tx: Tx, principal: Principal, ids: readonly number[]): Promise<void> {
  if (ids.length === 0 || isEditor(principal)) return;
  const thing = await tx
    .selectFrom('thing')
    .select(['kind', 'number'])
    .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
    .where('visibility', '=', 'public')
    .orderBy('id')
    .executeTakeFirst();
  if (thing) requireEditor(principal, thing);
}

/**
 * Protects the kind of an actor that is not public but is named by a public item: readers see the kind (“a person known
 * to the desk”), so only editors may change it.
 * @throws AppError `editor_needed` if a public item names one of these actors, unless `principal` is an editor
 */
export async function requireEditorForNamed(tx: Tx, principal: Principal, actors: readonly number[]): Promise<void> {
  if (isEditor(principal)) return;
  const { rows } = await sql<{ owner: number }>`
    select n.owner from thing a cross join lateral (${references((_, target) => sql`${target} = a.id`)}) n
    where a.id = any(${[...actors]}::bigint[]) or a.merged_into = any(${[...actors]}::bigint[])`.execute(tx);
  await requireEditorForPublic(
    tx,
    principal,
    rows.map((row) => Number(row.owner)),
  );
}

/**
 * Only editors change what readers see: items that are public after an operation, or were public before it. This check
 * runs after every operation, so no operation can forget it. An operation that changes only what the desk sees of
 * public items declares this (`publicItems`). Operations for `anyone` are exempt: readers can sign a letter, for
 * example, only after an editor has opened it for signatures.
 * @throws AppError `editor_needed`
 */
export const onlyEditorsChangePublic: Check = async (tx, { operation, principal, changes }) => {
  if (operation.publicItems || operation.permission === 'anyone') return;
  if (isEditor(principal)) return;
  const thing = await firstPublic(
    tx,
    changes.filter((change) => !isOfTags(change)),
  );
  if (thing) requireEditor(principal, thing);
};

/** Whether the item `t` was public and is sealed now. */
export const sealedInPublic: RawBuilder<SqlBool> = sql`(t.visibility = 'sealed' and t.closed_at is not null)`;

/**
 * Whether readers see the item `t`, provided that it is not withdrawn and that the item to which it belongs is public.
 * True also for an article that an editor has approved, and for a letter that is open for signatures.
 */
export const isShown = (): RawBuilder<SqlBool> =>
  sql`case t.kind ${sql.join(
    allKinds().flatMap(({ name, shown }) => (shown ? [sql`when ${name} then ${shown(sql`t.id`)}`] : [])),
    sql` `,
  )} else t.visibility = 'public' end`;

/** The first changed item that readers see now, or saw before the changes. */
async function firstPublic(
  db: Reader,
  changes: readonly Change[],
): Promise<{ kind: ThingKind; number: number } | undefined> {
  const told = allKinds()
    .flatMap((kind) => kind.revealsTitles ?? [])
    .map(
      (edges) =>
        sql`or exists (select from (${edges}) x (owner, target) join thing m on m.id = x.target where t.id in (m.id, m.merged_into))`,
    );
  const was = changes.map(({ before }) => (before as { visibility?: unknown } | null)?.visibility === 'public');
  const { rows } = await sql<{ kind: ThingKind; number: number }>`
    select t.kind, t.number::int as number from thing t
    join unnest(${changes.map((one) => one.thingId)}::bigint[], ${changes.map((one) => one.kind)}::text[], ${was}::boolean[]) as c (id, kind, was)
      on c.id = t.id and c.kind = t.kind
    where c.was or ${isShown()} or ${sealedInPublic} ${sql.join(told, sql` `)} order by t.id limit 1`.execute(db);
  return rows[0];
}

/** Kinds of items that lawyers cannot add or change. For their work on court files, they can change the other kinds. */
const closedToLawyers: readonly ThingKind[] = ['case', 'event', 'question', 'photo'];

/**
 * @throws AppError `not_permitted` if a lawyer adds or changes an item of one of the kinds in `closedToLawyers`
 */
export function requireFilingPermission(principal: Principal, kinds: readonly ThingKind[]): void {
  if (kinds.some((kind) => closedToLawyers.includes(kind)) && !mayRun(principal, { permission: filing }))
    throw new AppError('not_permitted', { details: { roles: filing.join(', ') } });
}
