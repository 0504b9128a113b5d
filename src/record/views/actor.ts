import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { customPlan } from '../../platform/database/custom-plan.ts';
import { caseOf, kindsInCases, partsOfCases } from '../kinds/within.ts';
import { loadDisputed } from '../disagreements/unresolved.ts';
import { loadPictures } from '../photos/pictures.ts';
import type { PhotoView } from '../photos/view.ts';
import type { Thing } from '../things.ts';
import { properties } from '../vocabulary/properties.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import { loadClaims, publicClaim, type ClaimView } from './claims.ts';
import { loadDisagreements, type Disagreement } from './disagreements.ts';
import { loadFacts, roleOf, type FactView, type PropertyView } from './facts.ts';
import { countedClaim } from '../claims/counted.ts';
import { isOpen } from './listed.ts';

export type NameView = { text: string; kind: string; language: string | null; script: string | null };

/** An actor with its names, its facts, and where it appears. */
export type ActorView = {
  brief: Brief;
  version: number;
  example: boolean;
  kind: string;
  picture: PhotoView | null;
  names: NameView[];
  facts: PropertyView[];
  /** Disagreements about the actor, with the answers. */
  disagreements: Disagreement[];
  /**
   * The total length of each list. The view contains only the requested page of it. For `appears`, the number of
   * cases.
   */
  totals: Record<ActorListName, number>;
  /** The claims that state `facts`, and the claims in which the actor speaks, by id. */
  claims: Map<number, ClaimView>;
  /** The ids of claims in which the actor speaks. */
  said: number[];
  /**
   * Cases, and parts of cases, that refer to the actor. `role`: the role of the involvement or, for other references,
   * the property.
   */
  appears: { case: Brief; in: Brief; role: string; attributed: boolean; claimIds: number[] }[];
  /** Facts about other actors that refer to this one: kinship, memberships, positions ("child of", "member of"). */
  ties: { subject: Brief; value: FactView; /** Whether sources disagree on this value. */ disputed: boolean }[];
  published: { source: Brief; date: string | null }[];
};

/** The lists on an actor's page that are split into pages, because they grow with the record. */
export const actorLists = ['appears', 'said', 'published', 'ties'] as const;
export type ActorListName = (typeof actorLists)[number];
type Span = { limit: number; offset: number };
/**
 * SQL for one page of the public cases that refer to an actor: rows of `case_id` and `place`, the latest first; and SQL
 * for their number (search/naming.ts).
 */
export type FindCases = (actor: number, span: Span) => { page: RawBuilder<unknown>; total: RawBuilder<unknown> };
/** Which page of each list of an actor to load; by default the first 200 entries. */
type Pages = Partial<Record<ActorListName, Span>>;

const firstPage: Span = { limit: 200, offset: 0 };

/**
 * The appearances of an actor: the items that refer to it, and the claims in which they do so. `family`: the actor and
 * the actors merged into it.
 */
export type Appearances = NamingItems & { family: number[]; claims: number[] };

/**
 * Finds the appearances of an actor on the requested pages of its lists.
 * @param findCases for readers: finds the cases of the page in the search index. Without this function, all items that
 * refer to the actor are read. This is needed for the desk, because people there may see items that are limited to
 * their team, which the index does not contain
 */
export async function findAppearances(
  db: Reader,
  actor: number,
  audience: Audience,
  pages: Pages = {},
  findCases?: FindCases,
): Promise<Appearances> {
  const [members, naming, { rows: own }] = await Promise.all([
    sql<{ id: number }>`select t.id from thing t where t.canonical_id = ${actor} order by t.id <> ${actor}`.execute(db),
    findCases && audience === 'public'
      ? namingInIndex(db, actor, findCases(actor, pages.appears ?? firstPage))
      : namingOf(db, actor, audience, pages.appears ?? firstPage),
    sql<{ id: number }>`
      select distinct st.claim_id as id from thing m join statement st on st.subject_id = m.id join claim c on c.id = st.claim_id and ${countedClaim('c')} where m.canonical_id = ${actor}`.execute(
      db,
    ),
  ]);
  return {
    ...naming,
    ties: slice(naming.ties, pages.ties ?? firstPage),
    family: members.rows.map((row) => Number(row.id)),
    claims: own.map((row) => Number(row.id)),
  };
}

