import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../filing/file.ts';
import { setBack } from '../history/set-back.ts';
import { redactPerson } from '../protection/redact.ts';
import { loadActor } from '../views/actor.ts';
import { loadCase } from '../views/case.ts';
import { findThing, parseRef } from '../refs.ts';
import { addPhoto } from './add-photo.ts';
import { changePhoto } from './change-photo.ts';
import { photoSizesJob } from './make-sizes.ts';
import { setPictures } from './set-pictures.ts';
import { picture } from './testing/pictures.ts';

const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error as AppError,
  );

let seed = 300;

onBothDatabases('pictures of cases and actors', (db) => {
  const thingOf = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const open = async () => {
    const app = testApp(db());
    await prepareJobs(db(), [photoSizesJob]);
    const { cases, actors } = await run(app, file, editor, {
      cases: [{ key: 'c', title: `A case with a picture ${(seed += 1)}`, visibility: 'public' }],
      actors: [
        { key: 'open', kind: 'person', names: [{ text: `Openly Shown${seed}` }], visibility: 'public' },
        { key: 'shut', kind: 'person', names: [{ text: `Shut Away${seed}` }] },
      ],
    });
    const add = async (more: Record<string, unknown> = {}) =>
      (
        await run(app, addPhoto, monitor, {
          bytes: await picture((seed += 1)),
          credit: 'Ada Reporter',
          alt: 'The door of the newsroom.',
          ...more,
        })
      ).photo;
    const shown = async () => (await loadCase(db().read, await thingOf(cases[0]!), 'public')).picture?.ref ?? null;
    return { app, inCase: cases[0]!, open: actors[0]!, shut: actors[1]!, add, shown };
  };

  it('are shown to readers with credit and description, can be replaced and removed, and set back', async () => {
    const { app, inCase, open: who, add, shown } = await open();
    const [one, other] = [await add({ licence: 'CC BY 4.0' }), await add()];
    await run(app, setPictures, editor, {
      items: [
        { item: inCase, photo: one },
        { item: who, photo: one },
      ],
    });
    const { picture: seen } = await loadCase(db().read, await thingOf(inCase), 'public');
    expect(seen).toMatchObject({ ref: one, credit: 'Ada Reporter', licence: 'CC BY 4.0', note: null, consent: null });
    expect((await loadActor(db().read, await thingOf(who), 'public')).picture?.ref).toBe(one);
    const { version } = await thingOf(inCase);
    await run(app, setPictures, editor, { items: [{ item: inCase, photo: other, version }] });
    expect(await shown()).toBe(other);
    expect(
      (await refusal(run(app, setPictures, editor, { items: [{ item: inCase, photo: null, version }] }))).code,
    ).toBe('conflict');
    const { rows } = await sql<{ id: number }>`
      select change_set_id as id from change where thing_id = ${(await thingOf(inCase)).id} order by id`.execute(
      db().read,
    );
    const sets = rows.map((row) => Number(row.id));
    const reason = 'The first picture was the right one.';
    await run(app, setBack, editor, { thing: inCase, to: sets.at(-2)!, seen: sets.at(-1)!, reason });
    expect(await shown()).toBe(one);
    await run(app, setPictures, editor, { items: [{ item: inCase, photo: null }] });
    expect(await shown()).toBeNull();
  });

  it('need a credit and a description, a photo that is shown, and an editor if the item is public', async () => {
    const { app, inCase, add, shown } = await open();
    const whole = await add();
    for (const [photo, message] of [
      [await add({ credit: undefined }), 'errors.field.picture.no_credit'],
      [await add({ alt: undefined }), 'errors.field.picture.no_alt'],
      [await add({ consent: { state: 'withdrawn', note: 'She called.' } }), 'errors.field.picture.no_consent'],
    ] as const)
      expect(
        (await refusal(run(app, setPictures, editor, { items: [{ item: inCase, photo }] }))).fields.map((one) => [
          one.path,
          one.message,
        ]),
      ).toEqual([['items.0.photo', message]]);
    expect((await refusal(run(app, setPictures, monitor, { items: [{ item: inCase, photo: whole }] }))).code).toBe(
      'editor_needed',
    );
    expect((await refusal(run(app, setPictures, editor, { items: [{ item: inCase, photo: inCase }] }))).code).toBe(
      'invalid_input',
    );
    expect(await shown()).toBeNull();
  });

  it('disappear for readers with a withdrawn consent, and while a person in them is hidden or erased', async () => {
    const { app, inCase, shut, add, shown } = await open();
    const photo = await add();
    await run(app, setPictures, editor, { items: [{ item: inCase, photo }] });
    expect(await shown()).toBe(photo);
    // The photo is public now, so only editors change it.
    const said = { photo, credit: 'Ada Reporter', alt: 'The door of the newsroom.', version: 1 };
    expect((await refusal(run(app, changePhoto, monitor, said))).code).toBe('editor_needed');
    await run(app, changePhoto, editor, { ...said, consent: { state: 'withdrawn', note: 'She called.' } });
    expect(await shown()).toBeNull();
    const other = await add({ pictured: [shut] });
    await run(app, setPictures, editor, { items: [{ item: inCase, photo: other }] });
    expect(await shown()).toBeNull();
    const thing = await thingOf(inCase);
    expect((await loadCase(db().read, thing, 'desk')).picture?.ref).toBe(other);
    await redactPerson(app, editor, { actor: shut, ground: 'The person asked us to erase them.' });
    expect((await loadCase(db().read, thing, 'desk')).picture).toBeNull();
  });
});
