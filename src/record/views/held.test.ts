import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { setVisibility } from '../lifecycle/withdraw.ts';
import { findThing, parseRef } from '../refs.ts';
import { storeCapture } from '../sources/store-capture.ts';
import { loadClaims } from './claims.ts';
import { loadSource } from './sources.ts';

onBothDatabases('a preserved copy', (db) => {
  it('is mentioned to readers only if Kronika fetched it, or if an editor made it or a passage of it public', async () => {
    const app = testApp(db());
    const capture = async (url: string, method: 'fetch' | 'browser' | 'text' | 'file', who = monitor) =>
      (
        await run(app, storeCapture, who, {
          title: url,
          method,
          requestedUrl: url,
          mediaType: 'text/plain',
          bytes: new TextEncoder().encode(`They took it. ${url} ${method}`),
          text: `They took it. ${url} ${method}`,
        })
      ).capture;
    const claim = (support: object) => ({
      wording: 'They took it.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ pagesOwn: true }],
      support: support as { kind: 'reference'; source: string },
    });
    const url = (): string => `https://page.example/${Math.random()}`;
    const cited = async () => {
      const at = url();
      const made = await run(app, file, editor, {
        sources: [{ key: 's', kind: 'article', title: at, addresses: [at], visibility: 'public' }],
        claims: [claim({ kind: 'reference', source: '#s' })],
      });
      const [source, one] = [made.sources[0]!, made.claims[0]!].map(parseRef);
      const held = async (audience: 'public' | 'desk') => [
        (await loadSource(db().read, (await findThing(db().read, 'source', source!.number))!, audience)).held,
        (await loadClaims(db().read, [(await findThing(db().read, 'claim', one!.number))!.id], audience))[0]!.held,
      ];
      return { at, held };
    };
    for (const method of ['fetch', 'browser'] as const) {
      const { at, held } = await cited();
      expect(await held('public')).toEqual([false, false]);
      await capture(at, method);
      expect(await held('public')).toEqual([true, true]);
    }
    for (const method of ['text', 'file'] as const) {
      const { at, held } = await cited();
      const copy = await capture(at, method);
      expect([await held('public'), await held('desk')]).toEqual([
        [false, false],
        [true, true],
      ]);
      // An editor makes the copy public, or publishes a claim that quotes it.
      if (method === 'file') await run(app, setVisibility, editor, { things: [copy], visibility: 'public' });
      else await run(app, file, editor, { claims: [claim({ kind: 'passage', capture: copy, start: 0, end: 13 })] });
      expect(await held('public')).toEqual([true, true]);
    }
  });
});