/**
 * Loads an actor with one page of each list. Details are loaded only for the entries on these pages.
 * @param given the result of `findAppearances` for the same pages
 */
export async function loadActor(
  db: Reader,
  thing: Thing,
  audience: Audience,
  pages: Pages = {},
  given?: Appearances,
): Promise<ActorView> {
  const found = given ?? (await findAppearances(db, thing.id, audience, pages));
  const span = (name: ActorListName): Span => pages[name] ?? firstPage;
  const shown = [...found.inCases, ...found.ties];
  const subjects = shown.map((row) => row.subject);
  const published = db
    .selectFrom('source')
    .innerJoin('thing', 'thing.id', 'source.id')
    .where(sql<boolean>`source.publisher_id = any(${found.family}::bigint[])`)
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .where('thing.merged_into', 'is', null)
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'));
  const saying = speaksIn(db, found.family, audience, span('said'));
  const publications = published
    .select(['source.id', 'source.published'])
    .orderBy('source.published', 'desc')
    .orderBy('source.id', 'desc')
    .limit(span('published').limit)
    .offset(span('published').offset)
    .execute();
  const [
    actor,
    names,
    facts,
    theirs,
    said,
    behind,
    sources,
    briefs,
    { count: publishedTotal },
    disagreements,
    pictures,
    disputedPositions,
  ] = await Promise.all([
    db.selectFrom('actor').select('kind').where('id', '=', thing.id).executeTakeFirstOrThrow(),
    db
      .selectFrom('actor_name')
      .innerJoin('thing', 'thing.id', 'actor_name.actor_id')
      .select(['text', 'actor_name.kind', 'language', 'script', 'actor_id', 'position'])
      .where(sql<boolean>`actor_id = any(${found.family}::bigint[])`)
      // A desk-only actor may have been merged into a public one. The names of the desk-only actor stay desk only.
      .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'))
      .orderBy(sql`actor_id <> ${thing.id}`)
      .orderBy('position')
      .execute(),
    loadFacts(db, [thing.id], audience),
    loadFacts(db, subjects, audience),
    saying,
    Promise.all([saying, claimsNaming(db, found.family, subjects)]).then(([spoken, naming]) =>
      loadClaims(db, [...spoken.ids, ...found.claims, ...naming], audience),
    ),
    publications,
    publications.then((rows) =>
      loadBriefs(
        db,
        [
          thing.id,
          ...shown.flatMap(({ subject, caseId }) => [subject, ...(caseId === null ? [] : [caseId])]),
          ...rows.map((row) => row.id),
        ],
        audience,
      ),
    ),
    published.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    loadDisagreements(db, [thing.id], audience),
    loadPictures(db, [thing.id], audience),
    loadDisputed(
      db,
      found.ties.map(({ subject }) => subject),
      'position',
      audience,
    ),
  ]);
  const own = facts.get(thing.id) ?? [];
  const visible = (id: number | null): Brief | null => (id === null ? null : shownOnPage(audience, briefs.get(id)));
  const values = (subject: number): FactView[] =>
    (theirs.get(subject) ?? []).flatMap((property) => property.values.filter((value) => value.thing?.id === thing.id));
  const loaded = new Map(behind.map((claim) => [claim.id, claim]));
  const claimIds = [
    ...said.ids,
    ...[
      ...disagreements.flatMap(({ property }) => property.values),
      ...own.flatMap((property) => property.values),
      ...subjects.flatMap(values),
    ].flatMap((value) => value.claimIds),
  ];
  return {
    brief: briefs.get(thing.id)!,
    version: thing.version,
    example: thing.example,
    kind: actor.kind,
    picture: pictures.get(thing.id) ?? null,
    names: distinctNames(names),
    facts: own,
    disagreements,
    claims: new Map(
      claimIds.flatMap((id): [number, ClaimView][] => {
        const claim = loaded.get(id);
        return claim ? [[id, claim]] : [];
      }),
    ),
    said: said.ids,
    totals: { appears: found.cases, said: said.total, published: Number(publishedTotal), ties: found.allTies },
    appears: shown.flatMap(({ subject, caseId }) => {
      const [theCase, part] = [visible(caseId), visible(subject)];
      if (!theCase || !part) return [];
      return values(subject).map((value) => ({
        case: theCase,
        in: part,
        role: roleOf(value),
        attributed: value.attributed,
        claimIds: value.claimIds,
      }));
    }),
    ties: shown.flatMap(({ subject, caseId }) => {
      const other = caseId === null ? visible(subject) : null;
      return other
        ? values(subject).map((value) => ({
            subject: other,
            value,
            disputed: value.property === 'position' && disputedPositions.has(subject),
          }))
        : [];
    }),
    published: sources.flatMap((row) => {
      const source = visible(row.id);
      return source ? [{ source, date: row.published }] : [];
    }),
  };
}

