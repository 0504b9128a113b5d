import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../platform/errors.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { defineJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run } from '../../platform/operation.ts';
import { SigningKeys } from '../../platform/signing/signing-keys.ts';
import { packageType } from '../../record/files/packages.ts';
import { readRoot, signRoot } from './proof.ts';
import { rootOf } from './tree.ts';
import type {} from './tables.ts';

/**
 * The hashes from before a moment that no daily hash includes yet: hashes of captured bytes, hashes of packages, and
 * the last hash of the security log. Sample data is left out. A capture counts from when it was stored, because the time
 * of a page from a web archive is when others recorded it.
 */
async function unrooted(db: Reader, through: Date): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select x.sha256 from (
      select c.bytes_sha256 as sha256 from capture c join thing t on t.id = c.id where c.bytes_size > 0 and length(c.bytes_sha256) = 64 and t.created_at < ${through} and not t.example
      union
      select f.sha256 from held_file f where f.media_type = ${packageType} and f.size > 0 and f.kept_at < ${through}
      union
      (select encode(e.hash, 'hex') from security_entry e where e.at < ${through} order by e.id desc limit 1)
    ) x where not exists (select from rooted r where r.sha256 = decode(x.sha256, 'hex'))`.execute(db);
  return rows.map((row) => row.sha256);
}

/** The last hash of the security log before a moment. */
async function lastOfLog(db: Reader, through: Date): Promise<string | undefined> {
  const last = await db
    .selectFrom('security_entry')
    .select('hash')
    .where('at', '<', through)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last && Buffer.from(last.hash).toString('hex');
}

/**
 * Creates and signs a daily hash of everything that was captured before a moment and that no daily hash includes yet.
 * Null if there is nothing.
 */
export const makeDailyRoot = defineOperation({
  name: 'evidence.dailyRoot',
  permission: ['system'],
  input: z.object({ through: z.date() }),
  async prepare({ input, at, app }) {
    const hashes = (await unrooted(app.db.read, input.through)).map((sha256) => ({
      sha256,
      salt: randomBytes(16).toString('hex'),
    }));
    if (hashes.length === 0) return null;
    const last = await app.db.read
      .selectFrom('daily_root')
      .select(['number', 'document'])
      .orderBy('number', 'desc')
      .executeTakeFirst();
    const about = {
      made: at.toISOString(),
      through: input.through.toISOString(),
      count: hashes.length,
      root: rootOf(hashes),
      previous: last ? readRoot(last.document)!.root : null,
      security: await lastOfLog(app.db.read, input.through),
    };
    return {
      hashes,
      after: last?.number ?? null,
      ...signRoot(about, await new SigningKeys(app.config.dataDir).current(at)),
    };
  },
  async write({ tx, input, prepared, at }): Promise<number | null> {
    if (!prepared) return null;
    const { hashes, after, document, signature } = prepared;
    await sql`lock table daily_root in share row exclusive mode`.execute(tx);
    const last = await tx.selectFrom('daily_root').select('number').orderBy('number', 'desc').executeTakeFirst();
    // Since `prepare` read the last daily hash, another process has created one.
    if ((last?.number ?? null) !== after) throw new AppError('conflict');
    const { number } = await tx
      .insertInto('daily_root')
      .values({ made_at: at, through: input.through, document, signature })
      .returning('number')
      .executeTakeFirstOrThrow();
    const [of, salts] = [hashes.map(({ sha256 }) => sha256), hashes.map(({ salt }) => salt)];
    await sql`insert into rooted (sha256, salt, root) select decode(h, 'hex'), decode(s, 'hex'), ${number}::bigint
      from unnest(${of}::text[], ${salts}::text[]) as t(h, s)`.execute(tx);
    return number;
  },
});

/** Milliseconds after which a missing timestamp of a daily hash is no longer requested. */
const requestedFor = 30 * 86_400_000;

/** Requests missing timestamps of daily hashes from the configured authorities. */
export const stampRoots = defineOperation({
  name: 'evidence.stampRoots',
  permission: ['system'],
  input: z.object({}),
  async prepare({ at, app }) {
    const authorities = app.config.timestampAuthorities;
    const roots = await app.db.read
      .selectFrom('daily_root')
      .select(['number', 'document'])
      .where('made_at', '>', new Date(at.getTime() - requestedFor))
      .orderBy('number')
      .execute();
    const stamps: { root: number; authority: string; token: Uint8Array }[] = [];
    const failed: string[] = [];
    const { requestTimestamps } = await import('../package/signature/request-timestamp.ts');
    for (const { number, document } of roots) {
      const have = new Set(
        (await app.db.read.selectFrom('daily_root_stamp').select('authority').where('root', '=', number).execute()).map(
          (row) => row.authority,
        ),
      );
      for (const one of await requestTimestamps(
        authorities.filter((authority) => !have.has(authority)),
        document,
      )) {
        if ('token' in one) stamps.push({ root: number, ...one });
        else failed.push(`${one.authority}: ${one.reason}`);
      }
    }
    return { stamps, failed };
  },
  async write({ tx, prepared: { stamps, failed } }) {
    for (const stamp of stamps)
      await tx
        .insertInto('daily_root_stamp')
        .values(stamp)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    return { stamped: stamps.length, failed };
  },
});

/**
 * Creates the daily hash of the days before today. If a timestamp authority does not answer today, its timestamp is
 * requested again tomorrow.
 */
export const dailyRootJob = defineJob({
  name: 'evidence.dailyRoot',
  input: z.object({}),
  everyHours: 24,
  async handler({ app, log }) {
    const through = new Date(app.now());
    through.setUTCHours(0, 0, 0, 0);
    const root = await run(app, makeDailyRoot, systemPrincipal, { through });
    const { stamped, failed } = await run(app, stampRoots, systemPrincipal, {});
    log.info({ root, stamped, failed }, 'daily hash');
  },
});
