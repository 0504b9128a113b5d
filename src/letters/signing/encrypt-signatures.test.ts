import { beforeAll, expect, it } from 'vitest';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, systemPrincipal, type App } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { eraseBlobs } from '../../platform/storage/holders.ts';
import { findThing } from '../../record/refs.ts';
import { changeSignOn } from '../hosted/change-sign-on.ts';
import { publishLetter } from '../hosted/publish-letter.ts';
import { postQueue } from '../post/queue.ts';
import { makeLetter, type MadeLetter } from '../testing/published.ts';
import { storedSignatures } from '../testing/stored-signatures.ts';
import { listOpen } from '../views/open.ts';
import { listShown } from '../views/signatures.ts';
import { decideSignatures } from './decide.ts';
import { encryptSignatures } from './encrypt-signatures.ts';
import { signOpen } from './sign-open.ts';
import { nameKey, SignatureHashes } from './signature-texts.ts';

onOneDatabase('signatures of an earlier release', (db) => {
  let app: App;
  let made: MadeLetter;
  let hash: string;
  beforeAll(async () => {
    app = testApp(db());
    await prepareJobs(db(), [postQueue, eraseBlobs]);
    made = await makeLetter(app, { open: true, signed: [{ organisation: 'One' }] });
    await run(app, changeSignOn, editor, { letter: made.letter, version: await version(), to: { openTo: 'people' } });
    const { id, ...of } = await db()
      .read.selectFrom('letter_version')
      .select(['id', 'hash'])
      .where('letter_id', '=', made.id)
      .executeTakeFirstOrThrow();
    hash = of.hash;
    await db().transaction((tx) =>
      tx
        .insertInto('letter_signature')
        .values({
          letter_id: made.id,
          invitation_id: null,
          kind: 'person',
          actor_id: null,
          version_id: id,
          name: 'Áda Reader',
          name_key: nameKey('Áda Reader'),
          signer: '',
          role: 'Teacher',
          place: 'Almaty',
          email: 'Ada@reader.example',
          language: 'en',
          shown: 'name',
          state: 'waiting',
          nonce: Buffer.alloc(16, 7),
          signed_at: app.now(),
          confirmed_at: app.now(),
          withdrawn_at: null,
        })
        .execute(),
    );
  });
  const version = async () => (await findThing(db().read, 'letter', made.number))!.version;
  const find = async (q: string) =>
    (await listOpen(app, made.id, 'open', { q, limit: 10, offset: 0 })).map(({ name, email }) => [name, email]);
  const ada = [['Áda Reader', 'Ada@reader.example']];
  /** Signs from the same address, and returns the kind of email that the address gets. */
  const signAgain = async (): Promise<string> => {
    const said = { kind: 'person' as const, name: 'Someone', email: 'ADA@reader.example', shown: 'named' as const };
    const outcomes = await run(app, signOpen, null, {
      signatures: [{ ...said, letter: made.number, hash, language: 'en' }],
    });
    expect(outcomes).toEqual(['asked']);
    const mails = await db().read.selectFrom('letter_mail').select('kind').orderBy('id').execute();
    return mails.at(-1)!.kind;
  };
  const decide = (to: object) => run(app, decideSignatures, editor, { letter: made.letter, decisions: [to as never] });

  it('are encrypted, and still found by words of the name and by the address', async () => {
    expect([await find('áda'), await find('ADA@reader.example'), await signAgain()]).toEqual([ada, ada, 'known']);
    expect(await run(app, encryptSignatures, systemPrincipal, {})).toBe(2);
    expect(await run(app, encryptSignatures, systemPrincipal, {})).toBe(0);
    const rows = await db().read.selectFrom('letter_signature').selectAll().execute();
    // Whole words, because a random name of a key file may contain the letters "ada".
    expect(JSON.stringify(rows)).not.toMatch(/\b(one|ada|reader|teacher|almaty|office|director)\b/i);
    expect([await find('reader ada'), await find('Ada@READER.example'), await signAgain()]).toEqual([
      ada,
      ada,
      'known',
    ]);
    expect([await find('read'), await find('eve')]).toEqual([[], []]);
    const keys = new RowKeys(app.config.dataDir);
    // Each has a key of its own, and the letter has one. The others are of those who signed again.
    expect(new Set(rows.map(({ row_key }) => row_key)).size).toBe(2);
    expect((await keys.names()).length).toBe(3 + 2);
    const hashes = (await SignatureHashes.find(db().read, keys, made.id))!;
    expect(hashes.names('Áda  Reader')).toBe(hashes.names('ada reader'));
    expect(hashes.names('Áda Reader')).not.toBe(hashes.names('Reader Áda'));
    const other = await makeLetter(app, { title: 'Another letter', open: true, signed: [] });
    const { row_key } = await db()
      .read.selectFrom('letter')
      .select('row_key')
      .where('id', '=', other.id)
      .executeTakeFirstOrThrow();
    expect((await SignatureHashes.of(keys, { row_key })).address('a@b.example')).not.toBe(
      hashes.address('a@b.example'),
    );
  });

  it('show readers what they chose once the letter is published, and nothing else', async () => {
    const [waiting] = await listOpen(app, made.id, 'open', { limit: 1, offset: 0 });
    await run(app, publishLetter, editor, { letter: made.letter, version: await version() });
    const shown = async () =>
      (await listShown(db().read, made.id, { order: 'alphabetical', limit: 10 })).map((one) => [one.name, one.role]);
    expect(await shown()).toEqual([['One', 'Director']]);
    await decide({ signature: waiting!.id, state: 'accepted' });
    expect(await shown()).toEqual([
      ['Áda Reader', ''],
      ['One', 'Director'],
    ]);
    const plain = async () =>
      (
        await db()
          .read.selectFrom('letter_signature')
          .select(['name', 'role', 'place', 'email'])
          .orderBy('id')
          .execute()
      ).map((row) => Object.values(row));
    expect(await plain()).toEqual([
      ['One', 'Director', '', ''],
      ['Áda Reader', '', '', ''],
    ]);
    await decide({ signature: waiting!.id, state: 'refused', reason: 'other', note: 'Not a person, we think.' });
    expect((await plain())[1]).toEqual(['', '', '', '']);
    expect((await storedSignatures(app))[1]).toMatchObject({
      state: 'removed',
      name: 'Áda Reader',
      place: 'Almaty',
      refusal_note: 'Not a person, we think.',
    });
  });

  it('say so if their key is lost, and can then only be refused', async () => {
    const keys = new RowKeys(app.config.dataDir);
    const row = await db()
      .read.selectFrom('letter_signature')
      .select(['id', 'row_key'])
      .where('state', '=', 'removed')
      .executeTakeFirstOrThrow();
    await keys.end([row.row_key]);
    expect(await listOpen(app, made.id, 'refused', { limit: 10, offset: 0 })).toMatchObject([{ name: '', lost: true }]);
    const signature = Number(row.id);
    await expect(decide({ signature, state: 'accepted' })).rejects.toMatchObject({ code: 'not_found' });
    await decide({ signature, state: 'refused', reason: 'duplicate' });
  });
});
