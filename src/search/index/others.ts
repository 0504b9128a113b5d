import { sql, type RawBuilder } from 'kysely';
import { changesOf, changedIds, type Change } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { eachClaimState } from '../../record/claims/claim-states.ts';
import { type FacetFact } from '../../record/vocabulary/facets.ts';
import { parseEdtf } from '../../record/values/edtf/edtf.ts';
import { findProperty } from '../../record/vocabulary/properties.ts';
import type { ThingKind } from '../../record/tables.ts';
import type { Indexer } from './indexer.ts';
import { Facets, insertEntries, type EntryContent } from './entry.ts';
import { idsAfter, live } from './lookups.ts';
import { dateMarks, hostMarks } from './marks.ts';
import { insertNames } from './names.ts';
import { addFactWords, noFactWords, indexedProperties, type FactWords } from './fact-words.ts';
import { countedClaim } from '../../record/claims/counted.ts';

type ActorRow = {
  id: number;
  is_public: boolean;
  changed_at: Date;
  members: number[];
  names: { text: string; is_public: boolean }[];
  facts: (FacetFact & { property: string; forPublic: boolean; forDesk: boolean })[];
};

/** A subquery for the facts that an entry needs, as JSON. */
const indexedFacts = (id: RawBuilder<unknown>, kind: ThingKind): RawBuilder<unknown> => sql`
  select coalesce(json_agg(json_build_object('property', h.property, 'value', h.value, 'valueKey', h.value_key, 'from', h.date_from, 'to', h.date_to, 'forPublic', h.public_shown and not h.public_attributed, 'forDesk', h.desk_shown)), '[]') as facts
  from fact h where h.subject_id = ${id} and h.property = any(${[...indexedProperties(kind)]}::text[])`;

/** Indexes actors by all their names, and by the names of actors merged into them. */
export const actorIndexer: Indexer = {
  kind: 'actor',
  touched: async (tx, changes) => [...changedIds(changes, 'actor'), ...(await subjectsOfClaims(tx, changes, 'actor'))],
  async insert(tx, ids) {
    const { rows } = await sql<ActorRow>`
      select t.id, t.visibility = 'public' as is_public, t.changed_at, f.members, n.names, h.facts
      from unnest(${[...ids]}::bigint[]) as i (id) cross join lateral (select * from thing t where t.id = i.id and t.kind = 'actor' and ${live} offset 0) t
      cross join lateral (
        select array_agg(m.id order by m.id <> t.id, m.id) as members from thing m where m.id = t.id or (m.merged_into = t.id and m.visibility <> 'sealed' and m.redacted_at is null)
      ) f
      cross join lateral (
        select coalesce(json_agg(json_build_object('text', n.text, 'is_public', m.visibility = 'public') order by n.actor_id <> t.id, n.actor_id, n.position), '[]') as names
        from actor_name n join thing m on m.id = n.actor_id where n.actor_id = any(f.members)
      ) n
      cross join lateral (
        ${indexedFacts(sql`t.id`, 'actor')}
      ) h`.execute(tx);
    await insertEntries(
      tx,
      'actor',
      rows
        .filter((row) => row.names.length > 0)
        .map((row) => ({
          thingId: Number(row.id),
          desk: actorContent(row, false),
          public: row.is_public ? actorContent(row, true) : null,
        })),
    );
    await insertNames(tx, ids);
  },
  page: (tx, after, limit) => idsAfter(tx, 'actor', after, limit),
};

function factWordsOf(facts: ActorRow['facts'], isPublic: boolean): FactWords {
  const factWords = noFactWords();
  for (const fact of facts) if (isPublic ? fact.forPublic : fact.forDesk) addFactWords(factWords, fact.property, fact);
  return factWords;
}

function factFacets(facts: ActorRow['facts'], isPublic: boolean): Facets {
  const facets = new Facets();
  for (const fact of facts)
    if (isPublic ? fact.forPublic : fact.forDesk) facets.addFact(findProperty(fact.property), fact);
  return facets;
}

function actorContent(row: ActorRow, isPublic: boolean): EntryContent {
  const facets = factFacets(row.facts, isPublic);
  const names = row.names.filter((name) => !isPublic || name.is_public).map((name) => name.text);
  const factWords = factWordsOf(row.facts, isPublic);
  return {
    title: row.names[0]!.text,
    words: [names.join(' '), '', [...factWords.words].join('\n'), ''],
    body: '',
    marks: [...factWords.marks],
    facets,
    actors: row.members.map(Number),
    on: null,
    changed: row.changed_at,
  };
}

