import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { perList, proceedingParts, type CasePartKind, type ProceedingPart } from '../kinds/parts.ts';
import { partsOfCases } from '../kinds/within.ts';
import { Translations, translationsOf, type TranslationOf } from '../translations/load.ts';
import { currentReading } from '../translations/reading.ts';
import { summaryView } from './summaries.ts';
import { loadPictures } from '../photos/pictures.ts';
import type { PhotoView } from '../photos/view.ts';
import type { Thing } from '../things.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import { loadClaims, type ClaimView } from './claims.ts';
import { loadDisagreements, type Disagreement } from './disagreements.ts';
import { loadFacts, roleOf, type PropertyView } from './facts.ts';
import { loadSourceBriefs, type SourceBrief } from './sources.ts';
import { countOrigins } from '../claims/counted.ts';

export type PartView = { brief: Brief; version: number; facts: PropertyView[] };
export type EventView = PartView & { type: string | null; from: string | null; to: string | null; date: string | null };
export type ProceedingView = PartView & Record<ProceedingPart['list'], PartView[]>;
/**
 * A question about a case. If it is `answered` and `answeredBy` is null, the answer is a claim that the audience cannot
 * see.
 */
export type QuestionView = {
  brief: Brief;
  version: number;
  language: string;
  raisedBy: ClaimView | null;
  answered: boolean;
  answeredBy: ClaimView | null;
};
/**
 * A role in a case. `attributed`: the role is only alleged, denied, estimated or unclear, so it must not be shown
 * without naming the speakers of the claims in `claimIds`.
 */
export type RoleView = { role: string; attributed: boolean; claimIds: number[] };

/** A case with its parts, the actors involved, questions, disagreements, claims, sources and related cases. */
export type CaseView = {
  brief: Brief;
  version: number;
  example: boolean;
  summary: string | null;
  /** The language of the summary, if it is not the reader's. */
  summaryLanguage?: string;
  picture: PhotoView | null;
  changedAt: Date;
  facts: PropertyView[];
  /** The events in the order of their dates. Events without a date are last. */
  events: EventView[];
  proceedings: ProceedingView[];
  /** Everyone involved in the case, each with all their roles. */
  involved: { actor: Brief; roles: RoleView[] }[];
  questions: QuestionView[];
  /** Disagreements about the case, its parts, or actors that its claims are about, with the answers. */
  disagreements: CaseDisagreement[];
  /**
   * The claims that were filed in the case, or that are about the case or a part of it, by id. The `claimIds` of facts
   * refer to these claims.
   */
  claims: Map<number, ClaimView>;
  sources: SourceBrief[];
  /** The translations of the texts of the case, its parts, its questions and its claims, for the API and exports. */
  translations: TranslationOf[];
  /** The number of independent sources of all claims of the case. */
  origins: number;
  /** Cases to which this case refers (`to`), and cases that refer to this case (`from`). */
  related: { case: Brief; property: string; direction: 'to' | 'from'; claims: ClaimView[] }[];
  /** The facts and pictures of the related cases, by their ids, and the claims that state how they are related. */
  others: {
    facts: ReadonlyMap<number, PropertyView[]>;
    claims: ReadonlyMap<number, ClaimView>;
    pictures: ReadonlyMap<number, PhotoView>;
  };
};

/**
 * A disagreement, with the item that it is about. `claims`: the claims of the case, and the claims that state a value
 * of one of its disagreements, even if they were not filed in this case.
 */
export type CaseDisagreement = Omit<Disagreement, 'subjectId'> & {
  subject: Brief;
  claims: ReadonlyMap<number, ClaimView>;
};

const relations = ['follows', 'same-dispute', 'retaliation-for', 'related-to'];

/** The facts of a case and of each of its parts. */
export const allFacts = ({
  facts,
  events,
  proceedings,
}: Pick<CaseView, 'facts' | 'proceedings'> & { events: readonly { facts: PropertyView[] }[] }): PropertyView[][] => [
  facts,
  ...events.map((event) => event.facts),
  ...proceedings.flatMap((one) => [
    one.facts,
    ...proceedingParts.flatMap(({ list }) => one[list].map((part) => part.facts)),
  ]),
];

