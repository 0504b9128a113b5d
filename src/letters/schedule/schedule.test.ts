import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { invited } from '../../accounts/testing/invited.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../../record/actors/change-actor.ts';
import { file } from '../../record/filing/file.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { limitItem } from '../../record/teams/limit-item.ts';
import { followLimits } from '../../record/teams/limits.ts';
import { beginLetter } from '../hosted/begin-letter.ts';
import { changeHostedLetter } from '../hosted/change-hosted.ts';
import { openVersion } from '../hosted/open-version.ts';
import { postQueue } from '../post/queue.ts';
import { inviteOrganisations } from '../signing/invite.ts';
import { makeLetter } from '../testing/published.ts';
import { lettersDue } from './letters-due.ts';
import { lettersDueQueue } from './queue.ts';
import { callOffLetter, scheduleLetter } from './schedule-letter.ts';

onEitherDatabase('an open letter', (db) => {
  let app: App;
  let now = new Date('2018-05-01T09:00:00Z');
  beforeAll(async () => {
    app = testApp(db(), { now: () => now });
    await prepareJobs(db(), [postQueue, lettersDueQueue]);
  });
  /** Runs the queue's hourly jobs at a given time. */
  const at = async (moment: string): Promise<void> => {
    now = new Date(moment);
    await lettersDue.handler({ app, log: { info() {} } } as never);
  };
  const version = async (number: number) => (await findThing(db().read, 'letter', number))!.version;
  const stand = (id: number) =>
    db()
      .read.selectFrom('letter')
      .select(['stage', 'published_at', 'publish_at', 'publish_failure'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();

  it('is published and emailed at its scheduled time and not before, and not at all if the schedule was cancelled', async () => {
    const [one, other] = [
      await makeLetter(app, {
        open: true,
        letter: {
          addressees: [{ name: 'The Prosecutor', email: 'p@authority.example' }],
          embargo: '2018-05-03T00:00:00Z',
        },
      }),
      await makeLetter(app, { open: true }),
    ];
    const set = async (letter: typeof one, moment: string) =>
      run(app, scheduleLetter, editor, { letter: letter.letter, version: await version(letter.number), at: moment });
    await expect(
      run(app, scheduleLetter, monitor, { letter: one.letter, version: 1, at: '2018-05-03T07:30:00Z' }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    await expect(set(one, '2018-05-01T08:00:00Z')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(set(one, '2018-05-02T23:59:00Z')).rejects.toMatchObject({ code: 'letter_embargo' });
    await set(one, '2018-05-03T07:30:00Z');
    await set(other, '2018-05-03T07:30:00Z');
    await run(app, callOffLetter, editor, { letter: other.letter, version: await version(other.number) });
    await at('2018-05-03T07:29:00Z');
    expect(await stand(one.id)).toMatchObject({ stage: 'signing' });
    await at('2018-05-03T07:30:00Z');
    expect(await stand(one.id)).toMatchObject({ stage: 'published', published_at: now, publish_at: null });
    expect(
      await db()
        .read.selectFrom('letter_mail')
        .select('kind')
        .where('letter_id', '=', one.id)
        .where('kind', '=', 'addressee')
        .execute(),
    ).toHaveLength(1);
    expect(await stand(other.id)).toMatchObject({ stage: 'signing', publish_at: null });
  });

  it('is not published in another version than scheduled, or without signatures; the desk is notified once', async () => {
    now = new Date('2018-05-04T09:00:00Z');
    const [changed, bare] = [await makeLetter(app, { open: true }), await makeLetter(app, { open: true, signed: [] })];
    for (const one of [changed, bare])
      await run(app, scheduleLetter, editor, {
        letter: one.letter,
        version: await version(one.number),
        at: '2018-05-05T09:00:00Z',
      });
    await run(app, changeHostedLetter, editor, {
      letter: changed.letter,
      version: await version(changed.number),
      title: 'The law',
      to: { addressees: [{ name: 'Another' }] },
    });
    await run(app, openVersion, editor, {
      letter: changed.letter,
      version: await version(changed.number),
      why: 'To another.',
    });
    await at('2018-05-05T09:00:00Z');
    await at('2018-05-05T10:00:00Z');
    expect([(await stand(changed.id)).publish_failure, (await stand(bare.id)).publish_failure]).toEqual([
      'edited_since',
      'letter_unsigned',
    ]);
    expect(
      await db()
        .read.selectFrom('change_set')
        .select('id')
        .where('operation', '=', 'letters.noteUnpublished')
        .execute(),
    ).toHaveLength(2);
  });

  it('can be changed only by editors as soon as it can be signed, and so can the name of its host', async () => {
    now = new Date('2018-05-06T09:00:00Z');
    const { actors } = await run(app, file, monitor, {
      actors: ['Watch', 'Another Watch'].map((text) => ({ kind: 'organisation' as const, names: [{ text }] })),
    });
    const [host, other] = actors as [string, string];
    const { letter, number } = await run(app, beginLetter, monitor, { title: 'The law', language: 'en' });
    const change = async (who: Principal, of: { letter: string; number: number }, to: object) =>
      run(app, changeHostedLetter, who, {
        letter: of.letter,
        version: await version(of.number),
        title: 'The law',
        to: { host, addressees: [{ name: 'The General Prosecutor' }], ...to },
      });
    const rename = async (who: Principal, actor: string) =>
      run(app, changeActor, who, {
        actor,
        version: (await findThing(db().read, 'actor', parseRef(actor)!.number))!.version,
        to: { kind: 'organisation', names: [{ text: `Renamed ${Math.random()}` }] },
      });
    await change(monitor, { letter, number }, { deadline: '2018-05-08T00:00:00Z' });
    await rename(monitor, host);
    const signed = await makeLetter(app, { open: true, letter: { host } });
    for (const to of [
      { host: other },
      { deadline: '2018-05-08T00:00:00Z' },
      { addressees: [{ name: 'The General Prosecutor', email: 'hostile@example.org' }] },
    ]) {
      await expect(change(monitor, signed, to)).rejects.toMatchObject({ code: 'editor_needed' });
      await change(editor, signed, { ...to, host });
    }
    await expect(rename(monitor, host)).rejects.toMatchObject({ code: 'editor_needed' });
    await rename(editor, host);
    await rename(monitor, other);
  });

  it('does not allow its text or case to be limited to a team once it can be signed', async () => {
    const teams: App = { ...app, listeners: [followLimits] };
    const member = await invited(app, 'member', 'editor');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    const { cases } = await run(app, file, member, { cases: [{ title: 'A fine' }] });
    // A letter that no one has read yet.
    await run(app, beginLetter, monitor, { title: 'A draft', language: 'en', letter: { about: cases } });
    await run(teams, limitItem, member, { thing: cases[0]!, team });
    await run(teams, limitItem, member, { thing: cases[0]!, team: null });
    const signed = await makeLetter(app, { open: true, letter: { about: cases } });
    for (const thing of [signed.text, cases[0]!])
      await expect(run(teams, limitItem, member, { thing, team })).rejects.toMatchObject({
        code: 'limited_to_team',
        details: { items: signed.letter },
      });
  });

  it('has one reminder on each of the set days, only for organisations that have not answered', async () => {
    now = new Date('2018-06-01T09:00:00Z');
    await expect(makeLetter(app, { letter: { addressees: [{ name: 'X' }], reminders: [7] } })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'reminders', message: 'letters.error.reminders_deadline' }],
    });
    const { letter, id } = await makeLetter(app, {
      open: true,
      signed: [{ organisation: 'Signed' }],
      letter: { addressees: [{ name: 'X' }], deadline: '2018-06-20T09:00:00Z', reminders: [7, 3, 1, 30] },
    });
    await run(app, inviteOrganisations, editor, {
      letter,
      invitations: ['Silent', 'Declined', 'Bounced', 'Signs later'].map((organisation) => ({
        organisation,
        email: `${organisation.replace(' ', '')}@org.example`,
      })),
    });
    const set = (organisation: string, to: object) =>
      db().transaction((tx) =>
        tx
          .updateTable('letter_invitation')
          .set(to)
          .where('letter_id', '=', id)
          .where('organisation', '=', organisation)
          .execute(),
      );
    await set('Declined', { state: 'declined' });
    await set('Bounced', { bounced_at: now });
    const reminders = async () =>
      (
        await db()
          .read.selectFrom('letter_mail')
          .innerJoin('letter_invitation', 'letter_invitation.id', 'letter_mail.invitation_id')
          .select(['organisation', 'made_at'])
          .where('letter_mail.letter_id', '=', id)
          .where('kind', '=', 'reminder')
          .orderBy('made_at')
          .orderBy('organisation')
          .execute()
      ).map((row) => `${row.organisation} ${row.made_at.toISOString().slice(5, 10)}`);
    await at('2018-06-13T08:00:00Z');
    expect(await reminders()).toEqual([]);
    await at('2018-06-13T10:00:00Z');
    await at('2018-06-13T11:00:00Z');
    expect(await reminders()).toEqual(['Signs later 06-13', 'Silent 06-13']);
    await set('Signs later', { state: 'declined' });
    // An organisation that was invited only now gets no reminder. The server was stopped for days, so two reminders are
    // due, but only one is sent.
    await run(app, inviteOrganisations, editor, {
      letter,
      invitations: [{ organisation: 'Late', email: 'late@org.example' }],
    });
    await at('2018-06-19T10:00:00Z');
    await at('2018-06-21T10:00:00Z');
    expect(await reminders()).toEqual(['Signs later 06-13', 'Silent 06-13', 'Late 06-19', 'Silent 06-19']);
    expect(
      (
        await db()
          .read.selectFrom('letter_reminder')
          .select(['days', 'reminded'])
          .where('letter_id', '=', id)
          .where('sent_at', 'is not', null)
          .orderBy('days')
          .execute()
      ).map((row) => [row.days, row.reminded]),
    ).toEqual([
      [1, 2],
      [3, 2],
      [7, 2],
    ]);
  });
});
