import { sql, type Selectable } from 'kysely';
import type { Tables } from '../../platform/database/tables.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { partsOfCases } from '../../record/kinds/within.ts';
import { actorFacetProperties, facetOf, type FacetName } from '../../record/vocabulary/facets.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import { writtenFacts, type Fact } from '../../record/projection/project.ts';
import { isPressed } from './case-facets.ts';
import { loadTranslations, type Translated } from '../../record/translations/load.ts';
import { live } from './lookups.ts';
import { isCounted } from '../../record/claims/counted.ts';

/** A fact about a case or a part of it. */
export type CaseFact = {
  property: string;
  value: unknown;
  valueKey: string;
  valueThing: number | null;
  from: string | null;
  to: string | null;
  /**
   * Whether readers or the desk may see the fact. `plain…`: whether they may see it without its speaker, because it is
   * not merely alleged or denied.
   */
  forPublic: boolean;
  plainPublic: boolean;
  forDesk: boolean;
  plainDesk: boolean;
};

/** The case itself (`title` is then null), an event, a proceeding, a charge, an order or a hearing. */
export type CasePart = {
  id: number;
  isCase: boolean;
  title: string | null;
  isPublic: boolean;
  changed: Date;
  facts: CaseFact[];
};

export type CaseClaim = {
  id: number;
  wording: string;
  sourceId: number | null;
  isPublic: boolean;
  changed: Date;
  actors: { id: number; isPublic: boolean }[];
};

/** A case that can be found (`live`), with its parts, claims and questions, and those of cases merged into it. */
export type CaseContent = {
  id: number;
  title: string;
  summary: string | null;
  isPublic: boolean;
  /** The case itself comes first. */
  parts: CasePart[];
  claims: CaseClaim[];
  questions: { id: number; wording: string; isPublic: boolean }[];
  /**
   * The translations of the case, its parts, its claims and its questions, by the item's id, without outdated ones.
   */
  translations: ReadonlyMap<number, readonly Translated[]>;
};

export type Target = {
  kind: string;
  isPublic: boolean;
  homes: { country: string; forPublic: boolean; forDesk: boolean }[];
  /** Values of facets by which only the desk can filter. */
  forDesk: { name: FacetName; value: string }[];
};

/** Items to which cases refer, by id: the actors under pressure (`targets`), and the sources (`languages`). */
export type Named = { targets: Map<number, Target>; languages: Map<number, { language: string; isPublic: boolean }> };

/**
 * Reads the cases that can be found (`live`), with their content, in a few simple queries.
 * @param fresh cases whose content is already known, except their facts (fresh-cases.ts)
 */
export async function readCases(
  tx: Tx,
  ids: readonly number[],
  fresh: ReadonlyMap<number, CaseContent> = new Map(),
): Promise<{ cases: CaseContent[]; named: Named }> {
  const known = ids.flatMap((id) => fresh.get(id) ?? []);
  const cases = [
    ...known,
    ...(await readContents(
      tx,
      ids.filter((id) => !fresh.has(id)),
    )),
  ];
  giveFacts(known, writtenFacts(tx));
  await readFacts(tx, cases.slice(known.length));
  await readTranslations(tx, cases);
  return { cases, named: { targets: await readTargets(tx, cases), languages: await readLanguages(tx, cases) } };
}

async function readContents(tx: Tx, ids: readonly number[]): Promise<CaseContent[]> {
  if (ids.length === 0) return [];
  // The content by the id of the case. The id of a merged case leads to the content of the canonical case.
  const caseOf = new Map<number, CaseContent>();
  const cases: CaseContent[] = [];
  // Lateral joins with "offset 0" make PostgreSQL's planner use the index, even with outdated statistics in an import.
  const heads = await sql<{
    id: number;
    is_public: boolean;
    changed_at: Date;
    title: string;
    summary: string | null;
    members: number[] | null;
  }>`
    select t.id, t.visibility = 'public' as is_public, t.changed_at, c.title, c.summary, m.members from unnest(${[...ids]}::bigint[]) as i (id)
    cross join lateral (select * from thing t where t.id = i.id and t.kind = 'case' and ${live} offset 0) t
    cross join lateral (select * from "case" c where c.id = i.id offset 0) c
    cross join lateral (select array_agg(m.id) as members from thing m where m.merged_into = i.id offset 0) m`.execute(
    tx,
  );
  for (const row of heads.rows) {
    const id = Number(row.id);
    const itself: CasePart = {
      id,
      isCase: true,
      title: null,
      isPublic: row.is_public,
      changed: row.changed_at,
      facts: [],
    };
    const content: CaseContent = {
      id,
      title: row.title,
      summary: row.summary,
      isPublic: row.is_public,
      parts: [itself],
      claims: [],
      questions: [],
      translations: new Map(),
    };
    cases.push(content);
    caseOf.set(id, content);
    for (const member of row.members ?? []) caseOf.set(Number(member), content);
  }
  const members = [...caseOf.keys()];
  await readParts(tx, members, caseOf);
  await readClaims(tx, members, caseOf);
  await readQuestions(tx, members, caseOf);
  return cases;
}