type PartRow = { id: number; kind: CasePartKind; parent: number; version: number };
type QuestionRow = {
  id: number;
  version: number;
  language: string;
  raised_by: number | null;
  answered_by: number | null;
};

/**
 * Loads a case for an audience. For readers, a part is included only if it is public and a public claim supports it or,
 * for a proceeding, one of its parts.
 *
 * Reads the ids of everything that belongs to the case first, and then loads everything in parallel.
 */
export async function loadCase(db: Reader, thing: Thing, audience: Audience): Promise<CaseView> {
  const reading = audience === 'public' ? currentReading() : undefined;
  const [row, { parts, questionRows, claimRows, disputed, others }, translations] = await Promise.all([
    db.selectFrom('case').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow(),
    loadIds(db, thing.id, audience),
    Translations.load(db, reading ? [thing.id] : []),
  ]);
  const own = [thing.id, ...parts.map((part) => part.id)];
  const ownClaims = [
    ...claimRows.filter((claim) => claim.own).map((claim) => claim.id),
    ...questionRows.flatMap((question) => [question.raised_by, question.answered_by].filter((id) => id !== null)),
  ];
  const [facts, briefs, relatedFacts, loaded, found, sources, pictures] = await Promise.all([
    loadFacts(db, own, audience),
    loadBriefs(
      db,
      [...own, ...questionRows.map((question) => question.id), ...disputed.subjects, ...others.ids],
      audience,
    ),
    loadFacts(db, others.ids, audience),
    loadClaims(db, [...ownClaims, ...disputed.claims, ...others.claims], audience),
    loadDisagreements(db, disputed.subjects, audience),
    loadSourceBriefs(
      db,
      claimRows.flatMap((claim) => claim.source ?? []),
      audience,
    ),
    loadPictures(db, [thing.id, ...others.ids], audience),
  ]);
  const behind = new Map(loaded.map((claim) => [claim.id, claim]));
  const claims = new Map(
    ownClaims.flatMap((id): [number, ClaimView][] => {
      const claim = behind.get(id);
      return claim ? [[id, claim]] : [];
    }),
  );
  const factsOf = (id: number): PropertyView[] => facts.get(id) ?? [];
  const { supported, events, proceedings } = arrangeParts(parts, briefs, factsOf, audience);
  const questions = questionRows
    .map((question) => ({
      brief: briefs.get(question.id)!,
      version: question.version,
      language: question.language,
      raisedBy: question.raised_by === null ? null : (claims.get(question.raised_by) ?? null),
      answered: question.answered_by !== null,
      answeredBy: question.answered_by === null ? null : (claims.get(question.answered_by) ?? null),
    }))
    // A question reveals the content of the claim that raised it. So readers see the question only if they see this
    // claim.
    .filter((question) => audience === 'desk' || question.raisedBy !== null);
  const sourceIds = new Set([...claims.values()].flatMap((claim) => (claim.source ? [claim.source.id] : [])));
  const brief = briefs.get(thing.id)!;
  const [disagreements, translationsShown] = await Promise.all([
    disagreementsOf(db, { found, own: [thing.id, ...supported.map(({ id }) => id)], claims, behind, briefs }, audience),
    translationsOf(
      db,
      [brief, ...supported.map(({ id }) => briefs.get(id)!), ...questions.map((one) => one.brief), ...claims.values()],
      audience,
    ),
  ]);
  const summary =
    audience === 'public' && row.summary !== null
      ? summaryView(translations, { ...thing, summary: row.summary })
      : undefined;
  return {
    brief,
    version: thing.version,
    example: thing.example,
    summary: summary?.text ?? row.summary,
    ...(summary?.language && { summaryLanguage: summary.language }),
    picture: pictures.get(thing.id) ?? null,
    changedAt: thing.changed_at,
    facts: factsOf(thing.id),
    events,
    proceedings,
    involved: involvedIn(allFacts({ facts: factsOf(thing.id), events, proceedings })),
    questions,
    disagreements,
    claims,
    sources: sources.filter((source) => sourceIds.has(source.brief.id)),
    translations: translationsShown,
    origins: countOrigins(claims.values()),
    related: relatedCases(thing.id, factsOf(thing.id), { facts: relatedFacts, briefs, claims: behind }, audience),
    others: { facts: relatedFacts, claims: behind, pictures },
  };
}

