import { sql, type RawBuilder } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { plannedAnew } from '../../platform/database/planned-anew.ts';
import { caseOf, kindsInCases, partsOfCases } from '../kinds/within.ts';
import { loadPictures } from '../photos/pictures.ts';
import type { PhotoView } from '../photos/view.ts';
import type { Thing } from '../things.ts';
import { properties } from '../vocabulary/properties.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import { loadClaims, publicClaim, type ClaimView } from './claims.ts';
import { loadDisagreements, type Disagreement } from './disagreements.ts';
import { loadFacts, roleOf, type FactView, type PropertyView } from './facts.ts';
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
   * The total length of each list, of which the view contains only the requested page. For appearances, the number of
   * cases.
   */
  totals: Record<ActorListName, number>;
  /** The claims that state `facts`, and the claims in which the actor speaks, by id. */
  claims: Map<number, ClaimView>;
  /** Ids of claims in which the actor speaks. */
  said: number[];
  /**
   * Cases, and parts of cases, that name the actor. `role`: the property in which they do so, or the role of the
   * involvement.
   */
  appears: { case: Brief; in: Brief; role: string; attributed: boolean; claimIds: number[] }[];
  /** Facts about other actors that name this one: kinship, memberships, positions ("child of", "member of"). */
  ties: { subject: Brief; value: FactView }[];
  published: { source: Brief; date: string | null }[];
};

/** The lists on an actor's page that grow with the record. So they have pages. */
export const actorLists = ['appears', 'said', 'published', 'ties'] as const;
export type ActorListName = (typeof actorLists)[number];
type Span = { limit: number; offset: number };
/** Finds one page of the public cases that name an actor, the latest first, and counts all (search/naming.ts). */
export type FindCases = (db: Reader, actor: number, span: Span) => Promise<{ cases: number[]; total: number }>;

const whole: Span = { limit: 200, offset: 0 };

/**
 * Loads an actor with one page of each list, by default the first 200 entries. Details are loaded only for the entries
 * on these pages.
 * @param findCases for readers: finds the cases of the page in the search index. Without it, all items that name the
 * actor are read, as for the desk. There, people may see items that are limited to their team, which the index lacks
 */
