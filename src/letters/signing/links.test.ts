import { beforeAll, expect, it } from 'vitest';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { linkKey, tokenFor } from '../../platform/signing/link-key.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { findThing } from '../../record/refs.ts';
import { changeHostedLetter } from '../hosted/change-hosted.ts';
import { openVersion } from '../hosted/open-version.ts';
import { publishLetter } from '../hosted/publish-letter.ts';
import { postQueue } from '../post/queue.ts';
import { noteMails } from '../post/send.ts';
import { makeLetter, type MadeLetter } from '../testing/published.ts';
import { countSignatures, listInvitations } from '../views/signatures.ts';
import { findInvitation } from './answer.ts';
import { findSignature, withdrawSignature } from './confirm.ts';
import { inviteOrganisations } from './invite.ts';

const addressees = [{ name: 'The General Prosecutor', email: 'prosecutor@authority.example' }];
const demands = [{ en: 'Close the investigation.' }];

onOneDatabase('links for organisations that sign a letter', (db) => {
  let app: App;
  let key: Buffer;
  const now = new Date('2018-05-01T09:00:00Z');
  beforeAll(async () => {
    app = testApp(db(), { now: () => now });
    key = await linkKey(app.config.dataDir);
    await prepareJobs(db(), [postQueue]);
  });
  const version = async ({ number }: MadeLetter) => (await findThing(db().read, 'letter', number))!.version;
  const changeTo = async (made: MadeLetter, to: object) =>
    run(app, changeHostedLetter, editor, {
      letter: made.letter,
      version: await version(made),
      title: 'A letter',
      to: { addressees, demands, ...to },
    });

  it('work until the deadline, even if the deadline is postponed after the invitation', async () => {
    const made = await makeLetter(app, { open: true, letter: { deadline: '2018-05-10T00:00:00Z' } });
    const { nonce } = await db()
      .read.selectFrom('letter_invitation')
      .select('nonce')
      .where('letter_id', '=', made.id)
      .executeTakeFirstOrThrow();
    const works = async (day: string) =>
      (await findInvitation(db().read, key, tokenFor(key, 'invitation', nonce), new Date(`${day}T12:00:00Z`))) !== null;
    expect([await works('2018-05-09'), await works('2018-05-10')]).toEqual([true, false]);
    await changeTo(made, { deadline: '2018-06-10T00:00:00Z' });
    expect([await works('2018-06-09'), await works('2018-06-10')]).toEqual([true, false]);
    await changeTo(made, {});
    expect([await works('2018-07-29'), await works('2018-07-31')]).toEqual([true, false]);
  });

  it('withdraw a signature that waits for confirmation of a new version; a version not open for signing is not published', async () => {
    const made = await makeLetter(app, { open: true, signed: [{ organisation: 'One' }, { organisation: 'Two' }] });
    await changeTo(made, { demands: [...demands, { en: 'Return what was seized.' }] });
    await expect(
      run(app, publishLetter, editor, { letter: made.letter, version: await version(made) }),
    ).rejects.toMatchObject({ code: 'letter_differs' });
    await run(app, openVersion, editor, {
      letter: made.letter,
      version: await version(made),
      why: 'A second demand.',
    });
    const [one, two] = await db()
      .read.selectFrom('letter_signature')
      .select(['id', 'nonce'])
      .where('letter_id', '=', made.id)
      .orderBy('id')
      .execute();
    const own = tokenFor(key, 'own', one!.nonce);
    expect(await findSignature(app, 'own', own)).toMatchObject({ name: 'One' });
    expect(await run(app, withdrawSignature, null, { token: own })).toEqual({ shown: false });
    expect(
      (await listInvitations(db().read, new RowKeys(app.config.dataDir), made.id)).map((row) => [
        row.organisation,
        row.standing,
      ]),
    ).toEqual([
      ['One', 'declined'],
      ['Two', 'unconfirmed'],
    ]);
    expect(await countSignatures(db().read, made.id)).toMatchObject({ confirmed: 0 });
    // The email with the second request bounced, so no one can confirm.
    const mail = await db()
      .read.selectFrom('letter_mail')
      .select('id')
      .where('signature_id', '=', two!.id)
      .where('kind', '=', 'again')
      .executeTakeFirstOrThrow();
    await run(app, noteMails, systemPrincipal, {
      outcomes: [{ mail: Number(mail.id), became: 'bounced', reason: '550' }],
    });
    expect(
      (await listInvitations(db().read, new RowKeys(app.config.dataDir), made.id)).map((row) => [
        row.organisation,
        row.standing,
        row.bounce,
      ]),
    ).toEqual([
      ['One', 'declined', ''],
      ['Two', 'bounced', '550'],
    ]);
  });

  it('are sent to another address after a bounce, which invalidates the earlier link', async () => {
    const made = await makeLetter(app, { open: true, signed: [] });
    const invite = (email: string) =>
      run(app, inviteOrganisations, editor, {
        letter: made.letter,
        invitations: [
          { organisation: 'Watch', email },
          { organisation: 'Other', email: 'other@org.example' },
        ],
      });
    expect(await invite('wrong@org.example')).toEqual({ invited: 2, known: 0 });
    expect(await invite('wrong@org.example')).toEqual({ invited: 0, known: 2 });
    const { id, nonce } = await db()
      .read.selectFrom('letter_invitation')
      .select(['id', 'nonce'])
      .where('letter_id', '=', made.id)
      .where('organisation', '=', 'Watch')
      .executeTakeFirstOrThrow();
    const { id: mail } = await db()
      .read.selectFrom('letter_mail')
      .select('id')
      .where('invitation_id', '=', id)
      .executeTakeFirstOrThrow();
    await run(app, noteMails, systemPrincipal, {
      outcomes: [{ mail: Number(mail), became: 'bounced', reason: '550' }],
    });
    expect(await invite('wrong@org.example')).toEqual({ invited: 0, known: 2 });
    expect(await invite('right@org.example')).toEqual({ invited: 1, known: 1 });
    expect(
      (await listInvitations(db().read, new RowKeys(app.config.dataDir), made.id)).map((row) => [
        row.email,
        row.standing,
      ]),
    ).toEqual([
      ['wrong@org.example', 'cancelled'],
      ['other@org.example', 'invited'],
      ['right@org.example', 'invited'],
    ]);
    expect(await findInvitation(db().read, key, tokenFor(key, 'invitation', nonce), now)).toBeNull();
  });

  it('do not allow signing twice: an organisation that has signed is not invited at another address', async () => {
    const made = await makeLetter(app, { open: true, signed: [{ organisation: 'One' }] });
    expect(
      await run(app, inviteOrganisations, editor, {
        letter: made.letter,
        invitations: [
          { organisation: 'ONE', email: 'second@org.example' },
          { organisation: 'Two', email: 'a@org.example' },
          { organisation: 'Two', email: 'b@org.example' },
        ],
      }),
    ).toEqual({ invited: 1, known: 2 });
    expect(
      await run(app, inviteOrganisations, editor, {
        letter: made.letter,
        invitations: [{ organisation: 'Two', email: 'c@org.example' }],
      }),
    ).toEqual({ invited: 1, known: 0 });
    expect(
      (await listInvitations(db().read, new RowKeys(app.config.dataDir), made.id))
        .map((row) => [row.organisation, row.email, row.standing])
        .slice(1),
    ).toEqual([
      ['Two', 'a@org.example', 'cancelled'],
      ['Two', 'c@org.example', 'invited'],
    ]);
  });
});
