import { beforeAll, expect, it } from 'vitest';
import { createTeam } from '../../accounts/teams/change-team.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../actors/change-actor.ts';
import { file } from '../filing/file.ts';
import { findThing, parseRef } from '../refs.ts';
import { limitItem } from '../teams/limit-item.ts';
import { followLimits } from '../teams/limits.ts';
import { newKeyHolder } from '../testing/key-holder.ts';
import { othersWork } from './others-work.ts';
import { sealThing } from './seal.ts';

type Holder = Awaited<ReturnType<typeof newKeyHolder>>;

onBothDatabases('sealing an item that other people worked on', (db) => {
  let app: App;
  let milo: Holder, mona: Holder, mate: Holder, enna: Holder, boss: Holder;
  beforeAll(async () => {
    app = testApp(db(), { listeners: [followLimits] });
    milo = await newKeyHolder(app, 'monitor');
    mona = await newKeyHolder(app, 'monitor');
    mate = await newKeyHolder(app, 'desk-reader');
    enna = await newKeyHolder(app, 'editor');
    boss = await newKeyHolder(app, 'editor');
  });

  const name = 'Someone Careful';
  const anActor = async ({ principal }: Holder) =>
    (await run(app, file, principal, { actors: [{ kind: 'person', names: [{ text: name }] }] })).actors[0]!;
  const isSealed = async (ref: string) =>
    (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.visibility === 'sealed';
  const seals = async (who: Holder, ref: string, people: Holder[]): Promise<boolean> => {
    const work = who.sealFor(
      ref,
      people.map((one) => one.id),
    );
    await work.catch((error: unknown) =>
      expect(error).toMatchObject({
        code: 'invalid_input',
        fields: [{ path: 'for', message: 'errors.field.seal.others' }],
      }),
    );
    return isSealed(ref);
  };

  it('needs all of these people, or an editor, among those who can open the item, no matter who seals it', async () => {
    for (const who of [milo, boss]) {
      const hers = await anActor(mona);
      expect([who.id, await seals(who, hers, [mate])]).toEqual([who.id, false]);
      expect([who.id, await seals(who, hers, [mate, mona])]).toEqual([who.id, true]);
    }
    const [hers, own] = [await anActor(mona), await anActor(milo)];
    expect(await seals(milo, hers, [milo])).toBe(false);
    expect(await seals(milo, hers, [milo, enna])).toBe(true);
    // An item on which no one else worked can be sealed for anyone.
    expect(await seals(milo, own, [mate])).toBe(true);
  });

  it('also needs those who only changed the item', async () => {
    const own = await anActor(milo);
    for (const [index, { principal }] of [mona, enna].entries())
      await run(app, changeActor, principal, {
        actor: own,
        version: index + 1,
        to: { kind: 'person', names: [{ text: name }, { text: `${name} ${index}` }] },
      });
    expect(await seals(milo, own, [milo, mona])).toBe(false);
    expect(await seals(milo, own, [milo, boss])).toBe(true);
  });

  it('needs an editor who sees the item: not an editor outside the team that the item is limited to', async () => {
    const members = [milo, mona, boss].map((one) => one.id);
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members });
    const { cases } = await run(app, file, mona.principal, { cases: [{ title: 'Quiet' }] });
    await run(app, limitItem, mona.principal, { thing: cases[0]!, team });
    const { claims } = await run(app, file, mona.principal, {
      claims: [
        {
          case: cases[0]!,
          wording: 'He was fined.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'the page', verb: 'reports' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
        },
      ],
    });
    const thing = (await findThing(db().read, 'claim', parseRef(claims[0]!)!.number))!;
    expect(await othersWork(db().read, thing, milo.principal)).toEqual({
      worked: [{ id: mona.id, name: 'N' }],
      editors: [{ id: boss.id, name: 'N' }],
    });
    expect(await seals(milo, claims[0]!, [milo, enna])).toBe(false);
    expect(await seals(milo, claims[0]!, [milo, boss])).toBe(true);
  });

  it('needs a fresh proof of identity, also if the item was added by the same person', async () => {
    const own = await anActor(milo);
    const later: Principal = { ...milo.principal, provenAt: new Date(app.now().getTime() - 6 * 60_000) };
    for (const who of [later, { ...milo.principal, via: 'api' as const }])
      await expect(sealThing(app, who, { thing: own, for: [milo.id] })).rejects.toMatchObject({ code: 'proof_needed' });
    expect(await isSealed(own)).toBe(false);
  });
});