const shownOnPage = (audience: Audience, brief: Brief | undefined): Brief | null =>
  brief && !(audience === 'public' && brief.hidden) ? brief : null;

/** The claims in which some items refer to an actor. */
async function claimsNaming(db: Reader, family: readonly number[], subjects: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct st.claim_id as id from unnest(${[...subjects]}::bigint[]) s (id)
    cross join lateral (select t.id from thing t where t.canonical_id = s.id offset 0) m
    cross join lateral (select claim_id from statement where subject_id = m.id and value_thing = any(${[...family]}::bigint[]) offset 0) st
    join claim c on c.id = st.claim_id and ${countedClaim('c')}`.execute(db);
  return rows.map((row) => Number(row.id));
}

const slice = <T>(all: readonly T[], { limit, offset }: Span): T[] => all.slice(offset, offset + limit);

/** Claims in which the actor speaks, latest first. */
async function speaksIn(
  db: Reader,
  family: readonly number[],
  audience: Audience,
  { limit, offset }: Span,
): Promise<{ ids: number[]; total: number }> {
  const links = sql`chain_link l where l.actor_id = any(${[...family]}::bigint[]) ${audience === 'public' ? sql`and l.visibility = 'public'` : sql``}`;
  const isShown = sql`claim.state <> 'withdrawn' ${audience === 'public' ? sql`and ${publicClaim}` : sql``}`;
  const [{ rows }, { rows: counted }] = await Promise.all([
    sql<{ id: number }>`
      select claim.id from claim join thing on thing.id = claim.id where claim.id in (select l.claim_id from ${links}) and ${isShown}
      order by claim.id desc limit ${limit} offset ${offset} ${customPlan}`.execute(db),
    // With `offset 0`, each claim is looked up. A plain join would read all claims and items.
    sql<{ count: number }>`
      select count(*)::int as count from (select distinct l.claim_id from ${links}) said
      cross join lateral (select from claim join thing on thing.id = claim.id where claim.id = said.claim_id and ${isShown} offset 0) shown ${customPlan}`.execute(
      db,
    ),
  ]);
  return { ids: rows.map((row) => Number(row.id)), total: counted[0]!.count };
}

type Naming = { subject: number; caseId: number | null };
/**
 * The items that refer to an actor: the items in the shown cases, and items that belong to no case (`ties`). `cases`:
 * the total number of cases. `allTies`: the total number of items that belong to no case.
 */
type NamingItems = { inCases: Naming[]; cases: number; ties: Naming[]; allTies: number };

/** For readers: the public items that refer to an actor. The cases are found in the search index (`FindCases`). */
async function namingInIndex(db: Reader, id: number, { page, total }: ReturnType<FindCases>): Promise<NamingItems> {
  const [inCases, others, counted] = await Promise.all([
    sql<{ subject_id: number; case_id: number }>`
      with page as materialized (${page}), member as (
        select p.case_id, p.case_id as id, p.place from page p
        union all select t.merged_into, t.id, p.place from page p cross join lateral (select * from thing t where t.merged_into = p.case_id offset 0) t
      ), part as (
        select case_id, id, place from member
        union all select m.case_id, p.id, m.place from ${partsOfCases(sql`select id from member`)} p join member m on m.id = p.case_id
      )
      select p.id as subject_id, p.case_id from part p
      cross join lateral (select from fact f where f.subject_id = p.id and f.value_thing = ${id} and f.public_shown limit 1) f
      cross join lateral (select from thing s where s.id = p.id and ${isOpen('public', 's')} offset 0) s order by p.place, 1`.execute(
      db,
    ),
    sql<{ subject_id: number }>`
      select distinct f.subject_id from fact f join thing s on s.id = f.subject_id
      where f.value_thing = ${id} and f.property = any(${tyingProperties()}::text[]) and f.public_shown and ${isOpen('public', 's')}
        and s.kind <> all(${['case', ...kindsInCases().map(({ name }) => name)]}::text[]) order by 1 ${customPlan}`.execute(
      db,
    ),
    sql<{ total: number }>`${total}`.execute(db),
  ]);
  return {
    inCases: inCases.rows.map((row) => ({ subject: Number(row.subject_id), caseId: Number(row.case_id) })),
    cases: counted.rows[0]!.total,
    ties: others.rows.map((row) => ({ subject: Number(row.subject_id), caseId: null })),
    allTies: others.rows.length,
  };
}

/** Properties that items outside of cases can have. */
function tyingProperties(): string[] {
  const inCases = new Set<string>(['case', ...kindsInCases().map(({ name }) => name)]);
  return properties.filter(({ on }) => on.some((kind) => !inCases.has(kind))).map(({ key }) => key);
}

/**
 * All items with a shown fact that refers to this actor, and their cases, the latest case first. For readers, only
 * items that are public and whose case is public.
 */
async function namingOf(db: Reader, id: number, audience: Audience, span: Span): Promise<NamingItems> {
  const seen = (alias: string): RawBuilder<unknown> => (audience === 'public' ? isOpen('public', alias) : sql`true`);
  const { rows } = await sql<{ subject_id: number; case_id: number | null }>`
    with named as materialized (select distinct f.subject_id from fact f where f.value_thing = ${id} and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')}),
    placed as (
      -- Lateral joins with "offset 0" make PostgreSQL use the indexes.
      select n.subject_id, c.id as case_id from named n
      cross join lateral (select s.id, s.kind from thing s where s.id = n.subject_id and ${seen('s')} offset 0) s
      cross join lateral (
        select ${caseOf(sql`s.kind`, sql`s.id`)} as id offset 0
      ) own
      left join lateral (select t.canonical_id as id from thing t where t.id = own.id offset 0) canonical on true
      left join lateral (select c.id from thing c where c.id = canonical.id and ${seen('c')} offset 0) c on true
      where own.id is null or c.id is not null
    ), began as (
      select d.case_id, (select max(b.date_from) from fact b where b.subject_id = d.case_id and b.property = 'began' and ${audience === 'public' ? sql.ref('b.public_shown') : sql.ref('b.desk_shown')}) as day
      from (select distinct case_id from placed where case_id is not null) d
    )
    select p.subject_id, p.case_id from placed p left join began b on b.case_id = p.case_id order by b.day desc nulls last, p.case_id desc, p.subject_id ${customPlan}`.execute(
    db,
  );
  const all = rows.map((row): Naming => ({
    subject: Number(row.subject_id),
    caseId: row.case_id === null ? null : Number(row.case_id),
  }));
  const cases = [...new Set(all.flatMap(({ caseId }) => caseId ?? []))];
  const shown = new Set(slice(cases, span));
  const ties = all.filter(({ caseId }) => caseId === null);
  return {
    inCases: all.filter(({ caseId }) => caseId !== null && shown.has(caseId)),
    cases: cases.length,
    ties,
    allTies: ties.length,
  };
}

/** Leaves out repeated names: the actor and an actor merged into it may have the same name. */
function distinctNames(names: readonly NameView[]): NameView[] {
  const seen = new Set<string>();
  return names.flatMap(({ text, kind, language, script }) => {
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ text, kind, language, script }];
  });
}
