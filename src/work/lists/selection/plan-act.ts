import { sql } from 'kysely';
import type { Reader } from '../../../platform/database/tx.ts';
import { group } from '../../../platform/text/group.ts';
import { isShown } from '../../../record/permissions.ts';
import type { ClaimState, ThingKind, Visibility } from '../../../record/tables.ts';
import { isDeskOnly } from '../../../record/vocabulary/properties.ts';
import { seesThings } from '../../item.ts';
import type { Act } from '../declare.ts';
import type { Selection, StayReason } from './selection.ts';

/** One selected item that the person still sees. */
export type Selected = {
  id: number;
  ref: string;
  version: number;
  /** The account to which the item is assigned; null if there is none. */
  holder: number | null;
  /** Why the action skips the item; null if the action changes the item. */
  stays: StayReason | null;
};
export type ActPlan = { items: Selected[]; does: Selected[]; stays: Map<StayReason, Selected[]> };

/**
 * The parameters of an action. `to`: the account to which items are assigned; null ends the assignment. `property`: the
 * property of the fact to add. `others`: whether items that already have a value of this property get the fact, too.
 * `editor`: whether the person may change what readers see.
 */
export type ActInput = { act: Act; to?: number | null; property?: string; others?: boolean; editor?: boolean };

type Row = {
  id: number;
  kind: ThingKind;
  number: number;
  version: number;
  visibility: Visibility;
  gone: boolean;
  merged: boolean;
  limited: boolean;
  holder: number | null;
  claim: ClaimState | null;
  /** Whether readers see the item. */
  shown: boolean;
  /** Whether the person to whom the item would be assigned can see it. */
  seen: boolean;
};

/** SQL for whether readers see the item `t`. Also true for an article that was published and is no longer public. */
export const isSeenByReaders = sql<boolean>`(${isShown()} or exists (select from document d where d.id = t.id and d.state <> 'draft'))`;

/**
 * Plans an action on a selection: the items that it would change (`does`), and the items that it would skip, by reason
 * (`stays`). Items that the person can no longer see are in neither list.
 */
export async function planAct(
  db: Reader,
  selection: Pick<Selection, 'versions' | 'holders'>,
  { act, to = null, property, others = false, editor = false }: ActInput,
): Promise<ActPlan> {
  const ids = [...selection.versions.keys()];
  const { rows } = await sql<Row>`
    select t.id::int as id, t.kind, t.number::int as number, t.version, t.visibility, t.withdrawn_at is not null as gone,
      t.merged_into is not null or t.redacted_at is not null as merged, exists (select from thing_team m where m.thing_id = t.id) as limited,
      (select a.account_id::int from assignment a where a.thing_id = t.id) as holder, c.state as claim, ${isSeenByReaders} as shown,
      ${act === 'assign' && to !== null ? seesThings(sql`${to}::bigint`, sql`array[t.id]`) : sql`true`} as seen
    from thing t left join claim c on c.id = t.id
    where t.id = any(${ids}::bigint[]) order by t.id`.execute(db);
  const deskValued = act === 'public' ? await withDeskValues(db, rows) : new Set<number>();
  const valued = property && !others ? await withValues(db, ids, property) : new Set<number>();
  // Claims about actors and sources are filed in no case. In a filing that also has claims about limited items, they
  // would be limited along with those claims. So if some of the selected actors or sources are not limited, limited
  // items are skipped.
  const skipsLimited =
    act === 'fact' && rows.some(({ kind, limited }) => !limited && (kind === 'actor' || kind === 'source'));
  const items = rows.map((row): Selected => {
    const { id, kind, number, version, holder } = row;
    return {
      id,
      ref: `${kind}/${number}`,
      version,
      holder,
      stays:
        act !== 'export' && (row.merged || selection.versions.get(id) !== version)
          ? 'changed'
          : act === 'assign' && (selection.holders.get(id) ?? null) !== holder
            ? 'assigned'
            : (obstacleOf(act, row, editor) ??
              (deskValued.has(id)
                ? 'desk-value'
                : valued.has(id)
                  ? 'valued'
                  : skipsLimited && row.limited
                    ? 'limited'
                    : null)),
    };
  });
  const stays = group(items.flatMap((item) => (item.stays ? [[item.stays, item] as const] : [])));
  return { items, does: items.filter((item) => item.stays === null), stays };
}

/** Why the state of an item prevents an action; null if it does not. */
function obstacleOf(act: Act, row: Row, editor: boolean): StayReason | null {
  if (row.visibility === 'sealed') return 'sealed';
  switch (act) {
    case 'uncheck':
      if (row.gone) return 'withdrawn';
      if (row.claim === 'imported') return 'imported';
      if (row.claim === 'draft') return 'already';
      return row.shown && !editor ? 'editor' : null;
    case 'public':
      return row.gone ? 'withdrawn' : row.visibility === 'public' ? 'already' : row.limited ? 'limited' : null;
    case 'desk':
      return row.visibility === 'desk' ? 'already' : null;
    case 'fact':
      return row.gone ? 'withdrawn' : null;
    case 'tag':
      // Tags of articles are public, so only editors change those of a public article.
      return row.kind === 'article' && row.shown && !editor ? 'editor' : null;
    case 'assign':
      return row.seen ? null : 'person';
    default:
      return null;
  }
}

/** The ids of claims that cannot become public, because they have a value that only the desk may see. */
async function withDeskValues(db: Reader, rows: readonly Row[]): Promise<Set<number>> {
  const claims = rows.flatMap((row) => (row.kind === 'claim' ? [row.id] : []));
  const { rows: stated } = await sql<{ id: number; property: string }>`
    select distinct claim_id::int as id, property from statement where claim_id = any(${claims}::bigint[])`.execute(db);
  return new Set(stated.flatMap(({ id, property }) => (isDeskOnly(property) ? [id] : [])));
}

/** The ids of items for which a claim states a value of the property, even if the claim is not checked. */
async function withValues(db: Reader, ids: readonly number[], property: string): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select distinct s.subject_id::int as id from statement s join thing t on t.id = s.claim_id
    where s.property = ${property} and s.subject_id = any(${[...ids]}::bigint[]) and t.withdrawn_at is null`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}
