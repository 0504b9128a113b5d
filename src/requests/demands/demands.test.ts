import { beforeAll, expect, it } from 'vitest';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { findThing } from '../../record/refs.ts';
import { setVisibility, withdraw } from '../../record/lifecycle/withdraw.ts';
import { changeDemand } from './change-demand.ts';
import { endDemands, deleteDemandsAbout } from './end-demands.ts';
import { fileDemands } from './file-demands.ts';
import { loadDemands } from './load-demands.ts';
import { reportDemands } from './report.ts';
import { settleDemand } from './settle-demand.ts';

const letter = (text: string, name = 'order.pdf') => ({
  name,
  mediaType: 'application/pdf',
  content: Buffer.from(text).toString('base64'),
});

onEitherDatabase('official demands', (db) => {
  let app: App;
  let ministry: string;
  let court: string;
  let asel: string;
  let at = new Date('2018-05-22T09:00:00Z');
  const numberOf = (ref: string): number => Number(ref.split('/')[1]);
  const view = async (ref: string) =>
    (await loadDemands(db().read, { ids: [(await findThing(db().read, 'demand', numberOf(ref)))!.id] }))[0]!;
  const demand = async (over: object = {}): Promise<string> =>
    (
      await run(app, fileDemands, editor, {
        demands: [
          {
            kind: 'remove',
            authority: ministry,
            what: 'Two articles are to go within a day.',
            received: '2018-04-10',
            ...over,
          },
        ],
      })
    ).demands[0]!;
  const lines = async () =>
    (await reportDemands(db().read)).lines.map(
      (line) => `${line.year} ${line.authority?.name ?? '-'} ${line.kind} ${line.total}`,
    );

  beforeAll(async () => {
    app = testApp(db(), { listeners: [deleteDemandsAbout], now: () => at });
    const made = await run(app, file, editor, {
      actors: [
        { kind: 'authority', names: [{ text: 'Ministry of Information' }], visibility: 'public' },
        { kind: 'court', names: [{ text: 'A court known to the desk' }] },
        { kind: 'person', names: [{ text: 'Asel Demandova' }] },
      ],
    });
    [ministry, court, asel] = made.actors as [string, string, string];
  });

  it('are stored with the items they are about and their files, listed by deadline, and never public', async () => {
    const late = await demand({
      deadline: '2018-04-11',
      law: 'Article 41-1 of the Law on Communications',
      about: [asel],
      files: [letter('the order')],
    });
    const later = await demand({ deadline: '2018-06-01' });
    const [first, second] = await loadDemands(db().read, { open: true });
    expect([first!.ref, second!.ref]).toEqual([late, later]);
    expect(first).toMatchObject({
      authority: { title: 'Ministry of Information' },
      about: [{ title: 'Asel Demandova' }],
      outcome: 'pending',
      files: [{ name: 'order.pdf', sha256: sha256Hex('the order'), size: 9, erased: false }],
    });
    expect(Buffer.from((await app.blobs.get(sha256Hex('the order')))!).toString()).toBe('the order');
    await expect(run(app, setVisibility, editor, { things: [late], visibility: 'public' })).rejects.toMatchObject({
      code: 'not_found',
    });
    await run(app, changeDemand, editor, {
      demand: late,
      version: 1,
      to: {
        kind: 'identify',
        what: 'Who wrote the comment?',
        received: '2018-04-10',
        files: [letter('the envelope', 'envelope.pdf')],
      },
    });
    expect(await view(late)).toMatchObject({
      version: 2,
      kind: 'identify',
      authority: null,
      about: [],
      files: [{ name: 'order.pdf' }, { name: 'envelope.pdf' }],
    });
    await expect(
      run(app, changeDemand, editor, {
        demand: late,
        version: 1,
        to: { kind: 'remove', what: 'Anew.', received: '2018-04-10' },
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await run(app, withdraw, editor, { things: [late, later], reason: 'Entered for a test of this desk.' });
  });

  it('are refused with errors by field, and leave no bytes behind', async () => {
    const fields = (over: object) =>
      demand(over).catch((error: { fields: { path: string; message: string }[] }) =>
        error.fields.map((one) => `${one.path} ${one.message}`),
      );
    expect(await fields({ what: ' ' })).toEqual(['demands.0.what errors.field.demand.what']);
    expect(await fields({ received: 'April 2018' })).toEqual(['demands.0.received errors.field.day']);
    expect(await fields({ deadline: '2018-01-01' })).toEqual(['demands.0.deadline errors.field.demand.deadline']);
    expect(await fields({ authority: 'actor/999999', files: [letter('nobody keeps this')] })).toEqual([
      'demands.0.authority errors.field.ref.unknown',
    ]);
    expect(await app.blobs.get(sha256Hex('nobody keeps this'))).toBeNull();
  });

  it('are counted by authority, kind and year, with the outcome, as far as that may be published', async () => {
    const done = await demand({ received: '2017-12-30' });
    await expect(
      run(app, settleDemand, editor, {
        demand: done,
        version: 1,
        to: { outcome: 'refused', on: '2001-01-05', reason: 'The article is lawful as it stands.' },
      }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.on', message: 'errors.field.demand.deadline' }] });
    await run(app, settleDemand, editor, {
      demand: done,
      version: 1,
      to: { outcome: 'refused', on: '2018-01-05', reason: 'The article is lawful as it stands.' },
    });
    await demand();
    await demand({ kind: 'identify', counted: 'without-authority' });
    await demand({ kind: 'identify', authority: court });
    const secretOne = await demand({ kind: 'reveal', counted: 'left-out' });
    expect(await lines()).toEqual([
      '2018 Ministry of Information remove 1',
      '2018 - identify 2',
      '2017 Ministry of Information remove 1',
    ]);
    const report = await reportDemands(db().read);
    expect([report.total, report.lines[2]!.outcomes]).toEqual([
      4,
      { pending: 0, complied: 0, partly: 0, refused: 1, withdrawn: 0 },
    ]);
    expect(JSON.stringify(report)).not.toMatch(/court known|articles are to go|reveal/);
    await expect(
      run(app, settleDemand, editor, {
        demand: secretOne,
        version: 1,
        to: { outcome: 'complied', on: '2018-05-01', reason: 'No.' },
      }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.reason' }] });
  });

  it('can be sealed with their files, are still counted, and are restored completely', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const ref = await demand({
      what: 'Say who the sealedword source is.',
      kind: 'reveal',
      about: [asel],
      files: [letter('sealedword letter')],
    });
    await holder.seal(ref);
    expect(await view(ref)).toMatchObject({
      sealed: true,
      what: '',
      authority: null,
      about: [],
      files: [{ erased: true, name: '' }],
    });
    expect(await app.blobs.get(sha256Hex('sealedword letter'))).toBeNull();
    const { rows } = await db().executeSql(`select before, after from change where kind = 'demand'`);
    expect(JSON.stringify(rows)).not.toContain('sealedword');
    expect(await lines()).toContain('2018 - reveal 1');
    await expect(
      run(app, changeDemand, editor, {
        demand: ref,
        version: 2,
        to: { kind: 'remove', what: 'Anew.', received: '2018-04-10' },
      }),
    ).rejects.toMatchObject({ code: 'sealed' });
    await holder.unseal(ref);
    expect(await view(ref)).toMatchObject({
      sealed: false,
      what: 'Say who the sealedword source is.',
      about: [{ title: 'Asel Demandova' }],
      files: [{ name: 'order.pdf', erased: false }],
    });
    expect(Buffer.from((await app.blobs.get(sha256Hex('sealedword letter')))!).toString()).toBe('sealedword letter');
  });

  it('lose their text and files some years after their outcome, but are still counted', async () => {
    const ref = await demand({
      received: '2016-01-01',
      what: 'An oldword of the year 2016.',
      about: [asel],
      files: [letter('oldword letter')],
    });
    await run(app, settleDemand, editor, {
      demand: ref,
      version: 1,
      to: { outcome: 'complied', on: '2016-02-01', reason: 'A court had said so.' },
    });
    expect(await run(app, endDemands, systemPrincipal, {})).toEqual({ ended: 0 });
    const now = at;
    at = new Date('2021-03-01T00:00:00Z');
    expect((await run(app, endDemands, systemPrincipal, {})).ended).toBe(1);
    at = now;
    expect(await view(ref)).toMatchObject({
      what: '',
      about: [],
      outcome: 'complied',
      outcomeReason: '',
      files: [{ erased: true }],
    });
    expect(await app.blobs.get(sha256Hex('oldword letter'))).toBeNull();
    expect(
      JSON.stringify((await db().executeSql(`select before, after from change where kind = 'demand'`)).rows),
    ).not.toContain('oldword');
    expect(await lines()).toContain('2016 Ministry of Information remove 1');
  });

  it('lose all text about a person who is redacted, and files that name them anywhere', async () => {
    const about = await demand({
      what: 'Tell where the reporter banks.',
      about: [asel],
      files: [letter('she banks there')],
    });
    const other = await demand({
      what: 'Asel Demandova is to be named.',
      files: [letter('Dear Asel Demandova, name yourself')],
    });
    await redactPerson(app, editor, { actor: asel, ground: 'She asked for it under the law.' });
    expect(await view(about)).toMatchObject({ what: '', about: [], files: [{ erased: true }] });
    expect(await view(other)).toMatchObject({
      what: '██████████████ is to be named.',
      files: [{ erased: true, name: '' }],
    });
    for (const text of ['she banks there', 'Dear Asel Demandova, name yourself'])
      expect(await app.blobs.get(sha256Hex(text))).toBeNull();
    const all = JSON.stringify(
      (
        await db().executeSql(
          `select to_jsonb(d) as d from demand d union all select to_jsonb(c) from change c union all select to_jsonb(f) from held_file f`,
        )
      ).rows,
    );
    expect(all).not.toMatch(/Asel|reporter banks/);
    expect(await lines()).toContain('2018 Ministry of Information remove 3');
  });
});
