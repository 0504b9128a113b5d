import { expect, it } from 'vitest';
import { identityOf } from '../../accounts/seal-keys.ts';
import { hashToken } from '../../accounts/secrets.ts';
import { softPasskey } from '../../accounts/testing/soft-passkey.ts';
import { codeOf, stepAt } from '../../accounts/factors/totp.ts';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { inviteOrganisations } from '../../letters/signing/invite.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { openOne } from '../../publishing/comments/identity/open-identity.ts';
import { openAdvice } from '../../law/advice/saved/open-advice.ts';
import { file } from '../../record/filing/file.ts';
import { sealThing } from '../../record/protection/seal.ts';
import { haveRecoveryKey } from '../../record/testing/recovery-key.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { acts } from '../api/acts.ts';
import { routes } from '../routes.ts';
import { deskOn, password, valueOf, type Client } from '../testing/desk.ts';
import { fromBase32 } from '../testing/factors.ts';

const asks = 'Confirm that it is you';

onEitherDatabase('a session without a fresh proof', (db) => {
  let at = new Date('2018-05-22T09:00:00Z');
  const later = (minutes: number): void => void (at = new Date(at.getTime() + minutes * 60_000));
  const make = () => deskOn(db(), { now: () => at });
  const changes = async (): Promise<number> =>
    Number(
      (
        await db()
          .read.selectFrom('change_set')
          .select((eb) => eb.fn.countAll().as('count'))
          .executeTakeFirstOrThrow()
      ).count,
    );
  const setUp = async (who: Client) => {
    const page = await who.text(routes.desk.authenticator());
    const secret = fromBase32(valueOf(page.replace('id="secret"', 'id="secret" name="secret"'), 'secret')!);
    const code = (): string => codeOf(secret, stepAt(at));
    const setup = valueOf(page, 'setup')!;
    expect((await who.post(routes.desk.authenticator(), { setup, code: code() })).status).toBe(200);
    later(1);
    return code;
  };
  const token = { name: 'Nightly import', scopes: ['read:desk', 'write:record'], days: '90' };

  it('cannot create tokens, links, accounts or roles, change second steps, redact, or open sealed items', async () => {
    const { join, app } = make();
    const [chief, other] = [await join(['administrator', 'editor']), await join('monitor')];
    await setUp(chief);
    await setUp(other);
    const options = await (await chief.get(routes.desk.passkeyOptions({ use: 'register' }))).json();
    const passkey = softPasskey('http://localhost').create(options as { challenge: string });
    const kept = await run(app, storeCapture, chief.principal, {
      title: 'A page',
      method: 'text',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode('What the clerk said.'),
      text: 'What the clerk said.',
    });
    const named = { kind: 'person' as const, names: [{ text: 'Zarina Qwertbek' }] };
    const { actors } = await run(app, file, chief.principal, { actors: [named] });
    const [draft] = await run(app, createArticles, chief.principal, { articles: [{ headline: { text: 'A draft' } }] });
    await haveRecoveryKey(app);
    await sealThing(app, chief.principal, { thing: kept.capture, for: [chief.accountId] });
    const sealed = (act: string) =>
      routes.desk.act({ kind: 'capture', number: Number(kept.capture.split('/')[1]), act });
    expect(identityOf(hashToken(chief.sessionToken))).not.toBeNull();
    const pending = valueOf(await chief.text(routes.desk.authenticator()), 'setup')!;
    later(5);

    const before = await changes();
    const number = other.accountId;
    const tries: [string, Record<string, string | string[]>?][] = [
      [routes.desk.tokens(), token],
      [routes.desk.newPasskey(), { name: 'Mine', passkey }],
      [routes.desk.newAccount(), { name: 'Thief', email: 'thief@example.org', roles: 'administrator' }],
      [routes.desk.editAccount({ number }), { name: 'Thief', roles: 'administrator', _version: '1' }],
      [routes.desk.accountLink({ number })],
      [routes.desk.removeFactors({ number })],
      [routes.desk.accountsSecondStep(), { roles: [] }],
      [routes.desk.authenticator(), { setup: pending, code: '123456' }],
      [routes.desk.removeAuthenticator()],
      [routes.desk.recoveryCodes()],
      [sealed('open')],
      [sealed('unseal')],
      [
        routes.desk.act({ kind: 'actor', number: Number(actors[0]!.split('/')[1]), act: 'redact' }),
        {
          'alsoErase[0].text': 'page',
          ground: 'Because a thief wants it.',
          confirm: 'Zarina Qwertbek',
          shown: JSON.stringify(['Zarina Qwertbek', 'page']),
        },
      ],
      [routes.desk.shareDraft({ number: draft!.number }), { forWhom: 'A thief', days: '7' }],
      [routes.desk.newWatchFeed()],
    ];
    for (const [path, fields] of tries) {
      const answer = await chief.post(path, fields);
      expect([path, answer.status, (await answer.text()).includes(asks)]).toEqual([path, 403, true]);
    }
    // For such operations, the desk asks for the proof before it shows the form.
    for (const path of [routes.desk.authenticator(), routes.desk.newPasskey(), routes.desk.newAccount()])
      expect([path, (await chief.text(path)).includes(asks)]).toEqual([path, true]);
    // A wrong proof is refused, too.
    for (const proof of ['', 'not the password'])
      expect((await chief.post(routes.desk.tokens(), { ...token, _proof_password: proof })).status).toBe(403);
    expect((await chief.post(routes.desk.tokens(), { ...token, _proof_code: '000000' })).status).toBe(403);
    expect((await chief.post(routes.desk.tokens(), { ...token, _proof_passkey: passkey })).status).toBe(403);
    expect((await chief.post(routes.desk.tokens(), { ...token, _proof_page: '1' })).status).toBe(403);
    expect(await changes()).toBe(before);
    // A right password is not enough. Another site lacks the token of the form.
    const forged = await make().web.request(routes.desk.tokens(), {
      method: 'POST',
      headers: { cookie: chief.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ _proof_password: password, name: 'x', scopes: 'read:desk', days: '7' }).toString(),
    });
    expect([forged.status, await changes()]).toEqual([403, before]);
    // With the password, the operation runs. No other proof is needed for the next five minutes.
    expect(await (await chief.post(sealed('open'), { _proof_password: password })).text()).toContain(
      'What the clerk said.',
    );
    later(4);
    expect((await chief.post(routes.desk.removeFactors({ number }))).status).toBe(303);
    later(1);
    expect((await chief.post(routes.desk.recoveryCodes())).status).toBe(403);
  });

  it('asks its owner for the password, and then continues with the same form or page', async () => {
    const { join } = make();
    const who = await join('monitor');
    later(6);
    const asked = await who.post(routes.desk.tokens(), { ...token, name: 'Two\nlines & "signs"' });
    const page = await asked.text();
    expect([asked.status, page.includes(asks)]).toEqual([403, true]);
    expect(page).toContain(`action="${routes.desk.tokens()}"`);
    const sent = Object.fromEntries(
      [...page.matchAll(/<textarea name="([^"]+)"[^>]*>\n([^<]*)<\/textarea>/g)].map(([, name, value]) => [
        name!,
        value!,
      ]),
    );
    expect(sent).toMatchObject({ name: 'Two\nlines &amp; &quot;signs&quot;', days: '90' });
    const wrong = await who.post(routes.desk.tokens(), { ...token, _proof_password: 'not the password' });
    const again = await wrong.text();
    expect([wrong.status, again.includes('The password is not correct'), again.includes('Nightly import')]).toEqual([
      403,
      true,
      true,
    ]);
    expect(again).not.toContain('not the password');
    const made = await who.post(routes.desk.tokens(), { ...token, _proof_password: password });
    expect([made.status, (await made.text()).includes('kronika_')]).toEqual([200, true]);
    later(6);
    // A page that needs a proof opens after the proof.
    const path = routes.desk.authenticator();
    const first = await who.get(path);
    expect([first.status, (await first.text()).includes('_proof_page')]).toEqual([403, true]);
    const opened = await who.post(path, { _proof_page: '1', _proof_password: password });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, path]);
    expect(await who.text(path)).toContain('Scan this picture');
    // Errors in the form itself are shown after the proof.
    later(6);
    const empty = await who.post(routes.desk.tokens(), { name: '', days: '90', _proof_password: password });
    expect([empty.status, (await empty.text()).includes(password)]).toEqual([400, false]);
  });

  it('accepts a code of the authenticator app or a passkey as proof, each answer once and only for this session', async () => {
    const { join } = make();
    const who = await join('monitor');
    const code = await setUp(who);
    const device = softPasskey('http://localhost');
    const options = async (client: Client, use: string) =>
      (await client.get(routes.desk.passkeyOptions({ use }))).json() as Promise<{ challenge: string }>;
    const passkey = device.create(await options(who, 'register'));
    expect((await who.post(routes.desk.newPasskey(), { name: 'Key', passkey })).status).toBe(303);
    const page = async () => (await who.post(routes.desk.recoveryCodes())).text();
    later(6);
    expect(await page()).toContain('Or a code from your authenticator app');
    const now = code();
    expect((await who.post(routes.desk.recoveryCodes(), { _proof_code: now })).status).toBe(200);
    later(6);
    expect((await who.post(routes.desk.recoveryCodes(), { _proof_code: now })).status).toBe(403);
    expect(await page()).toContain('data-passkey="/desk/passkey-options/proof"');
    const stranger = await join('monitor');
    const foreign = device.use(await options(stranger, 'proof'));
    expect((await who.post(routes.desk.recoveryCodes(), { _proof_passkey: foreign })).status).toBe(403);
    const own = device.use(await options(who, 'proof'));
    expect((await who.post(routes.desk.recoveryCodes(), { _proof_passkey: own })).status).toBe(200);
    later(6);
    expect((await who.post(routes.desk.recoveryCodes(), { _proof_passkey: own })).status).toBe(403);
  });

  it('cannot open stored legal advice or the identity of a commenter', async () => {
    const { join, app } = make();
    const { principal } = await join(['administrator', 'editor']);
    later(5);
    const key = `AGE-SECRET-KEY-1${'Q'.repeat(58)}`;
    const needed = { code: 'proof_needed' };
    await expect(run(app, openAdvice, principal, { advice: 1, identity: key })).rejects.toMatchObject(needed);
    await expect(run(app, openOne, principal, { comment: 1, key, reason: 'A court asks' })).rejects.toMatchObject(
      needed,
    );
  });

  it('cannot invite organisations to sign a letter, but a program can, because its token was created with a proof', async () => {
    const { join, app } = make();
    const who = await join('editor');
    const invitation = { letter: 'letter/999', invitations: [{ organisation: 'Thieves', email: 'thief@example.org' }] };
    const inviting = (via: 'web' | 'api') => run(app, inviteOrganisations, { ...who.principal, via }, invitation);
    await expect(inviting('web')).rejects.toMatchObject({ code: 'not_found' });
    later(6);
    await expect(inviting('web')).rejects.toMatchObject({ code: 'proof_needed' });
    expect(await who.text(routes.desk.inviteToLetter({ number: 999 }))).toContain(asks);
    await expect(inviting('api')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused after ten wrong passwords in an hour', async () => {
    const { join } = make();
    const who = await join('monitor');
    later(6);
    const guess = () => who.post(routes.desk.tokens(), { ...token, _proof_password: 'not the password' });
    for (let guesses = 0; guesses < 10; guesses++) expect((await guess()).status).toBe(403);
    const answer = await guess();
    expect([answer.status, (await answer.text()).includes('Nightly import')]).toEqual([429, true]);
  });

  it('of a program cannot create tokens, and no operation of the API needs a proof', async () => {
    const { join, app } = make();
    const who = await join('administrator');
    const program = { ...who.principal, via: 'api' as const };
    await expect(
      run(app, createToken, program, { name: 'Another', scopes: ['read:desk'], days: 7 }),
    ).rejects.toMatchObject({ code: 'proof_needed' });
    const asking = acts.filter(({ operation }) => 'proof' in operation && operation.proof !== 'session');
    expect(asking.map(({ name }) => name)).toEqual([]);
    expect(acts.length).toBeGreaterThan(20);
  });
});