async function readTranslations(tx: Tx, cases: readonly CaseContent[]): Promise<void> {
  const found = await loadTranslations(
    tx,
    cases.flatMap(({ parts, claims, questions }) => [...parts, ...claims, ...questions].map(({ id }) => id)),
    'columns',
  );
  if (found.size === 0) return;
  for (const content of cases)
    content.translations = new Map(
      [...content.parts, ...content.claims, ...content.questions].flatMap(({ id }) => {
        const current = (found.get(id) ?? []).filter((one) => !one.outdated);
        return current.length ? [[id, current] as const] : [];
      }),
    );
}

type ByCase = ReadonlyMap<number, CaseContent>;

async function readParts(tx: Tx, members: readonly number[], caseOf: ByCase): Promise<void> {
  const { rows } = await sql<{ case_id: number; id: number; title: string; visibility: string; changed_at: Date }>`
    select p.case_id, p.id, p.title, t.visibility, t.changed_at from ${partsOfCases(sql`select unnest(${members}::bigint[]) as id`)} p cross join lateral (select * from thing t where t.id = p.id and ${live} offset 0) t`.execute(
    tx,
  );
  for (const row of rows) {
    const content = caseOf.get(Number(row.case_id))!;
    content.parts.push({
      id: Number(row.id),
      isCase: false,
      title: row.title,
      isPublic: content.isPublic && row.visibility === 'public',
      changed: row.changed_at,
      facts: [],
    });
  }
}

type FactRow = Pick<
  Selectable<Tables['fact']>,
  | 'property'
  | 'value'
  | 'value_key'
  | 'value_thing'
  | 'date_from'
  | 'date_to'
  | 'public_shown'
  | 'public_attributed'
  | 'desk_shown'
  | 'desk_attributed'
>;

/**
 * Adds facts to cases that this transaction created. This transaction has written all of their facts, so none are read.
 */
function giveFacts(cases: readonly CaseContent[], facts: ReadonlyMap<number, readonly Fact[]>): void {
  for (const { parts } of cases)
    for (const part of parts)
      for (const fact of facts.get(part.id) ?? [])
        part.facts.push(factOf(part, { ...fact, value: JSON.parse(fact.value as string) as unknown } as FactRow));
}

async function readFacts(tx: Tx, cases: readonly CaseContent[]): Promise<void> {
  const parts = new Map(cases.flatMap((content) => content.parts.map((part) => [part.id, part])));
  if (parts.size === 0) return;
  const { rows } = await sql<FactRow & { subject_id: number }>`
    select f.subject_id, f.property, f.value, f.value_key, f.value_thing, f.date_from, f.date_to, f.public_shown, f.public_attributed, f.desk_shown, f.desk_attributed
    from unnest(${[...parts.keys()]}::bigint[]) as p (id) cross join lateral (select * from fact f where f.subject_id = p.id offset 0) f`.execute(tx); // prettier-ignore
  for (const row of rows) {
    const part = parts.get(Number(row.subject_id))!;
    part.facts.push(factOf(part, row));
  }
}

function factOf(part: CasePart, row: FactRow): CaseFact {
  const forPublic = part.isPublic && row.public_shown;
  return {
    property: row.property, value: row.value, valueKey: row.value_key, valueThing: row.value_thing === null ? null : Number(row.value_thing), from: row.date_from, to: row.date_to,
    forPublic, plainPublic: forPublic && !row.public_attributed, forDesk: row.desk_shown, plainDesk: row.desk_shown && !row.desk_attributed,
  }; // prettier-ignore
}

async function readClaims(tx: Tx, members: readonly number[], caseOf: ByCase): Promise<void> {
  const { rows } = await sql<{
    id: number;
    case_id: number;
    wording: string;
    state: string;
    source_id: number | null;
    visibility: string;
    changed_at: Date;
  }>`
    select c.id, c.case_id, c.wording, c.state, c.source_id, t.visibility, t.changed_at from unnest(${members}::bigint[]) as m (id)
    cross join lateral (select * from claim c where c.case_id = m.id and c.state <> 'withdrawn' offset 0) c
    cross join lateral (select * from thing t where t.id = c.id and ${live} offset 0) t`.execute(tx);
  if (rows.length === 0) return;
  const claims = new Map<number, CaseClaim>();
  for (const row of rows) {
    const content = caseOf.get(Number(row.case_id))!;
    const claim: CaseClaim = {
      id: Number(row.id), wording: row.wording, sourceId: row.source_id === null ? null : Number(row.source_id),
      isPublic: content.isPublic && isCounted(row.state) && row.visibility === 'public', changed: row.changed_at, actors: [],
    }; // prettier-ignore
    content.claims.push(claim);
    claims.set(claim.id, claim);
  }
  const links = await sql<{ claim_id: number; actor: number; visibility: string }>`
    select l.claim_id, coalesce(a.merged_into, l.actor_id) as actor, l.visibility from unnest(${[...claims.keys()]}::bigint[]) as c (id)
    cross join lateral (select * from chain_link l where l.claim_id = c.id and l.actor_id is not null and l.visibility <> 'sealed' offset 0) l
    left join thing a on a.id = l.actor_id and a.merged_into is not null`.execute(tx);
  for (const link of links.rows) {
    const claim = claims.get(Number(link.claim_id))!;
    claim.actors.push({ id: Number(link.actor), isPublic: claim.isPublic && link.visibility === 'public' });
  }
}

