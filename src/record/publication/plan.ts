import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { isCounted } from '../claims/counted.ts';
import { kindOf, kindsThat } from '../kinds/registry.ts';
import { kindsInCases } from '../kinds/within.ts';
import { refOf } from '../refs.ts';
import type { ThingKind, Visibility } from '../tables.ts';
import { references } from '../teams/references.ts';
import type { TermKey } from '../vocabulary/terms.ts';
import { isDeskOnly } from '../vocabulary/properties.ts';

/** The reasons why an item does not become public. */
const stayReasons = [
  /** The editor keeps the item back. */
  'kept',
  /** No one has compared the claim with its source. */
  'unchecked',
  /** The claim has a value that only the desk may see. */
  'desk-value',
  /** No public claim is about the item, so readers would not see it. */
  'no-claim',
  /** The item is a preserved copy. Editors make preserved copies public one by one. */
  'copy',
  /** The item to which it belongs does not become public. */
  'within',
  'sealed',
  'withdrawn',
  'limited',
] as const;
export type StayReason = (typeof stayReasons)[number];
/** `publish`: the item becomes public. `public`: it is public already. All others: it does not become public. */
export const planOutcomes = ['publish', 'public', ...stayReasons] as const;

export type PlannedItem = {
  id: number;
  ref: string;
  kind: ThingKind;
  version: number;
  visibility: Visibility;
  outcome: (typeof planOutcomes)[number];
};

/** The items that become public with the cases or claims of `roots`, and the items that do not. */
export type PublicationPlan = {
  roots: readonly PlannedItem[];
  items: readonly PlannedItem[];
  /** The sources of claims that readers would see, if these sources themselves would not be public. */
  withheld: readonly { ref: string; id: number; reason: TermKey<'withheld-reason'> | null; claims: number }[];
  /** The number of claims that readers would see. */
  claims: number;
  /** Speakers and passages of these claims that are hidden from readers. */
  hidden: { speakers: number; passages: number };
};

/** The kinds of items that a publication makes public: those whose access is set in the record and nowhere else. */
const publishable = (): ThingKind[] =>
  kindsThat((kind) => kind.withdraw !== 'elsewhere' && !kind.deskOnly && !kind.shown);

/** How far a publication follows references, in steps: a claim, its source, the source's publisher or original … */
const steps = 12;

type Row = {
  id: number;
  kind: ThingKind;
  number: number;
  version: number;
  visibility: Visibility;
  gone: boolean;
  limited: boolean;
  state: string | null;
};

/**
 * Plans a publication: the parts of the cases, the claims about them, and the items to which these claims refer. The
 * declarations of the kinds say what refers to what. Items to which only kept back or unchecked claims refer are not
 * part of the plan.
 * @param roots the ids of cases, or of claims
 * @param kept the refs of items that the editor keeps back
 */
