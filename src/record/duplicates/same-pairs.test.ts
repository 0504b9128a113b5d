import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { queryLimit } from '../../platform/database/query-limit.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { duplicateProjection } from './duplicate-projection.ts';
import { duplicatesJob } from './job.ts';

const kinds = ['newsroom-search', 'civil-suit', 'assault'];
const places = ['Almaty', 'Astana', 'Karaganda'];

/** Files 90 cases with six targets, which began on 30 days, from three reports and two data sets. */
async function fileCases(app: App): Promise<string[]> {
  const numbers = Array.from({ length: 90 }, (_, index) => index);
  const { cases } = await run(app, file, editor, {
    actors: [0, 1, 2, 3, 4, 5].map((one) => ({
      key: `t${one}`,
      kind: 'outlet' as const,
      names: [{ text: ['Altyn Zaman', 'Ordabasy News', 'Sary Arka', 'Kok Tobe', 'Zhetysu Post', 'Ertis Press'][one]! }],
    })),
    sources: [0, 1, 2, 3, 4].map((one) => ({
      key: `s${one}`,
      kind: one < 3 ? 'article' : 'dataset',
      title: `Report number ${one} of the year`,
    })),
    cases: numbers.map((one) => ({
      key: `c${one}`,
      title: one % 11 === 0 ? 'Police come to the newsroom at night' : `Newsroom and trouble ${(one * 7) % 20}`,
    })),
    claims: numbers.map((one) => ({
      case: `#c${one}`,
      wording: `What happened in ${one}`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source: `#s${(one * 3) % 5}`, note: `line ${one}` },
      statements: [
        { subject: `#c${one}`, property: 'target', value: `#t${(one * 5) % 6}` },
        { subject: `#c${one}`, property: 'began', value: `2020-0${1 + (one % 3)}-${String(10 + ((one * 7) % 10))}` },
        { subject: `#c${one}`, property: 'place', value: { country: 'KZ', locality: places[(one * 2) % 3]! } },
        { subject: `#c${one}`, property: 'incident-type', value: kinds[(one >> 1) % 3]! },
        ...(one % 10 === 9 ? [{ subject: `#c${one}`, property: 'follows', value: `#c${one - 9}` }] : []),
      ],
    })),
  });
  return cases;
}

onBothDatabases('comparing many cases', (db) => {
  it('finds the pairs that comparing them one by one finds, in slices that give way to pages', async () => {
    const app = testApp(db(), { listeners: [duplicateProjection] });
    const cases = await fileCases(app);
    let transactions = 0;
    let polite = 0;
    const watched = Object.create(db(), {
      transaction: {
        value: (...args: Parameters<App['db']['transaction']>) => {
          transactions++;
          if (queryLimit()?.queue) polite++;
          return db().transaction(...args);
        },
      },
    }) as App['db'];
    const { signal } = new AbortController();
    await duplicatesJob.handler({ app: { ...app, db: watched }, log: { info() {} }, signal } as never);
    const { rows } = await db().executeSql(
      `select l.number as less, m.number as more, round(likeness::numeric, 3)::float8 as likeness, array_to_string(grounds, ' ') as grounds
       from duplicate d join thing l on l.id = d.less_id join thing m on m.id = d.more_id where d.kind = 'case' order by 1, 2`,
    );
    const place = new Map(cases.map((ref, index) => [Number(ref.split('/')[1]), index]));
    const found = (rows as { less: number; more: number; likeness: number; grounds: string }[]).map(
      ({ less, more, likeness, grounds }) => `${place.get(less)}-${place.get(more)} ${likeness} ${grounds}`,
    );
    // The pairs of an earlier, slower comparison.
    expect(found.filter((pair) => pair.startsWith('66-'))).toEqual([
      '66-72 0.99 story',
      '66-77 0.8 title',
      '66-78 0.91 story',
      '66-84 0.91 story',
      '66-88 0.8 title',
    ]);
    expect({ pairs: found.length, digest: createHash('md5').update(found.join()).digest('hex') }).toEqual({
      pairs: 688,
      digest: 'dcbfbcd55650c1fc0c5eb41d72d0bac6',
    });
    // 101 items: 90 cases, six actors and five sources.
    expect({ transactions, polite }).toEqual({ transactions: 2, polite: 2 });
  });
});
