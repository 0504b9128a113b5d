import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { KnownNames } from './known-names.ts';

const atOnce = 20_000;
/** Milliseconds by which the clocks of two processes may differ. */
const margin = 5 * 60_000;

type Row = {
  id: number;
  number: number;
  person: boolean;
  version: number;
  /**
   * All names joined into one text, because an array takes twice as long to read. Null for a withdrawn or hidden actor.
   */
  names: string | null;
};
const between = '\u001f';

/**
 * Numbers that show whether a name has changed: if a name changes, at least one number changes. Each edit raises a
 * version. Redacting or merging an actor leaves fewer valid actors. Redacting words changes the number of letters.
 */
type Stamp = { all: number; valid: number; versions: number; names: number; letters: number; newest: number };
type Cached = { known: KnownNames; rows: Map<number, { version: number; valid: boolean }>; stamp: Stamp };

const cached = new WeakMap<Reader, Promise<Cached>>();

const isValid = sql<boolean>`t.merged_into is null and t.redacted_at is null and t.withdrawn_at is null and t.visibility <> 'sealed'`;

/**
 * All actors in the record with all their names. All actors are read, because a query for the names in an article could
 * appear in the log of a database server. The result is cached. After a change, only changed actors are read again. If
 * the `Stamp` then still differs, all actors are read.
 */
export async function namesOnRecord(db: Reader): Promise<KnownNames> {
  const before = cached.get(db);
  const now = (before ?? Promise.resolve(null)).catch(() => null).then((last) => refresh(db, last));
  cached.set(db, now);
  return (await now).known;
}

async function refresh(db: Reader, last: Cached | null): Promise<Cached> {
  const stamp = await stampOf(db);
  if (last && same(last.stamp, stamp)) return last;
  // Reading only the changed actors is not enough if actors are gone, or if names changed without a new version of
  // their actor.
  if (last && last.stamp.versions !== stamp.versions && last.stamp.valid <= stamp.valid) {
    await read(db, last, new Date(last.stamp.newest - margin));
    if (agrees(last, stamp)) return { ...last, stamp };
  }
  const anew: Cached = { known: new KnownNames(), rows: new Map(), stamp };
  await read(db, anew, new Date(0));
  return anew;
}

const same = (a: Stamp, b: Stamp): boolean =>
  a.all === b.all && a.valid === b.valid && a.versions === b.versions && a.names === b.names && a.letters === b.letters;

function agrees({ rows }: Cached, stamp: Stamp): boolean {
  let [versions, valid] = [0, 0];
  for (const row of rows.values()) {
    versions += row.version;
    valid += row.valid ? 1 : 0;
  }
  return rows.size === stamp.all && versions === stamp.versions && valid === stamp.valid;
}

async function stampOf(db: Reader): Promise<Stamp> {
  const { rows } = await sql<Stamp>`
    select count(*)::int as "all", count(*) filter (where ${isValid})::int as valid, coalesce(sum(t.version), 0)::float8 as versions, coalesce(extract(epoch from max(t.changed_at)) * 1000, 0)::float8 as newest,
      (select count(*)::int from actor_name) as names, (select coalesce(sum(length(text)), 0)::float8 from actor_name) as letters
    from thing t where t.kind = 'actor'`.execute(db);
  return rows[0]!;
}

/** Reads actors that changed after `since` into the cache, page by page, with the names of actors merged into them. */
async function read(db: Reader, into: Cached, since: Date): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = await sql<Row>`
      select t.id, t.number, t.version, a.kind = 'person' as person, case when ${isValid} then (select string_agg(n.text, ${between} order by f.id <> t.id, n.position)
        from (select t.id union all select m.id from thing m where m.merged_into = t.id) f join actor_name n on n.actor_id = f.id) end as names
      from thing t join actor a on a.id = t.id where t.kind = 'actor' and t.changed_at >= ${since} and t.id > ${after} and a.id > ${after} order by t.id limit ${atOnce}`.execute(
      db,
    );
    for (const { id, number, version, person, names } of rows) {
      const ref = `actor/${number}`;
      const all = names?.split(between) ?? [];
      if (all.length) into.known.put({ ref, name: all[0]!, names: all, person });
      else into.known.drop(ref);
      into.rows.set(Number(id), { version, valid: names !== null });
    }
    if (rows.length < atOnce) return;
    after = Number(rows.at(-1)!.id);
  }
}