export async function loadActor(
  db: Reader,
  thing: Thing,
  audience: Audience,
  pages: Partial<Record<ActorListName, Span>> = {},
  findCases?: FindCases,
): Promise<ActorView> {
  const span = (name: ActorListName): Span => pages[name] ?? whole;
  const actor = await db.selectFrom('actor').select('kind').where('id', '=', thing.id).executeTakeFirstOrThrow();
  const { rows: members } = await sql<{
    id: number;
  }>`select ${thing.id}::bigint as id union all select t.id from thing t where t.merged_into = ${thing.id}`.execute(db);
  const family = members.map((row) => Number(row.id));
  const names = await db
    .selectFrom('actor_name')
    .innerJoin('thing', 'thing.id', 'actor_name.actor_id')
    .select(['text', 'actor_name.kind', 'language', 'script', 'actor_id', 'position'])
    .where(sql<boolean>`actor_id = any(${family}::bigint[])`)
    // A desk-only actor may have been merged into a public one. The names of the desk-only actor stay desk only.
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'))
    .orderBy(sql`actor_id <> ${thing.id}`)
    .orderBy('position')
    .execute();
  const facts = (await loadFacts(db, [thing.id], audience)).get(thing.id) ?? [];
  const said = await speaksIn(db, family, audience, span('said'));
  const { inCases, cases, ties } =
    findCases && audience === 'public'
      ? await namingInIndex(db, thing.id, await findCases(db, thing.id, span('appears')))
      : await namingOf(db, thing.id, audience, span('appears'));
  const shown = [...inCases, ...slice(ties, span('ties'))];
  const theirs = await loadFacts(
    db,
    shown.map((row) => row.subject),
    audience,
  );
  const naming = shown.map((row) => ({
    subject: row.subject,
    inCase: row.caseId,
    values: (theirs.get(row.subject) ?? []).flatMap((property) =>
      property.values.filter((value) => value.thing?.id === thing.id),
    ),
  }));
  const published = db
    .selectFrom('source')
    .innerJoin('thing', 'thing.id', 'source.id')
    .where(sql<boolean>`source.publisher_id = any(${family}::bigint[])`)
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .where('thing.merged_into', 'is', null)
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'));
  const publications = await published
    .select(['source.id', 'source.published'])
    .orderBy('source.published', 'desc')
    .orderBy('source.id', 'desc')
    .limit(span('published').limit)
    .offset(span('published').offset)
    .execute();
  const { count: publishedTotal } = await published
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const briefs = await loadBriefs(
    db,
    [
      thing.id,
      ...naming.flatMap((one) => [one.subject, ...(one.inCase === null ? [] : [one.inCase])]),
      ...publications.map((row) => row.id),
    ],
    audience,
  );
  const visible = (id: number | null): Brief | null => {
    const brief = id === null ? undefined : briefs.get(Number(id));
    return brief && !(audience === 'public' && brief.hidden) ? brief : null;
  };
  const disagreements = await loadDisagreements(db, [thing.id], audience);
  const carriers = [
    ...disagreements.flatMap(({ property }) => property.values),
    ...facts.flatMap((property) => property.values),
    ...naming.flatMap((one) => one.values),
  ];
  const claims = await loadClaims(db, [...said.ids, ...carriers.flatMap((value) => value.claimIds)], audience);
  return {
    brief: briefs.get(thing.id)!,
    version: thing.version,
    example: thing.example,
    kind: actor.kind,
    picture: (await loadPictures(db, [thing.id], audience)).get(thing.id) ?? null,
    names: distinctNames(names),
    facts,
    disagreements,
    claims: new Map(claims.map((claim) => [claim.id, claim])),
    said: said.ids,
    totals: { appears: cases, said: said.total, published: Number(publishedTotal), ties: ties.length },
    appears: naming.flatMap(({ subject, inCase, values }) => {
      const [theCase, part] = [visible(inCase), visible(subject)];
      if (!theCase || !part) return [];
      return values.map((value) => ({
        case: theCase,
        in: part,
        role: roleOf(value),
        attributed: value.attributed,
        claimIds: value.claimIds,
      }));
    }),
    ties: naming.flatMap(({ subject, inCase, values }) => {
      const other = inCase === null ? visible(subject) : null;
      return other ? values.map((value) => ({ subject: other, value })) : [];
    }),
    published: publications.flatMap((row) => {
      const source = visible(row.id);
      return source ? [{ source, date: row.published }] : [];
    }),
  };
}

const slice = <T>(all: readonly T[], { limit, offset }: Span): T[] => all.slice(offset, offset + limit);

/** Claims in which the actor speaks, latest first. */
async function speaksIn(
  db: Reader,
  family: readonly number[],
  audience: Audience,
  { limit, offset }: Span,
): Promise<{ ids: number[]; total: number }> {
  const all = db
    .selectFrom('claim')
    .innerJoin('thing', 'thing.id', 'claim.id')
    .where((eb) =>
      eb(
        'claim.id',
        'in',
        eb
          .selectFrom('chain_link')
          .select('chain_link.claim_id')
          .where(sql<boolean>`chain_link.actor_id = any(${[...family]}::bigint[])`)
          .$if(audience === 'public', (query) => query.where('chain_link.visibility', '=', 'public')),
      ),
    )
    .$if(audience === 'public', (query) => query.where(publicClaim))
    .where('claim.state', '!=', 'withdrawn');
  const rows = await all
    .select('claim.id')
    .orderBy('claim.id', 'desc')
    .limit(limit)
    .offset(offset)
    .modifyEnd(plannedAnew)
    .execute();
  const { count } = await all
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .modifyEnd(plannedAnew)
    .executeTakeFirstOrThrow();
  return { ids: rows.map((row) => row.id), total: Number(count) };
}

