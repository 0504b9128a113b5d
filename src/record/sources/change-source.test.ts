import { expect, it } from 'vitest';
import { run, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, someone, testApp } from '../../platform/testing/test-app.ts';
import { onlyEditorsChangePublic } from '../permissions.ts';
import { file } from '../filing/file.ts';
import { changeSource } from './change-source.ts';

onBothDatabases('changing a source', (db) => {
  it('needs an editor if readers would see another number of independent sources', async () => {
    const app = { ...testApp(db()), checks: [onlyEditorsChangePublic] };
    const filed = await run(app, file, editor, {
      sources: [1, 2].map((nth) => ({ key: `s${nth}`, kind: 'article' as const, title: `Page ${nth}` })),
      cases: [{ key: 'c', title: 'Searched', visibility: 'public' }],
      events: [{ key: 'e', case: '#c', title: 'The search', visibility: 'public' }],
      claims: [1, 2].map((nth) => ({
        case: '#c',
        wording: `They came in March, says page ${nth}.`,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ pagesOwn: true }],
        support: { kind: 'reference' as const, source: `#s${nth}` },
        statements: [{ subject: '#e', property: 'date' as const, value: '2018-03' }],
      })),
    });
    const seen = async () =>
      (
        await db()
          .read.selectFrom('fact')
          .select('public_origins')
          .where('property', '=', 'date')
          .executeTakeFirstOrThrow()
      ).public_origins;
    const [one, two] = filed.sources as [string, string];
    const change = (who: Principal, version: number, more: object) =>
      run(app, changeSource, who, { source: two, version, to: { kind: 'article', title: 'Page 2', ...more } });
    const copied = { derivedFrom: [{ origin: one, kind: 'republishes' as const }] };
    expect(await seen()).toBe(2);
    await change(someone('monitor'), 1, { note: 'From the newsroom.' });
    await expect(change(someone('monitor'), 2, copied)).rejects.toMatchObject({ code: 'editor_needed' });
    expect(await seen()).toBe(2);
    await change(editor, 2, copied);
    expect(await seen()).toBe(1);
  });
});
