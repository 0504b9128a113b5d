import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeModules } from '../../../cli/compose.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { eraseBlobs } from '../../../platform/storage/holders.ts';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor } from '../../../platform/testing/test-app.ts';
import { removeExample } from '../../../exchange/example/remove.ts';
import { file } from '../../../record/filing/file.ts';
import { storePdf } from '../../../record/files/store-pdf.ts';
import { deletePdfs } from '../../../record/files/delete-pdfs.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { redactPerson } from '../../../record/protection/redact.ts';
import { findThing } from '../../../record/refs.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { createWeb } from '../../create-web.ts';
import { addressOf } from '../../record/components/of-record.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { builtAssets } from '../../testing/test-deps.ts';
import { recordPdf } from './record-print.ts';

let made: TestDatabase;
let site: Site;

beforeAll(async () => {
  const [assets, database] = [await builtAssets(), await oneDatabase()];
  made = database;
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

const prints = () => made.db.read.selectFrom('pdf').selectAll().orderBy('thing_id').execute();
const numberOf = (key: string): number => Number(site.refs[key]!.split('/')[1]);
const pagesIn = (bytes: Buffer): number => bytes.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)!.length;
/** The title in the metadata of a PDF, in ASCII or UTF-16. */
function titleIn(bytes: Buffer): string {
  const [, plain, hex] = /\/Title (?:\(([^)]*)\)|<FEFF([0-9A-F]+)>)/.exec(bytes.toString('latin1'))!;
  return plain ?? Buffer.from(hex!, 'hex').swap16().toString('utf16le');
}
async function pdf(path: string): Promise<Buffer> {
  const response = await site.web.request(path);
  expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, 'application/pdf']);
  return Buffer.from(await response.arrayBuffer());
}
async function erased(sha256: string): Promise<void> {
  const { rows } = await made.db.executeSql("select data from pgboss.job where name = 'platform.eraseBlobs'");
  for (const { data } of rows as { data: { blobs: string[] } }[])
    await eraseBlobs.handler({ input: data, app: site.app } as never);
  expect(await site.app.blobs.get(sha256)).toBeNull();
}

