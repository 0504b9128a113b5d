import { afterAll, expect, it } from 'vitest';
import { closeServers, webServer } from '../../evidence/fetch/fetch-servers.factory.ts';
import { run as textRun, wordParagraph, writeDocx, writeOdt } from '../../platform/testing/write-office.ts';
import { stripPackage } from '../../evidence/package/strip-package.ts';
import { checkDuePages } from '../../evidence/watch/check-due-pages.ts';
import { checkPage } from '../../evidence/watch/check-page.ts';
import { watchSource } from '../../evidence/watch/watch-source.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { run } from '../../platform/operation.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file as fileItems } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { readCaptureInChild } from '../page/capture-reader.ts';
import { addCapture, addPage } from './add-page.ts';
import { draftOfStored } from './draft-of-stored.ts';
import { loadDraft } from './load-draft.ts';

const docxType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const odtType = 'application/vnd.oasis.opendocument.text';
const title = 'Court fines the Harbour Gazette for a report';
const fined =
  'A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said. The paper and its publisher have both denied that the report was false.';
const appeal =
  'The paper’s editor, Lena Moroz, said that she would appeal. “We stand by every word of this report about the harbour,” she told the court on Monday morning.';
const comment = '<w:r><w:commentReference w:id="0"/></w:r>';
const docxOf = (second: string, more: Parameters<typeof writeDocx>[1] = {}) =>
  writeDocx(
    `${wordParagraph(title, 'Nadpis')}${wordParagraph('12 March 2031')}<w:p>${textRun(fined)}${comment}</w:p>${wordParagraph(second)}`,
    more,
  );
const odtOf = (second: string, more: Parameters<typeof writeOdt>[1] = {}) =>
  writeOdt(
    `<text:h>${title}</text:h><text:p>12 March 2031</text:p><text:p>${fined}<office:annotation><text:p>x</text:p></office:annotation></text:p><text:p>${second}</text:p>`,
    more,
  );