/** The ids of the items that belong to a case, as far as they can be found before anything is loaded. */
async function loadIds(db: Reader, caseId: number, audience: Audience) {
  const open = (t: string) =>
    sql`${sql.ref(`${t}.redacted_at`)} is null and ${sql.ref(`${t}.withdrawn_at`)} is null ${audience === 'public' ? sql`and ${sql.ref(`${t}.visibility`)} = 'public'` : sql``}`;
  const member = sql`select t.id from thing t where t.canonical_id = ${caseId}`;
  const part = sql`
    select p.id, p.kind, pt.canonical_id as parent, t.version from ${partsOfCases(member)} p
    join thing t on t.id = p.id join thing pt on pt.id = p.parent where t.merged_into is null and ${open('t')}`;
  const question = sql`
    select q.id, t.version, q.language, q.raised_by, q.answered_by from question q join thing t on t.id = q.id
    where q.case_id = any(array(${member})) and ${open('t')}`;
  const subject = sql`select ${caseId}::bigint as id union all select p.id from (${part}) p`;
  const ownClaim = sql`
    select c.id from claim c where c.case_id = any(array(${member}))
    union select st.claim_id from statement st where st.subject_id = any(array(
      select t.id from thing t where t.canonical_id = any(array(${subject}))))`;
  const claim = sql`
    ${ownClaim} union select x.id from (${question}) q cross join lateral (values (q.raised_by), (q.answered_by)) x (id) where x.id is not null`;
  const shown = audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown');
  // With "any(array(…))", PostgreSQL uses an index, no matter what size the planner assumes for a table.
  const [parts, questions, claims, disputed, others] = await Promise.all([
    sql<PartRow>`${part} order by p.id`.execute(db),
    sql<QuestionRow>`${question} order by q.id`.execute(db),
    sql<{ id: number; own: boolean; source: number | null }>`
      select c.id, c.id = any(array(${ownClaim})) as own, s.canonical_id as source
      from claim c left join thing s on s.id = c.source_id where c.id = any(array(${claim})) order by c.id`.execute(db),
    // Disagreements about the case and its parts, and about actors and sources that its claims are about.
    sql<{ subject: number; claim: number | null }>`
      select d.subject_id as subject, st.claim_id as claim from (
        select d.subject_id, d.property from disagreement d where d.subject_id = any(array(${subject}))
        union select d.subject_id, d.property from (
          select distinct s.canonical_id as id, x.property from statement x join thing s on s.id = x.subject_id
          where x.claim_id = any(array(${claim})) and s.kind in ('actor', 'source')
        ) said cross join lateral (select * from disagreement where subject_id = said.id and property = said.property offset 0) d
      ) d
      left join lateral (
        select x.claim_id from thing m cross join lateral (select claim_id from statement where subject_id = m.id and property = d.property offset 0) x
        where m.canonical_id = d.subject_id
      ) st on true`.execute(db),
    // The cases to which this case refers, and the cases that refer to it.
    sql<{ other: number; claim: number | null }>`
      with other as (
        select f.value_thing as id from fact f where f.subject_id = ${caseId} and f.property = any(${relations}::text[]) and ${shown}
        union select f.subject_id from fact f where f.value_thing = ${caseId} and f.property = any(${relations}::text[]) and ${shown}
      )
      select o.id as other, st.claim_id as claim from other o join thing t on t.id = o.id and t.kind = 'case' and t.id <> ${caseId}
      left join lateral (
        select x.claim_id from thing m cross join lateral (select claim_id, value_thing from statement where subject_id = m.id and property = any(${relations}::text[]) offset 0) x
        join thing v on v.id = x.value_thing
        where m.canonical_id = o.id and (v.canonical_id = ${caseId} or v.canonical_id in (select id from other))
      ) st on true
      order by 1`.execute(db),
  ]);
  const ids = (list: readonly (number | null)[]): number[] => [
    ...new Set(list.flatMap((id) => (id === null ? [] : [Number(id)]))),
  ];
  const id = (one: number | null): number | null => (one === null ? null : Number(one));
  return {
    parts: parts.rows.map((one) => ({ ...one, id: Number(one.id), parent: Number(one.parent) })),
    questionRows: questions.rows.map((one) => ({
      ...one,
      id: Number(one.id),
      raised_by: id(one.raised_by),
      answered_by: id(one.answered_by),
    })),
    claimRows: claims.rows.map((one) => ({ ...one, id: Number(one.id), source: id(one.source) })),
    disputed: {
      subjects: ids(disputed.rows.map((one) => one.subject)),
      claims: ids(disputed.rows.map((one) => one.claim)),
    },
    others: { ids: ids(others.rows.map((one) => one.other)), claims: ids(others.rows.map((one) => one.claim)) },
  };
}