export async function planPublication(
  db: Reader,
  roots: readonly number[],
  kept: ReadonlySet<string> = new Set(),
): Promise<PublicationPlan> {
  const known = new Map<number, PlannedItem>();
  const rootSet = new Set(roots);
  const add = async (
    ids: readonly number[],
    fateOf: (row: Row) => PlannedItem['outcome'] | null,
  ): Promise<number[]> => {
    const rows = await loadRows(
      db,
      ids.filter((id) => !known.has(id)),
    );
    const added: number[] = [];
    for (const row of rows) {
      const ref = refOf(row);
      const keeps = kept.has(ref) && row.visibility !== 'public' && !rootSet.has(row.id);
      const fate = obstacleOf(row) ?? (keeps ? 'kept' : fateOf(row));
      if (fate === null) continue;
      known.set(row.id, {
        id: row.id,
        ref,
        kind: row.kind,
        version: row.version,
        visibility: row.visibility,
        outcome: fate,
      });
      added.push(row.id);
    }
    return added;
  };
  const open = (id: number): boolean => isOpen(known.get(id)?.outcome);

  const rootIds = await add(roots, (row) => (row.kind === 'claim' ? claimOutcome(row) : outcomeOfAccess(row)));
  const cases = rootIds.filter((id) => known.get(id)!.kind === 'case');
  const parts = await partsOf(db, cases);
  const claims = [
    ...rootIds.filter((id) => known.get(id)!.kind === 'claim'),
    ...(await add(await claimsAbout(db, [...cases, ...parts.map((one) => one.id)]), claimOutcome)),
  ];
  await refuseDeskValues(db, known, claims);

  // Readers see a part only if they see a claim about it, and a question only if they see the claim that raised it.
  const shown = await subjectsShown(db, claims.filter(open), parts);
  await add(
    parts.map((one) => one.id),
    (row) => (shown.has(row.id) || row.visibility === 'public' ? outcomeOfAccess(row) : 'no-claim'),
  );
  excludeWithin(known, parts);

  const kinds = new Set(publishable());
  let from = [...known.keys()].filter(open);
  for (let step = 0; from.length && step < steps; step++) {
    const added = await add(await namedBy(db, from), (row) =>
      !kinds.has(row.kind) || row.kind === 'case' || kindOf(row.kind).within
        ? null
        : row.kind === 'claim'
          ? claimOutcome(row)
          : row.kind === 'capture' && row.visibility !== 'public'
            ? 'copy'
            : outcomeOfAccess(row),
    );
    await refuseDeskValues(db, known, added);
    from = added.filter(open);
  }

  const items = [...known.values()];
  const seen = items.filter((one) => one.kind === 'claim' && isOpen(one.outcome)).map((one) => one.id);
  return {
    roots: rootIds.map((id) => known.get(id)!),
    items,
    withheld: await withheldSources(db, seen, known),
    claims: seen.length,
    hidden: await hiddenParts(db, seen),
  };
}

/** Whether readers see an item after the publication. */
export const isOpen = (fate: PlannedItem['outcome'] | undefined): boolean => fate === 'publish' || fate === 'public';

/** Why an item of any kind cannot become public; null if it can. */
function obstacleOf(row: Row): StayReason | null {
  if (row.gone) return 'withdrawn';
  if (row.visibility === 'sealed') return 'sealed';
  return row.limited ? 'limited' : null;
}

const outcomeOfAccess = (row: Row): PlannedItem['outcome'] => (row.visibility === 'public' ? 'public' : 'publish');

/** Readers do not see an unchecked claim, even if its access is public. */
const claimOutcome = (row: Row): PlannedItem['outcome'] =>
  isCounted(row.state ?? '') ? outcomeOfAccess(row) : 'unchecked';

