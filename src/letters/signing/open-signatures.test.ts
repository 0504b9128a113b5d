import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Tx } from '../../platform/database/tx.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, systemPrincipal, type App } from '../../platform/operation.ts';
import { linkKey, tokenFor } from '../../platform/signing/link-key.ts';
import { endUnusedKeys } from '../../platform/storage/end-row-keys.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { untilWaiting } from '../../platform/testing/until-waiting.ts';
import { file } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { findThing } from '../../record/refs.ts';
import { changeSignOn } from '../hosted/change-sign-on.ts';
import { publishLetter } from '../hosted/publish-letter.ts';
import { postQueue } from '../post/queue.ts';
import { makeLetter, type MadeLetter } from '../testing/published.ts';
import { storedSignatures } from '../testing/stored-signatures.ts';
import { listShown } from '../views/signatures.ts';
import { confirmSignature } from './confirm.ts';
import { decideSignatures } from './decide.ts';
import { encryptSignatures } from './encrypt-signatures.ts';
import { signOpen } from './sign-open.ts';

onOneDatabase('signatures of people who were not invited', (db) => {
  let app: App;
  let letter: MadeLetter;
  let hash: string;
  beforeAll(async () => {
    app = testApp(db());
    await prepareJobs(db(), [postQueue, eraseBlobs]);
  });
  const version = async () => (await findThing(db().read, 'letter', letter.number))!.version;
  /** A new letter that everyone may sign. */
  const open = async (moderation: 'before' | 'after' = 'after') => {
    letter = await makeLetter(app, { open: true, signed: [{ organisation: 'One' }] });
    await run(app, changeSignOn, editor, {
      letter: letter.letter,
      version: await version(),
      to: { openTo: 'people', moderation },
    });
    ({ hash } = await db()
      .read.selectFrom('letter_version')
      .select('hash')
      .where('letter_id', '=', letter.id)
      .executeTakeFirstOrThrow());
    await run(app, encryptSignatures, systemPrincipal, {});
  };
  const sign = (name: string, email: string) =>
    run(app, signOpen, null, {
      signatures: [
        {
          kind: 'person',
          name,
          email,
          shown: 'named',
          role: '',
          place: '',
          letter: letter.number,
          hash,
          language: 'en',
        },
      ],
    });
  const latest = () =>
    db()
      .read.selectFrom('letter_signature')
      .selectAll()
      .where('letter_id', '=', letter.id)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
  const confirm = async () => {
    const token = tokenFor(await linkKey(app.config.dataDir), 'confirm', (await latest()).nonce);
    return run(app, confirmSignature, null, { token, hash });
  };
  const shown = async () =>
    (await listShown(db().read, letter.id, { order: 'alphabetical', limit: 10 })).map((one) => one.name);
  const mailKinds = async () =>
    (
      await db()
        .read.selectFrom('letter_mail')
        .select('kind')
        .where('letter_id', '=', letter.id)
        .orderBy('id')
        .execute()
    ).map(({ kind }) => kind);
  /** Starts something during a transaction, which ends when the other waits for it. */
  async function during<Done>(change: (tx: Tx) => Promise<unknown>, act: () => Promise<Done>): Promise<Done> {
    let [changed, end] = [() => {}, () => {}];
    const isChanged = new Promise<void>((resolve) => (changed = resolve));
    const isEnded = new Promise<void>((resolve) => (end = resolve));
    const first = db().transaction(async (tx) => {
      await change(tx);
      changed();
      await isEnded;
    });
    await isChanged;
    const second = act();
    if (db().kind === 'server') await untilWaiting(db(), 1).finally(end);
    end();
    await first;
    return second;
  }

  it('are shown if they are confirmed while the letter is published', async () => {
    await open();
    await sign('Ada Reader', 'ada@reader.example');
    const now = app.now();
    await during(
      (tx) =>
        tx.updateTable('letter').set({ stage: 'published', published_at: now }).where('id', '=', letter.id).execute(),
      confirm,
    );
    expect(await shown()).toContain('Ada Reader');
  });

  it('stay as they are if someone signs again while they are confirmed', async () => {
    await open();
    await sign('Ada Reader', 'ada@reader.example');
    const { id, row_key } = await latest();
    await during(
      (tx) =>
        tx
          .updateTable('letter_signature')
          .set({ state: 'confirmed', confirmed_at: app.now() })
          .where('id', '=', id)
          .execute(),
      () => sign('Ada Reader', 'ada@reader.example'),
    );
    expect(await latest()).toMatchObject({ id, row_key, state: 'confirmed' });
    expect((await mailKinds()).at(-1)).toBe('known');
  });

  it('are stored once for an address, also if an earlier release has stored the first one', async () => {
    await open('before');
    await sign('Ada Reader', 'ada@reader.example');
    await confirm();
    const { id } = await latest();
    // As an earlier release stored it.
    await db().transaction((tx) =>
      tx
        .updateTable('letter_signature')
        .set({
          name: 'Ada Reader',
          email: 'ada@reader.example',
          row_key: null,
          encrypted: null,
          address_mac: null,
          name_macs: null,
        })
        .where('id', '=', id)
        .execute(),
    );
    await run(app, decideSignatures, editor, {
      letter: letter.letter,
      decisions: [{ signature: Number(id), state: 'accepted' }],
    });
    expect(await latest()).toMatchObject({ name: '', email: '' });
    await sign('Ada Reader', 'ADA@reader.example');
    expect([(await latest()).id, (await mailKinds()).at(-1)]).toEqual([id, 'known']);
  });

  it('delete no key while someone waits, because the time would tell that the address has signed', async () => {
    await open();
    const keys = new RowKeys(app.config.dataDir);
    await sign('Ada Reader', 'ada@reader.example');
    await confirm();
    const before = await keys.names();
    await sign('Ada Reader', 'ada@reader.example');
    expect((await keys.names()).length).toBe(before.length + 1);
    const folder = join(app.config.dataDir, 'row-keys');
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), 0, 0);
    await endUnusedKeys(app);
    const { row_key } = await latest();
    expect(await keys.find(row_key)).not.toBeNull();
    expect((await keys.names()).length).toBeLessThan(before.length + 1);
  });

  it('leave no name if the desk removes them after their key was lost', async () => {
    await open();
    await sign('Ada Reader', 'ada@reader.example');
    await confirm();
    await run(app, publishLetter, editor, { letter: letter.letter, version: await version() });
    const { id, row_key, name } = await latest();
    expect(name).toBe('Ada Reader');
    await new RowKeys(app.config.dataDir).end([row_key]);
    await run(app, decideSignatures, editor, {
      letter: letter.letter,
      decisions: [{ signature: Number(id), state: 'refused', reason: 'duplicate' }],
    });
    expect(await latest()).toMatchObject({ id, state: 'removed', name: '', name_key: '' });
  });

  it('have no hashes and a new key once the signatory is redacted', async () => {
    await open();
    await sign('Timur Signatov', 'timur@reader.example');
    await confirm();
    const signed = await latest();
    await run(app, publishLetter, editor, { letter: letter.letter, version: await version() });
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Timur Signatov' }] }],
    });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'He asked for it under the law.' });
    const after = await latest();
    expect(after).toMatchObject({ name: '█'.repeat(14), address_mac: null, name_macs: null });
    const keys = new RowKeys(app.config.dataDir);
    expect(await keys.find(signed.row_key)).toBeNull();
    // The address is still there for the letter's emails.
    expect((await storedSignatures(app)).at(-1)).toMatchObject({ name: after.name, email: 'timur@reader.example' });
  });
});
