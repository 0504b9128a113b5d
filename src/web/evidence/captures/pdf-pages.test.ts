import { expect, it } from 'vitest';
import { sql } from 'kysely';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { file } from '../../../record/filing/file.ts';
import { parseRef } from '../../../record/refs.ts';
import type { PdfLayout } from '../../../record/sources/pdf-layout.ts';
import { storeCapture } from '../../../record/sources/store-capture.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

/** Lines of ten points of height, one under the other, on their pages. */
function laidOut(pages: readonly (readonly string[])[]): { text: string; layout: PdfLayout } {
  let text = '';
  const layout = pages.map((lines) => ({
    width: 595,
    height: 842,
    lines: lines.map((line, index): PdfLayout['pages'][number]['lines'][number] => {
      const start = text.length;
      text += `${line}\n`;
      return [start, start + line.length, 70, 72 + index * 12, line.length * 5, 10];
    }),
  }));
  return { text, layout: { pages: layout } };
}

onOneDatabase('the pages of a PDF at the desk', (db) => {
  let count = 0;
  const store = async (app: ReturnType<typeof deskOn>['app'], pages: readonly (readonly string[])[], places = true) => {
    const { text, layout } = laidOut(pages);
    const { source, capture } = await run(app, storeCapture, monitor, {
      title: 'The judgment',
      method: 'file',
      mediaType: 'application/pdf',
      bytes: Buffer.from(`a file ${(count += 1)}`),
      text,
      layout: places ? layout : undefined,
    });
    return { text, ref: capture, at: { number: parseRef(source)!.number, capture: parseRef(capture)!.number } };
  };
  const claim = async (app: ReturnType<typeof deskOn>['app'], stored: { text: string; ref: string }, words: string) => {
    const start = stored.text.indexOf(words);
    const { claims } = await run(app, file, editor, {
      claims: [
        {
          wording: 'The court ruled.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'The court', verb: 'said' }],
          support: { kind: 'passage', capture: stored.ref, start, end: start + words.length },
        },
      ],
    });
    return parseRef(claims[0]!)!.number;
  };
  const three = [['First <page>.', 'It goes'], ['on here.', 'Second note.'], ['The third page.']];

  it('have their lines and passages at their places, also a passage that continues on the next page', async () => {
    const { app, join, nobody } = deskOn(db());
    const stored = await store(app, three);
    const number = await claim(app, stored, 'It goes\non here.');
    const client = await join('monitor');
    const first = routes.desk.capturePage({ ...stored.at, page: 1 });
    const [one, two, last] = await Promise.all(
      [1, 2, 3].map((page) => client.text(routes.desk.capturePage({ ...stored.at, page }))),
    );
    expect(one).toMatch(/<text x="70" y="80" font-size="10" textLength="65"[^>]*>First &lt;page&gt;\./);
    expect(one).toContain(`<g id="claim-${number}"><rect x="70" y="84" width="35" height="10"`);
    expect(two).toContain(`<g id="claim-${number}"><rect x="70" y="72" width="40" height="10"`);
    expect(two).not.toContain('First');
    expect(two).not.toContain('The third page');
    expect(last).not.toContain('<rect');
    // The claim and the capture link to the page, and the page links to those beside it.
    expect(await client.text(routes.desk.claim({ number }))).toContain(`href="${first}#claim-${number}"`);
    expect(await client.text(routes.desk.capture(stored.at))).toContain(`href="${first}"`);
    expect(two).toContain(`href="${first}"`);
    expect(two).toContain(`href="${routes.desk.capturePage({ ...stored.at, page: 3 })}"`);
    // A part of the text that is not a claim yet.
    const from = stored.text.indexOf('Second');
    const part = await client.text(routes.desk.capturePage({ ...stored.at, page: 2 }, { from, to: from + 6 }));
    expect(part).toContain('<g id="here"><rect x="70" y="84" width="30" height="10"');

    expect((await nobody.get(first)).headers.get('location')).toContain('sign-in');
    const jump = await client.get(routes.desk.capturePages(stored.at, { page: 99 }));
    expect([jump.status, jump.headers.get('location')]).toEqual([
      303,
      routes.desk.capturePage({ ...stored.at, page: 3 }),
    ]);
    expect((await client.get(routes.desk.capturePage({ ...stored.at, page: 4 }))).status).toBe(404);
  });

  it('do not exist for a capture without places, nor for one that is redacted or sealed', async () => {
    const { app, join } = deskOn(db());
    const client = await join('monitor');
    const old = await store(app, three, false);
    expect((await client.get(routes.desk.capturePage({ ...old.at, page: 1 }))).status).toBe(404);
    expect((await client.get(routes.desk.capturePages(old.at))).status).toBe(404);
    expect(await client.text(routes.desk.capture(old.at))).not.toContain('/pages/');
    const stored = await store(app, three);
    const shut = async (change: ReturnType<typeof sql>) => {
      await db().transaction((tx) =>
        sql`update thing set ${change} where kind = 'capture' and number = ${stored.at.capture}`.execute(tx),
      );
      const answer = await client.get(routes.desk.capturePage({ ...stored.at, page: 1 }));
      return [answer.status, (await answer.text()).includes('First')];
    };
    expect(await shut(sql`redacted_at = now()`)).toEqual([410, false]);
    expect((await shut(sql`redacted_at = null, visibility = 'sealed'`))[1]).toBe(false);
  });

  it('are each as long as their own lines, however many there are', async () => {
    const { app, join } = deskOn(db());
    const stored = await store(
      app,
      Array.from({ length: 1000 }, (_, page) =>
        Array.from({ length: 40 }, (_, line) => `Page ${page + 1}, line ${line}`),
      ),
    );
    const html = await (await join('monitor')).text(routes.desk.capturePage({ ...stored.at, page: 500 }));
    expect(html.match(/<text /g)).toHaveLength(40);
    expect(html).not.toMatch(/Page (?:499|501), line/);
    expect(html.length).toBeLessThan(40_000);
  });
});
