import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { endDuty } from '../../../law/duties/end-duty.ts';
import { EmbeddedDatabase } from '../../../platform/database/embedded/embedded-database.ts';
import { run, type App } from '../../../platform/operation.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { filesWith } from '../../../platform/testing/search-files.ts';
import { onBothDatabases, testDatabase } from '../../../platform/testing/databases.ts';
import { scratchDir } from '../../../platform/testing/scratch-dir.ts';
import { editor, monitor, someone, testApp } from '../../../platform/testing/test-app.ts';
import { findThing } from '../../../record/refs.ts';
import { commenter, publicationUnderLaw } from '../../testing/comment-law.factory.ts';
import { changeCommenting } from '../change-commenting.ts';
import { loadCommenting } from '../commenting.ts';
import { decideComments } from '../decide-comments.ts';
import { findOwnComment, withdrawComment } from '../withdraw-comment.ts';
import { dayOf, lastDay } from './calendar.ts';
import { confirmComment } from './confirm-comment.ts';
import { DayKeys, keyFolder, newOfficerKey } from './day-keys.ts';
import { endIdentitiesJob, dutyListener } from './end-identities.ts';
import { loadRetention } from './kept.ts';
import { countOpenings, openIdentity } from './open-identity.ts';

const mail = { url: 'smtp://127.0.0.1:1', from: 'paper@example.org' };

it('months of storage are calculated by the calendar', () => {
  expect([
    lastDay('2018-05-22', 'P3M'),
    lastDay('2018-11-30', 'P3M'),
    lastDay('2018-12-31', 'P1Y2M'),
    lastDay('2018-05-22', 'PT36H'),
    lastDay('2018-02-20', 'P2W'),
  ]).toEqual(['2018-08-22', '2019-02-28', '2020-02-29', '2018-05-24', '2018-03-06']);
});

