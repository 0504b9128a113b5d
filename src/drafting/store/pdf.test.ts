import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { closeServers, webServer } from '../../evidence/fetch/fetch-servers.factory.ts';
import { setParagraph, writePdf } from '../../evidence/pdf/testing/write-pdf.ts';
import { checkPage } from '../../evidence/watch/check-page.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { run } from '../../platform/operation.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file as fileClaims } from '../../record/filing/file.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { placesOf } from '../../record/sources/pdf-layout.ts';
import { readCaptureInChild } from '../page/capture-reader.ts';
import { addCapture, addPage } from './add-page.ts';
import { dropDraft } from './create-draft.ts';
import { draftOfStored } from './draft-of-stored.ts';
import { loadDraft } from './load-draft.ts';

const fined =
  'A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said. The paper and its publisher have both denied that the report was false.';
const appeal =
  'The paper’s editor, Lena Moroz, said that she would appeal. “We stand by every word of this report about the harbour,” she told the court on Monday morning.';
const fileOf = (second: string) =>
  writePdf([
    [
      { text: 'Court fines the Harbour Gazette for a report', x: 70, y: 70, size: 18 },
      { text: '12 March 2031', x: 70, y: 100 },
      ...setParagraph(fined, { x: 70, y: 130, characters: 60 }),
    ],
    [
      ...setParagraph(second, { x: 70, y: 80, characters: 60 }),
      { text: 'Mark Saad', x: 70, y: 140 },
      { text: '3', x: 115, y: 137, size: 6 },
      { text: ' said that the court was wrong.', x: 118, y: 140 },
    ],
    [],
  ]);

