import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFile, mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeModules } from '../../../cli/compose.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { eraseBlobs } from '../../../platform/storage/holders.ts';
import { deletePdfs } from '../../../record/files/delete-pdfs.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { createWeb } from '../../create-web.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { routes } from '../../routes.ts';
import { builtAssets } from '../../testing/test-deps.ts';

const shots = process.env.KRONIKA_SHOTS;
let assets: Awaited<ReturnType<typeof builtAssets>>;
let made: TestDatabase;
let site: Site;

beforeAll(async () => {
  [assets, made] = [await builtAssets(), await testDatabase('embedded')];
  await prepareJobs(made.db, composeModules().jobs);
  site = await exampleSite(made.db, {
    assets: assets.folder,
    env: { KRONIKA_URL: 'https://paper.example' },
    listeners: [deletePdfs],
  });
});
afterAll(async () => {
  await made?.drop();
});

const address = () => routes.article.as('pdf', { number: site.article, slug: 'two-newsrooms' });
const prints = () => made.db.read.selectFrom('pdf').selectAll().execute();

describe('the PDF of an article', () => {
  it('is tagged, has title and language, is made once for A4 and once for Letter, and is then reused', async () => {
    for (const [paper, size] of [
      ['a4', /\/MediaBox\s*\[0 0 59[45][\d.]* 84[12]/],
      ['letter', /\/MediaBox\s*\[0 0 612 792\]/],
    ] as const) {
      const response = await site.web.request(`${address()}?paper=${paper}`);
      const bytes = Buffer.from(await response.arrayBuffer());
      if (shots)
        await mkdir(shots, { recursive: true }).then(() => writeFile(join(shots, `print-${paper}.pdf`), bytes));
      expect([response.status, response.headers.get('content-type'), response.headers.get('link')]).toEqual([
        200,
        'application/pdf',
        expect.stringContaining('https://paper.example/articles/'),
      ]);
      const text = bytes.toString('latin1');
      for (const part of ['/StructTreeRoot', '/MarkInfo', '/Lang (en)', '/Title'])
        expect([part, text.includes(part)]).toEqual([part, true]);
      expect(text).toMatch(size);
    }
    const before = await prints();
    expect(before).toHaveLength(2);
    const again = await site.web.request(address());
    expect(await prints()).toEqual(before);
    expect(
      (await site.web.request(address(), { headers: { 'if-none-match': again.headers.get('etag')! } })).status,
    ).toBe(304);
  });

  it('is made once for readers who request it at the same time, also under different host names', async () => {
    const { app } = site;
    const web = createWeb({ ...site.deps, app: { ...app, config: { ...app.config, publicUrl: undefined } } });
    const before = await prints();
    const erased = async () =>
      (await made.db.executeSql("select 1 from pgboss.job where name = 'platform.eraseBlobs'")).rows.length;
    const hosts = Array.from({ length: 6 }, (_, index) => `http://host-${index}.example`);
    const answers = await Promise.all(hosts.map((host) => web.request(host + address())));
    expect(answers.map((answer) => answer.status)).toEqual(hosts.map(() => 200));
    const bytes = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
    expect(bytes.every((one) => one.equals(bytes[0]!))).toBe(true);
    // The earlier PDF was replaced only once.
    expect([(await prints()).length, await erased()]).toEqual([before.length, 1]);
    await Promise.all(['http://another.example', 'http://localhost'].map((host) => web.request(host + address())));
    expect(await erased()).toBe(1);
    await made.db.executeSql('delete from pdf');
    await made.db.executeSql("delete from pgboss.job where name = 'platform.eraseBlobs'");
  });

  it('has a style sheet whose running head contains the shortened headline, the address, the date and page numbers', async () => {
    const response = await site.web.request(routes.article.as('css', { number: site.article, slug: '-' }));
    const css = await response.text();
    expect(response.headers.get('content-type')).toContain('text/css');
    expect(css).toContain(
      '@top-right{content:"Two newsrooms in Almaty, searched over a complaint about articles a court had …";',
    );
    expect(css).toContain(`content:"https://paper.example/articles/${site.article} · 22 May 2018"`);
    expect(css).toContain('counter(page) " / " counter(pages)');
    expect((await site.web.request('/articles/99999/x.css')).status).toBe(404);
  });

  it('is answered with 503 and the reason if there is no browser', async () => {
    const { app } = site;
    const web = createWeb({
      ...site.deps,
      app: { ...app, config: { ...app.config, browser: '/nowhere/chromium' } },
    });
    await made.db.executeSql('delete from pdf');
    const response = await web.request(address());
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await response.text()).toContain('no browser to do it');
  });

  it('is deleted with its bytes when a person in it is redacted', async () => {
    await site.web.request(address());
    const [kept] = await prints();
    const file = join(site.app.config.dataDir, 'blobs', kept!.sha256.slice(0, 2), kept!.sha256.slice(2));
    expect(readFileSync(file).subarray(0, 4).toString()).toBe('%PDF');
    await redactPerson(site.app, editor, {
      actor: site.refs['vorotilov']!,
      ground: 'Asked for by the person, 2018.',
    });
    expect(await prints()).toEqual([]);
    const { rows } = await made.db.executeSql("select data from pgboss.job where name = 'platform.eraseBlobs'");
    for (const { data } of rows as { data: { blobs: string[] } }[])
      await eraseBlobs.handler({ input: data, app: site.app } as never);
    expect(await site.app.blobs.get(kept!.sha256)).toBeNull();
  });
});
