import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { perList, proceedingParts, type CasePartKind, type ProceedingPart } from '../kinds/parts.ts';
import { partsOfCases } from '../kinds/within.ts';
import { Translations, translationsOf, type TranslationOf } from '../translations/load.ts';
import { currentReading, isRead } from '../translations/reading.ts';
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

/** A case with everything that belongs to it. */
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
  /** The events in the order of their dates. Events without a date come last. */
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
  /** The translations of its texts and of those of its parts, questions and claims, for programs. */
  translations: TranslationOf[];
  /** The number of independent sources of all claims of the case. */
  origins: number;
  /** Cases that this one names (`to`), and cases that name this one (`from`). */
  related: { case: Brief; property: string; direction: 'to' | 'from'; claims: ClaimView[] }[];
};

/**
 * A disagreement, with the item that it is about. `claims`: the claims that state one of its values, even if they were
 * not filed in this case.
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

/**
 * Loads a case for an audience. For readers, a part is included only if it is public and a public claim supports it.
 */
export async function loadCase(db: Reader, thing: Thing, audience: Audience): Promise<CaseView> {
  const row = await db.selectFrom('case').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  const { rows: parts } = await sql<{
    id: number;
    kind: CasePartKind;
    parent: number;
    version: number;
  }>`
    select p.id, p.kind, pt.canonical_id as parent, t.version from ${partsOfCases(sql`select t.id from thing t where t.id = ${thing.id} or t.merged_into = ${thing.id}`)} p
    join thing t on t.id = p.id join thing pt on pt.id = p.parent
    where t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null
      ${audience === 'public' ? sql`and t.visibility = 'public'` : sql``}
    order by p.id`.execute(db);
  const ids = [thing.id, ...parts.map((part) => Number(part.id))];
  const facts = await loadFacts(db, ids, audience);
  const briefs = await loadBriefs(db, ids, audience);
  const factsOf = (id: number): PropertyView[] => facts.get(id) ?? [];
  const part = (row: (typeof parts)[number]): PartView => ({
    brief: briefs.get(Number(row.id))!,
    version: row.version,
    facts: factsOf(Number(row.id)),
  });
  // Readers do not see a part without a public claim, even if the part itself is public, because everything that they
  // see must have a source.
  const carried = parts.filter(
    (row) =>
      audience === 'desk' ||
      factsOf(Number(row.id)).length > 0 ||
      (row.kind === 'proceeding' &&
        parts.some((other) => Number(other.parent) === Number(row.id) && factsOf(Number(other.id)).length > 0)),
  );
  const of = (kind: string, parent?: number): PartView[] =>
    carried.filter((row) => row.kind === kind && (parent === undefined || Number(row.parent) === parent)).map(part);

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
      const parts = of(name, proceeding.brief.id);
      return inOrderOf ? parts.toSorted(byDayOf(inOrderOf)) : parts;
    }),
  }));

  const claimRows = await sql<{ id: number }>`
    select c.id from claim c where c.case_id = any(select t.id from thing t where t.id = ${thing.id} or t.merged_into = ${thing.id})
    union select st.claim_id from statement st join thing s on s.id = st.subject_id where s.id = any(${ids}::bigint[]) or s.merged_into = any(${ids}::bigint[])
    order by 1`.execute(db);
  const questionRows = await db
    .selectFrom('question')
    .innerJoin('thing', 'thing.id', 'question.id')
    .select(['question.id', 'thing.version', 'question.language', 'question.raised_by', 'question.answered_by'])
    .where(
      sql<boolean>`question.case_id in (select t.id from thing t where t.id = ${thing.id} or t.merged_into = ${thing.id})`,
    )
    .where('thing.withdrawn_at', 'is', null)
    .where('thing.redacted_at', 'is', null)
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'))
    .orderBy('question.id')
    .execute();
  const claims = new Map(
    (
      await loadClaims(
        db,
        [
          ...claimRows.rows.map((row) => Number(row.id)),
          ...questionRows.flatMap((row) => [row.raised_by, row.answered_by].filter((id) => id !== null)),
        ],
        audience,
      )
    ).map((claim) => [claim.id, claim]),
  );
  const questionBriefs = await loadBriefs(
    db,
    questionRows.map((row) => row.id),
    audience,
  );
  const questions = questionRows
    .map((row) => ({
      brief: questionBriefs.get(row.id)!,
      version: row.version,
      language: row.language,
      raisedBy: row.raised_by === null ? null : (claims.get(row.raised_by) ?? null),
      answered: row.answered_by !== null,
      answeredBy: row.answered_by === null ? null : (claims.get(row.answered_by) ?? null),
    }))
    // A question reveals what someone said. So if readers cannot see the claim that raised it, only the desk sees the
    // question.
    .filter((question) => audience === 'desk' || question.raisedBy !== null);

  const disagreements = await disagreementsOf(
    db,
    [thing.id, ...carried.map((row) => Number(row.id))],
    claims,
    audience,
  );
  const all = allFacts({ facts: factsOf(thing.id), events, proceedings });
  const brief = briefs.get(thing.id)!;
  const reading = audience === 'public' ? currentReading() : undefined;
  const summary = reading && (await Translations.load(db, [thing.id])).of(thing.id, 'summary', row.summary);
  const summaryLanguage = reading && summary === undefined ? (thing.written_in ?? reading.own) : undefined;
  return {
    brief,
    version: thing.version,
    example: thing.example,
    summary: summary ?? row.summary,
    ...(reading && summaryLanguage && !isRead(reading, summaryLanguage) && { summaryLanguage }),
    picture: (await loadPictures(db, [thing.id], audience)).get(thing.id) ?? null,
    changedAt: thing.changed_at,
    facts: factsOf(thing.id),
    events,
    proceedings,
    involved: involvedIn(all),
    questions,
    disagreements,
    claims,
    sources: await loadSourceBriefs(
      db,
      [...claims.values()].flatMap((claim) => (claim.source ? [claim.source.id] : [])),
      audience,
    ),
    translations: await translationsOf(
      db,
      [
        brief,
        ...carried.map((row) => briefs.get(Number(row.id))!),
        ...questions.map((one) => one.brief),
        ...claims.values(),
      ],
      audience,
    ),
    origins: countOrigins(claims.values()),
    related: await relatedCases(db, thing.id, factsOf(thing.id), audience),
  };
}

