import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { readRoot, writeProof, writeRootFile, type RootDocument, type SignedRoot } from './proof.ts';
import { stepsTo, type Salted } from './tree.ts';
import type {} from './tables.ts';

export type RootView = RootDocument & { number: number; stampedBy: string[] };

/** The newest daily hashes, at most `limit`, the newest first. */
export async function listRoots(db: Reader, limit = 100): Promise<RootView[]> {
  const rows = await db
    .selectFrom('daily_root')
    .select(['number', 'document'])
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  const stamps = rows.length
    ? await db
        .selectFrom('daily_root_stamp')
        .select(['root', 'authority'])
        .where(
          'root',
          'in',
          rows.map((row) => row.number),
        )
        .orderBy('authority')
        .execute()
    : [];
  return rows.map(({ number, document }) => ({
    ...readRoot(document)!,
    number,
    stampedBy: stamps.filter((one) => one.root === number).map((one) => one.authority),
  }));
}

async function findRoot(db: Reader, number: number): Promise<SignedRoot | null> {
  const row = await db
    .selectFrom('daily_root')
    .select(['document', 'signature'])
    .where('number', '=', number)
    .executeTakeFirst();
  if (!row) return null;
  const stamps = await db
    .selectFrom('daily_root_stamp')
    .select('token')
    .where('root', '=', number)
    .orderBy('authority')
    .execute();
  return { ...row, stamps: stamps.map((one) => one.token) };
}

/** The file of a daily hash. Null if there is no daily hash with this number. */
export async function rootFileOf(db: Reader, number: number): Promise<string | null> {
  const root = await findRoot(db, number);
  return root && writeRootFile(root);
}

/**
 * The number of the daily hash that includes a hash. Null if there is none yet, for example because the day is not
 * over.
 */
export const rootOfHash = async (db: Reader, sha256: string): Promise<number | null> =>
  (
    await db
      .selectFrom('rooted')
      .select('root')
      .where(sql<boolean>`sha256 = decode(${sha256}, 'hex')`)
      .executeTakeFirst()
  )?.root ?? null;

/** The file that proves that a daily hash includes a hash. Null if no daily hash includes it yet. */
export async function proofOf(db: Reader, sha256: string): Promise<string | null> {
  const number = await rootOfHash(db, sha256);
  const root = number === null ? null : await findRoot(db, number);
  if (!root) return null;
  const { rows } =
    await sql<Salted>`select encode(sha256, 'hex') as sha256, encode(salt, 'hex') as salt from rooted where root = ${number}`.execute(
      db,
    );
  const steps = stepsTo(rows, sha256);
  const own = rows.find((row) => row.sha256 === sha256);
  return steps && own ? writeProof(own, steps, root) : null;
}
