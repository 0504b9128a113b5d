import { beforeAll, expect, it } from 'vitest';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { findThing } from '../../record/refs.ts';
import { answerRequest, askPermission, findRequest } from './ask-permission.ts';
import { answerPermission, changePermission } from './change-permission.ts';
import { endPermissions, deletePermissionsOf } from './end-permissions.ts';
import { filePermissions } from './file-permissions.ts';
import { findGiven, makeReturnLink, withdrawByLink, withdrawSealed } from './withdraw-permission.ts';
import { loadPermissions } from './load-permissions.ts';
import { missingKinds } from '../../law/advice/permissions.ts';
import { permissionsOnFile } from './on-file.ts';

onBothDatabases('permissions', (db) => {
  let app: App;
  let asel: string;
  let at = new Date('2018-05-22T09:00:00Z');
  const view = async (ref: string) =>
    (
      await loadPermissions(db().read, {
        ids: [(await findThing(db().read, 'permission', Number(ref.split('/')[1])))!.id],
      })
    )[0];
  const note = async (over: object = {}): Promise<string> =>
    (
      await run(app, filePermissions, monitor, {
        permissions: [{ person: 'Marat Somebody', kinds: ['medical', 'banking'], ...over }],
      })
    ).permissions[0]!;
  const letter = {
    name: 'letter.pdf',
    mediaType: 'application/pdf',
    content: Buffer.from('she agrees').toString('base64'),
  };

  beforeAll(async () => {
    app = testApp(db(), { listeners: [deletePermissionsOf], now: () => at });
    asel = (await run(app, file, editor, { actors: [{ kind: 'person', names: [{ text: 'Asel Permitova' }] }] }))
      .actors[0]!;
  });

  it('are valid for the person and the kinds from the day they are given until they are withdrawn', async () => {
    const ref = await note({
      actor: asel,
      person: '',
      answer: { state: 'given', on: '2018-05-01', way: 'letter', files: [letter] },
    });
    const byName = await note();
    expect(await view(ref)).toMatchObject({
      person: 'Asel Permitova',
      state: 'given',
      way: 'letter',
      kinds: ['medical', 'banking'],
      answeredOn: '2018-05-01',
      files: [{ name: 'letter.pdf' }],
    });
    const onHand = await permissionsOnFile(db().read, null);
    expect(onHand).toEqual([
      { person: { ref: asel, name: 'Asel Permitova' }, article: null, kinds: ['medical', 'banking'] },
    ]);
    expect(missingKinds({ ref: asel, name: 'Asel' }, ['medical', 'family'], onHand)).toEqual(['family']);
    expect(missingKinds({ ref: null, name: 'Marat Somebody' }, ['medical'], onHand)).toEqual(['medical']);
    await run(app, answerPermission, monitor, {
      permission: byName,
      version: 1,
      to: { state: 'given', on: '2018-05-02', way: 'word', by: 'His lawyer, Asel K.' },
    });
    expect(
      missingKinds({ ref: null, name: 'Marat Somebody' }, ['medical'], await permissionsOnFile(db().read, null)),
    ).toEqual([]);
    await expect(
      run(app, answerPermission, monitor, {
        permission: byName,
        version: 2,
        to: { state: 'withdrawn', on: '2018-05-01', way: 'mail' },
      }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.on', message: 'errors.field.permission.before' }] });
    await run(app, answerPermission, monitor, {
      permission: byName,
      version: 2,
      to: { state: 'withdrawn', on: '2018-05-03', way: 'mail' },
    });
    // After the withdrawal, the record still says how, when and by whom the permission was given.
    expect(await view(byName)).toMatchObject({
      state: 'withdrawn',
      way: 'word',
      answeredOn: '2018-05-02',
      answerer: 'His lawyer, Asel K.',
      withdrawnWay: 'mail',
      withdrawnOn: '2018-05-03',
      withdrawer: '',
    });
    expect(await permissionsOnFile(db().read, null)).toHaveLength(1);
    await expect(
      run(app, answerPermission, monitor, {
        permission: byName,
        version: 3,
        to: { state: 'withdrawn', on: '2018-05-03', way: 'mail' },
      }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.state', message: 'errors.field.permission.not_given' }] });
    await expect(note({ person: ' ' })).rejects.toMatchObject({
      fields: [{ path: 'permissions.0.person', message: 'errors.field.permission.person' }],
    });
    await expect(note({ contact: '+7 701 000 00 00' })).rejects.toMatchObject({
      fields: [{ path: 'permissions.0.contact', message: 'errors.field.email.bad' }],
    });
    await expect(note({ kinds: [] })).rejects.toMatchObject({ fields: [{ path: 'permissions.0.kinds' }] });
    expect(
      await run(app, changePermission, monitor, {
        permission: ref,
        version: 1,
        to: { actor: asel, kinds: ['medical'] },
      }),
    ).toEqual({ version: 2 });
    expect((await permissionsOnFile(db().read, null))[0]!.kinds).toEqual(['medical']);
  });

  it('are asked for by a link that works once, for a limited time, and shows only the editor’s wording', async () => {
    const silent = await note();
    await expect(run(app, askPermission, monitor, { permission: silent, version: 1 })).rejects.toMatchObject({
      fields: [{ path: 'wording' }],
    });
    const ref = await note({
      wording: 'May we write that you were in hospital in May?',
      note: 'deskword',
      subject: 'the stay in hospital',
    });
    const asker = async (name: string): Promise<number> =>
      (
        await db().transaction((tx) =>
          tx
            .insertInto('account')
            .values({
              email: `${name}@example.org`,
              name,
              roles: ['editor'],
              password_hash: null,
              disabled_at: null,
              created_at: at,
              seal_recipient: null,
              seal_identity: null,
            })
            .returning('id')
            .executeTakeFirstOrThrow(),
        )
      ).id;
    const first = await run(app, askPermission, monitor, { permission: ref, version: 1 });
    const { token, version } = await run(
      app,
      askPermission,
      { ...editor, accountId: await asker('Dana') },
      { permission: ref, version: first.version },
    );
    expect(await view(ref)).toMatchObject({ askedOn: '2018-05-22', askedBy: 'Dana' });
    expect(await findRequest(db().read, first.token, at)).toBeNull();
    expect(Object.keys((await findRequest(db().read, token, at))!).toSorted()).toEqual([
      'expires_at',
      'id',
      'kinds',
      'language',
      'wording',
    ]);
    expect(JSON.stringify((await db().executeSql('select * from permission_link')).rows)).not.toContain(token);
    expect(await findRequest(db().read, token, new Date(at.getTime() + 31 * 86_400_000))).toBeNull();
    await run(app, answerRequest, null, {
      token,
      state: 'given',
      by: 'Her mother',
      said: 'But not the name of the doctor.',
    });
    expect(await view(ref)).toMatchObject({
      state: 'given',
      way: 'link',
      answerer: 'Her mother',
      askedBy: 'Dana',
      answeredOn: '2018-05-22',
      note: 'deskword\n\nBut not the name of the doctor.',
      linkUntil: null,
      version: version + 1,
    });
    await expect(run(app, answerRequest, null, { token, state: 'refused' })).rejects.toMatchObject({
      code: 'link_spent',
    });
    await expect(run(app, askPermission, monitor, { permission: ref, version: version + 1 })).rejects.toMatchObject({
      code: 'act_impossible',
    });
  });

  it('do not count for anyone while they are sealed, and are restored completely', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const ref = await note({
      person: 'Sealedword Witness',
      note: 'sealedword note',
      answer: {
        state: 'given',
        on: '2018-05-01',
        way: 'recording',
        by: 'Sealedword lawyer',
        files: [{ ...letter, content: Buffer.from('sealedword voice').toString('base64') }],
      },
    });
    const before = (await permissionsOnFile(db().read, null)).length;
    await holder.seal(ref);
    expect(await permissionsOnFile(db().read, null)).toHaveLength(before - 1);
    expect(await view(ref)).toMatchObject({ sealed: true, person: '', kinds: [], state: 'given' });
    expect(await app.blobs.get(sha256Hex('sealedword voice'))).toBeNull();
    const told = (
      await db().executeSql(
        `select to_jsonb(p) as p from permission p union all select to_jsonb(c) from change c union all select to_jsonb(f) from held_file f`,
      )
    ).rows;
    expect(JSON.stringify(told).toLowerCase()).not.toContain('sealedword');
    await holder.unseal(ref);
    expect(await view(ref)).toMatchObject({
      sealed: false,
      person: 'Sealedword Witness',
      kinds: ['medical', 'banking'],
      note: 'sealedword note',
      answerer: 'Sealedword lawyer',
      files: [{ name: 'letter.pdf', erased: false }],
    });
  });

  it('can be withdrawn while sealed, by people at the desk who can open them or by a link, without revealing the person', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const sealed = async (): Promise<string> => {
      const ref = await note({
        person: 'Backword Witness',
        answer: { state: 'given', on: '2018-05-01', way: 'letter' },
      });
      await holder.seal(ref);
      return ref;
    };
    const byDesk = await sealed();
    const back = { on: '2018-05-20', way: 'mail' as const };
    await expect(run(app, withdrawSealed, monitor, { permission: byDesk, version: 2, ...back })).rejects.toMatchObject({
      code: 'sealed',
    });
    await expect(
      run(app, withdrawSealed, holder.principal, { permission: byDesk, version: 2, ...back, on: '2018-04-30' }),
    ).rejects.toMatchObject({ fields: [{ path: 'on', message: 'errors.field.permission.before' }] });
    await run(app, withdrawSealed, holder.principal, { permission: byDesk, version: 2, ...back });
    expect(await view(byDesk)).toMatchObject({
      sealed: true,
      state: 'withdrawn',
      withdrawnOn: '2018-05-20',
      withdrawnWay: 'mail',
      person: '',
    });
    await expect(
      run(app, withdrawSealed, holder.principal, { permission: byDesk, version: 3, ...back }),
    ).rejects.toMatchObject({ fields: [{ path: 'permission', message: 'errors.field.permission.not_given' }] });

    const byLink = await sealed();
    await expect(run(app, makeReturnLink, monitor, { permission: byLink, version: 2 })).rejects.toMatchObject({
      code: 'sealed',
    });
    const { token } = await run(app, makeReturnLink, holder.principal, { permission: byLink, version: 2 });
    expect(await findGiven(db().read, token)).toEqual({ language: null, answered_on: '2018-05-01' });
    await run(app, withdrawByLink, null, { token });
    await expect(run(app, withdrawByLink, null, { token })).rejects.toMatchObject({ code: 'link_spent' });
    const told = (
      await db().executeSql(`select to_jsonb(p) as p from permission p union all select to_jsonb(c) from change c`)
    ).rows;
    expect(JSON.stringify(told)).not.toMatch(/backword/i);
    await holder.unseal(byLink);
    expect(await view(byLink)).toMatchObject({
      person: 'Backword Witness',
      state: 'withdrawn',
      withdrawnWay: 'link',
      answeredOn: '2018-05-01',
    });
  });

  it('given by a link can be withdrawn by the same link, until the desk has recorded the withdrawal', async () => {
    const agreed = async (): Promise<{ ref: string; token: string }> => {
      const ref = await note({ wording: 'May we write that you were in hospital in May?' });
      const { token } = await run(app, askPermission, monitor, { permission: ref, version: 1 });
      await run(app, answerRequest, null, { token, state: 'given' });
      return { ref, token };
    };
    const [one, other] = [await agreed(), await agreed()];
    await run(app, withdrawByLink, null, { token: one.token });
    expect(await view(one.ref)).toMatchObject({ state: 'withdrawn', way: 'link', withdrawnWay: 'link' });
    await run(app, answerPermission, monitor, {
      permission: other.ref,
      version: 3,
      to: { state: 'withdrawn', on: '2018-05-22', way: 'mail' },
    });
    expect(await findGiven(db().read, other.token)).toBeNull();
  });

  it('are deleted some years after a refusal, but not while they are valid, and when their person is redacted', async () => {
    const refused = await note({
      person: 'Refusedword Person',
      answer: { state: 'refused', on: '2018-05-01', way: 'mail' },
    });
    const given = await note({ person: 'Givenword Person', answer: { state: 'given', on: '2018-05-01', way: 'mail' } });
    expect(await run(app, endPermissions, systemPrincipal, {})).toEqual({ ended: 0 });
    const now = at;
    at = new Date('2021-06-01T00:00:00Z');
    expect((await run(app, endPermissions, systemPrincipal, {})).ended).toBeGreaterThan(0);
    at = now;
    expect([await view(refused), (await view(given))!.person]).toEqual([undefined, 'Givenword Person']);
    const of = await note({
      actor: asel,
      person: '',
      note: 'Her account is at the third bank.',
      answer: {
        state: 'given',
        on: '2018-05-01',
        way: 'letter',
        files: [{ ...letter, content: Buffer.from('third bank letter').toString('base64') }],
      },
    });
    await redactPerson(app, editor, { actor: asel, ground: 'She asked for it under the law.' });
    expect(await view(of)).toBeUndefined();
    expect(await app.blobs.get(sha256Hex('third bank letter'))).toBeNull();
    expect((await permissionsOnFile(db().read, null)).every((one) => one.person.name !== '')).toBe(true);
    const all = (
      await db().executeSql(
        `select to_jsonb(p) as p from permission p union all select to_jsonb(c) from change c union all select to_jsonb(f) from held_file f`,
      )
    ).rows;
    expect(JSON.stringify(all)).not.toMatch(/Asel|third bank|Refusedword/);
  });
});
