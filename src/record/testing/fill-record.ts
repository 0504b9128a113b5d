import type { Database } from '../../platform/database/database.ts';

/** The ids of the items that `fillRecord` writes. Each kind has its own range, which begins after this number. */
export const filled = { actor: 0, source: 1_000_000, case: 2_000_000, event: 4_000_000, claim: 6_000_000 };

/**
 * Writes a record of `cases` public cases straight into the tables: a tenth as many actors and sources, and one event
 * and one checked claim for each case. Actor 1 speaks in every 13th claim and is the target of every 13th case, which is
 * as much as the best known targets of a large record. No item has a history or is in the search index.
 */
export async function fillRecord(db: Database, cases: number): Promise<void> {
  const others = Math.max(1, Math.floor(cases / 10));
  const range = (count: number): string => `generate_series(1, ${count}) i`;
  const things = (kind: keyof typeof filled, count: number): string => `
    insert into thing (id, kind, number, visibility, created_at, changed_at)
    select ${filled[kind]} + i, '${kind}', i, 'public', now(), now() from ${range(count)}`;
  const actor = `case when i % 13 = 0 then 1 else 1 + (i * 7919) % ${others} end`;
  const day = `(date '2010-01-01' + (i * 31) % 5000)`;
  const subject = (kind: 'case' | 'event', from: string): string => `
    select ${filled[kind]} + i as subject, ${filled.claim} + i as claim, v.* from ${range(cases)} cross join lateral (values ${from}) v (property, value_key, value, value_thing, day)`;
  const values = [
    subject(
      'case',
      `('began', ${day}::text, to_jsonb(${day}::text), null::bigint, ${day}),
       ('place', case when i % 2 = 0 then 'KZ' else 'UZ' end, jsonb_build_object('country', case when i % 2 = 0 then 'KZ' else 'UZ' end), null, null),
       ('target', (${actor})::text, '{}'::jsonb, ${actor}, null)`,
    ),
    subject(
      'event',
      `('date', ${day}::text, to_jsonb(${day}::text), null::bigint, ${day}),
       ('involvement', (${actor}) || '|journalist', '{"role": "journalist"}'::jsonb, ${actor}, null)`,
    ),
  ].join(' union all ');
  await db.executeSql(
    [
      things('actor', others),
      `insert into actor (id, kind) select i, 'person' from ${range(others)}`,
      `insert into actor_name (actor_id, position, text, kind, keys) select i, 0, 'Person ' || i, 'preferred', array['k' || i] from ${range(others)}`,
      things('source', others),
      `insert into source (id, kind, title, publisher_id, published, language) select ${filled.source} + i, 'article', 'Report ' || i, 1 + i % ${others}, '2019-01-02', 'en' from ${range(others)}`,
      things('case', cases),
      `insert into "case" (id, title) select ${filled.case} + i, 'Person ' || ${actor} || ' and ' || md5(i::text) from ${range(cases)}`,
      things('event', cases),
      `insert into event (id, case_id, title) select ${filled.event} + i, ${filled.case} + i, 'An event' from ${range(cases)}`,
      things('claim', cases),
      `insert into claim (id, case_id, wording, kind, language, mode, state, support, source_id, origin)
       select ${filled.claim} + i, ${filled.case} + i, 'A claim', 'paraphrase', 'en', 'stated', 'checked', 'reference', ${filled.source} + 1 + i % ${others}, 'source ' || i from ${range(cases)}`,
      `insert into chain_link (claim_id, position, actor_id) select ${filled.claim} + i, 0, ${actor} from ${range(cases)}`,
      `insert into statement (claim_id, subject_id, property, value, value_key, value_thing, date_from, date_to)
       select claim, subject, property, value, value_key, value_thing, day, day from (${values}) v`,
      `insert into fact (subject_id, property, value_key, value, value_thing, date_from, date_to, public_shown, public_attributed, public_origins, desk_shown, desk_attributed, desk_origins)
       select subject, property, value_key, value, value_thing, day, day, true, false, 1, true, false, 1 from (${values}) v`,
      'analyze',
    ].join(';\n'),
  );
}
