import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { monitor as someMonitor } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { createRecoveryKey } from '../../record/protection/recovery/create-recovery-key.ts';
import { testEvery } from '../../record/protection/recovery/recovery-key.ts';
import { testShares } from '../../record/protection/recovery/test-shares.ts';
import { parseRef } from '../../record/refs.ts';
import { newTestKey } from '../../record/testing/recovery-key.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

onEitherDatabase('the recovery key on the desk', (db) => {
  it('is requested on the first page until it exists, needs a test each year, and is named where items are sealed', async () => {
    let now = new Date('2018-05-22T09:00:00Z');
    const desk = deskOn(db(), { now: () => now });
    const [chief, one] = [await desk.join('administrator'), await desk.join('monitor')];
    const home = (who = chief) => who.text(routes.desk.home());
    const { actors } = await run(desk.app, file, someMonitor, {
      actors: [{ kind: 'person', names: [{ text: 'Karima Unsealed' }] }],
    });
    const seal = routes.desk.act({ kind: 'actor', number: parseRef(actors[0]!)!.number, act: 'seal' });

    expect(await home()).toContain('On the server, run “kronika recovery create');
    expect(await home(one)).not.toContain('recovery key');
    const closed = await one.text(seal);
    expect([closed.includes('Nothing can be sealed yet'), closed.includes('name="for"')]).toEqual([true, false]);
    const refused = await one.post(seal, { for: String(one.accountId) });
    expect([refused.status, (await refused.text()).includes('kronika recovery create')]).toEqual([409, true]);

    const { key, written } = await newTestKey(3, 2, [one.email]);
    await run(desk.app, createRecoveryKey, chief.principal, { key });
    expect(await home()).not.toContain('kronika recovery create');
    expect(await one.text(seal)).toContain(
      'Any 2 of the 3 people who keep a share of the recovery key can also open it together.',
    );
    expect((await one.post(seal, { for: String(one.accountId) })).status).toBe(303);
    // Now the item looks as if someone had sealed it before the key existed.
    await db().executeSql('update sealed_content set recovery_key_id = null');
    expect(await home()).toContain('1 item was sealed before this key existed.');
    const open = routes.desk.act({ kind: 'actor', number: parseRef(actors[0]!)!.number, act: 'open' });
    expect(await one.text(open)).toContain('The recovery key can’t open it yet');
    expect(await (await one.post(open)).text()).toContain('Any 2 of the 3 people who keep a share');
    expect(await home()).not.toContain('Recovery key');

    now = new Date(now.getTime() + testEvery);
    const later = await desk.join('administrator');
    expect(await home(later)).toContain('The shares were never tested.');
    await run(desk.app, testShares, { ...chief.principal, via: 'cli' }, { shares: written });
    expect(await home(later)).not.toContain('never tested');
    await db().executeSql('update account set disabled_at = now() where id = $1', [one.accountId]);
    expect(await home(later)).toContain(`The account of ${one.name}, who keeps a share, was closed.`);
  });
});
