import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { finishErasures } from '../../../platform/erasing/finish-erasures.ts';
import type { Database } from '../../../platform/database/database.ts';
import { openDatabase } from '../../../platform/database/open-database.ts';
import { filePermissions } from '../../../requests/permissions/file-permissions.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { storeUncompressed } from '../../../platform/testing/search-files.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { findPostgres, startPostgres } from '../../../platform/testing/postgres-server.ts';
import { endRequests } from '../../../requests/end-requests.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { routes } from '../../routes.ts';
import { adviceJson } from '../api/advice.ts';
import { deskOn, password, valueOf } from '../../testing/desk.ts';

const saved = 'Banker Kairat Ospanov keeps 4.2 million dollars in an account at a Swiss bank.';
const typed = 'Governor Saltanat Zhanibekova was treated for quarrymania at a clinic in Lugano.';
/** Words that occur only in the advice, as a page or as JSON, or in input that was typed only to get advice. */
const told = [
  /Zhanibekova/,
  /quarrymania/,
  /Permission is missing/,
  /account or its balance/,
  /kronika\.advice/,
  /"how":\s*"/,
  /"kinds":\s*\[\s*"/,
  /banking secrets/,
  /Words: “/,
];

type Place = {
  db: Database;
  data: string;
  /** The statements that a server logged. */ log: string[];
  close(): Promise<unknown>;
};

const places: Record<'embedded' | 'server', () => Promise<Place>> = {
  embedded: async () => {
    const made = await testDatabase('embedded');
    return { db: made.db, data: (made.where as { dataDir: string }).dataDir, log: [], close: () => made.drop() };
  },
  // A database server that logs every statement with its values, and collects statistics.
  server: async () => {
    const log: string[] = [];
    const settings = {
      log_statement: 'all',
      log_min_duration_statement: '0',
      log_parameter_max_length: '-1',
      log_parameter_max_length_on_error: '-1',
      shared_preload_libraries: 'pg_stat_statements',
      log_temp_files: '0',
    };
    const server = await startPostgres(findPostgres()!, settings, (text) => log.push(text));
    const db = await openDatabase({ url: server.url });
    return { db, data: server.data, log, close: async () => [await db.close(), await server.stop()] };
  },
};

/**
 * The text of every file in a folder, read as UTF-8. If a file may have UTF-16 text, it is read that way too. Files that
 * the database deletes meanwhile, such as `pg_internal.init`, are skipped.
 */
function* textsUnder(folder: string): Generator<[path: string, text: string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    yield [path, bytes.toString('utf8')];
    if (bytes.includes('Z\0h\0') || bytes.includes('P\0e\0')) yield [path, bytes.toString('utf16le')];
  }
}

