import { expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { run } from '../../../platform/operation.ts';
import { amendLaw } from '../../../law/amend-law.ts';
import { addProposable, type Proposable } from '../../../record/proposals/proposable.ts';
import { propose } from '../../../record/proposals/propose.ts';
import { haveRecoveryKey } from '../../../record/testing/recovery-key.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('the forms of new items', (db) => {
  const forms = (word: string): [kind: string, path: string, typed: Record<string, string>][] => [
    ['actor', routes.desk.newActor(), { kind: 'person', 'names[0].text': word, visibility: 'desk' }],
    ['question', routes.desk.newQuestion(), { wording: word, language: 'en', visibility: 'desk' }],
    [
      'source',
      routes.desk.newSource(),
      { kind: 'article', title: `${word} title`, publisher: `+ outlet: ${word} Gazette`, visibility: 'desk' },
    ],
    [
      'claim',
      routes.desk.newClaim(),
      {
        wording: `${word} said`,
        kind: 'paraphrase',
        mode: 'stated',
        language: 'en',
        certainty: 'unknown',
        'chain[0].actor': `+ person: ${word} Speaker`,
        'chain[0].visibility': 'public',
        'support.kind': 'direct-word',
        'support.note': `${word} told us`,
        visibility: 'desk',
      },
    ],
    ['demand', routes.desk.newDemand(), { kind: 'remove', what: word, received: '2018-05-01', counted: 'left-out' }],
    ['permission', routes.desk.newPermission(), { person: word, kinds: 'medical', language: 'en' }],
  ];
  const ground = async () => {
    const desk = deskOn(db());
    return { ...desk, who: await desk.join('editor'), other: await desk.join('editor') };
  };
  /** The text of all rows of all tables. */
  const stored = async (): Promise<string> => {
    const { rows } = (await db().executeSql(
      `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
    )) as { rows: { table_name: string }[] };
    const texts: string[] = [];
    for (const { table_name } of rows)
      texts.push(JSON.stringify((await db().executeSql(`select * from "${table_name}"`)).rows));
    return texts.join('').toLowerCase();
  };

  it('offer no sealing without a recovery key, and refuse it if it is asked for', async () => {
    const { who } = await ground();
    for (const [, path, typed] of forms('Keylessword')) {
      expect([path, (await who.text(path)).includes('name="sealFor"')]).toEqual([path, false]);
      const refused = await who.post(path, { ...typed, sealFor: String(who.accountId) });
      expect([path, refused.status]).toEqual([path, 409]);
      expect(await refused.text()).toContain('there is no recovery key');
    }
    expect(await stored()).not.toContain('keylessword');
  });

  it('seal an item before it is stored; its page says so, and the people chosen can open it', async () => {
    const { who, other, app } = await ground();
    await haveRecoveryKey(app);
    for (const [kind, path, typed] of forms('Chosenword')) {
      expect([path, (await who.text(path)).includes('name="sealFor"')]).toEqual([path, true]);
      const saved = await who.post(path, { ...typed, sealFor: String(who.accountId) });
      expect([path, saved.status, saved.status === 303 ? '' : await saved.text()]).toEqual([path, 303, '']);
      const at = saved.headers.get('location')!;
      const page = await who.text(at);
      expect(page).toContain('Have never contained the words');
      expect(page).not.toContain('Chosenword');
      const number = Number(/(\d+)$/.exec(at)![1]);
      const open = routes.desk.act({ kind, number, act: 'open' });
      expect(await (await who.post(open)).text()).toContain('Chosenword');
      expect(await (await other.post(open)).text()).not.toContain('Chosenword');
      expect(await who.text(routes.desk.historyOf({ kind, number }))).not.toContain('Chosenword');
    }
    expect(await who.text(routes.desk.history())).not.toContain('Chosenword');
    expect(await stored()).not.toContain('chosenword');
  });

  it('refuse a reason and public access for a sealed item, and keep what was typed', async () => {
    const { who, app } = await ground();
    await haveRecoveryKey(app);
    const sealed = { kind: 'person', 'names[0].text': 'Keptword', sealFor: String(who.accountId) };
    const reason = await who.post(routes.desk.newActor(), { ...sealed, visibility: 'desk', why: 'A friend said so.' });
    expect([reason.status, await reason.text()]).toEqual([
      400,
      expect.stringContaining('The reason is not encrypted.'),
    ]);
    const open = await who.post(routes.desk.newActor(), { ...sealed, visibility: 'public' });
    const html = await open.text();
    expect([open.status, html]).toEqual([400, expect.stringContaining('A sealed item can’t be public.')]);
    expect(html).toContain('value="Keptword"');
    expect(await stored()).not.toContain('keptword');
  });

  it('have the same in the API, and no proposal can contain a sealed item', async () => {
    const { who, app, web } = await ground();
    await haveRecoveryKey(app);
    const { token } = await run(
      app,
      createToken,
      { ...who.principal, provenAt: app.now() },
      { name: 'T', scopes: ['write:record'], days: 1 },
    );
    const questions = [{ wording: 'Did the Apiword clerk come?', sealFor: [who.accountId] }];
    const made = await web.request('/api/v1/acts/file', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ questions }),
    });
    expect(made.status).toBe(201);
    const [ref] = ((await made.json()) as { questions: string[] }).questions;
    const number = Number(ref!.split('/')[1]);
    const open = await who.post(routes.desk.act({ kind: 'question', number, act: 'open' }));
    expect(await open.text()).toContain('Apiword');
    addProposable([amendLaw as unknown as Proposable]);
    await expect(
      run(app, propose, who.principal, {
        operation: amendLaw.name,
        input: { law: 'law/1', version: 1, filing: { questions } },
        note: '',
      }),
    ).rejects.toMatchObject({ fields: [{ message: 'record.proposals.error.sealed' }] });
    expect(await stored()).not.toContain('apiword');
  });
});
