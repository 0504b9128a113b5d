import { sql } from 'kysely';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { group } from '../../../platform/text/group.ts';
import { idsOf } from '../../../record/lifecycle/take-things.ts';
import { acceptPublication } from '../../../record/proposals/accept-publication.ts';
import { listProposals, type ProposalView } from '../../../record/proposals/list.ts';
import {
  changedSince,
  isOpen,
  planPublication,
  plannedVersions,
  type PlannedItem,
  type PublicationPlan,
} from '../../../record/publication/plan.ts';
import { publish } from '../../../record/publication/publish.ts';
import { parseRef } from '../../../record/refs.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { readVersions, shownVersions } from '../actions/as-shown.tsx';

/**
 * An item in the list on the page. `dropped`: the item will not become public, because only items that the editor keeps
 * at the desk refer to it. `reason`: the reason that readers see if an editor has already kept this source at the desk.
 */
export type ListedItem = PlannedItem & { brief: Brief; names: string[]; dropped: boolean; reason: string | null };

/** The data of the page that makes a case, or the claims of an article, public. */
export type PublicationView = {
  /** Items that can become public. */
  offered: ListedItem[];
  /** Items that must stay at the desk. Their `outcome` says why. */
  stays: ListedItem[];
  /** Items that are already public. */
  open: ListedItem[];
  /** The plan without the items that the editor keeps at the desk. */
  plan: PublicationPlan;
  versions: Record<string, number>;
};

/** The plan if the editor keeps nothing at the desk, and its items with what the page shows about them. */
export type WholePlan = { plan: PublicationPlan; items: Omit<ListedItem, 'dropped'>[] };

/** @param of refs of cases or claims */
export async function loadWhole(db: Reader, of: readonly string[]): Promise<WholePlan> {
  const whole = await planPublication(db, await idsOf(db, of, ['case', 'claim']));
  const briefs = await loadBriefs(
    db,
    whole.items.map((one) => one.id),
    'desk',
  );
  const names = await namesOf(
    db,
    whole.items.flatMap((one) => (one.kind === 'actor' && one.outcome === 'publish' ? [one.id] : [])),
  );
  const reasons = await reasonsOf(
    db,
    whole.items.flatMap((one) => (one.kind === 'source' && one.outcome !== 'public' ? [one.id] : [])),
  );
  return {
    plan: whole,
    items: whole.items.map((one) => ({
      ...one,
      brief: briefs.get(one.id)!,
      names: names.get(one.id) ?? [],
      reason: reasons.get(one.id) ?? null,
    })),
  };
}

/** @param keep refs of items that the editor keeps at the desk */
export async function loadPublication(db: Reader, whole: WholePlan, keep: readonly string[]): Promise<PublicationView> {
  const roots = whole.plan.roots.map((one) => one.id);
  const plan = keep.length ? await planPublication(db, roots, new Set(keep)) : whole.plan;
  const kept = new Set(keep);
  const published = new Set(plan.items.filter((one) => one.outcome === 'publish').map((one) => one.ref));
  const items = whole.items.map((one): ListedItem => ({
    ...one,
    dropped: one.outcome === 'publish' && !published.has(one.ref) && !kept.has(one.ref),
  }));
  return {
    offered: items.filter((one) => one.outcome === 'publish'),
    open: items.filter((one) => one.outcome === 'public'),
    stays: items.filter((one) => !isOpen(one.outcome)),
    plan,
    versions: plannedVersions(whole.plan),
  };
}

/** All names of the actors, which the page lists, because readers will see all of them. */
async function namesOf(db: Reader, ids: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom('actor_name')
    .select(['actor_id', 'text'])
    .where(sql<boolean>`actor_id = any(${[...ids]}::bigint[])`)
    .orderBy('position')
    .execute();
  return group(rows.map((row) => [row.actor_id, row.text] as const));
}

async function reasonsOf(db: Reader, ids: readonly number[]): Promise<Map<number, string | null>> {
  const rows = await db
    .selectFrom('source')
    .select(['id', 'withheld'])
    .where(sql<boolean>`id = any(${[...ids]}::bigint[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, row.withheld]));
}

/** The versions as the value of one hidden field, because a case can have more items than a form can have fields. */
export const writeVersions = (versions: Readonly<Record<string, number>>): string => shownVersions(versions).join(' ');

export const readPageVersions = (sent = ''): Record<string, number> => readVersions(sent.split(' '));

/**
 * What has changed since the page was loaded: up to 100 items that are new in the plan, have changed, or are no longer
 * in the plan.
 */
export async function loadChanged(
  db: Reader,
  then: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): Promise<{ brief: Brief; how: 'added' | 'removed' | 'changed' }[]> {
  const refs = changedSince(then, now).slice(0, 100);
  const parsed = refs.flatMap((ref) => parseRef(ref) ?? []);
  const { rows } = await sql<{ id: number; ref: string }>`
    select t.id::int as id, r.kind || '/' || r.number as ref from thing t
    join unnest(${parsed.map((one) => one.kind)}::text[], ${parsed.map((one) => one.number)}::bigint[]) as r (kind, number)
      on r.kind = t.kind and r.number = t.number`.execute(db);
  const briefs = await loadBriefs(
    db,
    rows.map((row) => row.id),
    'desk',
  );
  return rows.flatMap(({ id, ref }) => {
    const brief = briefs.get(id);
    const how = !(ref in then) ? ('added' as const) : ref in now ? ('changed' as const) : ('removed' as const);
    return brief ? [{ brief, how }] : [];
  });
}

/**
 * Loads an open proposal to publish exactly these items.
 * @throws AppError `not_found` if the proposal is no longer open, or is about other items
 */
export async function loadProposal(db: Reader, id: number, of: readonly string[]): Promise<ProposalView> {
  const { rows } = await listProposals(db, { state: 'open', ids: [id], accountId: null, limit: 1, offset: 0 });
  const [one] = rows;
  if (!one || one.state !== 'open' || one.operation !== publish.name || String(one.input.of) !== of.join())
    throw new AppError('not_found');
  return one;
}

/** The number of the change set of the newest publication by an account. */
export async function lastPublication(db: Reader, accountId: number | null): Promise<number | undefined> {
  const row = await db
    .selectFrom('change_set')
    .select('id')
    .where('account_id', '=', accountId)
    .where('operation', 'in', [publish.name, acceptPublication.name])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}
