import { expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onEitherDatabase('tokens at the desk', (db) => {
  const fields = { name: 'Nightly import', scopes: ['read:desk', 'write:record'], days: '30' };
  const works = async (desk: ReturnType<typeof deskOn>, token: string): Promise<number> =>
    (await desk.web.request(`${routes.api()}/cases?audience=desk`, { headers: { authorization: `Bearer ${token}` } }))
      .status;

  it('are created by their owner, shown once, listed, and revoked with one button', async () => {
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    expect(await monitor.text(routes.desk.account())).toContain(routes.desk.tokens());
    expect(await monitor.text(routes.desk.tokens())).toContain('You have no tokens.');
    const made = await monitor.post(routes.desk.tokens(), fields);
    const shown = await made.text();
    const token = /value="(kronika_[\w-]{43})"/.exec(shown)![1]!;
    expect([made.status, await works(desk, token)]).toEqual([200, 200]);
    const list = await monitor.text(routes.desk.tokens());
    expect([list.includes('Nightly import'), list.includes('write:record'), list.includes(token.slice(8))]).toEqual([
      true,
      true,
      false,
    ]);
    const revoke = /action="(\/desk\/account\/tokens\/\d+\/revoke)"/.exec(list)![1]!;
    expect((await monitor.post(revoke)).status).toBe(303);
    expect([await works(desk, token), (await monitor.text(routes.desk.tokens())).includes('Revoked')]).toEqual([
      401,
      true,
    ]);
  });

  it('have a form that returns with its input if something is missing, and offers only scopes of the owner’s role', async () => {
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    const again = await monitor.post(routes.desk.tokens(), { name: 'For the archive', days: '366' });
    const html = await again.text();
    expect([again.status, valueOf(html, 'name'), html.includes('Select what the token can do.')]).toEqual([
      400,
      'For the archive',
      true,
    ]);
    expect(html).not.toContain('value="publish"');
    expect((await monitor.post(routes.desk.tokens(), { ...fields, days: '9999' })).status).toBe(400);
    const editor = await desk.join('editor');
    expect(await editor.text(routes.desk.tokens())).toContain('value="publish"');
  });

  it('of others can be seen and revoked only by administrators', async () => {
    const desk = deskOn(db());
    const [monitor, other, administrator] = [
      await desk.join('monitor'),
      await desk.join('monitor'),
      await desk.join('administrator'),
    ];
    const token = /value="(kronika_[\w-]{43})"/.exec(
      await (await monitor.post(routes.desk.tokens(), { ...fields, name: 'Seen by the office' })).text(),
    )![1]!;
    expect(await other.text(routes.desk.tokens())).not.toContain('Seen by the office');
    const all = await administrator.text(routes.desk.tokens());
    expect([all.includes('Seen by the office'), all.includes(monitor.name)]).toEqual([true, true]);
    const { id } = await db()
      .read.selectFrom('api_token')
      .select('id')
      .where('name', '=', 'Seen by the office')
      .executeTakeFirstOrThrow();
    expect((await other.post(routes.desk.revokeToken({ number: id }))).status).toBe(404);
    expect(await works(desk, token)).toBe(200);
    expect((await administrator.post(routes.desk.revokeToken({ number: id }))).status).toBe(303);
    expect(await works(desk, token)).toBe(401);
  });

  it('are listed in the account’s history, without the token', async () => {
    const desk = deskOn(db());
    const administrator = await desk.join('administrator');
    const shown = await (await administrator.post(routes.desk.tokens(), fields)).text();
    const token = /value="(kronika_[\w-]{43})"/.exec(shown)![1]!;
    const history = await administrator.text(
      routes.desk.historyOf({ kind: 'account', number: administrator.accountId }),
    );
    expect([history.includes('Nightly import'), history.includes(token)]).toEqual([true, false]);
  });
});