/** The parts that an audience sees, as events and proceedings. */
function arrangeParts(
  parts: readonly PartRow[],
  briefs: ReadonlyMap<number, Brief>,
  factsOf: (id: number) => PropertyView[],
  audience: Audience,
): { supported: PartRow[]; events: EventView[]; proceedings: ProceedingView[] } {
  const view = ({ id, version }: PartRow): PartView => ({ brief: briefs.get(id)!, version, facts: factsOf(id) });
  // Readers do not see a part without a public claim, even if the part itself is public, because everything that they
  // see must have a source.
  const supported = parts.filter(
    ({ id, kind }) =>
      audience === 'desk' ||
      factsOf(id).length > 0 ||
      (kind === 'proceeding' && parts.some((other) => other.parent === id && factsOf(other.id).length > 0)),
  );
  const of = (kind: string, parent?: number): PartView[] =>
    supported.filter((part) => part.kind === kind && (parent === undefined || part.parent === parent)).map(view);
  const events = of('event').map((event) => ({ ...event, ...whenAndWhat(event.facts) }));
  events.sort(
    (a, b) =>
      (a.from ?? '9999').localeCompare(b.from ?? '9999') ||
      (a.to ?? '9999').localeCompare(b.to ?? '9999') ||
      a.brief.id - b.brief.id,
  );
  const proceedings = of('proceeding').map((proceeding) => ({
    ...proceeding,
    ...perList(({ name, inOrderOf }) => {
      const mine = of(name, proceeding.brief.id);
      return inOrderOf ? mine.toSorted(byDayOf(inOrderOf)) : mine;
    }),
  }));
  return { supported, events, proceedings };
}

/**
 * The disagreements among those `found` that are about the case and its parts, or about other items that its claims are
 * about (such as the position of a person).
 */
async function disagreementsOf(
  db: Reader,
  {
    found,
    own,
    claims,
    behind,
    briefs,
  }: {
    found: readonly Disagreement[];
    own: readonly number[];
    claims: ReadonlyMap<number, ClaimView>;
    behind: ReadonlyMap<number, ClaimView>;
    briefs: ReadonlyMap<number, Brief>;
  },
  audience: Audience,
): Promise<CaseDisagreement[]> {
  const mine = new Set(own);
  const spokenOf = [...claims.values()].flatMap((claim) =>
    claim.statements.flatMap(({ subject: { kind, id } }) => (kind === 'actor' || kind === 'source' ? [id] : [])),
  );
  const place = new Map([...new Set([...own, ...spokenOf])].map((id, index) => [id, index]));
  const here = found
    .filter(
      ({ subjectId, property }) =>
        mine.has(subjectId) ||
        (place.has(subjectId) && property.values.some((value) => value.claimIds.some((id) => claims.has(id)))),
    )
    .toSorted((a, b) => place.get(a.subjectId)! - place.get(b.subjectId)!);
  const ids = here.flatMap(({ property, second }) =>
    [property, ...(second ? [second.property] : [])].flatMap((one) => one.values.flatMap((value) => value.claimIds)),
  );
  // Claims about a second event that belongs to another case have not been loaded yet.
  const missing = await loadClaims(
    db,
    ids.filter((id) => !behind.has(id)),
    audience,
  );
  const known = new Map([...behind, ...missing.map((claim) => [claim.id, claim] as const)]);
  const all = new Map([
    ...claims,
    ...ids.flatMap((id): [number, ClaimView][] => {
      const claim = known.get(id);
      return claim ? [[id, claim]] : [];
    }),
  ]);
  return here.flatMap(({ subjectId, ...one }) => {
    const subject = briefs.get(subjectId);
    return subject && !(audience === 'public' && subject.hidden) ? [{ ...one, subject, claims: all }] : [];
  });
}

