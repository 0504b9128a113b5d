import { expect, it } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { monitor, testHouse } from '../../platform/testing/test-house.ts';
import { run } from '../../platform/operation.ts';
import { file } from '../../record/filing/file.ts';
import { acceptCopies } from './decide.ts';
import { keepPage, readAll, story } from './testing/texts.ts';

onBothDatabases('copies of a text', (db) => {
  const pairOf = (a: { sourceId: number }, b: { sourceId: number }) =>
    db().read.selectFrom('copy_pair').selectAll().where('a_id', '=', Math.min(a.sourceId, b.sourceId)).where('b_id', '=', Math.max(a.sourceId, b.sourceId)).executeTakeFirst();

  it('are found, and count as one origin once a monitor says so', async () => {
    const house = testHouse(db());
    const original = await keepPage(house, { published: '2017-12-28' });
    const copy = await keepPage(house, { title: 'Another head', paragraphs: story.slice(0, 4), published: '2017-12-29' });
    const other = await keepPage(house, { title: 'Elsewhere', paragraphs: ['A court in the north fined a weekly over a cartoon of the mayor on Friday, and the editor said that the paper would appeal.', 'The weekly has printed such cartoons for thirty years, and no mayor had gone to court over one until this spring.'] });
    const filed = await run(house, file, monitor, {
      actors: [{ key: 'a', kind: 'outlet', names: [{ text: 'The first paper' }] }],
      cases: [{ key: 'c', title: 'The law' }],
      claims: [original, copy].map(({ source }) => ({ case: '#c', wording: 'The law was signed.', kind: 'paraphrase' as const, mode: 'stated' as const, checked: true, chain: [{ pagesOwn: true }], support: { kind: 'reference' as const, source }, statements: [{ subject: '#c', property: 'place', value: { country: 'KZ' } }] })),
    });
    const origins = async () => (await db().read.selectFrom('fact').innerJoin('thing', 'thing.id', 'fact.subject_id').select('desk_origins').where('thing.kind', '=', 'case').where('thing.number', '=', Number(filed.cases[0]!.split('/')[1])).executeTakeFirstOrThrow()).desk_origins;
    expect(await origins()).toBe(2);

    expect(await readAll(house)).toEqual({ read: 3, pairs: 1 });
    const pair = (await pairOf(original, copy))!;
    expect(pair).toMatchObject({ state: 'open' });
    expect(Math.max(pair.of_a, pair.of_b)).toBeGreaterThan(0.9);
    expect(await pairOf(original, other)).toBeUndefined();

    await run(house, acceptCopies, monitor, { pairs: [{ id: pair.id, copy: copy.source, basis: 'The same text' }] });
    expect(await origins()).toBe(1);
    expect(await db().read.selectFrom('derivation').select(['origin_id', 'kind', 'basis']).where('source_id', '=', copy.sourceId).execute()).toEqual([{ origin_id: original.sourceId, kind: 'republishes', basis: 'The same text' }]);
    expect(await pairOf(original, copy)).toMatchObject({ state: 'accepted' });
  });
});