onBothDatabases('identities of commenters', (db) => {
  let app: App;
  let at = new Date('2018-05-22T09:41:07Z');
  let paper: Awaited<ReturnType<typeof publicationUnderLaw>>;
  const rowKeys = () => new RowKeys(app.config.dataDir);
  const keys = () => new DayKeys(app.config.dataDir).names();
  const mode = async () => (await loadCommenting(db().read)).commenting;
  /** The runs of the job that changes have started. */
  const sent = async () =>
    (
      (await db().executeSql("select count(*)::int as count from pgboss.job where name = 'comments.end-identities'"))
        .rows as { count: number }[]
    )[0]!.count;
  const fields = (work: Promise<unknown>) =>
    work.then(
      () => [],
      (error: { fields: { path: string }[] }) => error.fields.map((one) => one.path),
    );

  beforeAll(async () => {
    app = testApp(db(), { now: () => at, config: { mail }, listeners: [dutyListener] });
    await prepareJobs(db(), [endIdentitiesJob]);
    paper = await publicationUnderLaw(app);
  });

  it('can only be required by an administrator, under a law in force in a country of the publication', async () => {
    expect(await fields(paper.set())).toEqual(['to.identify', 'to.keep']);
    await paper.inCountries('CZ');
    expect(await fields(paper.set())).toEqual(['to.identify', 'to.keep']);
    await paper.inCountries('KZ', 'CZ');
    await expect(paper.set({}, editor)).rejects.toMatchObject({ code: 'not_permitted' });
    expect([
      await fields(paper.set({ officer: 'age1nobody' })),
      await fields(paper.set({ identify: paper.law.keep, keep: paper.law.identify })),
      await fields(
        run({ ...app, config: { ...app.config, mail: null } }, changeCommenting, someone('administrator', 'editor'), {
          version: 0,
          to: { mode: 'identified', identify: paper.law.identify },
        }),
      ),
    ]).toEqual([['to.officer'], ['to.identify', 'to.keep'], ['to.method']]);
    at = new Date('2018-03-15T00:00:00Z');
    expect(await fields(paper.set())).toEqual(['to.identify', 'to.keep']);
    at = new Date('2018-05-22T09:41:07Z');
    await paper.set();
    expect((await mode()).identity).toMatchObject({
      period: 'P3M',
      law: { title: 'Law on mass media' },
      provision: { label: 'Article 1' },
      method: 'email',
    });
    // Other users can change all settings but the identification.
    await paper.set({ refused: ['casino'] }, editor);
    await expect(paper.set({ keep: undefined }, editor)).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('are stored only when the link is followed that contains them encrypted; until then the database has only its hash', async () => {
    expect(await fields(paper.write('Nobody says this.', 'not an address'))).toEqual(['identity']);
    const { comment, token, secret } = await paper.write('I was there.');
    expect((await paper.rows()).map(({ link_hash: _, key_name: __, ...row }) => row)).toEqual([
      { comment_id: comment, duty_id: paper.law.keep, sealed: null, identified_on: null, kept_until: null },
    ]);
    expect(await findOwnComment(db().read, rowKeys(), token)).toMatchObject({ state: 'unconfirmed', keptUntil: null });
    await expect(paper.publish(comment)).rejects.toMatchObject({ code: 'not_found' });
    await expect(run(app, confirmComment, null, { secret: `${secret!.slice(0, -2)}AA` })).rejects.toMatchObject({
      code: 'link_spent',
    });
    expect(await run(app, confirmComment, null, { secret: secret! })).toEqual({ comment, keptUntil: '2018-08-22' });
    await expect(run(app, confirmComment, null, { secret: secret! })).rejects.toMatchObject({ code: 'link_spent' });
    await paper.publish(comment);
    expect(await findOwnComment(db().read, rowKeys(), token)).toMatchObject({
      state: 'published',
      keptUntil: '2018-08-22',
    });
    // The writer withdrew a published comment. The identity remains stored, as the law demands.
    await run(app, withdrawComment, null, { token });
    expect(await paper.rows()).toHaveLength(1);
  });

  it('can only be decrypted with the key holder’s key, for a reason, which is recorded and counted', async () => {
    const { comment_id: comment } = (await paper.rows())[0]!;
    const other = await newOfficerKey();
    await expect(paper.open(comment, other.identity)).rejects.toMatchObject({ code: 'sealed' });
    expect(await fields(openIdentity(app, editor, { comment, key: paper.officer.recipient, reason: 'Why' }))).toEqual([
      'key',
      'reason',
    ]);
    await expect(
      openIdentity(app, monitor, { comment, key: paper.officer.identity, reason: 'Out of curiosity.' }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    expect(await countOpenings(db().read)).toEqual([]);
    expect(await paper.open(comment)).toEqual({ method: 'email', identity: commenter });
    const told = await db()
      .read.selectFrom('change')
      .innerJoin('change_set', 'change_set.id', 'change_set_id')
      .select(['why', 'action', 'after'])
      .orderBy('change_set_id', 'desc')
      .executeTakeFirstOrThrow();
    expect(told).toEqual({
      why: 'A court in Almaty demands it.',
      action: 'opened',
      after: { readerComment: comment, identity: 'opened' },
    });
    expect(await countOpenings(db().read)).toEqual([{ year: 2018, count: 1 }]);
  });

  it('are needed for publishing if a law requires them; none is stored for unpublished comments, or if no law requires it', async () => {
    const [rejected, withdrawn, late] = [
      await paper.write('Rejected.'),
      await paper.write('Taken back.'),
      await paper.write('Late.'),
    ];
    for (const one of [rejected, withdrawn]) await run(app, confirmComment, null, { secret: one.secret! });
    await run(app, decideComments, editor, {
      comments: [{ comment: rejected.comment, state: 'rejected', reason: 'insult' }],
    });
    await run(app, withdrawComment, null, { token: withdrawn.token });
    expect((await paper.rows()).map((row) => row.comment_id)).not.toContain(rejected.comment);
    await expect(paper.publish(rejected.comment)).rejects.toMatchObject({ code: 'comment_unidentified' });
    at = new Date('2018-05-23T10:00:00Z');
    await expect(run(app, confirmComment, null, { secret: late.secret! })).rejects.toMatchObject({
      code: 'link_spent',
    });
    expect(await paper.end()).toMatchObject({
      unconfirmed: 1,
      ended: 0,
      kept: [{ until: '2018-08-22', count: 1, law: { title: 'Law on mass media' } }],
    });
    expect(await findOwnComment(db().read, rowKeys(), late.token)).toBeNull();
    await paper.set({ keep: undefined });
    const { comment, secret } = await paper.write('Checked, and forgotten.');
    expect(await run(app, confirmComment, null, { secret: secret! })).toEqual({ comment, keptUntil: null });
    await paper.publish(comment);
    await paper.end();
    expect((await paper.rows()).map((row) => row.comment_id)).not.toContain(comment);
    await paper.set();
  });

  it('are deleted at once, with their keys, when the law is repealed or no longer applies', async () => {
    const before = await paper.identified('Before the move.');
    const runs = await sent();
    await paper.inCountries('CZ');
    expect(await sent()).toBe(runs + 1);
    // No identity is required any more, even before the job has deleted anything.
    expect((await paper.write('In Czechia.', undefined)).secret).toBeNull();
    expect(await paper.end()).toMatchObject({ lapsed: 2, left: true, kept: [] });
    expect([await paper.rows(), await keys(), (await mode()).mode]).toEqual([[], [], 'anonymous']);
    await expect(paper.open(before)).rejects.toMatchObject({ code: 'gone' });
    expect(await paper.end()).toBeNull();

    await paper.inCountries('KZ');
    await paper.set();
    await paper.identified('Under the law again.');
    const { version } = (await findThing(db().read, 'provision', Number(paper.law.provision.split('/')[1])))!;
    await run(app, endDuty, editor, {
      provision: paper.law.provision,
      version,
      duty: paper.law.keep,
      ended: '2018-05-23',
    });
    expect(await sent()).toBe(runs + 3);
    expect(await paper.end()).toMatchObject({ lapsed: 1, left: false, kept: [] });
    expect([(await mode()).identity, await keys()]).toEqual([
      expect.objectContaining({ identify: paper.law.identify, keep: null, period: null }),
      [],
    ]);
    expect((await loadRetention(db().read, 10)).map((one) => one.report.lapsed)).toEqual([1, 2, 0, 0]);
  });
});

describe('stored identities of commenters', () => {
  it('are deleted after their last day from the database, every file and every backup, and can be decrypted until then', async () => {
    const made = await testDatabase('embedded');
    const base = Date.parse('2018-05-22T09:00:00Z');
    let at = new Date(base);
    const plain = testApp(made.db, { now: () => at });
    const app = { ...plain, config: { ...plain.config, mail } };
    const paper = await publicationUnderLaw(app);
    await paper.inCountries('KZ');
    await paper.set();
    const { dataDir } = made.where as { dataDir: string };
    const keys = new DayKeys(app.config.dataDir);
    type Sealed = { comment: number; key: string; sealed: Uint8Array; until: string };
    const backups: Sealed[][] = [];
    const everSealed: Sealed[] = [];
    const wrong: string[] = [];
    const readable = async (one: Sealed): Promise<boolean> =>
      (await keys.unseal(one.key, one.sealed, paper.officer.identity).catch(() => null))?.includes(commenter) ?? false;
    const sealedIn = async (db: App['db']): Promise<Sealed[]> =>
      (await db.read.selectFrom('commenter_identity').selectAll().where('sealed', 'is not', null).execute()).map(
        (row) => ({ comment: row.comment_id, key: row.key_name!, sealed: row.sealed!, until: row.kept_until! }),
      );

    for (let day = 0; day <= 125; day++) {
      at = new Date(base + day * 86_400_000);
      await paper.end();
      const today = dayOf(at);
      // Comments arrive in the first weeks, and on some days there are two.
      if (day % 5 === 0 && day <= 20)
        for (let index = 0; index <= day % 2; index++) await paper.identified(`On day ${day}, ${index}.`);
      const now = await sealedIn(made.db);
      for (const one of now) if (!everSealed.some((other) => other.comment === one.comment)) everSealed.push(one);
      wrong.push(
        ...everSealed
          .filter((one) => one.until >= today !== now.some((other) => other.comment === one.comment))
          .map((one) => `${today}: kept until ${one.until}`),
      );
      const turning =
        day % 31 === 30 ||
        everSealed.some((one) => one.until === today || one.until === dayOf(new Date(at.getTime() - 86_400_000)));
      for (const one of turning ? everSealed : [])
        if (one.until >= today !== (await readable(one))) wrong.push(`${today}: readable until ${one.until}`);
      if (day % 31 !== 30) continue;
      // A backup has the database, but not the folder of the keys.
      await made.db.executeSql('checkpoint');
      const copy = scratchDir('kronika-backup-');
      mkdirSync(join(copy, 'db'));
      cpSync(join(dataDir, 'db'), join(copy, 'db'), { recursive: true, filter: (path) => !path.endsWith('.pid') });
      const restored = new EmbeddedDatabase({ directory: join(copy, 'db'), unsafe: true });
      // The backup contains exactly the bytes that were encrypted at that time. So nobody can decrypt the backup for
      // longer than the database.
      backups.push(await sealedIn(restored));
      for (const one of backups.at(-1)!) expect(everSealed).toContainEqual(one);
      await restored.close();
      expect(filesWith(copy, commenter)).toEqual([]);
      rmSync(copy, { recursive: true, force: true });
    }
    expect(wrong).toEqual([]);
    expect(backups.map((one) => one.length)).toEqual([7, 7, 7, 0]);
    expect([await keys.names(), await paper.rows()]).toEqual([[], []]);
    await made.db.executeSql('checkpoint');
    expect([
      filesWith(dataDir, commenter),
      filesWith(app.config.dataDir, commenter),
      readdirSync(join(app.config.dataDir, keyFolder)),
    ]).toEqual([[], [], ['CACHEDIR.TAG']]);
    // This shows that the search can find existing text.
    expect(filesWith(dataDir, 'On day 20').length).toBeGreaterThan(0);
    await made.drop();
  });
});
