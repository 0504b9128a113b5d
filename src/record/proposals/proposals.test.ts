import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { z } from 'zod';
import { inviteAccount } from '../../accounts/invitations.ts';
import type { Role } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import {
  run,
  systemPrincipal,
  type App,
  type Check,
  type Operation,
  type Principal,
} from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, deskReader, editor, someone, testApp } from '../../platform/testing/test-app.ts';
import { untilWaiting } from '../../platform/testing/until-waiting.ts';
import { changeActor } from '../actors/change-actor.ts';
import { answerQuestion } from '../cases/answer-question.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { file } from '../filing/file.ts';
import { lastChange } from '../history/last-change.ts';
import { undo } from '../history/undo/undo.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { redactPerson } from '../protection/redact.ts';
import { planPublication, plannedVersions } from '../publication/plan.ts';
import { publish } from '../publication/publish.ts';
import { changeSource } from '../sources/change-source.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { findThing, parseRef } from '../refs.ts';
import { acceptProposals, declineProposals, withdrawProposals } from './decide.ts';
import { refuseTooLarge, propose } from './propose.ts';
import { proposeInstead } from './propose-instead.ts';
import { deleteSealedProposals, endProposals } from './end-proposals.ts';
import { countOpenProposals, listProposals } from './list.ts';
import type { ProposalState } from './tables.ts';

const needed = new AppError('editor_needed');