/** Indexes sources by title, note, URLs and date. The actor of an entry is the publisher. */
export const sourceIndexer: Indexer = {
  kind: 'source',
  touched: async (tx, changes) => [
    ...changedIds(changes, 'source'),
    ...(await subjectsOfClaims(tx, changes, 'source')),
  ],
  async insert(tx, ids) {
    const { rows } = await sql<{
      id: number;
      is_public: boolean;
      changed_at: Date;
      title: string;
      note: string | null;
      language: string | null;
      publisher_id: number | null;
      published: string | null;
      addresses: string[] | null;
      facts: ActorRow['facts'];
    }>`
      select t.id, t.visibility = 'public' as is_public, t.changed_at, s.title, s.note, s.language, s.publisher_id, s.published, a.addresses, h.facts
      from unnest(${[...ids]}::bigint[]) as i (id) cross join lateral (select * from thing t where t.id = i.id and ${live} offset 0) t cross join lateral (select * from source s where s.id = i.id offset 0) s
      cross join lateral (select array_agg(a.url) as addresses from source_address a where a.source_id = i.id) a
      cross join lateral (${indexedFacts(sql`t.id`, 'source')}) h`.execute(tx);
    await insertEntries(
      tx,
      'source',
      rows.map((row) => {
        const note = row.note ?? '';
        const published = parseEdtf(row.published ?? '');
        const entryContent = (isPublic: boolean): EntryContent => {
          const factWords = factWordsOf(row.facts, isPublic);
          return {
            title: row.title,
            words: [row.title, '', [note, ...factWords.words].join('\n'), ''],
            body: note,
            marks: [
              ...factWords.marks,
              ...dateMarks(published?.earliest ?? null, published?.latest ?? null),
              ...(row.addresses ?? []).flatMap(hostMarks),
            ],
            facets: factFacets(row.facts, isPublic)
              .add('year', /\d{4}/.exec(row.published ?? '')?.[0])
              .add('language', row.language),
            actors: row.publisher_id === null ? [] : [Number(row.publisher_id)],
            on: published?.earliest ?? null,
            changed: row.changed_at,
          };
        };
        return {
          thingId: Number(row.id),
          desk: entryContent(false),
          public: row.is_public ? entryContent(true) : null,
        };
      }),
    );
  },
  page: (tx, after, limit) => idsAfter(tx, 'source', after, limit),
};

/**
 * Indexes claims that do not belong to a case. The entry of a case contains the words of its claims
 * (search/query/parts-found.ts).
 */
export const loneClaimIndexer: Indexer = {
  kind: 'claim',
  async touched(tx, changes) {
    const outdated = changesOf(changes, 'claim').filter(
      (change) => !(change.action === 'created' && (change.after as { case_id?: unknown } | null)?.case_id),
    );
    return new Set(outdated.map((change) => change.thingId));
  },
  async insert(tx, ids) {
    const { rows } = await sql<{
      id: number;
      is_public: boolean;
      changed_at: Date;
      wording: string;
      language: string;
      desk_actors: number[] | null;
      public_actors: number[] | null;
    }>`
      select t.id, t.visibility = 'public' and ${countedClaim('c')} as is_public, t.changed_at, c.wording, c.language, l.desk_actors, l.public_actors
      from unnest(${[...ids]}::bigint[]) as i (id) cross join lateral (select * from thing t where t.id = i.id and ${live} offset 0) t
      cross join lateral (select * from claim c where c.id = i.id and c.case_id is null and c.state <> 'withdrawn' offset 0) c
      cross join lateral (
        select array_agg(distinct actor_id) as desk_actors, array_agg(distinct actor_id) filter (where visibility = 'public') as public_actors
        from chain_link where claim_id = c.id and actor_id is not null and visibility <> 'sealed'
      ) l`.execute(tx);
    const entryContent = (row: (typeof rows)[number], actors: number[] | null): EntryContent => ({
      title: row.wording.slice(0, 300), words: [row.wording, '', '', ''], body: '', facets: new Facets().add('language', row.language), actors: (actors ?? []).map(Number), on: null, changed: row.changed_at,
    }); // prettier-ignore
    await insertEntries(
      tx,
      'claim',
      rows.map((row) => ({
        thingId: Number(row.id),
        desk: entryContent(row, row.desk_actors),
        public: row.is_public ? entryContent(row, row.public_actors) : null,
      })),
    );
  },
  async page(tx, after, limit) {
    const rows = await tx
      .selectFrom('claim')
      .select('id')
      .where('case_id', 'is', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => row.id);
  },
};

/** The items of a kind for which changed claims state a value that is indexed. */
async function subjectsOfClaims(tx: Tx, changes: readonly Change[], kind: ThingKind): Promise<number[]> {
  const subjects = new Set<number>();
  const properties = indexedProperties(kind);
  const claims = eachClaimState(changes, ({ statements }) => {
    for (const { property, subject_id } of statements) if (properties.includes(property)) subjects.add(subject_id);
  });
  if (subjects.size + claims.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    select t.canonical_id as id from (
      select unnest(${[...subjects]}::bigint[]) as id
      union select subject_id from statement where property = any(${[...properties]}::text[]) and claim_id = any(${claims}::bigint[])
    ) about cross join lateral (select canonical_id, kind from thing where id = about.id offset 0) t where t.kind = ${kind}`.execute(
    tx,
  );
  return rows.map((row) => Number(row.id));
}
