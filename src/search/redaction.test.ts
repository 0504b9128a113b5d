import { expect, it } from 'vitest';
import { run } from '../platform/operation.ts';
import { onBothDatabases } from '../platform/testing/databases.ts';
import { editor, testApp } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { redactPerson } from '../record/protection/redact.ts';
import { searchProjection } from './index/projection.ts';
import { searchThings } from './query/find.ts';

onBothDatabases('a person who was redacted', (db) => {
  it('is no longer found by name in any item, and only items that contained the name are reported as redacted', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await run(app, file, editor, { cases: [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }] });
    const filed = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Zhanna Temirova' }], visibility: 'public' }, { key: 'o', kind: 'organisation', names: [{ text: 'A watchdog' }], visibility: 'public' }],
      sources: [{ key: 's', kind: 'article', title: 'Temirova is questioned', visibility: 'public' }, { kind: 'article', title: 'Another page', visibility: 'public' }],
      cases: [{ key: 'c', title: 'A questioning', visibility: 'public' }, { title: 'Another case', visibility: 'public' }],
      claims: [
        { case: '#c', wording: 'Zhanna Temirova was questioned for nine hours.', kind: 'paraphrase', mode: 'stated', checked: true, visibility: 'public', chain: [{ actor: '#o', verb: 'wrote' }], support: { kind: 'reference', source: '#s' }, statements: [] },
        { wording: 'Temirova works alone.', kind: 'paraphrase', mode: 'stated', checked: true, visibility: 'public', chain: [{ actor: '#o', verb: 'wrote' }], support: { kind: 'reference', source: '#s' }, statements: [] },
      ],
    }, 'as Temirova asked'); // prettier-ignore
    const found = async (): Promise<string[]> => {
      const { hits, claims } = await searchThings(db().read, { text: 'Temirova' }, 'desk');
      return [...hits.map((hit) => hit.ref), ...claims.hits.map((hit) => `claim/${hit.number}`)].toSorted();
    };
    expect(await found()).toEqual(
      [filed.actors[0], filed.cases[0], filed.claims[0], filed.claims[1], filed.sources[0]].toSorted(),
    );
    await redactPerson(app, editor, {
      actor: filed.actors[0]!,
      alsoErase: ['Temirova'],
      ground: 'She asked for it under the law.',
    });
    expect(await found()).toEqual([]);
    const { rows } = await db().executeSql(
      "select distinct t.kind || '/' || t.number as ref from change c join thing t on t.id = c.thing_id where c.action = 'redacted' order by 1",
    );
    expect(rows.map((row) => (row as { ref: string }).ref)).toEqual(
      [filed.actors[0], filed.claims[0], filed.claims[1], filed.sources[0]].toSorted(),
    );
  });
});