type Naming = { subject: number; caseId: number | null };
/** The items that name an actor: those in the shown cases, and those in no case. `cases`: how many cases there are. */
type NamingItems = { inCases: Naming[]; cases: number; ties: Naming[] };

/** The public items that name this actor: those in the given cases, and those in no case. */
async function namingInIndex(
  db: Reader,
  id: number,
  { cases, total }: { cases: readonly number[]; total: number },
): Promise<NamingItems> {
  const { rows: found } = await sql<{ subject_id: number; case_id: number }>`
    with member as (
      select i as case_id, i as id from unnest(${[...cases]}::bigint[]) i
      union all select t.merged_into, t.id from unnest(${[...cases]}::bigint[]) i cross join lateral (select * from thing t where t.merged_into = i offset 0) t
    ), part as (
      select case_id, id from member
      union all select m.case_id, p.id from ${partsOfCases(sql`select id from member`)} p join member m on m.id = p.case_id
    )
    select p.id as subject_id, p.case_id from part p
    cross join lateral (select from fact f where f.subject_id = p.id and f.value_thing = ${id} and f.public_shown limit 1) f
    cross join lateral (select from thing s where s.id = p.id and ${isOpen('public', 's')} offset 0) s order by 1`.execute(
    db,
  );
  const { rows: others } = await sql<{ subject_id: number }>`
    select distinct f.subject_id from fact f join thing s on s.id = f.subject_id
    where f.value_thing = ${id} and f.property = any(${tyingProperties()}::text[]) and f.public_shown and ${isOpen('public', 's')}
      and s.kind <> all(${['case', ...kindsInCases().map(({ name }) => name)]}::text[]) order by 1 ${plannedAnew}`.execute(
    db,
  );
  const place = new Map(cases.map((one, index) => [one, index]));
  return {
    inCases: found
      .map((row): Naming => ({ subject: Number(row.subject_id), caseId: Number(row.case_id) }))
      .toSorted((a, b) => place.get(a.caseId!)! - place.get(b.caseId!)!),
    cases: total,
    ties: others.map((row) => ({ subject: Number(row.subject_id), caseId: null })),
  };
}

/** Properties that items outside of cases can have. */
function tyingProperties(): string[] {
  const inCases = new Set<string>(['case', ...kindsInCases().map(({ name }) => name)]);
  return properties.filter(({ on }) => on.some((kind) => !inCases.has(kind))).map(({ key }) => key);
}

/**
 * All items with a shown fact that names this actor, and their cases, the latest case first. For readers, only items
 * that are public and whose case is public.
 */
async function namingOf(db: Reader, id: number, audience: Audience, span: Span): Promise<NamingItems> {
  const seen = (alias: string): RawBuilder<unknown> => (audience === 'public' ? isOpen('public', alias) : sql`true`);
  const { rows } = await sql<{ subject_id: number; case_id: number | null }>`
    with named as materialized (select distinct f.subject_id from fact f where f.value_thing = ${id} and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')}),
    placed as (
      -- Laterals with "offset 0" keep the planner at index look-ups.
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
    select p.subject_id, p.case_id from placed p left join began b on b.case_id = p.case_id order by b.day desc nulls last, p.case_id desc, p.subject_id ${plannedAnew}`.execute(
    db,
  );
  const all = rows.map((row): Naming => ({
    subject: Number(row.subject_id),
    caseId: row.case_id === null ? null : Number(row.case_id),
  }));
  const cases = [...new Set(all.flatMap(({ caseId }) => caseId ?? []))];
  const shown = new Set(slice(cases, span));
  return {
    inCases: all.filter(({ caseId }) => caseId !== null && shown.has(caseId)),
    cases: cases.length,
    ties: all.filter(({ caseId }) => caseId === null),
  };
}

/** Leaves out repeated names: the actor and one merged into it may both have a name. */
function distinctNames(names: readonly NameView[]): NameView[] {
  const seen = new Set<string>();
  return names.flatMap(({ text, kind, language, script }) => {
    if (seen.has(text)) return [];
    seen.add(text);
    return [{ text, kind, language, script }];
  });
}
