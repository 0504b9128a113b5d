import { expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { deskReader, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { changeClaim } from '../claims/change-claim.ts';
import { checkClaims } from '../claims/check-claims.ts';
import { file } from '../filing/file.ts';
import type { FilingInput } from '../filing/schema.ts';
import { lastChange } from '../history/last-change.ts';
import { undo } from '../history/undo/undo.ts';
import { reinstate } from '../lifecycle/reinstate.ts';
import { setVisibility, withdraw } from '../lifecycle/withdraw.ts';
import { onlyEditorsChangePublic } from '../permissions.ts';
import { findThing, parseRef } from '../refs.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { loadCase } from '../views/case.ts';
import { loadClaims } from '../views/claims.ts';
import { planPublication, plannedVersions } from './plan.ts';
import { publicCasesHaveClaims } from './public-cases.ts';
import { publish } from './publish.ts';

const said = {
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  chain: [{ actor: '#guard', verb: 'said' }],
  support: { kind: 'reference' as const, source: '#wire' },
};
const about = (subject: string) => [{ subject, property: 'date', value: '2024-05-11' }];

onBothDatabases('a case that is published in one step', (db) => {
  const open = (): App => ({ ...testApp(db()), checks: [onlyEditorsChangePublic, publicCasesHaveClaims] });
  const ground = async (app: App, over: Partial<FilingInput> = {}) => {
    const filed = await run(app, file, editor, {
      actors: [
        { key: 'guard', kind: 'person', names: [{ text: 'A guard' }] },
        { key: 'wire-house', kind: 'outlet', names: [{ text: 'The Wire House' }] },
        { key: 'stranger', kind: 'person', names: [{ text: 'Only in unchecked words' }] },
      ],
      sources: [
        { key: 'wire', kind: 'article', title: 'Reporter stopped', publisher: '#wire-house' },
        { key: 'memo', kind: 'report', title: 'A memo that names the guard', addresses: [] },
      ],
      cases: [{ key: 'c', title: 'A reporter was stopped' }],
      events: [
        { key: 'stop', case: '#c', title: 'The stop' },
        { key: 'bare', case: '#c', title: 'Nobody says anything of this' },
      ],
      proceedings: [{ key: 'suit', case: '#c', title: 'The suit' }],
      hearings: [{ key: 'first', proceeding: '#suit', title: 'The first hearing' }],
      claims: [
        { ...said, case: '#c', wording: 'They stopped her.', checked: true, statements: about('#stop') },
        {
          ...said,
          case: '#c',
          wording: 'The memo says so.',
          checked: true,
          support: { kind: 'reference', source: '#memo' },
          statements: [{ subject: '#first', property: 'room', value: '2' }],
        },
        { ...said, case: '#c', wording: 'Not compared.', chain: [{ actor: '#stranger', verb: 'said' }] },
      ],
      ...over,
    });
    const theCase = filed.cases[0]!;
    const id = (await findThing(app.db.read, 'case', parseRef(theCase)!.number))!.id;
    const plan = (kept: readonly string[] = []) => planPublication(app.db.read, [id], new Set(kept));
    const go = async (over: { keep?: string[]; withheld?: Record<string, 'safety'> } = {}, who = editor) =>
      run(app, publish, who, { of: [theCase], versions: plannedVersions(await plan()), ...over });
    return { ...filed, theCase, id, plan, go };
  };
  const access = async (app: App, refs: readonly string[]) =>
    Promise.all(
      refs.map(async (ref) => (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!.visibility),
    );
  const fates = (plan: Awaited<ReturnType<typeof planPublication>>) =>
    Object.fromEntries(plan.items.map(({ ref, outcome: fate }) => [ref, fate]));

  it('becomes public with all that its checked claims name, and with nothing that only other claims name', async () => {
    const app = open();
    const { theCase, events, proceedings, hearings, claims, sources, actors, plan, go, id } = await ground(app);
    expect(fates(await plan())).toEqual({
      [theCase]: 'publish',
      [events[0]!]: 'publish',
      [events[1]!]: 'no-claim',
      [proceedings[0]!]: 'publish',
      [hearings[0]!]: 'publish',
      [claims[0]!]: 'publish',
      [claims[1]!]: 'publish',
      [claims[2]!]: 'unchecked',
      [sources[0]!]: 'publish',
      [sources[1]!]: 'publish',
      [actors[0]!]: 'publish',
      [actors[1]!]: 'publish',
    });
    expect(await go()).toEqual({ published: 10 });
    expect(await access(app, [actors[2]!, claims[2]!, events[1]!])).toEqual(['desk', 'desk', 'desk']);
    const view = await loadCase(
      app.db.read,
      (await findThing(app.db.read, 'case', parseRef(theCase)!.number))!,
      'public',
    );
    expect(view.events.map((one) => one.brief.title)).toEqual(['The stop']);
    expect(view.proceedings[0]!.hearings.map((one) => one.brief.title)).toEqual(['The first hearing']);
    expect(view.sources).toHaveLength(2);
    expect((await planPublication(app.db.read, [id])).items.filter((one) => one.outcome === 'publish')).toEqual([]);
    await expect(go()).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('leaves at the desk what the editor excludes, and what only excluded items name', async () => {
    const app = open();
    const { claims, sources, hearings, proceedings, plan, go } = await ground(app);
    const kept = fates(await plan([claims[1]!]));
    expect([kept[claims[1]!], kept[hearings[0]!], kept[proceedings[0]!], sources[1]! in kept]).toEqual([
      'kept',
      'no-claim',
      'no-claim',
      false,
    ]);
    await go({ keep: [claims[1]!] });
    expect(await access(app, [claims[0]!, claims[1]!, sources[1]!, hearings[0]!])).toEqual([
      'public',
      'desk',
      'desk',
      'desk',
    ]);
  });

  it('says why a source is withheld, and never its title or address', async () => {
    const app = open();
    const { claims, sources, plan, go } = await ground(app);
    const keep = [sources[1]!];
    expect((await plan(keep)).withheld).toEqual([
      expect.objectContaining({ ref: sources[1]!, claims: 1, reason: null }),
    ]);
    await expect(go({ keep })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: `withheld.${sources[1]!}` }],
    });
    await go({ keep, withheld: { [sources[1]!]: 'safety' } });
    const claim = (await findThing(app.db.read, 'claim', parseRef(claims[1]!)!.number))!;
    const [view] = await loadClaims(app.db.read, [claim.id], 'public');
    expect(view).toMatchObject({ source: null, withheld: 'safety', addresses: [], publisher: null });
    expect(JSON.stringify(view)).not.toContain('memo that names');
  });

  it('is restored exactly by one undo, also the reasons for withheld sources', async () => {
    const app = open();
    const { theCase, id, sources, events, proceedings, hearings, claims, actors, go } = await ground(app);
    const all = [theCase, ...sources, ...events, ...proceedings, ...hearings, ...claims, ...actors];
    await go({ keep: [sources[1]!], withheld: { [sources[1]!]: 'safety' } });
    const { set } = await lastChange(app.db.read, { id, kind: 'case' });
    const undone = await undo(app, editor, { target: { set }, reason: 'Published too early.' });
    expect(undone).toMatchObject({ skipped: 0, finished: true });
    expect(new Set(await access(app, all))).toEqual(new Set(['desk']));
    const memo = (await findThing(app.db.read, 'source', parseRef(sources[1]!)!.number))!;
    expect(
      await app.db.read.selectFrom('source').select('withheld').where('id', '=', memo.id).executeTakeFirst(),
    ).toEqual({ withheld: null });
  });

  it('is refused if an item was changed, checked or added since it was shown', async () => {
    const app = open();
    const { theCase, claims, plan } = await ground(app);
    const shown = plannedVersions(await plan());
    const send = (versions: Record<string, number>) => run(app, publish, editor, { of: [theCase], versions });
    await run(app, checkClaims, editor, { claims: [claims[2]!] });
    await expect(send(shown)).rejects.toMatchObject({ code: 'conflict' });
    const again = plannedVersions(await plan());
    await run(app, file, editor, { events: [{ case: theCase, title: 'Filed meanwhile' }] });
    await expect(send(again)).rejects.toMatchObject({ code: 'conflict' });
    expect(await access(app, [theCase, ...claims])).toEqual(['desk', 'desk', 'desk', 'desk']);
    await send(plannedVersions(await plan()));
  });

  it('is only proposed by others, and not by readers of the desk', async () => {
    const app = open();
    const { go, theCase } = await ground(app);
    await expect(go({}, monitor)).rejects.toMatchObject({ code: 'editor_needed' });
    await expect(go({}, deskReader)).rejects.toMatchObject({ code: 'not_permitted' });
    expect(await access(app, [theCase])).toEqual(['desk']);
  });

  it('lists a case with 2,000 claims, and publishes it', async () => {
    const app = open();
    const { go, plan, sources, claims } = await ground(app, {
      claims: Array.from({ length: 2000 }, (_, index) => ({
        ...said,
        case: '#c',
        wording: `Claim ${index}.`,
        checked: true,
      })),
    });
    expect((await plan()).claims).toBe(2000);
    expect(await go({ keep: claims.slice(0, 1000) })).toEqual({ published: 1004 });
    expect(await access(app, [sources[1]!, claims[0]!, claims[1999]!])).toEqual(['desk', 'desk', 'public']);
  });

  it('cannot become public without a public claim, in any way', async () => {
    const app = open();
    const { theCase, claims, plan, go } = await ground(app);
    const refused = { code: 'case_without_claim' };
    await expect(go({ keep: claims })).rejects.toMatchObject(refused);
    await expect(run(app, setVisibility, editor, { things: [theCase], visibility: 'public' })).rejects.toMatchObject(
      refused,
    );
    await expect(run(app, file, editor, { cases: [{ title: 'Alone', visibility: 'public' }] })).rejects.toMatchObject(
      refused,
    );
    await expect(
      run(app, changeCaseEntry, editor, { thing: theCase, version: 1, title: 'New', visibility: 'public' }),
    ).rejects.toMatchObject(refused);
    // An unchecked claim is not shown to readers, so it does not count.
    await expect(
      run(app, setVisibility, editor, { things: [theCase, claims[2]!], visibility: 'public' }),
    ).rejects.toMatchObject(refused);
    await run(app, setVisibility, editor, { things: [theCase, claims[1]!], visibility: 'public' });
    expect((await plan()).claims).toBe(2);
  });

  it('needs a public claim: the last one can be hidden only together with the case', async () => {
    const app = open();
    const { theCase, claims, go } = await ground(app);
    await go({ keep: [claims[1]!] });
    const [last] = claims;
    const refused = {
      code: 'case_without_claim',
      details: { cases: expect.stringContaining('A reporter was stopped') },
    };
    const hide = (things: string[]) => run(app, setVisibility, editor, { things, visibility: 'desk' });
    await expect(hide([last!])).rejects.toMatchObject(refused);
    await expect(run(app, checkClaims, editor, { claims: [last!], state: 'draft' })).rejects.toMatchObject(refused);
    await expect(run(app, withdraw, editor, { things: [last!], reason: 'It was never said.' })).rejects.toMatchObject(
      refused,
    );
    const to = {
      wording: 'Other words.',
      kind: 'paraphrase',
      mode: 'stated',
      chain: [],
      visibility: 'public',
    } as const;
    await expect(
      run(app, changeClaim, editor, {
        claim: last!,
        version: 2,
        to: { ...to, case: theCase, chain: [{ pagesOwn: true }], support: { kind: 'direct-word', note: 'n' } },
      }),
    ).rejects.toMatchObject(refused);
    await hide([last!, theCase]);
    await run(app, withdraw, editor, { things: [last!, theCase], reason: 'It was never said.' });
    await run(app, reinstate, editor, { things: [theCase] });
    expect(await access(app, [theCase])).toEqual(['desk']);
  });

  it('becomes desk only with its last claim if that is sealed, because nothing may delay a seal', async () => {
    const app = open();
    const { theCase, claims, go } = await ground(app);
    await go({ keep: [claims[1]!] });
    const holder = await newKeyHolder(app, 'editor');
    await holder.seal(claims[0]!);
    expect(await access(app, [theCase, claims[0]!])).toEqual(['desk', 'sealed']);
  });
});
