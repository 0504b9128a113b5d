import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newKeyHolder } from '../testing/key-holder.ts';
import { ownRows, references } from '../../exchange/example/references.ts';
import { removeExample } from '../../exchange/example/remove.ts';
import { defineOperation, run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { z } from 'zod';
import { previewSetBack, setBack } from '../history/set-back.ts';
import { previewUndo } from '../history/undo/preview.ts';
import { undo } from '../history/undo/undo.ts';
import { merge } from '../lifecycle/merge.ts';
import { unmerge } from '../lifecycle/unmerge.ts';
import { withdraw } from '../lifecycle/withdraw.ts';
import { blobsNaming } from '../protection/blobs-naming.ts';
import { exactly } from '../protection/testing/exactly.ts';
import { redactPerson } from '../protection/redact.ts';
import { file } from '../filing/file.ts';
import { findThing, parseRef, refOf } from '../refs.ts';
import { allocate, createThings, takeForChange } from '../things.ts';
import { loadBriefs } from '../views/briefs.ts';
import { loadHistory } from '../views/history.ts';
import { defineKind, type ThingKind } from './kind.ts';
import { addMoreKinds } from './registry.ts';

const name = 'probe' as ThingKind;

/** A kind that only this test declares. The record knows nothing of it but this declaration. */
const probe = defineKind({
  name,
  title: 'label',
  within: { kind: 'case', column: 'case_id' },
  textColumns: { probe: ['label'], probe_note: ['note'] },
  ownRows: [
    { table: 'probe_note', key: 'probe_id' },
    { table: 'probe', key: 'id' },
  ],
  references: [{ table: 'probe', column: 'case_id', of: ['case'] }],
  state: {
    columns: ['label', 'case_id'],
    parts: [{ field: 'notes', table: 'probe_note', key: 'probe_id', columns: ['note'], order: ['position'] }],
  },
  seal: {
    parts: [
      { table: 'probe', key: 'id', emptied: { label: '', bytes_size: 0 } },
      { table: 'probe_note', key: 'probe_id', removed: true },
    ],
  },
  bytes: { hash: 'bytes_sha256', size: 'bytes_size' },
  merge: {
    obstacle: async (tx, from, into) => {
      const { rows } = await sql<{
        same: boolean;
      }>`select (select label from probe where id = ${from.id}) = (select label from probe where id = ${into.id}) as same`.execute(
        tx,
      );
      return rows[0]!.same ? null : 'cases';
    },
  },
  setBack: ({ ref, target, run: change }) => change(relabel, { probe: ref, label: String(target.label) }),
});

const makeProbe = defineOperation({
  name: 'test.makeProbe',
  permission: 'anyone',
  input: z.object({ case: z.string(), label: z.string(), note: z.string(), sha256: z.string(), example: z.boolean() }),
  async write({ tx, input, at, change }) {
    const inCase = (await findThing(tx, 'case', parseRef(input.case)!.number))!;
    const [thing] = await allocate(tx, name, 1);
    await createThings(tx, [{ ...thing!, visibility: 'public' }], at, input.example);
    await sql`insert into probe values (${thing!.id}, ${inCase.id}, ${input.label}, ${input.sha256}, ${input.sha256 ? 4 : 0})`.execute(
      tx,
    );
    await sql`insert into probe_note values (${thing!.id}, 1, ${input.note})`.execute(tx);
    const after = { label: input.label, case_id: inCase.id, notes: [input.note], visibility: 'public' };
    change({ kind: name, thingId: thing!.id, action: 'created', before: null, after });
    return refOf(thing!);
  },
});

const relabel = defineOperation({
  name: 'test.relabel',
  permission: 'anyone',
  input: z.object({ probe: z.string(), label: z.string() }),
  async write({ tx, input, at, change }) {
    const thing = await takeForChange(tx, input.probe, at);
    const { rows } = await sql<{ label: string }>`select label from probe where id = ${thing.id}`.execute(tx);
    await sql`update probe set label = ${input.label} where id = ${thing.id}`.execute(tx);
    change({ kind: name, thingId: thing.id, action: 'changed', before: rows[0]!, after: { label: input.label } });
  },
});

let forget = (): void => {};
beforeAll(() => {
  forget = addMoreKinds([probe]);
});
afterAll(() => forget());

onBothDatabases('a kind of item that the record knows only from its declaration', (db) => {
  let app: App;
  let inCase: string;
  beforeAll(async () => {
    app = testApp(db());
    await db().executeSql('create sequence number_probe');
    await db().executeSql(
      'create table probe (id bigint primary key references thing, case_id bigint not null references thing, label text not null, bytes_sha256 text not null, bytes_size int not null)',
    );
    await db().executeSql(
      'create table probe_note (probe_id bigint not null references probe, position int not null, note text not null)',
    );
    inCase = (await run(app, file, editor, { cases: [{ title: 'A case', visibility: 'public' }] })).cases[0]!;
  });
  const make = (label: string, over: { sha256?: string; example?: boolean; case?: string } = {}): Promise<string> =>
    run(app, makeProbe, monitor, {
      case: inCase,
      label,
      note: `A note on ${label}`,
      sha256: '',
      example: false,
      ...over,
    });
  const thingOf = async (ref: string) => (await findThing(app.db.read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const briefOf = async (ref: string, audience: 'public' | 'desk' = 'desk') => {
    const { id } = await thingOf(ref);
    return (await loadBriefs(app.db.read, [id], audience)).get(id)!;
  };
  const rowsOf = async (ref: string) => {
    const { id } = await thingOf(ref);
    const { rows } = await sql<{ label: string; notes: string[] }>`
      select p.label, array(select note from probe_note where probe_id = p.id) as notes from probe p where p.id = ${id}`.execute(
      app.db.read,
    );
    return rows[0];
  };

  it('has a title, and is public only if its case is public', async () => {
    const ref = await make('Door seventeen');
    expect(await briefOf(ref, 'public')).toMatchObject({ ref, title: 'Door seventeen', hidden: false });
    const closed = (await run(app, file, editor, { cases: [{ title: 'Closed', visibility: 'desk' }] })).cases[0]!;
    expect(await briefOf(await make('Door eighteen', { case: closed }), 'public')).toMatchObject({ hidden: true });
  });

  it('can be sealed and unsealed', async () => {
    const sha256 = await app.blobs.put(new TextEncoder().encode('four'));
    const ref = await make('Sealed door', { sha256 });
    const holder = await newKeyHolder(app, 'editor');
    await holder.seal(ref);
    expect(await rowsOf(ref)).toEqual({ label: '', notes: [] });
    expect(await briefOf(ref)).toMatchObject({ title: '', hidden: true });
    expect(await app.blobs.get(sha256)).toBeNull();
    expect((await loadHistory(app.db.read, await thingOf(ref))).at(-1)!.after).toBe('sealed');
    await holder.unseal(ref);
    expect(await rowsOf(ref)).toEqual({ label: 'Sealed door', notes: ['A note on Sealed door'] });
    expect(await app.blobs.get(sha256)).not.toBeNull();
  });

  it('loses the name of a redacted person, and its blobs that contain the name are found and deleted', async () => {
    const actor = (await run(app, file, editor, { actors: [{ kind: 'person', names: [{ text: 'Zarina Quolt' }] }] }))
      .actors[0]!;
    const sha256 = await app.blobs.put(new TextEncoder().encode('<p title="Zarina Quolt">'));
    const ref = await make('The door of Zarina Quolt', { sha256 });
    expect(await blobsNaming(app, exactly(['Zarina Quolt']), { packages: true })).toEqual([sha256]);
    await redactPerson(app, editor, { actor, ground: 'She asked us to forget her.' });
    expect(await rowsOf(ref)).toEqual({
      label: 'The door of ████████████',
      notes: ['A note on The door of ████████████'],
    });
    expect((await loadHistory(app.db.read, await thingOf(ref)))[0]!.actions).toEqual(['redacted']);
    expect(await app.blobs.get(sha256)).toBeNull();
  });

  it('can be withdrawn, and readers then see nothing of it', async () => {
    const ref = await make('A door in error');
    await run(app, withdraw, editor, { things: [ref], reason: 'There is no such door.' });
    expect(await briefOf(ref)).toMatchObject({ withdrawn: true });
    expect(await briefOf(ref, 'public')).toMatchObject({ hidden: true });
  });

  it('can be merged if its declaration sees no obstacle, and separated again', async () => {
    const [one, same, other] = [await make('A door'), await make('A door'), await make('Another door')];
    await expect(run(app, merge, editor, { from: other, into: one })).rejects.toMatchObject({
      code: 'merge_impossible',
      details: { why: 'cases' },
    });
    await run(app, merge, editor, { from: same, into: one });
    expect((await briefOf(same)).ref).toBe(one);
    await run(app, unmerge, editor, { thing: same });
    expect((await briefOf(same)).ref).toBe(same);
  });

  it('has a history, can be set back, and its changes can be undone', async () => {
    const ref = await make('A first name');
    await run(app, relabel, monitor, { probe: ref, label: 'A second name' });
    const thing = await thingOf(ref);
    const history = await loadHistory(app.db.read, thing);
    expect(history.map((entry) => (entry.after as unknown as { label: string }).label)).toEqual([
      'A second name',
      'A first name',
    ]);
    expect(history[1]!.after).toMatchObject({ notes: ['A note on A first name'] });

    const made = history.at(-1)!.changeSetId;
    const { seen, problems } = await previewSetBack(app.db.read, thing, made);
    expect(problems).toEqual([]);
    await run(app, setBack, editor, { thing: ref, to: made, seen, reason: 'The first name was right.' });
    expect((await rowsOf(ref))!.label).toBe('A first name');

    await run(app, relabel, monitor, { probe: ref, label: 'A third name' });
    const [last] = await loadHistory(app.db.read, thing);
    const preview = await previewUndo(app.db.read, { set: last!.changeSetId });
    expect(preview).toMatchObject({ things: 1, left: 0 });
    await undo(app, editor, { target: { set: last!.changeSetId }, reason: 'The first name was right.' });
    expect((await rowsOf(ref))!.label).toBe('A first name');
  });

  it('prevents that the creation of its case is undone', async () => {
    const made = (await run(app, file, editor, { cases: [{ title: 'Undone' }] })).cases[0]!;
    const [{ changeSetId: set }] = (await loadHistory(app.db.read, await thingOf(made))) as unknown as [
      { changeSetId: number },
    ];
    await make('A door of it', { case: made });
    expect(await previewUndo(app.db.read, { set })).toMatchObject({ things: 0, skips: [{ ground: 'rested' }] });
  });

  it('is removed with the sample data, and its own rows with it', async () => {
    expect(references().map((one) => one.column)).toContain('probe.case_id');
    expect(ownRows().map((rows) => rows.table)).toContain('probe_note');
    const sample = await make('A door of the sample', { example: true });
    const { id } = await thingOf(sample);
    await run(app, removeExample, administrator, {});
    const { rows } = await sql`select from probe where id = ${id}`.execute(app.db.read);
    expect(rows).toEqual([]);
    expect(await thingOf(sample)).toBeUndefined();
  });
});