async function readQuestions(tx: Tx, members: readonly number[], caseOf: ByCase): Promise<void> {
  const { rows } = await sql<{
    id: number;
    case_id: number;
    wording: string;
    raised_by: number | null;
    visibility: string;
  }>`
    select q.id, q.case_id, q.wording, q.raised_by, t.visibility from unnest(${members}::bigint[]) as m (id)
    cross join lateral (select * from question q where q.case_id = m.id offset 0) q
    cross join lateral (select * from thing t where t.id = q.id and ${live} offset 0) t`.execute(tx);
  for (const row of rows) {
    const content = caseOf.get(Number(row.case_id))!;
    const raisedInPublic =
      row.raised_by !== null && content.claims.some((claim) => claim.id === Number(row.raised_by) && claim.isPublic);
    content.questions.push({
      id: Number(row.id),
      wording: row.wording,
      isPublic: content.isPublic && row.visibility === 'public' && raisedInPublic,
    });
  }
}

async function readTargets(tx: Tx, cases: readonly CaseContent[]): Promise<Named['targets']> {
  const ids = new Set<number>();
  for (const { parts } of cases)
    for (const { facts } of parts)
      for (const fact of facts) if (fact.valueThing !== null && isPressed(fact)) ids.add(fact.valueThing);
  const targets: Named['targets'] = new Map();
  if (ids.size === 0) return targets;
  const { rows } = await sql<{
    id: number;
    kind: string;
    is_public: boolean;
    property: string | null;
    value: unknown;
    value_key: string;
    date_from: string | null;
    date_to: string | null;
    public_shown: boolean;
    public_attributed: boolean;
    desk_shown: boolean;
  }>`
    select a.id, a.kind, t.visibility = 'public' and t.withdrawn_at is null and t.redacted_at is null as is_public, h.property, h.value, h.value_key, h.date_from, h.date_to, h.public_shown, h.public_attributed, h.desk_shown
    from unnest(${[...ids]}::bigint[]) as i (id)
    cross join lateral (select * from actor a where a.id = i.id offset 0) a cross join lateral (select * from thing t where t.id = i.id offset 0) t
    left join lateral (select * from fact h where h.subject_id = i.id and h.property = any(${[...actorFacetProperties()]}::text[]) offset 0) h on true`.execute(
    tx,
  );
  for (const row of rows) {
    const known = targets.get(Number(row.id)) ?? { kind: row.kind, isPublic: row.is_public, homes: [], forDesk: [] };
    targets.set(Number(row.id), known);
    const property = row.property === null ? undefined : findProperty(row.property);
    const facet =
      property?.visibility === 'desk' && row.desk_shown
        ? facetOf(property, { value: row.value, valueKey: row.value_key, from: row.date_from, to: row.date_to })
        : null;
    for (const value of facet?.values ?? []) known.forDesk.push({ name: facet!.name, value });
    if (property?.key === 'home-country')
      known.homes.push({
        country: row.value_key,
        forPublic: row.is_public && row.public_shown && !row.public_attributed,
        forDesk: row.desk_shown,
      });
  }
  return targets;
}

async function readLanguages(tx: Tx, cases: readonly CaseContent[]): Promise<Named['languages']> {
  const ids = new Set<number>();
  for (const { claims } of cases) for (const { sourceId } of claims) if (sourceId !== null) ids.add(sourceId);
  if (ids.size === 0) return new Map();
  const { rows } = await sql<{ id: number; language: string; is_public: boolean }>`
    select s.id, s.language, t.visibility = 'public' as is_public from unnest(${[...ids]}::bigint[]) as i (id)
    cross join lateral (select * from source s where s.id = i.id and s.language is not null offset 0) s cross join lateral (select * from thing t where t.id = i.id and t.visibility <> 'sealed' offset 0) t`.execute(
    tx,
  );
  return new Map(rows.map((row) => [Number(row.id), { language: row.language, isPublic: row.is_public }]));
}