describe('the PDF of a case or law', () => {
  it.each(['case-suit', 'case-probe', 'case-law'])(
    'is tagged, and has at most five pages: %s',
    async (key) => {
      const bytes = await pdf(`/cases/${numberOf(key)}.pdf`);
      for (const part of ['/StructTreeRoot', '/MarkInfo', '/Lang (en)', '/Title'])
        expect([part, bytes.includes(part)]).toEqual([part, true]);
      expect(pagesIn(bytes)).toBeLessThanOrEqual(5);
      expect(await prints()).toContainEqual(expect.objectContaining({ language: 'en', paper: 'a4' }));
    },
    60_000,
  );

  it('is made once, also for a law, and again only when its page has changed', async () => {
    const path = `/cases/${numberOf('case-suit')}.pdf`;
    const law = await pdf('/laws/1.pdf');
    expect(pagesIn(law)).toBeLessThanOrEqual(5);
    const before = await prints();
    const first = await site.web.request(path);
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('link')).toMatch(/^<https:\/\/paper\.example\/cases\/\d+\/.+>; rel="canonical"$/);
    expect((await site.web.request(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await pdf('/laws/1.pdf')).equals(law)).toBe(true);
    expect(await prints()).toEqual(before);
    const thing = await findThing(made.db.read, 'case', numberOf('case-suit'));
    await run(site.app, changeCaseEntry, editor, {
      thing: site.refs['case-suit']!,
      version: thing!.version,
      title: 'Another title',
      visibility: 'public',
    });
    // A change of the case deletes its PDF. The next reader gets a new one.
    const old = before.find((one) => Number(one.thing_id) === thing!.id)!;
    expect((await prints()).some((one) => one.sha256 === old.sha256)).toBe(false);
    await erased(old.sha256);
    const again = await site.web.request(path, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('content-disposition')]).toEqual([
      200,
      'inline; filename="another-title.pdf"',
    ]);
  });

  it('is in the language that the reader asks for, if the site has it', async () => {
    const paper = () => publicationOf({ language: 'en', interfaceLanguages: ['en', 'ru'] });
    const web = createWeb({ ...site.deps, app: { ...site.app }, paper });
    const path = `/cases/${numberOf('case-probe')}`;
    const page = (await web.request(`/ru${path}`)).headers.get('location')!;
    expect(await (await web.request(page)).text()).toMatch(/href="\/cases\/[^"]+\.pdf\?language=ru"/);
    for (const [query, lang] of [
      ['?language=ru', '/Lang (ru)'],
      ['?language=kk', '/Lang (en)'],
    ]) {
      const response = await web.request(`${path}.pdf${query}`);
      expect([query, Buffer.from(await response.arrayBuffer()).includes(lang!)]).toEqual([query, true]);
    }
  });

  it('has a style sheet for print with the title, the address, the date and page numbers', async () => {
    const number = numberOf('case-probe');
    const response = await site.web.request(`/cases/${number}.css`);
    const css = await response.text();
    expect(css).toContain(`content:"https://paper.example/cases/${number} · 22 May 2018"`);
    expect(css).toContain('counter(page) " / " counter(pages)');
    // The page cache would keep it, with the date of the day on which it was first asked for.
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect((await site.web.request('/cases/99999.css')).status).toBe(404);
    expect((await site.web.request('/laws/1.css')).status).toBe(200);
  });

  it('shows the page that was checked, and is not stored if that page has changed or gone since', async () => {
    const thing = (await findThing(made.db.read, 'case', numberOf('case-probe')))!;
    const briefNow = async () => (await loadBriefs(made.db.read, [thing.id], 'public')).get(thing.id)!;
    const before = await briefNow();
    /** The answer if something changes after the page was loaded, and before it is printed. */
    const ask = async (change: () => Promise<unknown>): Promise<Response> => {
      const brief = await briefNow();
      let changed: Promise<unknown> | undefined;
      const web = {
        async request(url: string) {
          const page = await site.web.request(url);
          await (changed ??= change());
          return page;
        },
      };
      const pages = createWeb(site.deps, [
        (router) => router.get('/copy', (c) => recordPdf(c, web, brief, addressOf(brief)!)),
      ]);
      return pages.request('/copy');
    };
    const stored = async () => (await prints()).filter((one) => Number(one.thing_id) === thing.id);
    const visible = (visibility: 'desk' | 'public') =>
      run(site.app, setVisibility, editor, { things: [site.refs['case-probe']!], visibility });
    const title = 'A title by mistake';
    const changed = await ask(() =>
      run(site.app, changeCaseEntry, editor, {
        thing: site.refs['case-probe']!,
        version: thing.version,
        title,
        visibility: 'public',
      }),
    );
    const words = titleIn(Buffer.from(await changed.arrayBuffer()));
    expect([changed.status, words.includes(before.title), words.includes(title)]).toEqual([200, true, false]);
    expect(await stored()).toEqual([]);
    const gone = await ask(() => visible('desk'));
    expect([gone.status, await stored()]).toEqual([404, []]);
    await visible('public');
  });

  it('disappears with its bytes when the case is withdrawn, hidden, or a person is redacted', async () => {
    const shows = async (key: string): Promise<number> =>
      (await site.web.request(`/cases/${numberOf(key)}.pdf`)).status;
    for (const key of ['case-suit', 'case-probe', 'case-law']) expect(await shows(key)).toBe(200);
    const of = async (key: string): Promise<string | undefined> => {
      const thing = await findThing(made.db.read, 'case', numberOf(key));
      return (await prints()).find((one) => Number(one.thing_id) === thing!.id)?.sha256;
    };
    const [suit, probe, law] = [await of('case-suit'), await of('case-probe'), await of('case-law')];
    await run(site.app, withdraw, editor, { things: [site.refs['case-suit']!], reason: 'It was a mistake.' });
    expect([await shows('case-suit'), await of('case-suit')]).toEqual([410, undefined]);
    await run(site.app, setVisibility, editor, { things: [site.refs['case-law']!], visibility: 'desk' });
    expect([await shows('case-law'), await of('case-law')]).toEqual([404, undefined]);
    await redactPerson(site.app, editor, { actor: site.refs['vorotilov']!, ground: 'Asked for by the person, 2018.' });
    expect(await prints()).toEqual([]);
    for (const sha256 of [suit, probe, law]) await erased(sha256!);
  });

  it('disappears with its bytes when the sample data is removed', async () => {
    for (const path of ['/laws/1.pdf', `/articles/${site.article}.pdf`]) await pdf(path);
    // The PDF of a letter, and that of an item of one's own, whose page may name items of the sample.
    const { actors } = await run(site.app, file, editor, { actors: [{ kind: 'person', names: [{ text: 'Own' }] }] });
    const own = await findThing(made.db.read, 'actor', Number(actors[0]!.split('/')[1]));
    const { id: letter } = await made.db.read
      .selectFrom('thing')
      .select('id')
      .where('kind', '=', 'letter')
      .where('example', '=', true)
      .executeTakeFirstOrThrow();
    for (const thing of [letter, own!.id])
      await run(site.app, storePdf, systemPrincipal, {
        thing,
        language: 'en',
        paper: 'a4',
        key: 'key',
        pdf: Buffer.from(`%PDF ${thing}`),
      });
    const all = await prints();
    expect(all).toHaveLength(4);
    for (const { sha256 } of all) expect(await site.app.blobs.has(sha256)).toBe(true);
    await run(site.app, removeExample, administrator, {});
    expect(await prints()).toEqual([]);
    for (const { sha256 } of all) await erased(sha256);
  });
});
