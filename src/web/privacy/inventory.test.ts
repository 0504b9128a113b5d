import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interfaceLocales, messages } from '../../platform/messages/messages.ts';
import { run } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { oneDatabase, type TestDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor } from '../../platform/testing/test-app.ts';
import { changeCommenting } from '../../publishing/comments/change-commenting.ts';
import { endIdentities } from '../../publishing/comments/identity/end-identities.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { loadPublication, settingsOf } from '../../publishing/publication/publication.ts';
import { PublicationCache } from '../../publishing/publication/publication-cache.ts';
import { commenter, publicationUnderLaw } from '../../publishing/testing/comment-law.factory.ts';
import { deskOn } from '../testing/desk.ts';
import { routes } from '../routes.ts';
import { findPerson } from './find-person.ts';
import { dataInventory, inventoryFacts, currentInventory, tablesWithoutPersonalData } from './inventory.ts';

/**
 * Matches columns with personal data: who someone is, how to reach them, what they write. A table that is declared as
 * without personal data must have none.
 */
const personal =
  /(^|_)(e?mail|phone|contact|person|password|account_id|by_account|created_by|changed_by|saved_by|added_by|decided_by|resolved_by|dismissed_by|checked_by|asker|byline_names|identity|token_hash|link_hash)$/;

describe('data stored about people', () => {
  let made: TestDatabase;
  let desk: ReturnType<typeof deskOn>;
  let paper: Awaited<ReturnType<typeof publicationUnderLaw>>;
  const at = { now: new Date('2018-05-22T09:30:00Z') };
  // At the end of the tests, the cache may still read from the closed database. Such an error does not matter.
  const onHand = new PublicationCache({ changed: () => {}, failed: () => {} });

  beforeAll(async () => {
    made = await oneDatabase();
    desk = deskOn(made.db, { listeners: [onHand.listener], paper: () => onHand.publication, now: () => at.now });
    Object.assign(desk.app.config, { mail: { url: 'smtp://127.0.0.1:1', from: 'paper@example.org' } });
    await onHand.open(made.db.read);
    paper = await publicationUnderLaw(desk.app);
  });
  afterAll(() => made.drop());

  const read = async (path: string) => (await desk.web.request(path)).text();

  it('is declared for each table: no table is missing, and tables declared without personal data have no personal columns', async () => {
    const { rows } = await made.db.executeSql(
      "select table_name as name, array_agg(column_name::text order by ordinal_position) as columns from information_schema.columns where table_schema = 'public' group by 1",
    );
    const tables = new Map((rows as { name: string; columns: string[] }[]).map((row) => [row.name, row.columns]));
    const declared = new Map<string, string[]>();
    for (const { key, columns } of dataInventory)
      for (const table of Object.keys(columns)) declared.set(table, [...(declared.get(table) ?? []), key]);
    expect(
      [...tables.keys()].filter((table) => !declared.has(table) && !tablesWithoutPersonalData.includes(table)),
    ).toEqual([]);
    expect([...declared.keys(), ...tablesWithoutPersonalData].filter((table) => !tables.has(table))).toEqual([]);
    expect(
      [...declared].filter(([table, keys]) => keys.length > 1 || tablesWithoutPersonalData.includes(table)),
    ).toEqual([]);
    expect(
      dataInventory.flatMap(({ columns }) =>
        Object.entries(columns).flatMap(([table, names]) =>
          names.filter((name) => !tables.get(table)!.includes(name)).map((name) => `${table}.${name}`),
        ),
      ),
    ).toEqual([]);
    expect(
      tablesWithoutPersonalData.flatMap((table) =>
        tables
          .get(table)!
          .filter((column) => personal.test(column))
          .map((column) => `${table}.${column}`),
      ),
    ).toEqual([]);
  });

  it('is shown to readers for the current settings, in each language of the interface', async () => {
    const { publication, version } = await loadPublication(made.db.read);
    await run(desk.app, changePublication, editor, {
      version,
      to: { ...settingsOf(publication), interfaceLanguages: [...interfaceLocales] },
    });
    const told = async () =>
      interfaceLocales.reduce<Promise<string[]>>(async (before, locale) => {
        const html = await read(locale === 'en' ? routes.privacy() : `/${locale}${routes.privacy()}`);
        const facts = await inventoryFacts(desk.app, onHand.publication);
        const keys = dataInventory.filter(({ key }) => html.includes(`id="${key}"`)).map(({ key }) => key);
        expect([locale, keys]).toEqual([
          locale,
          currentInventory(facts)
            .filter((one) => one.forReaders)
            .map(({ key }) => key),
        ]);
        const spaced = html.replaceAll('\u00a0', ' ');
        for (const key of keys)
          expect(spaced).toContain(messages(locale)(`privacy.${key}.title`).replaceAll('\u00a0', ' '));
        return [...(await before), ...(locale === 'en' ? keys : [])];
      }, Promise.resolve([]));
    expect(await told()).not.toContain('comments');
    await run(desk.app, changeCommenting, editor, { version: 0, to: { mode: 'anonymous' } });
    expect(await told()).toContain('comments');
    expect(await told()).not.toContain('identities');
    // The page says what people can do themselves, and what they must ask the desk to do.
    expect(await read(routes.privacy())).toMatch(
      /id="comments"[^]*delete it yourself, at once, with the link[^]*id="permissions"[^]*withdraw your permission with it\. To have the data deleted[^]*ask the desk/,
    );
    await paper.inCountries('KZ');
    const boss = await desk.join(['administrator', 'editor']);
    // The desk's page says that a law requires more than the current settings do.
    expect(await boss.text(routes.desk.privacy())).toContain(
      'Law on mass media, Article 1 requires that people who comment be identified',
    );
    await paper.set();
    await paper.identified('I was there.');
    expect(await told()).toContain('identities');
    expect(await read(routes.privacy())).toMatch(/Law on mass media, Article 1[^]*From when you confirm it: 3 months/);
    expect(await boss.text(routes.desk.privacy())).toMatch(
      /folder commenter-keys[^]*From when you confirm it: 3 months[^]*Accounts/,
    );
    await paper.set({ mode: 'off' });
    // Data is listed as long as it exists.
    expect(await told()).toEqual(expect.arrayContaining(['comments', 'identities']));
    expect(await read(routes.privacy())).toContain('The last one is deleted, with its key, after 2018-08-22');
    at.now = new Date('2018-08-23T00:00:00Z');
    await run(desk.app, endIdentities, administrator, {});
    expect(await told()).not.toContain('identities');
  });

  it('can be searched on request, except what is sealed', async () => {
    const boss = await desk.join('editor');
    const kept = await findPerson(made.db.read, new RowKeys(desk.app.config.dataDir), 'kakimzhanov');
    expect(kept.map(({ key }) => key)).toContain('record');
    expect([
      await findPerson(made.db.read, new RowKeys(desk.app.config.dataDir), commenter),
      (await findPerson(made.db.read, new RowKeys(desk.app.config.dataDir), boss.email)).map(({ key }) => key),
      await findPerson(made.db.read, new RowKeys(desk.app.config.dataDir), '100%_'),
    ]).toEqual([[], ['accounts'], []]);
    const answer = await boss.post(routes.desk.privacy(), { words: 'Kakimzhanov' });
    expect([answer.status, /The record: in (1 place|\d+ places)/.test(await answer.text())]).toEqual([200, true]);
    expect((await boss.post(routes.desk.privacy(), { words: 'Al' })).status).toBe(400);
    expect((await (await desk.join('monitor')).get(routes.desk.privacy())).status).toBe(403);
  });
});