onOneDatabase('a document', (db) => {
  let bytes: Uint8Array<ArrayBuffer>;
  afterAll(closeServers);
  const serve = async (path: string): Promise<string> => {
    const port = await webServer((request, response) => {
      if (request.url === '/robots.txt') response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    });
    return `http://127.0.0.1:${port}/${path}`;
  };
  const appFor = () => testApp(db(), { allowPrivate: ['127.0.0.1'] });
  const stored = async (ref: string) => {
    const { id } = (await findThing(db().read, 'capture', parseRef(ref)!.number))!;
    const row = await db().read.selectFrom('capture').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    return { ...row, id };
  };
  const packageOf = (id: number) =>
    db().read.selectFrom('held_file').select(['sha256', 'size']).where('thing_id', '=', id).execute();

  it.each([
    ['DOCX', docxType, docxOf],
    ['ODT', odtType, odtOf],
  ] as const)('(%s) at an address becomes a source with its bytes, text, draft and quotations, like a page', async (name, mediaType, documentOf) => {
    bytes = await documentOf(`${appeal} (${name})`);
    const [app, url] = [appFor(), await serve('ruling')];
    const added = await addPage(app, monitor, { url });
    expect(added.title).toBe(title);
    const capture = await stored(added.capture);
    expect(capture).toMatchObject({ method: 'fetch', media_type: mediaType, charset: null, language: 'en' });
    expect(capture.layout).toBe(null);
    expect(Buffer.from((await app.blobs.get(capture.bytes_sha256))!).equals(bytes)).toBe(true);
    expect(await packageOf(capture.id)).toEqual([expect.objectContaining({ size: expect.any(Number) as number })]);
    const { content } = (await loadDraft(db().read, added.draft))!;
    expect(content.source.published).toBe('2031-03-12');
    expect(content.warnings).toContainEqual({ message: 'drafting.document.comments', params: {} });
    expect(content.claims.map(({ passage }) => capture.text.slice(passage!.start, passage!.end))).toContainEqual(
      expect.stringContaining('she would appeal'),
    );
    const again = await draftOfStored(app, capture.id);
    expect(again.claims.map(({ wording }) => wording)).toEqual(content.claims.map(({ wording }) => wording));
    const { quotes } = await readCaptureInChild({ text: capture.text, bytes, mediaType, url });
    expect(quotes.map(({ start, end }) => capture.text.slice(start, end))).toEqual([
      expect.stringContaining('We stand by every word'),
    ]);
  }); // prettier-ignore

  it('that is uploaded or requested with a browser becomes a source, too, whatever its name', async () => {
    bytes = await docxOf(`Later. ${appeal}`);
    const [app, url] = [appFor(), await serve('page.html')];
    const file = { name: 'ruling.txt', bytes: await odtOf(`Uploaded. ${appeal}`), contentType: 'text/plain' };
    const uploaded = await addPage(app, monitor, { file });
    expect(await stored(uploaded.capture)).toMatchObject({ method: 'file', media_type: odtType });
    const { capture } = await addCapture(app, monitor, { url, browser: { who: 'A monitor' } });
    expect(await stored(capture)).toMatchObject({ method: 'fetch', media_type: docxType });
  });

  it('is watched by its words, also if its bytes change', async () => {
    bytes = await docxOf(appeal, { author: 'First' });
    const url = await serve('watched.docx');
    const { text } = await stored((await addPage(appFor(), monitor, { url })).capture);
    const state = async () =>
      (await checkPage({ text, finalUrl: url, issuer: null, url }, { allowPrivate: ['127.0.0.1'] })).verdict.state;
    bytes = await docxOf(appeal, { author: 'Second' });
    expect(await state()).toBe('seen');
    bytes = await docxOf(appeal.replace('would appeal', 'would not appeal'));
    expect(await state()).toBe('altered');
  });

  it('that has changed at a watched address is preserved as a document', async () => {
    bytes = await odtOf(`Watched. ${appeal}`);
    const [app, url] = [appFor(), await serve('watched')];
    const { source } = await addPage(app, monitor, { url });
    await run(app, watchSource, monitor, { source, every: 'daily' });
    bytes = await odtOf(`Watched. ${appeal.replace('would appeal', 'would not appeal')}`);
    const { found } = await checkDuePages(app, { signal: new AbortController().signal, pause: 0 });
    expect(found).toMatchObject([{ kind: 'altered' }]);
    const last = await db().read.selectFrom('capture').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow();
    expect(last).toMatchObject({ media_type: odtType, charset: null });
    expect(last.text).toContain('would not appeal');
  });

  it('is read without opening the addresses to which it refers', async () => {
    const requested: string[] = [];
    const port = await webServer((request, response) => {
      requested.push(request.url!);
      response.writeHead(200).end('<w:hdr xmlns:w="w"/>');
    });
    const at = (path: string): string => `http://127.0.0.1:${port}/${path}`;
    const external = (id: string, type: string): string =>
      `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${at(type)}" TargetMode="External"/>`;
    const relations = (list: string): string =>
      `<?xml version="1.0"?><!DOCTYPE Relationships SYSTEM "${at('dtd')}"><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list}</Relationships>`;
    const docx = await writeDocx(
      `${wordParagraph(`A document with links. ${fined}`)}<w:p><w:r><w:drawing><a:blip r:link="rId3"/></w:drawing></w:r></w:p><w:altChunk r:id="rId4"/><w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>`,
      {
        more: {
          'word/_rels/document.xml.rels': relations(
            external('rId1', 'header') + external('rId3', 'image') + external('rId4', 'aFChunk'),
          ),
          'word/_rels/settings.xml.rels': relations(external('rId1', 'attachedTemplate')),
        },
      },
    );
    const odt = await writeOdt(
      `<text:section><text:section-source xlink:href="${at('section')}"/><text:p>A section with a link. ${fined}</text:p></text:section><text:p><draw:frame><draw:image xlink:href="${at('image')}"/></draw:frame></text:p>`,
    );
    for (const one of [docx, odt]) {
      const { capture } = await addPage(appFor(), monitor, { file: { name: 'a', bytes: one, contentType: null } });
      expect((await stored(capture)).text).toContain(fined);
    }
    expect(requested).toEqual([]);
  });

  it('that would need too much time or memory is refused, and nothing else is harmed', async () => {
    const small = await docxOf(`Small. ${appeal}`);
    const many = await writeDocx(wordParagraph('a b').repeat(260_000));
    const file = (content: Uint8Array<ArrayBuffer>) => ({ file: { name: 'a', bytes: content, contentType: null } });
    await expect(addPage(appFor(), monitor, file(many))).rejects.toMatchObject({
      code: 'reading_too_large',
      details: { megabytes: 800 },
    });
    expect((await stored((await addPage(appFor(), monitor, file(small))).capture)).media_type).toBe(docxType);
  });

  it('that names a redacted person anywhere is erased with its package; one that names others stays', async () => {
    const app = appFor();
    const name = 'Zarina Akhmetova';
    const word = (kind: string, named: string, more: Parameters<typeof writeDocx>[1] = {}) =>
      docxOf(`${appeal} The document is of the kind ${kind}, and names ${named}.`, more);
    const inside = async (named: string) => ({
      more: { 'word/embeddings/a.docx': await writeDocx(wordParagraph(named)) },
    });
    const documents: [kind: string, bytes: Uint8Array<ArrayBuffer>, isNaming: boolean][] = [
      ['text', await word('text', name), true],
      ['author', await word('author', 'no one', { author: name }), true],
      ['inside', await word('inside', 'no one', await inside(name)), true],
      [
        'other',
        await word('other', 'no one', { author: 'Dina Sarsenova', ...(await inside('Dina Sarsenova')) }),
        false,
      ],
    ];
    documents.push(['odt', await odtOf(`${appeal} The document is of the kind odt.`, { author: name }), true]);
    const added = [];
    for (const [kind, content, isNaming] of documents) {
      bytes = content;
      const { capture } = await addCapture(app, monitor, { url: await serve(kind) });
      const { id, bytes_sha256: hash } = await stored(capture);
      added.push({ kind, isNaming, capture, hashes: [hash, ...(await packageOf(id)).map(({ sha256 }) => sha256)] });
    }
    const { actors } = await run(app, fileItems, editor, {
      actors: [{ kind: 'person', names: [{ text: name, language: 'en' }] }],
    });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'She asked for it in writing.' }, stripPackage);
    for (const { kind, isNaming, capture, hashes } of added) {
      const { bytes_size: size, text } = await stored(capture);
      expect([kind, hashes.length, Number(size) > 0]).toEqual([kind, 2, !isNaming]);
      for (const hash of hashes) expect([kind, await app.blobs.has(hash)]).toEqual([kind, !isNaming]);
      expect([kind, text.includes('she would appeal'), text.includes('Akhmetova')]).toEqual([kind, true, false]);
    }
  });
});