/** Sorts parts by the first day of a property. Parts without a date are last. */
const byDayOf = (property: string) => {
  const day = (part: PartView): string =>
    part.facts.find((fact) => fact.property === property)?.values.find((value) => value.from)?.from ?? '9999';
  return (a: PartView, b: PartView): number => day(a).localeCompare(day(b)) || a.brief.id - b.brief.id;
};

function whenAndWhat(facts: PropertyView[]): {
  type: string | null;
  from: string | null;
  to: string | null;
  date: string | null;
} {
  const dates = facts.find((fact) => fact.property === 'date')?.values ?? [];
  const first = dates.toSorted((a, b) => (a.from ?? '9999').localeCompare(b.from ?? '9999'))[0];
  const type = facts.find((fact) => fact.property === 'event-type')?.values[0]?.value;
  return {
    type: typeof type === 'string' ? type : null,
    from: first?.from ?? null,
    to: first?.to ?? null,
    date: typeof first?.value === 'string' ? first.value : null,
  };
}

function involvedIn(all: PropertyView[][]): CaseView['involved'] {
  const involved = new Map<number, { actor: Brief; roles: Map<string, RoleView> }>();
  for (const fact of all.flat().flatMap((property) => property.values)) {
    if (!fact.thing || fact.thing.kind !== 'actor') continue;
    const role = roleOf(fact);
    const known = involved.get(fact.thing.id) ?? { actor: fact.thing, roles: new Map<string, RoleView>() };
    const same = known.roles.get(role);
    known.roles.set(role, {
      role,
      attributed: fact.attributed && (same?.attributed ?? true),
      claimIds: [...new Set([...(same?.claimIds ?? []), ...fact.claimIds])],
    });
    involved.set(fact.thing.id, known);
  }
  return [...involved.values()].map(({ actor, roles }) => ({ actor, roles: [...roles.values()] }));
}

function relatedCases(
  id: number,
  own: readonly PropertyView[],
  {
    facts,
    briefs,
    claims,
  }: {
    facts: ReadonlyMap<number, PropertyView[]>;
    briefs: ReadonlyMap<number, Brief>;
    claims: ReadonlyMap<number, ClaimView>;
  },
  audience: Audience,
): CaseView['related'] {
  const found = [
    ...own.map((property) => ({ property, direction: 'to' as const, other: null })),
    ...[...facts].flatMap(([other, theirs]) =>
      theirs.map((property) => ({ property, direction: 'from' as const, other: briefs.get(other) ?? null })),
    ),
  ].filter(({ property }) => relations.includes(property.property));
  return found.flatMap(({ property, direction, other }) =>
    property.values.flatMap((value) => {
      const brief = direction === 'to' ? value.thing : value.thing?.id === id ? other : null;
      const shown =
        brief !== null && brief.kind === 'case' && !brief.hidden && !(brief.withdrawn && audience === 'public');
      return shown
        ? [
            {
              case: brief,
              property: property.property,
              direction,
              claims: value.claimIds.flatMap((claim) => claims.get(claim) ?? []),
            },
          ]
        : [];
    }),
  );
}
