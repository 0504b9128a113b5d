import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { caseParts } from '../kinds/parts.ts';
import { findThing, parseRef } from '../refs.ts';
import { loadCaseDates, loadDates } from './dates.ts';
import { loadCasesOf } from './parts.ts';

onBothDatabases('the parts of a case', (db) => {
  const said = {
    wording: 'It is in court.',
    kind: 'paraphrase' as const,
    checked: true,
    visibility: 'public' as const,
    chain: [{ pagesOwn: true }],
  };
  const ground = async () => {
    const app = testApp(db());
    const visibility = 'public' as const;
    const of = { proceeding: '#p', visibility };
    const filed = await run(app, file, editor, {
      sources: [{ key: 's', title: 'A notice', kind: 'article', visibility }],
      cases: [{ key: 'c', title: 'The case', visibility }],
      events: [{ case: '#c', title: 'A search', visibility }],
      proceedings: [{ key: 'p', case: '#c', title: 'The suit', visibility }],
      charges: [{ ...of, title: 'A charge' }],
      orders: [{ ...of, title: 'An order' }],
      hearings: [{ ...of, title: 'A hearing' }],
    });
    const source = filed.sources[0]!;
    const idOf = async (ref: string): Promise<number> =>
      (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.id;
    const claim = async (subject: string, property: string, value: unknown, mode: 'stated' | 'alleged' = 'stated') => {
      const support = { kind: 'reference' as const, source };
      const claims = [{ ...said, mode, support, statements: [{ subject, property, value }] }];
      return idOf((await run(app, file, editor, { claims })).claims[0]!);
    };
    return { app, filed, claim, idOf, caseId: await idOf(filed.cases[0]!) };
  };

  it('lead to their case, whatever kind they are', async () => {
    const { filed, idOf, caseId } = await ground();
    for (const { list } of caseParts) {
      const id = await idOf(filed[list][0]!);
      expect([list, (await loadCasesOf(db().read, [id], 'public')).get(id)?.id]).toEqual([list, caseId]);
    }
    expect(await loadCasesOf(db().read, [caseId, await idOf(filed.sources[0]!)], 'public')).toEqual(new Map());
  });

  it('give their case its dates, and a hearing gives its day and time', async () => {
    const { filed, claim, caseId } = await ground();
    await claim(filed.charges[0]!, 'date', '2026-11-30');
    await claim(filed.hearings[0]!, 'hearing-time', { at: '2026-12-03T10:00', zone: 'Asia/Almaty' });
    const dates = (await loadCaseDates(db().read, [caseId], 'public')).get(caseId)!;
    expect(dates.map(({ property, edtf, time, to }) => ({ property, edtf, time, to }))).toEqual([
      { property: 'date', edtf: '2026-11-30', time: undefined, to: '2026-11-30' },
      {
        property: 'hearing-time',
        edtf: '2026-12-03',
        time: { at: '2026-12-03T10:00', zone: 'Asia/Almaty' },
        to: '2026-12-03',
      },
    ]);
  });

  it('give their dates in the order in which they were added, so that a page is the same each time', async () => {
    const { app, filed, claim, caseId } = await ground();
    const events = [{ case: filed.cases[0]!, title: 'A second search', visibility: 'public' as const }];
    const [later] = (await run(app, file, editor, { events })).events;
    await claim(later!, 'date', '2026-01-01');
    await claim(filed.charges[0]!, 'date', '2026-11-30');
    // As tables grow, the database chooses other ways to join them. The order must stay the same.
    for (const off of [[], ['nestloop'], ['nestloop', 'hashjoin'], ['hashjoin', 'mergejoin', 'indexscan']])
      await db().transaction(async (tx) => {
        for (const way of off) await sql.raw(`set local enable_${way} = off`).execute(tx);
        const dates = (await loadCaseDates(tx, [caseId], 'public')).get(caseId)!;
        expect([off, ...dates.map(({ edtf }) => edtf)]).toEqual([off, '2026-11-30', '2026-01-01']);
      });
  });

  it('name the claims for each time of a hearing, also for two times on one day', async () => {
    const { filed, claim, idOf, caseId } = await ground();
    const zone = 'Asia/Almaty';
    const early = await claim(filed.hearings[0]!, 'hearing-time', { at: '2026-12-03T10:00', zone });
    const late = await claim(filed.hearings[0]!, 'hearing-time', { at: '2026-12-03T15:00', zone }, 'alleged');
    const hearing = await idOf(filed.hearings[0]!);
    const dates = (await loadDates(db().read, [hearing], 'public')).get(hearing)!;
    expect(dates.map(({ time, claimIds }) => [time?.at, claimIds])).toEqual([
      ['2026-12-03T10:00', [early]],
      ['2026-12-03T15:00', [late]],
    ]);
    // A merely alleged date is not among the dates of its case.
    expect((await loadCaseDates(db().read, [caseId], 'public')).get(caseId)).toHaveLength(1);
  });
});
