import { beforeAll, expect, it } from 'vitest';
import { inviteAccount } from '../accounts/invitations.ts';
import type { AppError } from '../platform/errors.ts';
import { run, type App, type Principal } from '../platform/operation.ts';
import { onEitherDatabase } from '../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../platform/testing/test-app.ts';
import { file } from '../record/filing/file.ts';
import { setVisibility } from '../record/lifecycle/withdraw.ts';
import { acceptProposals } from '../record/proposals/decide.ts';
import { findThing, parseRef } from '../record/refs.ts';
import { createLaws } from './create-laws.ts';
import { addDuties } from './duties/add-duties.ts';
import { changeDuty } from './duties/change-duty.ts';
import { dropDuty } from './duties/drop-duty.ts';
import { endDuty } from './duties/end-duty.ts';
import { setTexts } from './set-texts.ts';

onEitherDatabase('the version of a law', (db) => {
  let app: App;
  let proposer: Principal;
  let claim: string;
  beforeAll(async () => {
    app = testApp(db());
    const { accountId } = await run(app, inviteAccount, administrator, {
      email: 'proposer@example.org',
      name: 'Proposer',
      roles: ['monitor'],
    });
    proposer = { ...monitor, accountId, proposes: { note: 'Please.' } };
    const { claims } = await run(app, file, editor, {
      claims: [
        {
          wording: 'The law says so.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ asWritten: 'a lawyer', verb: 'said' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
        },
      ],
    });
    claim = claims[0]!;
  });
  const newLaw = async () => {
    const text = { language: 'en', body: 'An outlet is registered.', claim };
    const { laws } = await run(app, createLaws, monitor, {
      laws: [
        {
          key: 'law',
          title: 'Law on outlets',
          language: 'en',
          changes: [
            {
              sort: 'enactment',
              title: 'Law on outlets',
              commences: '2016-07-01',
              claim,
              instructions: [{ act: 'enacts', provision: 'art_1', label: 'Article 1', texts: [text] }],
            },
          ],
        },
      ],
    });
    const law = laws[0]!;
    const { id } = (await findThing(db().read, 'law', parseRef(law)!.number))!;
    const row = await db()
      .read.selectFrom('provision')
      .innerJoin('thing', 'thing.id', 'provision.id')
      .innerJoin('provision_version as v', 'v.provision_id', 'provision.id')
      .select(['thing.number', 'v.id as of'])
      .where('law_id', '=', id)
      .executeTakeFirstOrThrow();
    const provision = `provision/${row.number}`;
    const at = async () => ({
      provision,
      version: (await findThing(db().read, 'provision', Number(row.number)))!.version,
    });
    const write = async (body: string) =>
      run(app, setTexts, monitor, {
        ...(await at()),
        of: Number(row.of),
        label: 'Article 1',
        texts: [{ ...text, body }],
      });
    const versionNow = async () => (await findThing(db().read, 'law', parseRef(law)!.number))!.version;
    return { law, provision, at, write, versionNow };
  };

  it('changes with the texts and duties of its provisions, because they become public together with the law', async () => {
    const { provision, at, write, versionNow } = await newLaw();
    const duty = { bearer: 'editor' as const, act: 'mark' as const, says: [claim] };
    let seen = await versionNow();
    const changed = async () => {
      const now = await versionNow();
      const done = now > seen;
      seen = now;
      return done;
    };
    await write('An outlet is closed.');
    expect(await changed()).toBe(true);
    const { duties } = await run(app, addDuties, monitor, { duties: [{ provision, ...duty }] });
    expect(await changed()).toBe(true);
    await run(app, changeDuty, monitor, { ...(await at()), duty: duties[0]!, to: duty });
    expect(await changed()).toBe(true);
    await run(app, endDuty, monitor, { ...(await at()), duty: duties[0]!, ended: '2020-01-01' });
    expect(await changed()).toBe(true);
    await run(app, dropDuty, monitor, { ...(await at()), duty: duties[0]! });
    expect(await changed()).toBe(true);
  });

  it('prevents an editor from making a law public with a text that was written after they read the law', async () => {
    const { law, write, versionNow } = await newLaw();
    const error = (await run(app, setVisibility, proposer, { things: [law], visibility: 'public' }).catch(
      (thrown: unknown) => thrown,
    )) as AppError;
    const proposal = Number(error.details.proposal);
    const seen = { [proposal]: await versionNow() };
    await write('An outlet is closed without a court.');
    for (const input of [
      { proposals: [proposal], seen: {} },
      { proposals: [proposal], seen },
    ])
      await expect(run(app, acceptProposals, editor, input)).rejects.toMatchObject({ code: 'conflict' });
    const read = { things: [law], visibility: 'public' as const, versions: { [law]: seen[proposal]! } };
    await expect(run(app, setVisibility, editor, read)).rejects.toMatchObject({ code: 'conflict' });
  });
});
