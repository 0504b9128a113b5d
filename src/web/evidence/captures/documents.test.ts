import { afterAll, expect, it } from 'vitest';
import { addCapture } from '../../../drafting/store/add-page.ts';
import { closeServers, webServer } from '../../../evidence/fetch/fetch-servers.factory.ts';
import { endPublicCaptures } from '../../../evidence/public-captures/end-public-captures.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { wordParagraph, writeDocx } from '../../../platform/testing/write-office.ts';
import { run } from '../../../platform/operation.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';

afterAll(closeServers);

onOneDatabase('a document that is a capture', (db) => {
  const words = 'The court ordered the paper to pay.';
  /** A capture of a file at an address, with the pages of an editor and of readers. */
  const captured = async (bytes: Uint8Array, type: string) => {
    const desk = deskOn(db(), {
      listeners: [endPublicCaptures],
      paper: () => publicationOf({ name: 'The Paper', replay: true }),
    });
    Object.assign(desk.app.config, { allowPrivate: ['127.0.0.1'], replay: { origin: 'http://replay.test', port: 0 } });
    const editor = await desk.join('editor');
    const port = await webServer((_, response) => response.writeHead(200, { 'content-type': type }).end(bytes));
    const { source, capture } = await addCapture(desk.app, editor.principal, { url: `http://127.0.0.1:${port}/a` });
    const at = { number: parseRef(source)!.number, capture: parseRef(capture)!.number };
    return { ...desk, editor, source, at };
  };

  it('is shown as its text, and downloaded with its type and ending', async () => {
    const docx = await writeDocx(wordParagraph(words));
    const { editor, nobody, at } = await captured(docx, 'application/octet-stream');
    const page = await editor.text(routes.desk.capture(at));
    for (const part of ['Word (DOCX)', words, routes.desk.captureBytes(at)]) expect(page).toContain(part);
    const file = await editor.get(routes.desk.captureBytes(at));
    expect(file.headers.get('content-type')).toMatch(/wordprocessingml\.document$/);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="source-\d+-capture-\d+\.docx"$/);
    expect(Buffer.from(await file.arrayBuffer()).equals(docx)).toBe(true);
    expect((await nobody.get(routes.desk.captureBytes(at))).status).toBe(303);
  });

  it('has no replay, because browsers do not show it; editors read what becomes public with it', async () => {
    const shown = async (bytes: Uint8Array, type: string) => {
      const { app, editor, nobody, source, at } = await captured(bytes, type);
      const before = await editor.text(routes.desk.capturePackage(at));
      await run(app, setVisibility, editor.principal, { things: [source], visibility: 'public' });
      await editor.post(routes.desk.captureRelease(at), { released: 'yes' });
      const reader = await nobody.text(routes.keptPage(at));
      return {
        replay: before.includes('?open='),
        file: before.includes('Browsers do not show files of this type'),
        hint: before.includes('deleted and hidden words, comments'),
        reader: [reader.includes(words), reader.includes(routes.keptPackage(at)), reader.includes('?open=')],
      };
    };
    expect(await shown(await writeDocx(wordParagraph(`${words} It ruled.`)), 'text/plain')).toEqual({
      replay: false,
      file: true,
      hint: true,
      reader: [true, true, false],
    });
    expect(await shown(Buffer.from(`<title>A</title><p>${words}`), 'text/html')).toEqual({
      replay: true,
      file: false,
      hint: false,
      reader: [true, true, true],
    });
  });
});
