import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, shownTo, type Audience, type Brief } from '../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';
import type { DemandState, ResponseKind } from '../tables.ts';

export type ResponseView = {
  id: number;
  addressee: number;
  kind: ResponseKind;
  /** The date as it was entered (EDTF). */ on: string;
  /** The day by which responses are sorted (ISO 8601). */ day: string;
  note: string;
  source: Brief | null;
  claim: ClaimView | null;
};
export type DemandOutcome = { demand: number; state: DemandState; claims: ClaimView[] };
export type Answers = { responses: ResponseView[]; demands: DemandOutcome[] };

/**
 * The responses to a letter, and the outcomes of its demands. Readers see an outcome only if they see one of its
 * claims. Otherwise, they get the outcome `unknown`.
 */
export async function loadAnswers(db: Reader, letter: number, audience: Audience): Promise<Answers> {
  const responses = await db
    .selectFrom('letter_response')
    .select([
      'id',
      'addressee_id',
      'kind',
      'on_date',
      sql<string>`to_char(on_day, 'YYYY-MM-DD')`.as('day'),
      'note',
      'source_id',
      'claim_id',
    ])
    .where('letter_id', '=', letter)
    .orderBy('on_day')
    .orderBy('id')
    .execute();
  const demands = await db
    .selectFrom('letter_demand as d')
    .leftJoin('letter_demand_claim as c', 'c.demand_id', 'd.id')
    .select(['d.id', 'd.state', 'c.claim_id'])
    .where('d.letter_id', '=', letter)
    .orderBy('d.position')
    .orderBy('c.claim_id')
    .execute();
  const briefs = await loadBriefs(
    db,
    responses.flatMap((one) => one.source_id ?? []),
    audience,
  );
  const claims = new Map(
    (
      await loadClaims(
        db,
        [...responses, ...demands].flatMap((one) => one.claim_id ?? []),
        audience,
      )
    ).map((claim) => [claim.id, claim]),
  );
  const outcomes = new Map<number, DemandOutcome>();
  for (const row of demands) {
    const known = outcomes.get(Number(row.id)) ?? { demand: Number(row.id), state: row.state, claims: [] };
    const claim = row.claim_id === null ? undefined : claims.get(Number(row.claim_id));
    if (claim && claim.state !== 'withdrawn') known.claims.push(claim);
    outcomes.set(known.demand, known);
  }
  return {
    responses: responses.map((one) => {
      const source = one.source_id === null ? null : shownTo(audience, briefs.get(Number(one.source_id)));
      return {
        id: Number(one.id),
        addressee: Number(one.addressee_id),
        kind: one.kind,
        on: one.on_date,
        day: one.day,
        note: one.note,
        source,
        claim: one.claim_id === null ? null : (claims.get(Number(one.claim_id)) ?? null),
      };
    }),
    demands: [...outcomes.values()].map((one) =>
      audience === 'public' && one.claims.length === 0 ? { ...one, state: 'unknown' } : one,
    ),
  };
}

/**
 * An addressee, with the number of letters it received, the number it answered, and the median number of days until an
 * answer.
 */
export type Answering = { actor: Brief | null; name: string; letters: number; answered: number; days: number | null };

/** The addressees of published letters and how they answer, those with most letters first. */
export async function whoAnswers(db: Reader, limit = 500): Promise<Answering[]> {
  const { rows } = await sql<{
    actor_id: number | null;
    name: string;
    letters: number;
    answered: number;
    days: number | null;
  }>`
    with addressed as (
      select a.id, coalesce(at.merged_into, a.actor_id) as actor_id, a.name, l.published_at,
        (select min(r.on_day) from letter_response r where r.addressee_id = a.id) as answered
      from letter_addressee a join letter l on l.id = a.letter_id join thing t on t.id = l.id left join thing at on at.id = a.actor_id
      where l.stage = 'published' and t.visibility = 'public' and t.withdrawn_at is null
    )
    select max(actor_id) as actor_id, max(name) as name, count(*)::int as letters, count(answered)::int as answered,
      percentile_cont(0.5) within group (order by greatest(0, answered - published_at::date))::int as days
    from addressed group by coalesce(actor_id::text, lower(name)) order by letters desc, answered desc, name limit ${limit}`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => (row.actor_id === null ? [] : [Number(row.actor_id)])),
    'public',
  );
  return rows.map((row) => {
    return {
      actor: row.actor_id === null ? null : shownTo('public', briefs.get(Number(row.actor_id))),
      name: row.name,
      letters: row.letters,
      answered: row.answered,
      days: row.days === null ? null : Number(row.days),
    };
  });
}
