import { expect, it } from 'vitest';
import { signIn } from '../../../accounts/sign-in.ts';
import { codeOf, stepAt } from '../../../accounts/factors/totp.ts';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { findToken } from '../../../accounts/tokens/find-token.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { deskOn, password, valueOf, type Client } from '../../testing/desk.ts';
import { fromBase32 } from '../../testing/factors.ts';

onEitherDatabase('a second step that a role needs', (db) => {
  let at = new Date('2018-05-22T09:00:00Z');
  const later = (): void => void (at = new Date(at.getTime() + 60_000));
  const make = () => deskOn(db(), { now: () => at });
  const setUp = async (who: Client) => {
    const page = await who.text(routes.desk.authenticator());
    const secret = fromBase32(valueOf(page.replace('id="secret"', 'id="secret" name="secret"'), 'secret')!);
    const done = await who.post(routes.desk.authenticator(), {
      setup: valueOf(page, 'setup')!,
      code: codeOf(secret, stepAt(at)),
    });
    expect(done.status).toBe(200);
    later();
  };
  const require = async (chief: Client, ...roles: string[]) =>
    expect((await chief.post(routes.desk.accountsSecondStep(), { roles })).status).toBe(303);

  it('is set up before anything else is possible', async () => {
    const { join, web } = make();
    const [chief, editor, monitor] = [await join('administrator'), await join('editor'), await join('monitor')];
    await require(chief, 'editor');
    expect(await chief.text(routes.desk.accountsSecondStep())).toMatch(/value="editor"[^>]*checked/);
    // Without the second step, no page, form or JSON works.
    for (const path of ['/desk', routes.desk.account(), routes.desk.tokens(), routes.desk.newCase()]) {
      const sent = await editor.get(path);
      expect([path, sent.status, sent.headers.get('location')]).toEqual([path, 303, routes.desk.twoStep()]);
      expect((await monitor.get(path)).status).toBe(200);
    }
    const title = 'A search that took an hour to write down';
    const refused = await editor.post(routes.desk.newCase(), { title });
    const words = await refused.text();
    expect([refused.status, words.includes(title), words.includes('Your role needs it')]).toEqual([403, true, true]);
    expect((await editor.post(routes.desk.tokens(), { name: 'x', scopes: 'read:desk', days: '7' })).status).toBe(403);
    const data = await web.request(routes.desk.account(), {
      headers: { cookie: editor.cookie, accept: 'application/json' },
    });
    expect(data.status).toBe(403);
    // The desk asks the editor to set up a second step. After that, the editor can go on.
    expect(await editor.text(routes.desk.twoStep())).toContain('Set up a second step to continue');
    await setUp(editor);
    expect((await editor.get('/desk')).status).toBe(200);
    expect(await editor.text(routes.desk.twoStep())).not.toContain('Set up a second step to continue');
    // After the second step is removed, nothing works again, except signing out.
    expect((await editor.post(routes.desk.removeAuthenticator())).status).toBe(303);
    expect((await editor.get('/desk')).status).toBe(303);
    expect((await editor.post(routes.desk.signOut())).headers.get('location')).toBe(routes.desk.signIn());
    await require(chief);
  });

  it('can be required only by administrators', async () => {
    const { join } = make();
    const editor = await join('editor');
    expect((await editor.get(routes.desk.accountsSecondStep())).status).toBe(403);
    expect((await editor.post(routes.desk.accountsSecondStep(), { roles: 'monitor' })).status).toBe(403);
  });

  it('can be removed by an administrator for someone who lost it, which ends all access of that account', async () => {
    const { join, app } = make();
    const [chief, monitor] = [await join('administrator'), await join('monitor')];
    await setUp(monitor);
    const number = monitor.accountId;
    const { token } = await run(app, createToken, monitor.principal, { name: 'x', scopes: ['read:desk'], days: 7 });
    expect((await monitor.post(routes.desk.removeFactors({ number }))).status).toBe(403);
    expect(await chief.text(routes.desk.editAccount({ number }))).toContain('Remove the second step');
    expect((await chief.post(routes.desk.removeFactors({ number }))).status).toBe(303);
    expect((await monitor.get('/desk')).status).toBe(303);
    expect(await findToken(app.db.read, token, at)).toBeNull();
    expect((await run(app, signIn, null, { email: monitor.email, password }))!.secondStep).toBe(false);
    expect(await chief.text(routes.desk.editAccount({ number }))).not.toContain('Remove the second step');
    const history = await chief.text(routes.desk.historyOf({ kind: 'account', number }));
    expect(history).toMatch(/Second step<\/dt><dd><p><span class="fate">Removed<\/span> <del>set/);
  });
});
