import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeModules } from '../../../cli/compose.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { deletePdfs } from '../../../record/files/delete-pdfs.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { findThing } from '../../../record/refs.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { createWeb } from '../../create-web.ts';
import { PageCache } from '../../kit/middleware/page-cache.ts';
import { serveSite } from '../../kit/served-site.ts';
import { exampleSite, publishOne, type Site } from '../../testing/site.ts';
import { builtAssets } from '../../testing/test-deps.ts';
import { filesJob, filesListener } from './files-of-published.ts';

let made: TestDatabase;
let site: Site;
let asked: string[];
let pages: PageCache;
let close: () => Promise<void>;

beforeAll(async () => {
  const [assets, database] = [await builtAssets(), await testDatabase('embedded')];
  made = database;
  await prepareJobs(made.db, composeModules().jobs);
  pages = new PageCache({ kind: 'embedded' });
  site = await exampleSite(made.db, {
    assets: assets.folder,
    env: { KRONIKA_URL: 'https://paper.example' },
    listeners: [deletePdfs, filesListener, pages.listener],
  });
  close = await pages.open(made.db);
  const paper = () => publicationOf({ language: 'en', interfaceLanguages: ['en', 'ru'] });
  const web = createWeb({ ...site.deps, paper, pages });
  serveSite(site.deps.app, {
    request(address, init) {
      asked.push(new URL(address).pathname + new URL(address).search);
      return web.request(address, init);
    },
  });
});
afterAll(async () => {
  await close?.();
  await made?.drop();
});

/** Runs the jobs that were sent since the last call. @returns the files that they requested */
async function runSent(): Promise<string[]> {
  asked = [];
  const { rows } = await made.db.executeSql(
    `with sent as (delete from pgboss.job where name = '${filesJob.name}' returning data) select data from sent`,
  );
  for (const { data } of rows as { data: { things: number[] } }[])
    await filesJob.handler({
      input: data,
      app: site.deps.app,
      signal: new AbortController().signal,
      log: { warn: (_: unknown, message: string) => expect.fail(message) },
    } as never);
  return asked.filter((path) => /\.(?:pdf|png)\b/.test(path));
}

const prints = () =>
  made.db.read.selectFrom('pdf').select(['thing_id', 'language']).orderBy('thing_id').orderBy('language').execute();

describe('the files of what is published', () => {
  it('are not made for sample data', async () => {
    const before = await prints();
    await made.db.executeSql('update thing set example = true');
    await runSent();
    expect([asked, await prints()]).toEqual([[], before]);
    await made.db.executeSql('update thing set example = false');
  });

  it('of an article are a PDF and a picture, and the first reader gets what is stored', async () => {
    const number = await publishOne(site.app, site.refs);
    await made.db.executeSql('update thing set example = false');
    const files = await runSent();
    const [pdf, picture] = [files.find((path) => path.includes('.pdf'))!, files.find((path) => path.includes('.png'))!];
    expect([files.length, pdf, picture]).toEqual([
      2,
      expect.stringMatching(new RegExp(`^/articles/${number}/.+\\.pdf$`)),
      `/articles/${number}/card/1.png`,
    ]);
    const thing = await findThing(made.db.read, 'article', number);
    expect(await prints()).toContainEqual({ thing_id: thing!.id, language: 'en' });
    expect(pages.size).toBeGreaterThan(0);
  });

  it('of a case are a PDF in each language of the site, once it is public', async () => {
    const ref = site.refs['case-suit']!;
    const number = Number(ref.split('/')[1]);
    await run(site.app, setVisibility, editor, { things: [ref], visibility: 'desk' });
    expect(await runSent()).toEqual([]);
    await run(site.app, setVisibility, editor, { things: [ref], visibility: 'public' });
    const files = await runSent();
    const thing = await findThing(made.db.read, 'case', number);
    const ofCase = (await prints()).filter((one) => Number(one.thing_id) === thing!.id);
    expect(ofCase.map(({ language }) => language)).toEqual(['en', 'ru']);
    expect(files.filter((path) => path.includes('.pdf'))).toHaveLength(2);
    expect(files.some((path) => path.startsWith('/cards/case/'))).toBe(true);
  });

  it('are not made if the item was withdrawn meanwhile', async () => {
    const ref = site.refs['case-suit']!;
    await run(site.app, setVisibility, editor, { things: [ref], visibility: 'desk' });
    await run(site.app, setVisibility, editor, { things: [ref], visibility: 'public' });
    await run(site.app, setVisibility, editor, { things: [ref], visibility: 'desk' });
    expect(await runSent()).toEqual([]);
  });
});
