import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Tables } from '../../platform/database/tables.ts';
import type { Session } from '../../accounts/sign-in.ts';
import { readConfig } from '../../platform/config/config.ts';
import { MemoryCounters } from '../../platform/limits/counters.ts';
import type { App } from '../../platform/operation.ts';
import { scratchDir } from '../../platform/testing/scratch-dir.ts';
import { publicationOf } from '../../publishing/publication/publication.ts';
import { openAssets } from '../kit/assets.ts';
import type { Deps } from '../kit/context.ts';

type Assets = { folder: string; manifest: Record<string, string> };
let built: Promise<Assets> | undefined;

/** The built assets, created once for all test files of this process. Tests must not change these files. */
export function builtAssets(): Promise<Assets> {
  return (built ??= build());
}

async function build(): Promise<Assets> {
  const { buildAssets } = await import('../../../scripts/assets.mjs');
  const folder = scratchDir('kronika-assets-');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await buildAssets(folder);
  const manifest = JSON.parse(await readFile(join(folder, 'assets/manifest.json'), 'utf8')) as Record<string, string>;
  return { folder: join(folder, 'assets'), manifest };
}

export const aSession = (over: Partial<Session> = {}): Session => ({
  principal: { accountId: 1, name: 'Aliya Nurlan', roles: ['editor'], via: 'web' },
  csrf: 'the-right-token',
  mustSetUp: false,
  usedAt: new Date(0),
  locked: false,
  tokenHash: new Uint8Array(32),
  version: 1,
  email: 'aliya@example.org',
  language: null,
  ...over,
});

/** Replaces a database, and finds no rows. The desk's menu needs it for its counts. */
const noRows = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The dependencies of createWeb without a database, for pages that do not read one. */
export function testDeps(
  options: {
    assets?: string;
    session?: Session | null;
    env?: Record<string, string>;
    logged?: { level: string; fields: object; message: string }[];
    now?: () => Date;
  } = {},
): Deps {
  const folder = options.assets;
  const log = (level: string) => (fields: object, message: string) =>
    void options.logged?.push({ level, fields, message });
  return {
    app: {
      config: readConfig({ KRONIKA_LOG: 'silent', ...options.env }),
      db: { read: noRows },
      counters: new MemoryCounters(() => new Date()),
      now: options.now ?? (() => new Date()),
    } as unknown as App,
    assets: folder
      ? openAssets(folder)
      : { url: (name) => `/assets/${name}`, has: () => false, serve: async (c) => c.notFound() },
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    paper: () =>
      publicationOf({
        name: 'Kronika',
        motto: 'Who did what to whom, and who says so',
        imprint: { publisher: 'Kronika Example', address: 'Almaty', issn: '0000-0000' },
      }),
    findSession: async (token) =>
      token === 'a-session' ? (options.session === undefined ? aSession() : options.session) : null,
    dev: true,
  };
}
