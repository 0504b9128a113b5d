import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { endsDisagreement } from '../../record/disagreements/answers.ts';
import { parseRef } from '../../record/refs.ts';
import { loadDisagreements } from '../../record/views/disagreements.ts';
import type { Brief } from '../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import type { CitedClaim, CitedClaims, Speaker } from './cited-claim.ts';
import { countedClaim } from '../../record/claims/counted.ts';

type AskedClaim = { number: number; askedId: number; id: number; redacted: boolean };

/**
 * Finds claims by ref. `askedId`: the claim with this ref, which the citation stores. `id`: the claim that it was
 * merged into, otherwise the same claim.
 */
export async function findClaims(db: Reader, refs: Iterable<string>): Promise<Map<string, AskedClaim>> {
  const numbers = [
    ...new Set(
      [...refs].map((ref) => parseRef(ref)).flatMap((parsed) => (parsed?.kind === 'claim' ? [parsed.number] : [])),
    ),
  ];
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('thing as asked')
    .innerJoin('thing', 'thing.id', 'asked.canonical_id')
    .select([
      'asked.number',
      'asked.id as askedId',
      'thing.id',
      'thing.redacted_at',
      'asked.redacted_at as askedRedactedAt',
    ])
    .where('asked.kind', '=', 'claim')
    .where(sql<boolean>`asked.number = any(${numbers}::bigint[])`)
    .execute();
  return new Map(
    rows.map((row) => [
      `claim/${row.number}`,
      {
        number: row.number,
        askedId: row.askedId,
        id: row.id,
        redacted: row.redacted_at !== null || row.askedRedactedAt !== null,
      },
    ]),
  );
}

/** Loads claims, as the desk and as readers see them, with all names of their speakers. Unknown refs are left out. */
export async function loadCited(db: Reader, refs: Iterable<string>): Promise<CitedClaims> {
  const asked = await findClaims(db, refs);
  const ids = [...new Set([...asked.values()].map((claim) => claim.id))];
  const desk = new Map((await loadClaims(db, ids, 'desk')).map((claim) => [claim.id, claim]));
  const open = new Map((await loadClaims(db, ids, 'public')).map((claim) => [claim.id, claim]));
  const names = await loadNames(
    db,
    [...desk.values()]
      .flatMap((claim) => [...claim.chain.map((link) => link.speaker?.id), ...itemsOf(claim).map(({ id }) => id)])
      .filter((id) => id !== undefined),
  );
  const doubts = await loadDoubts(db, [...desk.values()]);
  const cited = new Map<string, CitedClaim>();
  for (const [ref, { id, redacted }] of asked) {
    const view = desk.get(id);
    if (view)
      cited.set(ref, {
        ref,
        desk: view,
        public: open.get(id) ?? null,
        redacted,
        doubts: redacted ? [] : doubts(view),
        speakers: speakersOf(view, names),
        named: itemsOf(view).map(({ id, title }) => names.get(id) ?? (title ? [title] : [])),
      });
  }
  return cited;
}

/**
 * Finds claims that were retracted, alone or with their source, and claims with values about which sources disagree.
 */
async function loadDoubts(
  db: Reader,
  claims: readonly ClaimView[],
): Promise<(claim: ClaimView) => CitedClaim['doubts']> {
  const things = [...new Set(claims.flatMap((claim) => [claim.id, ...(claim.source ? [claim.source.id] : [])]))];
  if (things.length === 0) return () => [];
  const { rows } = await sql<{ id: number }>`
    select distinct o.canonical_id as id from statement s join thing o on o.id = s.subject_id join claim c on c.id = s.claim_id join thing t on t.id = c.id
    where o.canonical_id = any(${things}::bigint[]) and s.property = 'retracted-by-source' and s.value = 'true'::jsonb
      and ${countedClaim('c')} and t.withdrawn_at is null and t.redacted_at is null`.execute(db);
  const retracted = new Set(rows.map((row) => Number(row.id)));
  const subjects = [...new Set(claims.flatMap((claim) => claim.statements.map((one) => one.subject.id)))];
  const open = new Set(
    (await loadDisagreements(db, subjects, 'desk'))
      .filter((one) => !endsDisagreement(one.state))
      .map((one) => `${one.subjectId} ${one.property.property}`),
  );
  return (claim) => [
    ...(retracted.has(claim.id) || (claim.source && retracted.has(claim.source.id)) ? (['retracted'] as const) : []),
    ...(claim.statements.some((one) => open.has(`${one.subject.id} ${one.property}`)) ? (['disputed'] as const) : []),
  ];
}

/** The items that a claim is about. */
function itemsOf({ case: about, source, publisher, statements }: ClaimView): Brief[] {
  const all = [about, source, publisher, ...statements.flatMap(({ subject, value }) => [subject, value.thing])];
  return [...new Map(all.flatMap((item) => (item ? [[item.id, item] as const] : []))).values()];
}

function speakersOf(claim: ClaimView, names: ReadonlyMap<number, string[]>): Speaker[] {
  return claim.chain.map((link) => {
    const who = link.speaker ?? (link.pagesOwn ? claim.publisher : null);
    const hidden = link.visibility !== 'public' || (who !== null && who.visibility !== 'public');
    return { kind: who?.sort ?? null, names: who ? (names.get(who.id) ?? []) : [], asWritten: link.asWritten, hidden };
  });
}

/** All names of the actors, by the canonical actor's id, including names of merged actors. */
async function loadNames(db: Reader, actorIds: readonly number[]): Promise<Map<number, string[]>> {
  const names = new Map<number, string[]>();
  if (actorIds.length === 0) return names;
  const rows = await db
    .selectFrom('actor_name')
    .innerJoin('thing', 'thing.id', 'actor_name.actor_id')
    .select(['actor_name.text', 'thing.canonical_id as actorId'])
    .where(sql<boolean>`thing.canonical_id = any(${[...new Set(actorIds)]}::bigint[])`)
    .orderBy('actor_name.position')
    .execute();
  for (const { actorId, text } of rows) names.set(actorId, [...(names.get(actorId) ?? []), text]);
  return names;
}
