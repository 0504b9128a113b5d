import { expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { site } from '../../../evidence/archives/archives.factory.ts';
import { makeCapturePublic } from '../../../evidence/public-captures/make-capture-public.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { createReplay } from '../replay/replay-app.ts';
import { fileName, importStory, importUnchanged, operator, software } from './imported-page.factory.ts';

/** What only the desk may know of a web archive. */
const deskOnly = (sha256: string) => new RegExp(`${operator}|oneill|${software}|${sha256}`, 'i');

onOneDatabase('a page from a web archive', (db) => {
  const imported = async () => {
    const desk = deskOn(db(), { paper: () => publicationOf({ name: 'The Paper', replay: true }) });
    Object.assign(desk.app.config, { replay: { origin: 'http://replay.test', port: 0 } });
    const editor = await desk.join('editor');
    return { ...desk, editor, ...(await importStory(desk.app, editor.principal)) };
  };

  it('shows the desk who recorded the file, what its check found, and what is missing', async () => {
    const { app, web, editor, at, sha256, draft } = await imported();
    const shown = await editor.text(routes.desk.capture(at));
    for (const words of [
      'Kronika did not fetch this page from the website.',
      'Recorded, as the web archive says',
      fileName,
      operator,
      software,
      sha256,
      'No signature that could be verified',
      'The records of this page matched the checksums that they have.',
      '2 parts of the page are missing',
      `${site}/oneill.png`,
      '1 response in the package sets a cookie',
    ])
      expect([words, shown.includes(words)]).toEqual([words, true]);
    expect(await editor.text(routes.desk.capturePackage(at))).toContain('Kronika made and signed this file when');
    expect(await editor.text(routes.desk.source(at))).toContain('From a web archive');
    expect(await editor.text(routes.desk.draft({ id: String(draft) }))).toContain('From a web archive, recorded');

    const made = await run(app, createToken, editor.principal, { name: 'a reader', scopes: ['read:desk'], days: 30 });
    const answer = await web.request(`/api/v1/captures/${at.capture}`, {
      headers: { authorization: `Bearer ${made.token}` },
    });
    expect(await answer.json()).toMatchObject({
      method: 'archive',
      at: '2018-05-22T10:00:00.000Z',
      archive: {
        name: fileName,
        sha256,
        form: 'warc',
        software,
        operator,
        signer: null,
        verdict: 'unreadable',
        settingCookies: [`${site}/story`],
        checks: { records: 'bad' },
        missing: expect.arrayContaining([`${site}/oneill.png`]),
      },
    });
  });

  it('tells readers that it comes from a web archive, and not who recorded it', async () => {
    const { app, nobody, editor, source, capture, at, sha256 } = await imported();
    await run(app, setVisibility, editor.principal, { things: [source], visibility: 'public' });
    // Like an uploaded file, it is no preserved copy for readers before the desk makes it public.
    expect(await nobody.text(routes.source(at))).not.toContain('as a web archive says');
    await run(app, makeCapturePublic, editor.principal, { capture, released: true });
    const { claims } = await run(app, file, editor.principal, {
      claims: [
        {
          wording: 'They took every computer.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ asWritten: 'The paper', verb: 'said' }],
          support: { kind: 'passage', capture, ...(await placeOf(capture)), visibility: 'public' },
        },
      ],
    });
    const [article] = await run(app, createArticles, editor.principal, {
      articles: [
        {
          headline: { text: 'The raid', claims: [claims[0]!], whole: true },
          blocks: [
            { type: 'paragraph', sentences: [{ text: 'They took every computer, it said.', claims: [claims[0]!] }] },
          ],
        },
      ],
    });
    await run(app, publishArticle, editor.principal, article!);

    const pages = {
      source: [routes.source(at), 'as a web archive says'],
      copy: [
        routes.keptPage(at),
        'The Paper imported this page from a web archive made elsewhere',
        'The archive says when the page was recorded.',
        'you have to trust those who recorded the web archive',
        'Parts of the archive could not be read.',
        'Recorded, as the web archive says',
      ],
      claim: [routes.claim({ number: parseRef(claims[0]!)!.number }), 'Page recorded, as a web archive says, on'],
      article: [
        routes.article({ number: parseRef(article!.article)!.number, slug: 'the-raid' }),
        'Page recorded, as a web archive says, on',
      ],
    };
    for (const [name, [path, ...words]] of Object.entries(pages)) {
      const shown = await nobody.text(path!);
      for (const one of words) expect([name, one, shown.includes(one)]).toEqual([name, one, true]);
      expect([name, deskOnly(sha256).exec(shown)?.[0]]).toEqual([name, undefined]);
      expect([name, /Page preserved on|Nothing has changed since The Paper signed/.exec(shown)?.[0]]).toEqual([
        name,
        undefined,
      ]);
    }
    const replay = createReplay(app, { error() {} });
    const address = (await nobody.get(routes.keptPage(at, { open: true }))).headers.get('location')!;
    expect(await (await replay.request(address)).text()).toContain(
      `Copy of ${site}/story from a web archive, which says that it was recorded on 2018-05-22 10:00 UTC`,
    );
    const data = await nobody.text(`/sources/${at.number}.json`);
    expect(JSON.parse(data)).toMatchObject({
      captures: [{ method: 'archive', archive: { verdict: 'unreadable', contentAt: null } }],
    });
    expect(deskOnly(sha256).test(data)).toBe(false);
  });

  it('tells the desk and readers when the content of a page was recorded that was the same later', async () => {
    const desk = deskOn(db(), { paper: () => publicationOf({ name: 'The Paper', replay: true }) });
    const editor = await desk.join('editor');
    const { source, capture, at } = await importUnchanged(desk.app, editor.principal);
    await run(desk.app, setVisibility, editor.principal, { things: [source], visibility: 'public' });
    await run(desk.app, makeCapturePublic, editor.principal, { capture, released: true });
    const words =
      'The archive says that the page was the same as one recorded earlier. The content is from 2017-01-01 00:00:00 UTC.';
    for (const shown of [await editor.text(routes.desk.capture(at)), await desk.nobody.text(routes.keptPage(at))])
      expect([shown.includes(words), shown.includes('2018')]).toEqual([true, true]);
    expect(JSON.parse(await desk.nobody.text(`/sources/${at.number}.json`))).toMatchObject({
      captures: expect.arrayContaining([
        expect.objectContaining({
          number: at.capture,
          at: '2018-05-22T10:00:00.000Z',
          archive: { verdict: 'consistent', contentAt: '2017-01-01T00:00:00.000Z' },
        }),
      ]),
    });
  });

  async function placeOf(capture: string): Promise<{ start: number; end: number }> {
    const words = 'They took every computer.';
    const { text } = await db()
      .read.selectFrom('capture')
      .innerJoin('thing', 'thing.id', 'capture.id')
      .select('text')
      .where('thing.kind', '=', 'capture')
      .where('thing.number', '=', parseRef(capture)!.number)
      .executeTakeFirstOrThrow();
    const start = text.indexOf(words);
    return { start, end: start + words.length };
  }
});