/**
 * Disagreements about the case and its parts, and about other items that its claims mention (such as the position of a
 * person).
 */
async function disagreementsOf(
  db: Reader,
  own: readonly number[],
  claims: ReadonlyMap<number, ClaimView>,
  audience: Audience,
): Promise<CaseDisagreement[]> {
  const mine = new Set(own);
  const spokenOf = [
    ...new Set(
      [...claims.values()].flatMap((claim) =>
        claim.statements
          .filter((one) => one.subject.kind === 'actor' || one.subject.kind === 'source')
          .map((one) => one.subject.id),
      ),
    ),
  ];
  const found = await loadDisagreements(db, [...own, ...spokenOf.filter((id) => !mine.has(id))], audience);
  const here = found.filter(
    ({ subjectId, property }) =>
      mine.has(subjectId) || property.values.some((value) => value.claimIds.some((id) => claims.has(id))),
  );
  const briefs = await loadBriefs(
    db,
    here.map((one) => one.subjectId),
    audience,
  );
  const ids = here.flatMap(({ property, second }) =>
    [property, ...(second ? [second.property] : [])].flatMap((one) => one.values.flatMap((value) => value.claimIds)),
  );
  const missing = await loadClaims(
    db,
    ids.filter((id) => !claims.has(id)),
    audience,
  );
  const all = new Map([...claims, ...missing.map((claim): [number, ClaimView] => [claim.id, claim])]);
  return here.flatMap(({ subjectId, ...one }) => {
    const subject = briefs.get(subjectId);
    return subject && !(audience === 'public' && subject.hidden) ? [{ ...one, subject, claims: all }] : [];
  });
}

/** Sorts parts by the first day of a property; parts without a day come last. */
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

async function relatedCases(
  db: Reader,
  id: number,
  facts: PropertyView[],
  audience: Audience,
): Promise<CaseView['related']> {
  const { rows } = await sql<{ subject_id: number }>`
    select distinct f.subject_id from fact f join thing t on t.id = f.subject_id and t.kind = 'case'
    where f.value_thing = ${id} and f.property = any(${relations}::text[]) and f.subject_id <> ${id}
      and ${audience === 'public' ? sql.ref('f.public_shown') : sql.ref('f.desk_shown')} order by 1`.execute(db);
  const others = rows.map((row) => Number(row.subject_id));
  const [briefs, theirs] = [await loadBriefs(db, others, audience), await loadFacts(db, others, audience)];
  const found = [
    ...facts.map((property) => ({ property, direction: 'to' as const, other: null })),
    ...others.flatMap((other) =>
      (theirs.get(other) ?? []).map((property) => ({
        property,
        direction: 'from' as const,
        other: briefs.get(other) ?? null,
      })),
    ),
  ].filter(({ property }) => relations.includes(property.property));
  const related = found.flatMap(({ property, direction, other }) =>
    property.values.flatMap((value) => {
      const brief = direction === 'to' ? value.thing : value.thing?.id === id ? other : null;
      const shown =
        brief !== null && brief.kind === 'case' && !brief.hidden && !(brief.withdrawn && audience === 'public');
      return shown ? [{ case: brief, property: property.property, direction, claimIds: value.claimIds }] : [];
    }),
  );
  const claims = new Map(
    (
      await loadClaims(
        db,
        related.flatMap((one) => one.claimIds),
        audience,
      )
    ).map((claim) => [claim.id, claim]),
  );
  return related.map(({ claimIds, ...one }) => ({
    ...one,
    claims: claimIds.flatMap((claimId) => claims.get(claimId) ?? []),
  }));
}