/** Items in their current state. Merged items are replaced by their canonical items. Redacted items are left out. */
async function loadRows(db: Reader, ids: readonly number[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`
    select distinct t.id::int as id, t.kind, t.number::int as number, t.version, t.visibility, t.withdrawn_at is not null as gone, c.state,
      exists (select from thing_team m where m.thing_id = t.id) as limited
    from thing a join thing t on t.id = a.canonical_id left join claim c on c.id = t.id
    where a.id = any(${[...ids]}::bigint[]) and t.redacted_at is null order by 1`.execute(db);
  return rows;
}

type Part = { id: number; parent: number };

/** The items that belong to cases, directly or through another item, each with its parent. */
async function partsOf(db: Reader, cases: readonly number[]): Promise<Part[]> {
  if (cases.length === 0) return [];
  const { rows: members } = await sql<{ id: number }>`
    select t.id::int as id from thing t where t.id = any(${[...cases]}::bigint[]) or t.merged_into = any(${[...cases]}::bigint[])`.execute(
    db,
  );
  const above = new Set(members.map((row) => row.id));
  const parts: Part[] = [];
  for (const kind of kindsInCases()) {
    const { rows } = await sql<Part>`
      select p.id::int as id, p.${sql.ref(kind.within!.column)}::int as parent from ${sql.table(kind.table)} p join thing t on t.id = p.id
      where p.${sql.ref(kind.within!.column)} = any(${[...above]}::bigint[]) and t.merged_into is null and t.redacted_at is null`.execute(
      db,
    );
    for (const row of rows) above.add(row.id);
    parts.push(...rows);
  }
  return parts;
}

/** The claims that were filed in cases, or that are about one of the items. */
async function claimsAbout(db: Reader, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    with member as (select t.id from thing t where t.id = any(${[...ids]}::bigint[]) or t.merged_into = any(${[...ids]}::bigint[]))
    select c.id::int as id from claim c where c.case_id in (select id from member)
    union select s.claim_id::int from statement s where s.subject_id in (select id from member)`.execute(db);
  return rows.map((row) => row.id);
}

/** Excludes claims with a value that only the desk may see from the publication. */
async function refuseDeskValues(
  db: Reader,
  known: ReadonlyMap<number, PlannedItem>,
  claims: readonly number[],
): Promise<void> {
  const { rows } = await sql<{ id: number; property: string }>`
    select distinct claim_id::int as id, property from statement where claim_id = any(${[...claims]}::bigint[])`.execute(
    db,
  );
  for (const { id, property } of rows) {
    const item = known.get(id);
    if (item?.outcome === 'publish' && isDeskOnly(property)) item.outcome = 'desk-value';
  }
}

/**
 * The parts that readers would see: parts that one of the claims is about or raises, and the parents of these parts.
 */
async function subjectsShown(db: Reader, claims: readonly number[], parts: readonly Part[]): Promise<Set<number>> {
  const ids = parts.map((one) => one.id);
  const { rows } = await sql<{ id: number }>`
    select distinct t.canonical_id::int as id from statement s join thing t on t.id = s.subject_id
    where s.claim_id = any(${[...claims]}::bigint[]) and (t.id = any(${ids}::bigint[]) or t.merged_into = any(${ids}::bigint[]))
    union select q.id::int from question q where q.id = any(${ids}::bigint[]) and q.raised_by = any(${[...claims]}::bigint[])`.execute(
    db,
  );
  const shown = new Set(rows.map((row) => row.id));
  for (const { id, parent } of parts.toReversed()) if (shown.has(id)) shown.add(parent);
  return shown;
}

/** Excludes parts whose parent does not become public. In `parts`, parents are before their children. */
function excludeWithin(known: ReadonlyMap<number, PlannedItem>, parts: readonly Part[]): void {
  for (const { id, parent } of parts) {
    const item = known.get(id);
    const above = known.get(parent);
    if (item?.outcome === 'publish' && above && !isOpen(above.outcome)) item.outcome = 'within';
  }
}

/** The items to which items refer, according to the declarations of their kinds. */
async function namedBy(db: Reader, ids: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct n.target::int as id from (${references((owner) => sql`${owner} = any(${[...ids]}::bigint[])`)}) n
    where n.target is not null`.execute(db);
  return rows.map((row) => row.id);
}

/** The sources of claims that readers see, without those that are or become public. */
async function withheldSources(
  db: Reader,
  claims: readonly number[],
  known: ReadonlyMap<number, PlannedItem>,
): Promise<PublicationPlan['withheld']> {
  const { rows } = await sql<{ id: number; number: number; reason: TermKey<'withheld-reason'> | null; claims: number }>`
    select t.id::int as id, t.number::int as number, s.withheld as reason, count(*)::int as claims
    from claim c join thing a on a.id = c.source_id join thing t on t.id = a.canonical_id join source s on s.id = t.id
    where c.id = any(${[...claims]}::bigint[]) and t.redacted_at is null group by 1, 2, 3 order by 1`.execute(db);
  return rows
    .filter(({ id }) => !isOpen(known.get(id)?.outcome))
    .map(({ number, ...row }) => ({ ref: `source/${number}`, ...row }));
}

async function hiddenParts(db: Reader, claims: readonly number[]): Promise<PublicationPlan['hidden']> {
  const { rows } = await sql<PublicationPlan['hidden']>`
    select (select count(*)::int from chain_link l where l.claim_id = any(${[...claims]}::bigint[]) and l.visibility <> 'public') as speakers,
      (select count(*)::int from claim c join passage p on p.id = c.passage_id where c.id = any(${[...claims]}::bigint[]) and p.visibility <> 'public') as passages`.execute(
    db,
  );
  return rows[0]!;
}

/** The versions of all items in a plan, by ref. */
export const plannedVersions = ({ items }: PublicationPlan): Record<string, number> =>
  Object.fromEntries(items.map(({ ref, version }) => [ref, version]));

/** The refs of items that were changed, added or removed between two plans (`plannedVersions`). */
export const changedSince = (then: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): string[] =>
  [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((ref) => then[ref] !== now[ref]);
