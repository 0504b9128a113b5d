import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { lastChange } from '../history/last-change.ts';
import { setBack } from '../history/set-back.ts';
import { merge } from '../lifecycle/merge.ts';
import { findThing, parseRef } from '../refs.ts';
import { storeNames } from '../testing/store-names.ts';
import { changeActor } from './change-actor.ts';

onBothDatabases('an actor whom only the desk sees', (db) => {
  const ground = async () => {
    const app = testApp(db());
    const person = (key: string) => ({ key, kind: 'person' as const, names: [{ text: `Someone ${Math.random()}` }] });
    const claim = (actor: string, visibility: 'public' | 'desk') => ({
      wording: 'They took the computers.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility,
      chain: [{ actor, verb: 'said' }],
      support: { kind: 'direct-word' as const, note: 'by telephone' },
    });
    const { actors } = await run(app, file, editor, {
      actors: ['speaks', 'merged', 'into', 'about', 'desk'].map(person),
      cases: [{ key: 'c', title: 'A case', visibility: 'public' }],
      claims: [
        claim('#speaks', 'public'),
        claim('#merged', 'public'),
        claim('#desk', 'desk'),
        {
          ...claim('#desk', 'public'),
          chain: [{ pagesOwn: true }],
          statements: [{ subject: '#c', property: 'target', value: '#about' }],
        },
      ],
    });
    const [speaks, merged, into, about, desk] = actors as [string, string, string, string, string];
    const read = async (ref: string) => (await findThing(db().read, 'actor', parseRef(ref)!.number))!;
    const change = async (who: typeof monitor, actor: string, kind: 'person' | 'authority', text = 'Someone') =>
      run(app, changeActor, who, { actor, version: (await read(actor)).version, to: { kind, names: [{ text }] } });
    return { app, speaks, merged, into, about, desk, read, change };
  };

  it('needs an editor to change its kind if a public item names it, because readers see the kind', async () => {
    const { app, speaks, merged, into, about, desk, change } = await ground();
    for (const actor of [speaks, about])
      await expect(change(monitor, actor, 'authority')).rejects.toMatchObject({ code: 'editor_needed' });
    await change(monitor, into, 'authority');
    await change(editor, into, 'person');
    await run(app, merge, editor, { from: merged, into });
    await expect(change(monitor, into, 'authority')).rejects.toMatchObject({ code: 'editor_needed' });
    await change(editor, speaks, 'authority');
    // A contributor can change the names, because readers do not see them. A contributor can change the kind if no
    // public item names the actor.
    await change(monitor, speaks, 'authority', 'Someone else');
    await change(monitor, desk, 'authority');
  });

  it('needs an editor to be set back to an earlier kind, too', async () => {
    const { app, speaks, read, change } = await ground();
    const thing = await read(speaks);
    const first = (await lastChange(db().read, thing)).set;
    await change(editor, speaks, 'authority');
    const back = {
      thing: speaks,
      to: first,
      seen: (await lastChange(db().read, thing)).set,
      reason: 'It was a person.',
    };
    await expect(run(app, setBack, monitor, back)).rejects.toMatchObject({ code: 'editor_needed' });
    await run(app, setBack, editor, back);
  });

  it('keeps more or longer names than new actors can have, without adding any', async () => {
    const { app, desk, read } = await ground();
    const { id } = await read(desk);
    const long = 'Very Long Name '.repeat(12).trim();
    const texts = [long, ...Array.from({ length: 39 }, (_, index) => `Another ${index}`)];
    await storeNames(db(), id, texts);
    const stored = texts.map((text) => ({ text }));
    const change = async (names: { text: string }[]) =>
      run(app, changeActor, monitor, {
        actor: desk,
        version: (await read(desk)).version,
        to: { kind: 'person', names },
      });
    await expect(change([...stored, { text: 'One more' }])).rejects.toMatchObject({
      fields: [{ path: 'to.names', message: 'errors.field.actorNames.many' }],
    });
    await expect(change([{ text: `${long} too` }, ...stored.slice(1)])).rejects.toMatchObject({
      fields: [{ path: 'to.names.0.text', message: 'errors.field.actorName.long' }],
    });
    await change([...stored.slice(0, 39), { text: 'Corrected' }]);
    const large = (await lastChange(db().read, await read(desk))).set;
    await change(stored.slice(1, 3));
    const seen = (await lastChange(db().read, await read(desk))).set;
    await run(app, setBack, editor, { thing: desk, to: large, seen, reason: 'They are its names.' });
    const names = await db().read.selectFrom('actor_name').select('text').where('actor_id', '=', id).execute();
    expect(names.map(({ text }) => text)).toContain(long);
    expect(names).toHaveLength(40);
  });
});