describe.each(['embedded', 'server'] as const)('legal advice (%s)', (kind) => {
  if (kind === 'server' && inject('noServer') !== null) return it.skip('there is no server');
  let place: Place;
  let desk: ReturnType<typeof deskOn>;
  let ada: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
  let article: { number: number; article: string; version: number };
  let token: string;
  const jurisdictions: string[] = [];
  const logged: { level: string; fields: object; message: string }[] = [];

  beforeAll(async () => {
    place = await places[kind]();
    await storeUncompressed(place.db);
    desk = deskOn(place.db, { logged, paper: () => publicationOf({ jurisdictions }) });
    await loadExample(desk.app);
    ada = await desk.join(['administrator', 'editor'], 'Ada Editor');
    token = (await run(desk.app, createToken, ada.principal, { name: 'reads', scopes: ['read:desk'], days: 1 })).token;
    [article] = (await run(desk.app, createArticles, ada.principal, {
      articles: [
        {
          headline: { text: 'What the banker has', kind: 'connective' },
          byline: { names: ['Ada Editor'] },
          blocks: [{ sentences: [{ text: saved, kind: 'own-reporting', reporter: 'Ada Editor' }] }],
        },
      ],
    })) as [typeof article];
  });
  afterAll(() => place?.close());

  /** All rows of all tables, as text. */
  const rows = async (): Promise<string> => {
    // Leaves out the tables of budgets. They count requests by a hash, and do not say what was requested.
    const { rows: tables } = await sql<{
      name: string;
    }>`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name not like 'budget%' order by 1`.execute(
      place.db.read,
    );
    const all: string[] = [];
    for (const { name } of tables) {
      const { rows: found } = await sql<{
        row: string;
      }>`select x::text as row from ${sql.table(name)} x order by 1`.execute(place.db.read);
      all.push(`${name}\n${found.map(({ row }) => row).join('\n')}`);
    }
    return all.join('\n');
  };
  const traces = async (): Promise<string[]> => {
    await place.db.executeSql('checkpoint');
    const found: string[] = [];
    for (const folder of [place.data, desk.app.config.dataDir])
      for (const [path, text] of textsUnder(folder))
        for (const words of told)
          if (words.test(text))
            found.push(
              `${words} in ${path}: ${text.slice(Math.max(0, text.search(words) - 60), text.search(words) + 60)}`,
            );
    const heard = place.log.join('');
    for (const words of told)
      if (words.test(heard))
        found.push(
          `${words} in the server's log: ${heard.slice(Math.max(0, heard.search(words) - 200), heard.search(words) + 60)}`,
        );
    for (const words of told) if (words.test(JSON.stringify(logged))) found.push(`${words} in the log`);
    return found;
  };
  const advice = async () => {
    const response = await ada.get(routes.desk.articleAdvice({ number: article.number }));
    return { response, html: await response.text() };
  };

  it('is empty if the publication’s settings name no country', async () => {
    const { html } = await advice();
    expect(html).toContain('No country is set');
    expect(html).not.toMatch(/Banking secret|Ospanov/);
  });

  it('explains an article with the words of the law, and leaves no trace in rows, files and logs', async () => {
    jurisdictions.push('KZ');
    // The security log has one entry a day for a program that reads desk data. This request already adds it.
    await desk.web.request('/api/v1/cases?audience=desk', { headers: { authorization: `Bearer ${token}` } });
    const before = await rows();
    const { response, html } = await advice();
    expect([response.headers.get('cache-control'), response.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'strict-origin',
    ]);
    for (const words of [
      'Permission is missing',
      'Kairat Ospanov: banking secrets',
      'names a bank account or its balance',
      'Journalists must have permission from the people named',
      'The law obliges journalists to have permission',
      'Not known whether in force',
      'Signed 28 December 2017',
      'What critics say about it',
      'a law to protect corrupt officials',
      'leaves “personal and family confidentiality” undefined',
      'Websites must identify people who comment',
    ])
      expect(html.replaceAll(/<[^>]+>/g, '').replaceAll('&amp;', '&')).toContain(words);

    const edit = routes.desk.editArticle({ number: article.number });
    const form = await ada.text(edit);
    const asked = {
      _version: valueOf(form, '_version')!,
      'headline.text': 'What the banker has',
      'headline.kind': 'connective',
      language: 'en',
      'blocks[0].type': 'paragraph',
      'blocks[0].text': typed,
    };
    const written = await ada.post(edit, { ...asked, _intent: 'advice' });
    expect([written.status, written.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect((await written.text()).replaceAll(/<[^>]+>/g, '')).toContain('Saltanat Zhanibekova: medical secrets');

    const api = await desk.web.request(`/api/v1/articles/${article.number}/advice`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([api.status, api.headers.get('cache-control'), api.headers.get('etag')]).toEqual([200, 'no-store', null]);
    expect(adviceJson.parse(await api.json())).toMatchObject({
      missing: [{ name: 'Kairat Ospanov', kinds: ['banking'], certain: true }],
      people: [{ name: 'Kairat Ospanov', actor: null }],
    });
    expect((await desk.web.request(`/api/v1/articles/${article.number}/advice`)).status).toBe(401);

    // Only one value in the database may change: the day on which the token was last used.
    const used = /^(api_token[^]*?)(?=\n[a-z_]+\n)/m;
    expect((await rows()).replace(used, '')).toBe(before.replace(used, ''));
    await run(desk.app, publishArticle, ada.principal, { article: article.article, version: article.version });
    expect(await traces()).toEqual([]);
    // Proves that the search for traces works. It does find the text of the article, and the statements in the server's
    // log.
    expect(
      [...textsUnder(place.data)].filter(([, text]) => text.includes('keeps 4.2 million dollars')).length,
    ).toBeGreaterThan(0);
    expect(/parameters: .*@example\.org/.test(place.log.join(''))).toBe(kind === 'server');
  });

  it('is stored only on request, for the selected people, and can be deleted', async () => {
    const boris = await desk.join('editor', 'Boris Other');
    const keep = routes.desk.saveAdvice({ number: article.number });
    expect((await ada.post(keep, {})).status).toBe(400);
    expect((await ada.post(keep, { for: String(ada.accountId) })).status).toBe(303);
    expect(await traces()).toEqual([]);
    const { id } = await place.db.read.selectFrom('kept_advice').select('id').executeTakeFirstOrThrow();
    const at = { number: article.number, advice: String(id) };
    expect(await boris.text(routes.desk.savedAdvice(at))).not.toContain('Open');
    expect((await boris.post(routes.desk.savedAdvice(at), { password })).status).toBe(403);
    const opened = await ada.post(routes.desk.savedAdvice(at), { password });
    expect([opened.status, opened.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect((await opened.text()).replaceAll(/<[^>]+>/g, '')).toContain('Kairat Ospanov: banking secrets');
    expect((await ada.post(routes.desk.discardAdvice(at))).status).toBe(303);
    expect(await place.db.read.selectFrom('kept_advice').select('id').execute()).toEqual([]);
    expect(await traces()).toEqual([]);
    const operations = (
      await place.db.read
        .selectFrom('change_set')
        .select('operation')
        .where('operation', 'like', 'law.%Advice')
        .orderBy('id')
        .execute()
    ).map((row) => row.operation);
    expect(operations).toEqual(['law.keepAdvice', 'law.openAdvice', 'law.dropAdvice']);
  });

  it('expired permissions leave no trace in the files of their tables either', async () => {
    await run(desk.app, filePermissions, ada.principal, {
      permissions: [
        {
          person: 'Endedword Witness',
          kinds: ['medical'],
          note: 'endedword',
          answer: { state: 'refused', on: '2001-01-01', way: 'letter' },
        },
      ],
    });
    const inTables = async (): Promise<string[]> => {
      await place.db.executeSql('checkpoint');
      return [...textsUnder(place.data)].flatMap(([path, text]) =>
        /[/\\]base[/\\]/.test(path) && /endedword/i.test(text) ? [path] : [],
      );
    };
    expect((await inTables()).length).toBeGreaterThan(0);
    expect((await endRequests(desk.app, systemPrincipal)).permissions).toBe(1);
    await finishErasures(desk.app);
    expect(await inTables()).toEqual([]);
  });
});
