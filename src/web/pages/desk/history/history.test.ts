import { expect, it } from 'vitest';
import { run } from '../../../../platform/operation.ts';
import { onBothDatabases } from '../../../../platform/testing/databases.ts';
import { monitor as someMonitor } from '../../../../platform/testing/test-house.ts';
import { changeClaim } from '../../../../record/change-claim.ts';
import { file } from '../../../../record/filing/file.ts';
import type { FilingInput } from '../../../../record/filing/schema.ts';
import { lastChange } from '../../../../record/history/last-change.ts';
import { findThing, parseRef } from '../../../../record/refs.ts';
import { loadClaims } from '../../../../record/views/claims.ts';
import { routes } from '../../../routes.ts';
import { deskOn, valueOf } from '../accounts/testing/desk.ts';

type Claim = NonNullable<FilingInput['claims']>[number];
const said = (wording: string, over: Partial<Claim> = {}): Claim => ({ wording, kind: 'paraphrase', mode: 'stated', chain: [{ pagesOwn: true }], support: { kind: 'direct-word', note: 'by telephone' }, ...over });

onBothDatabases('histories at the desk', (db) => {
  const thing = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const changed = async (ref: string) => (await lastChange(db().read, await thing(ref))).set;
  const ground = async () => {
    const desk = deskOn(db());
    const { claims } = await run(desk.house, file, someMonitor, { claims: [said('Three men searched the newsroom.')] });
    const claim = claims[0]!;
    const first = await changed(claim);
    await run(desk.house, changeClaim, someMonitor, { claim, version: 1, to: said('Two men searched the newsroom at dawn.') }, 'The count was wrong.');
    return { ...desk, claim, first, number: parseRef(claim)!.number };
  };
  const wording = async (claim: string) => (await loadClaims(db().read, [(await thing(claim)).id], 'desk'))[0]!.wording;

  it('shows who changed what and why, word by word, and sets a wording back with a reason', async () => {
    const { join, claim, first, number } = await ground();
    const monitor = await join('monitor', 'Aliya Nurlan');
    const history = await monitor.text(routes.desk.historyOf({ kind: 'claim', number }));
    expect(history).toContain('The count was wrong.');
    expect(history.replace(/<span class="sr">[^<]*<\/span>/g, '')).toMatch(/<del>Three<\/del><ins>Two<\/ins> men searched the newsroom <ins>at dawn<\/ins>\./);
    const back = routes.desk.setBack({ kind: 'claim', number, set: String(first) });
    expect(history).toContain(back);
    const preview = await monitor.text(back);
    expect(preview.replace(/<span class="sr">[^<]*<\/span>/g, '')).toMatch(/<del>Two<\/del><ins>Three<\/ins>/);
    const version = valueOf(preview, '_version')!;
    const short = await monitor.post(back, { _version: version, reason: 'no' });
    expect([short.status, await wording(claim)]).toEqual([400, 'Two men searched the newsroom at dawn.']);
    const done = await monitor.post(back, { _version: version, reason: 'The first count was right after all.' });
    expect([done.status, done.headers.get('location')]).toEqual([303, routes.desk.claim({ number })]);
    expect(await wording(claim)).toBe('Three men searched the newsroom.');
    const after = await monitor.text(routes.desk.historyOf({ kind: 'claim', number }));
    expect(after).toContain('Aliya Nurlan');
    expect(after).toContain(`set back to how it stood after change ${first}`);
    expect(await monitor.text(back)).toContain('It says the same now.');
  });

  it('tells who comes second, keeps the reason, and shows what would change now', async () => {
    const { join, claim, first, number, house } = await ground();
    const monitor = await join('monitor');
    const back = routes.desk.setBack({ kind: 'claim', number, set: String(first) });
    const version = valueOf(await monitor.text(back), '_version')!;
    await run(house, changeClaim, someMonitor, { claim, version: 2, to: said('Four men searched the newsroom.') });
    const told = await monitor.post(back, { _version: version, reason: 'The first count was right.' });
    const page = await told.text();
    expect(told.status).toBe(409);
    expect(page).toContain('>\nThe first count was right.</textarea>');
    expect(page.replace(/<span class="sr">[^<]*<\/span>/g, '')).toMatch(/<del>Four<\/del><ins>Three<\/ins>/);
    expect(await wording(claim)).toBe('Four men searched the newsroom.');
    await monitor.post(back, { _version: valueOf(page, '_version')!, reason: 'The first count was right.' });
    expect(await wording(claim)).toBe('Three men searched the newsroom.');
  });
});