onOneDatabase('a PDF', (db) => {
  let bytes = fileOf(appeal);
  afterAll(closeServers);
  const serve = async (): Promise<string> => {
    const port = await webServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    });
    return `http://127.0.0.1:${port}/ruling.pdf`;
  };
  const appFor = () => testApp(db(), { allowPrivate: ['127.0.0.1'] });
  const stored = async (ref: string) => {
    const { id } = (await findThing(db().read, 'capture', parseRef(ref)!.number))!;
    const row = await db().read.selectFrom('capture').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return { ...row, id };
  };

  it('at an address becomes a source with its bytes, text, places and draft, like a page', async () => {
    const [app, url] = [appFor(), await serve()];
    const added = await addPage(app, monitor, { url });
    expect(added.title).toBe('Court fines the Harbour Gazette for a report');
    const capture = await stored(added.capture);
    expect(capture).toMatchObject({ method: 'fetch', media_type: 'application/pdf', charset: null, language: 'en' });
    expect(Buffer.from((await app.blobs.get(capture.bytes_sha256))!).equals(bytes)).toBe(true);
    const { content } = (await loadDraft(db().read, added.draft))!;
    const claim = content.claims.find(({ passage }) =>
      capture.text.slice(passage!.start, passage!.end).includes('she would appeal'),
    )!;
    expect(content.cast.map(({ name }) => name)).toContain('Mark Saad');
    const [place, ...more] = placesOf(capture.layout!, claim.passage!.start, claim.passage!.end);
    expect([place!.page, more]).toEqual([2, []]);
    expect(place!.boxes[0]).toMatchObject({ x: 70, y: 72, height: 10 });
    expect(content.source.published).toBe('2031-03-12');
    expect(content.warnings).toContainEqual({ message: 'drafting.pages.unread', params: { pages: '3' } });
    const first = content.claims.filter(({ passage }) => passage!.start < capture.text.indexOf('The paper’s editor'));
    expect(first.map(({ wording, passage }) => [wording, capture.text.slice(passage!.start, passage!.end)])).toEqual([
      [
        'A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031.',
        'A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said.',
      ],
      ['The report was false.', 'The paper and its publisher have both denied that the report was false.'],
    ]);
    // The stored copy gives the same draft, and its quotations are compared with those of other sources.
    const again = await draftOfStored(app, capture.id);
    expect(again.claims.map(({ wording }) => wording)).toEqual(content.claims.map(({ wording }) => wording));
    const { quotes } = await readCaptureInChild({
      text: capture.text,
      bytes,
      mediaType: 'application/pdf',
      url,
    });
    expect(quotes.map(({ start, end }) => capture.text.slice(start, end))).toEqual([
      expect.stringContaining('We stand by every word'),
    ]);
  });

  it('that is uploaded or requested with a browser becomes a source, too', async () => {
    const [app, url] = [appFor(), await serve()];
    const uploaded = await addPage(app, monitor, { file: { name: 'ruling.pdf', bytes: fileOf(`Later. ${appeal}`) } });
    expect(await stored(uploaded.capture)).toMatchObject({ method: 'file', media_type: 'application/pdf' });
    const { capture } = await addCapture(app, monitor, { url, browser: { who: 'A monitor' } });
    const kept = await stored(capture);
    expect(kept).toMatchObject({ method: 'fetch', media_type: 'application/pdf' });
    expect(kept.layout!.pages).toHaveLength(3);
  });

  it('is watched by its words', async () => {
    const url = await serve();
    const { text } = await stored((await addPage(appFor(), monitor, { url })).capture);
    const before = { text, finalUrl: url, issuer: null, url };
    const state = async () => (await checkPage(before, { allowPrivate: ['127.0.0.1'] })).verdict.state;
    expect(await state()).toBe('seen');
    bytes = fileOf(appeal.replace('would appeal', 'would not appeal'));
    expect(await state()).toBe('altered');
  });

  it('gives a draft of the words that its capture stores, also if a later release reads others', async () => {
    const app = appFor();
    const bytes = fileOf(appeal);
    const add = () => addPage(app, monitor, { file: { name: 'ruling.pdf', bytes } });
    const first = await add();
    const { id, text } = await stored(first.capture);
    await run(app, dropDraft, monitor, { drafts: [first.draft] });
    await sql`update capture set text = ${`%PDF-1.7 as an earlier release read it\n\n${text}`} where id = ${id}`.execute(
      db().read,
    );
    const again = await add();
    expect(again.capture).toBe(first.capture);
    const { content, capture } = (await loadDraft(db().read, again.draft))!;
    const words = content.claims.map(({ passage }) => capture.text.slice(passage!.start, passage!.end));
    expect(words.some((one) => one.includes('she would appeal'))).toBe(true);
    // Earlier releases stored PDFs at watched addresses without their text.
    await sql`update capture set text = '' where id = ${id}`.execute(db().read);
    const third = await add();
    expect(third).toMatchObject({ known: false, source: first.source });
    expect((await stored(third.capture)).text).toBe(text);
  });

  it('has no places while it is sealed, nor do its passages, and has them again when it is unsealed', async () => {
    const app = appFor();
    const page = await addCapture(app, monitor, { text: 'Words of a page, which has no places.' });
    const file = await addCapture(app, monitor, { file: { name: 'other.pdf', bytes: fileOf(`Also. ${appeal}`) } });
    const { id, layout, text } = await stored(file.capture);
    const start = text.indexOf('We stand by');
    const { claims } = await run(app, fileClaims, editor, {
      claims: [
        {
          wording: 'The paper stands by its report.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'The editor', verb: 'said' }],
          support: { kind: 'passage', capture: file.capture, start, end: start + 11 },
        },
      ],
    });
    const pageOfPassage = async () => {
      const passage = db().read.selectFrom('passage').select(['page', 'page_part']).where('capture_id', '=', id);
      return Object.values(await passage.executeTakeFirstOrThrow());
    };
    expect(await pageOfPassage()).toEqual([2, 'upper']);
    const { seal, unseal } = await newKeyHolder(app, 'monitor');
    for (const { capture } of [page, file]) await seal(capture);
    expect([(await stored(file.capture)).layout, await pageOfPassage()]).toEqual([null, [null, null]]);
    await seal(claims[0]!);
    for (const { capture } of [page, file]) await unseal(capture);
    expect([(await stored(file.capture)).layout, await pageOfPassage()]).toEqual([layout, [null, null]]);
    await unseal(claims[0]!);
    expect(await pageOfPassage()).toEqual([2, 'upper']);
    const { rows } = await sql<{ empty: boolean }>`
      select layout is null as empty from capture where id = ${(await stored(page.capture)).id}`.execute(db().read);
    expect(rows).toEqual([{ empty: true }]);
  });
});
