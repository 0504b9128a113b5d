import { beforeAll, expect, it } from 'vitest';
import { inviteAccount } from '../../accounts/invitations.ts';
import { lockAccess } from '../../accounts/access.ts';
import { signIn, findSession } from '../../accounts/sign-in.ts';
import { changeTeam, createTeam } from '../../accounts/teams/change-team.ts';
import { membersOf } from '../../accounts/teams/teams.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import { run, type App, type Operation, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { deferred } from '../../platform/testing/deferred.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { untilWaiting } from '../../platform/testing/until-waiting.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { file } from '../filing/file.ts';
import { setVisibility } from '../lifecycle/withdraw.ts';
import { parseRef } from '../refs.ts';
import { limitItem } from './limit-item.ts';
import { followLimits } from './limits.ts';
import { loadViewer } from './load-viewer.ts';

const password = 'a few words in a row';

onBothDatabases('a request during which a team changes', (db, kind) => {
  let app: App;
  let count = 0;
  beforeAll(() => {
    app = {
      ...testApp(db(), { listeners: [followLimits] }),
      loadViewer: (accountId, tx) => loadViewer(db(), accountId, tx),
    };
  });

  const person = async (): Promise<Principal & { accountId: number }> => {
    const email = `running${++count}@example.org`;
    const { token } = await run(app, inviteAccount, administrator, { email, name: 'Aida', roles: ['editor'] });
    await run(app, spendLink, null, { token: token!, password });
    const opened = (await run(app, signIn, null, { email, password }))!;
    const { principal } = (await findSession(db().read, opened.token, app.now()))!;
    return { ...principal, accountId: principal.accountId! };
  };
  const teamOf = async (...members: Principal[]) => {
    const accounts = members.map((one) => one.accountId!);
    const { id: team } = await run(app, createTeam, administrator, { name: `Team ${++count}`, members: accounts });
    return {
      team,
      remove: (one: Principal, by: Principal = administrator) =>
        run(app, changeTeam, by, {
          team,
          version: 1,
          name: `Team ${count}`,
          members: accounts.filter((account) => account !== one.accountId),
        }),
    };
  };
  const newCase = async (title: string): Promise<string> =>
    (await run(app, file, editor, { cases: [{ title }] })).cases[0]!;
  const titleOf = async (ref: string) =>
    (
      await db()
        .read.selectFrom('case')
        .innerJoin('thing', 'thing.id', 'case.id')
        .select('title')
        .where('thing.number', '=', parseRef(ref)!.number)
        .executeTakeFirstOrThrow()
    ).title;
  const retitle = (thing: string, version: number) => ({
    thing,
    version,
    title: 'Changed',
    visibility: 'desk' as const,
  });

  /** The operation, but `happens` runs after the input was checked and before the operation writes. */
  const during = <S extends Parameters<typeof run>[1]['input'], R, P>(
    operation: Operation<S, R, P>,
    happens: () => Promise<unknown>,
  ): Operation<S, R, P> => ({
    ...operation,
    async prepare(given) {
      const prepared = (await operation.prepare?.(given)) as P;
      await happens();
      return prepared;
    },
  });

  it('writes nothing if the person who makes it has left the team meanwhile', async () => {
    const [member, left] = [await person(), await person()];
    const { team, remove } = await teamOf(member, left);
    const thing = await newCase('Before');
    await run(app, limitItem, member, { thing, team });
    const changing = during(changeCaseEntry, () => remove(left));
    await expect(run(app, changing, left, retitle(thing, 2))).rejects.toMatchObject({ code: 'teams_changed' });
    expect(await titleOf(thing)).toBe('Before');
    await expect(run(app, changeCaseEntry, left, retitle(thing, 2))).rejects.toMatchObject({ code: 'not_found' });
    await run(app, changeCaseEntry, member, retitle(thing, 2));
    expect(await titleOf(thing)).toBe('Changed');
  });

  it('writes nothing if any item was limited to another team meanwhile, and does not find that item', async () => {
    const [member, other] = [await person(), await person()];
    // At first, no item is limited to a team.
    await db().executeSql('delete from team_limit');
    await db().executeSql('delete from thing_team');
    const { team } = await teamOf(member);
    const [thing, beside] = [await newCase('Before'), await newCase('Beside')];
    const limiting = () => run(app, limitItem, member, { thing, team });
    const changing = during(changeCaseEntry, limiting);
    await expect(run(app, changing, other, retitle(beside, 1))).rejects.toMatchObject({ code: 'teams_changed' });
    await run(app, changeCaseEntry, other, retitle(beside, 1));
    expect(await titleOf(beside)).toBe('Changed');
    const found = await newCase('Later');
    const limits = during(changeCaseEntry, () => run(app, limitItem, member, { thing: found, team }));
    await expect(run(app, limits, other, retitle(found, 2))).rejects.toMatchObject({ code: 'not_found' });
    expect([await titleOf(thing), await titleOf(found)]).toEqual(['Before', 'Later']);
  });

  it.runIf(kind === 'server')(
    'does not find an item that is limited while the request waits for its lock',
    async () => {
      const [member, other] = [await person(), await person()];
      const { team } = await teamOf(member);
      const [first, second, third] = [await newCase('First'), await newCase('Second'), await newCase('Third')];
      // From now on, one item is hidden from the other person.
      await run(app, limitItem, member, { thing: third, team });
      const writes: [string, () => Promise<unknown>][] = [
        [first, () => run(app, changeCaseEntry, other, retitle(first, 2))],
        [second, () => run(app, setVisibility, other, { things: [second], visibility: 'public' })],
      ];
      for (const [thing, write] of writes) {
        const [holds, go] = [deferred(), deferred()];
        const limiting: typeof limitItem = {
          ...limitItem,
          async write(given) {
            await limitItem.write(given);
            holds.open();
            await go.opened;
          },
        };
        const limited = run(app, limiting, member, { thing, team });
        await holds.opened;
        // The write may be refused before `limited` settles. So its error is caught here.
        const ended = write().catch((error: unknown) => error);
        await untilWaiting(db(), 1);
        go.open();
        await limited;
        expect(await ended).toMatchObject({ code: 'not_found' });
      }
      expect(await titleOf(first)).toBe('First');
    },
  );

  it.runIf(kind === 'server')('is completed before the person who makes it can be removed from the team', async () => {
    const [member, leaves] = [await person(), await person()];
    const { team, remove } = await teamOf(member, leaves);
    const thing = await newCase('Before');
    await run(app, limitItem, member, { thing, team });
    const [holds, go] = [deferred(), deferred()];
    const changing: typeof changeCaseEntry = {
      ...changeCaseEntry,
      async write(given) {
        const written = await changeCaseEntry.write(given);
        holds.open();
        await go.opened;
        return written;
      },
    };
    const writing = run(app, changing, leaves, retitle(thing, 2));
    await holds.opened;
    const ends: string[] = [];
    const removing = remove(leaves, member).then(() => ends.push('removed'));
    await untilWaiting(db(), 1);
    go.open();
    await writing.then(() => ends.push('written'));
    await removing;
    expect(ends).toEqual(['written', 'removed']);
  });

  it.runIf(kind === 'server')(
    'removes one of two members who remove each other at the same time, and is refused for the other',
    async () => {
      const members = [await person(), await person()] as const;
      const { team, remove } = await teamOf(...members);
      const [holds, go] = [deferred(), deferred()];
      const held = db().transaction(async (tx) => {
        for (const one of members) await lockAccess(tx, one.accountId);
        holds.open();
        await go.opened;
      });
      await holds.opened;
      const removing = Promise.allSettled([remove(members[0], members[1]), remove(members[1], members[0])]);
      await untilWaiting(db(), 2);
      go.open();
      await held;
      const ends = await removing;
      expect(ends.map((end) => end.status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(ends.find((end) => end.status === 'rejected')?.reason).toMatchObject({ code: 'teams_changed' });
      expect(await membersOf(db().read, team)).toHaveLength(1);
    },
  );
});