onBothDatabases('proposals', (db, kind) => {
  let now = new Date('2018-05-22T09:00:00Z');
  const open = (): App => testApp(db(), { listeners: [deleteSealedProposals], now: () => now });
  let count = 0;
  const join = async (app: App, role: Role): Promise<Principal> => {
    const name = `${role} ${++count}`;
    const { accountId } = await run(app, inviteAccount, administrator, {
      email: `p${count}-${Math.random()}@example.org`,
      name,
      roles: [role],
    });
    return { ...someone(role), accountId, name };
  };
  const proposing = (who: Principal, note = 'Please.'): Principal => ({ ...who, proposes: { note } });
  /** The number of the proposal that an operation became. */
  const proposed = async (work: Promise<unknown>): Promise<number> => {
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'proposed' });
    return Number((error as AppError).details.proposal);
  };
  const accessOf = async (app: App, ref: string) =>
    (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!.id &&
    (
      await app.db.read
        .selectFrom('thing')
        .select('visibility')
        .where('kind', '=', parseRef(ref)!.kind)
        .where('number', '=', parseRef(ref)!.number)
        .executeTakeFirstOrThrow()
    ).visibility;
  const planned = async (app: App, ref: string) =>
    plannedVersions(
      await planPublication(app.db.read, [(await findThing(app.db.read, 'case', parseRef(ref)!.number))!.id]),
    );
  const list = async (app: App, state: ProposalState) =>
    (await listProposals(app.db.read, { state, accountId: null, limit: 100, offset: 0 })).rows;
  const ground = async (app: App) => {
    const filed = await run(app, file, editor, {
      cases: [{ title: 'Of the desk' }, { title: 'Also of the desk' }, { title: 'Public', visibility: 'public' }],
      actors: [{ kind: 'person', names: [{ text: `Zarina Qwertbek ${++count}` }], visibility: 'public' }],
    });
    return { desk: filed.cases.slice(0, 2), open: filed.cases[2]!, actor: filed.actors[0]! };
  };

  it('publish items when an editor accepts, and only then, and say who proposed and who decided', async () => {
    const app = open();
    const [aliya, dana] = [await join(app, 'monitor'), await join(app, 'editor')];
    const { desk } = await ground(app);
    const input = { things: desk, visibility: 'public' as const };
    await expect(run(app, setVisibility, aliya, input)).rejects.toMatchObject({
      code: 'editor_needed',
      proposed: { operation: 'record.setVisibility', input },
    });
    const id = await proposed(run(app, setVisibility, proposing(aliya, 'Two sources agree.'), input));
    expect(await accessOf(app, desk[0]!)).toBe('desk');
    expect((await list(app, 'open')).find((one) => one.id === id)).toMatchObject({
      operation: 'record.setVisibility',
      note: 'Two sources agree.',
      by: aliya.name,
      count: 2,
      changed: 0,
      state: 'open',
    });
    for (const who of [aliya, await join(app, 'lawyer'), await join(app, 'administrator'), deskReader])
      await expect(run(app, acceptProposals, who, { proposals: [id] })).rejects.toMatchObject({
        code: 'not_permitted',
      });
    await run(app, acceptProposals, dana, { proposals: [id] });
    expect([await accessOf(app, desk[0]!), await accessOf(app, desk[1]!)]).toEqual(['public', 'public']);
    expect((await list(app, 'accepted')).find((one) => one.id === id)).toMatchObject({ decidedBy: dana.name });
    // The proposal cannot be accepted twice.
    await expect(run(app, acceptProposals, dana, { proposals: [id] })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('change a public item only when accepted, and cannot be accepted if the item was changed meanwhile', async () => {
    const app = open();
    const aliya = await join(app, 'monitor');
    const { open: ref } = await ground(app);
    const titleOf = async () =>
      (
        await app.db.read
          .selectFrom('case')
          .innerJoin('thing', 'thing.id', 'case.id')
          .select('title')
          .where('thing.number', '=', parseRef(ref)!.number)
          .where('thing.kind', '=', 'case')
          .executeTakeFirstOrThrow()
      ).title;
    const change = (title: string, version: number) => ({ thing: ref, version, title, visibility: 'public' as const });
    const [first, second] = [
      await proposed(run(app, changeCaseEntry, proposing(aliya), change('Spelled right', 1))),
      await proposed(run(app, changeCaseEntry, proposing(aliya), change('Spelled otherwise', 1))),
    ];
    expect(await titleOf()).toBe('Public');
    await run(app, acceptProposals, editor, { proposals: [first] });
    expect(await titleOf()).toBe('Spelled right');
    expect((await list(app, 'open')).find((one) => one.id === second)).toMatchObject({ changed: 1 });
    await expect(run(app, acceptProposals, editor, { proposals: [second] })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await titleOf()).toBe('Spelled right');
  });

  it('do not publish an item that was changed after the proposal, until the editor has seen the change', async () => {
    const app = open();
    const [aliya, dana] = [await join(app, 'monitor'), await join(app, 'editor')];
    const { desk } = await ground(app);
    const id = await proposed(run(app, setVisibility, proposing(aliya), { things: desk, visibility: 'public' }));
    const shown = async () => (await list(app, 'open')).find((one) => one.id === id)!.versions;
    const before = await shown();
    await run(app, changeCaseEntry, aliya, { thing: desk[1]!, version: 1, title: 'Defamed', visibility: 'desk' });
    for (const seen of [{}, { [id]: before }])
      await expect(run(app, acceptProposals, dana, { proposals: [id], seen })).rejects.toMatchObject({
        code: 'conflict',
      });
    expect([await accessOf(app, desk[0]!), await accessOf(app, desk[1]!)]).toEqual(['desk', 'desk']);
    await run(app, acceptProposals, dana, { proposals: [id], seen: { [id]: await shown() } });
    expect([await accessOf(app, desk[0]!), await accessOf(app, desk[1]!)]).toEqual(['public', 'public']);
  });

  it('are refused with the same error as the operation itself, and are then not stored', async () => {
    const app = open();
    const aliya = await join(app, 'monitor');
    const { actor } = await ground(app);
    const before = await countOpenProposals(app.db.read);
    await expect(
      run(app, changeActor, proposing(aliya), {
        actor,
        version: 7,
        to: { kind: 'person', names: [{ text: 'X' }], visibility: 'public' },
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      run(app, withdraw, proposing(aliya), { things: ['case/99999'], reason: 'It does not exist.' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      run(app, setVisibility, proposing(deskReader), { things: [actor], visibility: 'desk' }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    expect(await countOpenProposals(app.db.read)).toBe(before);
  });

  it('are refused if they have too many items or too much text, before and while they are stored', async () => {
    const app = open();
    const aliya = await join(app, 'monitor');
    const things = Array.from({ length: 5_001 }, (_, index) => `case/${index + 1}`);
    const many = { fields: [{ path: 'note', message: 'record.proposals.error.many_things', params: { most: 5_000 } }] };
    for (const who of [aliya, proposing(aliya)]) {
      const input = { things, visibility: 'public' };
      const refused = proposeInstead(app, { operation: setVisibility.name, principal: who, input, error: needed });
      await expect(refused).rejects.toMatchObject(many);
    }
    const store = (input: Record<string, unknown>) =>
      run(app, propose, aliya, { operation: setVisibility.name, input, note: '' });
    await expect(store({ things, visibility: 'public' })).rejects.toMatchObject(many);
    await expect(store({ things: ['case/1'], visibility: 'x'.repeat(10_000_001) })).rejects.toMatchObject({
      fields: [{ path: 'note', message: 'record.proposals.error.long' }],
    });
    // What it would change counts, too: one case can have many parts.
    expect(() => refuseTooLarge([], 5_001)).toThrow(AppError);
    expect(() => refuseTooLarge([], 5_000)).not.toThrow();
    expect(await countOpenProposals(app.db.read, aliya.accountId!)).toBe(0);
  });

  it('are declined with a reason, and withdrawn only by the person who made them', async () => {
    const app = open();
    const [aliya, other] = [await join(app, 'monitor'), await join(app, 'monitor')];
    const { desk, open: shown } = await ground(app);
    const one = await proposed(
      run(app, withdraw, proposing(aliya), { things: [shown], reason: 'It was about another newsroom.' }),
    );
    const two = await proposed(run(app, setVisibility, proposing(aliya), { things: desk, visibility: 'public' }));
    await expect(run(app, declineProposals, editor, { proposals: [one], reason: '' })).rejects.toMatchObject({
      fields: [{ path: 'reason' }],
    });
    await expect(run(app, withdrawProposals, other, { proposals: [two] })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await run(app, declineProposals, editor, { proposals: [one], reason: 'The court says it was this one.' });
    await run(app, withdrawProposals, aliya, { proposals: [two] });
    expect((await list(app, 'declined')).find(({ id }) => id === one)!.reason).toBe('The court says it was this one.');
    expect((await list(app, 'withdrawn')).some(({ id }) => id === two)).toBe(true);
    expect([await accessOf(app, shown), await accessOf(app, desk[0]!)]).toEqual(['public', 'desk']);
  });

  it('are done as soon as everything that they propose has happened, no matter who did it and how', async () => {
    const app = open();
    const [aliya, dana] = [await join(app, 'monitor'), await join(app, 'editor')];
    const stateOf = async (id: number) =>
      (await listProposals(app.db.read, { state: 'open', ids: [id], accountId: null, limit: 1, offset: 0 })).rows[0];
    const said = (wording: string, visibility: 'public' | 'desk' = 'public') => ({
      wording,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word' as const, note: 'x' },
      visibility,
    });
    const filed = await run(app, file, editor, {
      cases: [
        { key: 'c', title: 'Kept at the desk' },
        { title: 'Public', visibility: 'public' },
      ],
      events: [{ key: 'e', case: '#c', title: 'A search' }],
      sources: [{ kind: 'letter', title: 'A leter', visibility: 'public' }],
      actors: [{ kind: 'person', names: [{ text: `Zarina Doneby ${++count}` }], visibility: 'public' }],
      claims: [
        {
          ...said('She was searched.', 'desk'),
          checked: true,
          case: '#c',
          statements: [{ subject: '#e', property: 'took-place', value: true }],
        },
        said('It was in Mai.'),
        said('It is not compared.'),
        said('It is wrong.'),
      ],
      questions: [{ case: '#c', wording: 'Why?', visibility: 'public' }],
    });
    const [theCase, shown] = filed.cases as [string, string];
    const [claim, words, unchecked, wrong] = filed.claims as [string, string, string, string];
    const offer = <S extends z.core.$ZodType>(operation: Operation<S, unknown, undefined>, input: z.input<S>) =>
      proposed(run(app, operation, proposing(aliya), input));
    const entry = { thing: shown, version: 1, title: 'Public, in other words', visibility: 'public' as const };
    const named = { kind: 'person' as const, names: [{ text: `Zarina Done ${count}` }], visibility: 'public' as const };
    const letter = { kind: 'letter' as const, title: 'A letter', visibility: 'public' as const };
    const open1 = {
      publication: await offer(publish, { of: [theCase], versions: await planned(app, theCase) }),
      access: await offer(setVisibility, { things: [theCase, claim, filed.sources[0]!], visibility: 'public' }),
      title: await offer(changeCaseEntry, entry),
      other: await offer(changeCaseEntry, { ...entry, title: 'Public, in still other words' }),
      names: await offer(changeActor, { actor: filed.actors[0]!, version: 1, to: named }),
      source: await offer(changeSource, { source: filed.sources[0]!, version: 1, to: letter }),
      words: await offer(changeClaim, { claim: words, version: 1, to: said('It was in May.') }),
      check: await offer(checkClaims, { claims: [unchecked] }),
      withdrawal: await offer(withdraw, { things: [wrong], reason: 'It was never said.' }),
      answer: await offer(answerQuestion, { question: filed.questions[0]!, answeredBy: unchecked }),
    };
    // Half of what is proposed leaves it open.
    await run(app, setVisibility, dana, { things: [claim], visibility: 'public' });
    expect((await stateOf(open1.access))?.state).toBe('open');
    await run(app, publish, dana, { of: [theCase], versions: await planned(app, theCase) });
    for (const one of [open1.publication, open1.access])
      expect(await stateOf(one)).toMatchObject({ state: 'done', decidedBy: dana.name });
    await run(app, changeCaseEntry, dana, entry);
    await run(app, changeActor, dana, { actor: filed.actors[0]!, version: 1, to: named });
    await run(app, changeSource, dana, { source: filed.sources[0]!, version: 1, to: letter });
    await run(app, changeClaim, dana, { claim: words, version: 1, to: { ...said('It was in May.'), checked: true } });
    await run(app, changeClaim, dana, {
      claim: unchecked,
      version: 1,
      to: { ...said('It is not compared.'), checked: true },
    });
    await run(app, withdraw, dana, { things: [wrong], reason: 'It was said of another person.' });
    await run(app, answerQuestion, dana, { question: filed.questions[0]!, answeredBy: unchecked });
    const { other, ...done } = open1;
    for (const [name, one] of Object.entries(done)) expect([name, (await stateOf(one))?.state]).toEqual([name, 'done']);
    expect((await stateOf(other))?.state).toBe('open');
    await expect(run(app, acceptProposals, dana, { proposals: [done.title] })).rejects.toMatchObject({
      code: 'conflict',
    });
    // An undo is a separate change. It does not open the proposal again.
    const { set } = await lastChange(app.db.read, (await findThing(app.db.read, 'claim', parseRef(words)!.number))!);
    await undo(app, dana, { target: { set }, reason: 'It was in June, says the court.' });
    expect((await stateOf(done.words))?.state).toBe('done');
  });

  it.runIf(kind === 'server')('can be accepted while another editor changes one of the items', async () => {
    const app = open();
    const [aliya, dana, ed] = [await join(app, 'monitor'), await join(app, 'editor'), await join(app, 'editor')];
    const { desk } = await ground(app);
    const input = { things: desk, visibility: 'public' as const };
    const id = await proposed(run(app, setVisibility, proposing(aliya), input));
    let begin = (): void => {};
    let end = (): void => {};
    const begun = new Promise<void>((done) => (begin = done));
    const ended = new Promise<void>((done) => (end = done));
    const hold: Check = () => (begin(), ended);
    const slow = { ...app, checks: [hold, ...app.checks] };
    const changing = run(slow, setVisibility, ed, { ...input, things: desk.slice(0, 1) });
    await begun;
    const accepting = run(app, acceptProposals, dana, { proposals: [id] }).catch((error: AppError) => error.code);
    await untilWaiting(db(), 1);
    end();
    await changing;
    expect(await accepting).toBe('conflict');
    expect((await list(app, 'open')).map((one) => one.id)).toContain(id);
  });

  it('lose the name of a redacted person, and are deleted when an item that they would change is sealed', async () => {
    const app = open();
    const aliya = await join(app, 'monitor');
    const { actor } = await ground(app);
    const name = `Zarina Qwertbek ${count}`;
    await proposed(
      run(app, changeActor, proposing(aliya, `${name} is spelled otherwise.`), {
        actor,
        version: 1,
        to: { kind: 'person', names: [{ text: name }, { text: `${name} jr.` }], visibility: 'public' },
      }),
    );
    const stored = async () =>
      (
        await sql<{ all: string }>`select coalesce(string_agg(p::text, ' '), '') as all from proposal p`.execute(
          app.db.read,
        )
      ).rows[0]!.all;
    expect(await stored()).toContain(name);
    await redactPerson(app, editor, { actor, ground: 'She asked for it.' });
    expect(await stored()).not.toContain('Qwertbek');
    const { sources } = await run(app, file, editor, { sources: [{ kind: 'letter', title: 'A letter' }] });
    const id = await proposed(run(app, setVisibility, proposing(aliya), { things: sources, visibility: 'public' }));
    const holder = await newKeyHolder(app, 'editor');
    await holder.seal(sources[0]!);
    expect((await list(app, 'open')).some((one) => one.id === id)).toBe(false);
    expect(await stored()).not.toContain(`"${sources[0]}"`);
  });

  it('are deleted 90 days after the decision', async () => {
    const app = open();
    const aliya = await join(app, 'monitor');
    const { desk } = await ground(app);
    const one = await proposed(run(app, setVisibility, proposing(aliya), { things: desk, visibility: 'public' }));
    await run(app, declineProposals, editor, { proposals: [one], reason: 'Not yet.' });
    const there = async () => (await list(app, 'declined')).some(({ id }) => id === one);
    now = new Date('2018-08-20T08:00:00Z');
    await run(app, endProposals, systemPrincipal, {});
    expect(await there()).toBe(true);
    now = new Date('2018-08-21T09:00:00Z');
    await run(app, endProposals, systemPrincipal, {});
    expect(await there()).toBe(false);
    now = new Date('2018-05-22T09:00:00Z');
  });
});
