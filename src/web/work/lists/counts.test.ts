import { expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { exported as exportOf } from '../../../exchange/export/testing/exported.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { sealThing } from '../../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../../record/testing/recovery-key.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1]?.replaceAll(',', ''));

onOneDatabase('the counts of a kind', (db) => {
  it('are the same on the desk’s pages, in the API and in exports, also with withdrawn, sealed and merged items', async () => {
    const desk = deskOn(db());
    await loadExample(desk.app);
    const chief = await desk.join(['administrator', 'editor']);
    await haveRecoveryKey(desk.app, new Date('2018-01-01'));
    const as = chief.principal;
    await run(desk.app, withdraw, as, { things: ['claim/3', 'source/9'], reason: 'They were filed twice.' });
    await run(desk.app, checkClaims, as, { claims: ['claim/5', 'claim/7'], state: 'draft' });
    await run(desk.app, setVisibility, as, { things: ['claim/11', 'actor/5'], visibility: 'desk' });
    await sealThing(desk.app, as, { thing: 'claim/11', for: [chief.accountId] });
    await run(desk.app, merge, as, { from: 'actor/8', into: 'actor/12' }).catch(() =>
      run(desk.app, merge, as, { from: 'actor/12', into: 'actor/13' }),
    );
    const { token } = await run(
      desk.app,
      createToken,
      { ...as, provenAt: desk.app.now() },
      { name: 'Counts', scopes: ['read:desk'], days: 30 },
    );

    const api = async (path: string): Promise<number> => {
      let count = 0;
      for (
        let next: string | null = `${path}${path.includes('?') ? '&' : '?'}audience=desk&limit=50`, turn = 0;
        next && turn < 20;
        turn++
      ) {
        const answer: Response = await desk.web.request(next, { headers: { authorization: `Bearer ${token}` } });
        const page = (await answer.json()) as { items: unknown[]; next: string | null };
        count += page.items.length;
        next = page.next;
      }
      return count;
    };
    const exported = new Map<string, number>();
    const text = await exportOf(desk.app, 'record.jsonl', {}, 'desk');
    for (const line of text.split('\n').filter(Boolean)) {
      const { type } = JSON.parse(line) as { type: string };
      exported.set(type, (exported.get(type) ?? 0) + 1);
    }
    const caption = async (path: string): Promise<number> => numberIn(await chief.text(path), /<caption>([\d,]+) /);
    for (const [kind, path] of [
      ['case', routes.desk.cases()],
      ['actor', routes.desk.actors()],
      ['source', routes.desk.sources()],
      ['claim', routes.desk.claims()],
    ] as const)
      expect([kind, await caption(path), await api(`/api/v1/${kind}s`), exported.get(kind)]).toEqual([
        kind,
        ...Array(3).fill(await caption(path)),
      ]);

    const drafts = await caption(routes.desk.claims({ state: 'draft' }));
    expect(drafts).toBe(2);
    expect(await chief.text(routes.desk.home())).toMatch(/2 claims to check|Claims to check/i);
    const cases = await chief.text(routes.desk.cases());
    for (const number of [1, 2, 3, 4]) {
      const onPage = numberIn(await chief.text(routes.desk.case_({ number })), /([\d,]+) claims[,<]/);
      const inList = numberIn(
        cases.slice(cases.indexOf(`href="/desk/cases/${number}"`)),
        /<td class="num">([\d,]+)<\/td>/,
      );
      expect([
        number,
        inList,
        await caption(routes.desk.claims({ case: String(number) })),
        await api(`/api/v1/claims?case=${number}`),
      ]).toEqual([number, onPage, onPage, onPage]);
    }
    const onSource = numberIn(await chief.text(routes.desk.source({ number: 1 })), /([\d,]+) claims are based on it/);
    expect([await caption(routes.desk.claims({ source: '1' })), await api('/api/v1/claims?source=1')]).toEqual([
      onSource,
      onSource,
    ]);
  });
});
