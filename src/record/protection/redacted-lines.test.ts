import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { findThing, parseRef } from '../refs.ts';
import type { PdfLayout } from '../sources/pdf-layout.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { redactPerson } from './redact.ts';

onOneDatabase('the places of redacted lines', (db) => {
  it('do not tell how wide the name was, and the other lines stay where they are', async () => {
    const app = testApp(db());
    // The names have the same number of letters. The lines with them are centred on a page that is 600 points wide.
    const people = [
      { name: 'Ili Tilliji', width: 141.3 },
      { name: 'Wam Mowwamo', width: 189.8 },
    ];
    const captures: { ref: string; start: number; end: number }[] = [];
    for (const [index, { name, width }] of people.entries()) {
      const text = `Judgment ${index}\nof ${name} and others\nThe motion fails.`;
      const [first, second] = [text.indexOf('\n'), text.lastIndexOf('\n')];
      const layout: PdfLayout = {
        pages: [
          {
            width: 600,
            height: 800,
            lines: [
              [0, first, 271.3, 50, 57.4, 10],
              [first + 1, second, (600 - width) / 2, 70, width, 10, 1],
              [second + 1, text.length, 72.5, 90, 81.9, 10],
            ],
          },
        ],
      };
      const { capture } = await run(app, storeCapture, monitor, {
        title: `Judgment ${index}`,
        method: 'file',
        mediaType: 'application/pdf',
        bytes: Buffer.from(`a file ${index}`),
        text,
        layout,
      });
      captures.push({ ref: capture, start: first + 1, end: second });
    }
    const { actors } = await run(app, file, editor, {
      actors: people.map(({ name }) => ({ kind: 'person' as const, names: [{ text: name }] })),
    });
    for (const actor of actors) await redactPerson(app, editor, { actor, ground: 'They asked for it in writing.' });
    for (const { ref, start, end } of captures) {
      const { id } = (await findThing(db().read, 'capture', parseRef(ref)!.number))!;
      const { text, layout } = await db()
        .read.selectFrom('capture')
        .select(['text', 'layout'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      expect(text.slice(start, end)).toBe('of ███████████ and others');
      expect(layout!.pages[0]!.lines).toEqual([
        [0, start - 1, 271.3, 50, 57.4, 10],
        [start, end, 72.5, 70, 125, 10, 1],
        [end + 1, text.length, 72.5, 90, 81.9, 10],
      ]);
    }
  });
});
