import { expect, it } from 'vitest';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { openJobs } from '../../../platform/jobs/jobs-runner.ts';
import { createLog } from '../../../platform/log/log.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../../../record/cases/change-case-entry.ts';
import { file } from '../../../record/filing/file.ts';
import { importJob, sendImport } from '../../../exchange/import/run/job.ts';
import { changeImport, deadAfterMs } from '../../../exchange/import/store/change-import.ts';
import { loadImport } from '../../../exchange/import/store/load-import.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const table =
  'date;city;country;category;journalist\n03.02.2020;Алматы;Казахстан;Physical Attack;Olga Ivanova\n04.02.2020;Oral;KZ;"Border Stop, Chilling Statement";\n31.02.2020;Oral;KZ;Physical Attack;\n';

onEitherDatabase('imports at the desk', (db) => {
  const upload = (
    desk: ReturnType<typeof deskOn>,
    client: { cookie: string; token: string },
    body: string | Uint8Array,
    over: Record<string, string> = {},
    name = 'alerts.csv',
  ) => {
    const form = new FormData();
    for (const [field, value] of Object.entries({ _token: client.token, dataSet: 'find', title: '', ...over }))
      form.append(field, value);
    form.append('file', new Blob([body as BlobPart]), name);
    return desk.web.request('/desk/imports', { method: 'POST', headers: { cookie: client.cookie }, body: form });
  };
  /** Runs the background jobs until the page of an import no longer waits for them. @returns that page */
  const settle = async (
    desk: ReturnType<typeof deskOn>,
    path: string,
    client: { text(path: string): Promise<string> },
  ) => {
    const jobs = openJobs(desk.app, [importJob], createLog('silent'));
    await jobs.start();
    try {
      for (;;) {
        const html = await client.text(path);
        if (!html.includes('This page refreshes automatically') && !html.includes('Waiting to start')) return html;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      await jobs.stop();
    }
  };

  it('read a file, show what its rows become, do a dry run, import, and show each row’s outcome', async () => {
    await prepareJobs(db(), [importJob]);
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    const sent = await upload(desk, monitor, table);
    expect(sent.status).toBe(303);
    const path = sent.headers.get('location')!;
    const shown = await monitor.text(path);
    expect(shown).toContain('Алматы, Kazakhstan');
    expect(shown).toContain('Intimidating public statement');
    expect(shown).toContain('“31.02.2020” is not a date with the day first');
    expect(
      Number(
        (
          await db()
            .read.selectFrom('case')
            .select((eb) => eb.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      ),
    ).toBe(0);

    expect((await monitor.post(`${path}/run`, { _intent: 'try' })).status).toBe(303);
    const tried = await settle(desk, path, monitor);
    expect(tried).toContain('Expected outcome of each row');
    expect(tried).toContain('2 cases created');
    expect(
      Number(
        (
          await db()
            .read.selectFrom('case')
            .select((eb) => eb.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      ),
    ).toBe(0);

    expect((await monitor.post(`${path}/run`, { _intent: 'import' })).status).toBe(303);
    const done = await settle(desk, path, monitor);
    expect(done).toContain('Propose to make all of this public');
    expect(done).toContain('Created (2)');
    const refused = await monitor.text(`${path}?fate=refused`);
    expect(refused).toContain('31.02.2020');
    expect(refused).not.toContain('/desk/cases/1"');
    const csv = await (await monitor.get(`${path}/fates.csv?fate=refused`)).text();
    expect(csv).toContain('4,refused,,date,');
    expect(csv).not.toContain('made');
    // The change names the account that imported the table at the desk.
    const set = await db()
      .read.selectFrom('change_set')
      .select(['account_id', 'via'])
      .where('operation', '=', 'exchange.importRows')
      .executeTakeFirstOrThrow();
    expect(set).toEqual({ account_id: monitor.accountId, via: 'web' });
  });

  it('start, and become public, only as their page showed them', async () => {
    await prepareJobs(db(), [importJob]);
    const desk = deskOn(db());
    const [monitor, editor] = [await desk.join('monitor'), await desk.join('editor')];
    const rows =
      'date;city;country;category\n13.05.2024;Aktobe;KZ;Physical Attack\n24.09.2024;Kokshetau;KZ;Physical Attack\n';
    const path = (await upload(desk, editor, rows, { dataSet: 'new' }, 'raced.csv')).headers.get('location')!;
    const id = Number(path.split('/').at(-1));
    const page = new PlainBrowser(editor);
    await page.open(path);
    const { mapping } = await loadImport(db().read, id);
    await run(desk.app, changeImport, monitor.principal, {
      import: id,
      mapping: { ...mapping, title: 'Took a bribe in {city}' },
    });
    await page.press('button[value="import"]');
    expect([page.status, page.text]).toEqual([409, expect.stringContaining('after you opened the page')]);
    expect(await loadImport(db().read, id)).toMatchObject({ startedAt: null });
    await page.follow('main a.button.main');
    expect(page.text).toContain('Took a bribe in');
    await page.press('button[value="import"]');
    expect(await settle(desk, path, editor)).toContain('Created (2)');

    const publish = 'form[action^="/desk/proposals/batch/"] button';
    const made = async () =>
      db()
        .read.selectFrom('case')
        .innerJoin('thing', 'thing.id', 'case.id')
        .select(['thing.number', 'thing.version', 'thing.visibility'])
        .where('case.title', 'like', '%bribe%')
        .orderBy('thing.id')
        .execute();
    const [one] = await made();
    await page.open(path);
    await run(desk.app, changeCaseEntry, monitor.principal, {
      thing: `case/${one!.number}`,
      version: one!.version,
      title: 'Took two bribes',
      visibility: 'desk',
    });
    await page.press(publish);
    expect([page.status, page.text]).toEqual([409, expect.stringContaining('after you opened the page')]);
    expect((await made()).map(({ visibility }) => visibility)).toEqual(['desk', 'desk']);
    await page.follow('main a.button.main');
    await page.press(publish);
    expect([page.status, (await made()).map(({ visibility }) => visibility)]).toEqual([200, ['public', 'public']]);
  });

  it('that have waited too long are stopped by a change, so that no one runs what another person changed', async () => {
    await prepareJobs(db(), [importJob]);
    let now = new Date('2026-05-04T10:00:00Z');
    const desk = deskOn(db(), { now: () => now });
    const [monitor, editor] = [await desk.join('monitor'), await desk.join('editor')];
    const path = (await upload(desk, editor, table, {}, 'waited.csv')).headers.get('location')!;
    const id = Number(path.split('/').at(-1));
    await run(desk.app, sendImport, editor.principal, { import: id, dry: true, version: 1 });
    const { mapping, version } = await loadImport(db().read, id);
    const change = () => run(desk.app, changeImport, monitor.principal, { import: id, mapping, version });
    await expect(change()).rejects.toMatchObject({ code: 'import_running' });
    now = new Date(now.getTime() + deadAfterMs);
    await change();
    expect(await loadImport(db().read, id)).toMatchObject({ state: 'stopped' });
    await settle(desk, path, editor);
    expect(await loadImport(db().read, id)).toMatchObject({ state: 'stopped', rowsDone: 0 });
  });

  it('show a row with too few cells in the preview, and why it cannot be imported', async () => {
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    const shown = await monitor.text(
      (await upload(desk, monitor, 'date;city;country\n2020-02-03\n2020-02-04;Oral;KZ\n')).headers.get('location')!,
    );
    expect(shown.match(/The row has only 1 cell, but the table has 3 columns/g)).toHaveLength(2);
    expect(shown).toContain('Oral, Kazakhstan');
  });

  it('have an import profile that can be changed in a form, saved under a name, and used for the next file', async () => {
    await prepareJobs(db(), [importJob]);
    const desk = deskOn(db());
    const editor = await desk.join('editor');
    const text = 'Wann,Was\n2021-05-01,Prügel\n';
    const path = (await upload(desk, editor, text, {}, 'liste.csv')).headers.get('location')!;
    const form = await editor.text(`${path}/mapping`);
    const version = valueOf(form, '_version')!;
    const fields = {
      _version: version,
      'fields[0].column': 'Wann',
      'fields[0].target': 'case.began',
      'fields[0].date': 'iso',
      'fields[1].column': 'Was',
      'fields[1].target': 'case.incident-type',
      'fields[1].translate[0].from': 'Prügel',
      'fields[1].translate[0].to': 'Attack on a person',
      'fields[2].constant': 'Germany',
      'fields[2].target': 'case.place.country',
      title: '{Was}, {Wann}',
      wording: '{Was} am {Wann}[ in {city}]',
      identity: ['Wann', 'Was'],
      repeats: 'own',
      likely: 'tell',
      mode: 'stated',
      certainty: 'unknown',
      language: 'de',
      checked: '1',
      visibility: 'public',
      actorVisibility: 'desk',
      saveAs: 'Meine Liste',
    };
    expect((await editor.post(`${path}/mapping`, fields)).status).toBe(303);
    const shown = await editor.text(path);
    expect(shown).toContain('Prügel, 1. Mai 2021');
    expect(shown).toContain('Attack on a person');
    // Someone else has saved the profile meanwhile. The form shows its own input too.
    const late = await editor.post(`${path}/mapping`, { ...fields, title: 'Mein Titel {Was}', wording: 'Worte {Was}' });
    expect(late.status).toBe(409);
    const again = await late.text();
    expect(again).toContain('Mein Titel {Was}');
    expect(again).toContain('Worte {Was}');

    const next = (
      await upload(desk, editor, text + '2021-06-02,Prügel\n', { dataSet: 'new' }, 'andere.csv')
    ).headers.get('location')!;
    expect(await editor.text(next)).toContain('Prügel, 2. Juni 2021');
    await editor.post(`${next}/run`, { _intent: 'import' });
    expect(await settle(desk, next, editor)).toContain('Created (2)');
    const claims = await db().read.selectFrom('claim').select('wording').where('language', '=', 'de').execute();
    expect(claims.map(({ wording }) => wording).toSorted()).toEqual([
      'Prügel am 1. Mai 2021',
      'Prügel am 2. Juni 2021',
    ]);
  });

  it('say which columns are left out, and make notes for the desk of them at once or one by one', async () => {
    await prepareJobs(db(), [importJob]);
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    const text = 'date,country,editor,phone\n2021-07-01,KZ,Dana,+7 701\n';
    const path = (await upload(desk, monitor, text, {}, 'left.csv')).headers.get('location')!;
    expect(await monitor.text(path)).toContain('2 of 4 columns are left out: editor, phone.');
    const page = new PlainBrowser(monitor);
    await page.open(`${path}/mapping`);
    expect(page.text).toContain('2 of 4 columns are left out.');
    // Columns without a target have a line in the form, too.
    expect([2, 3].map((row) => valueOf(page.text, `fields[${row}].column`) ?? row)).toHaveLength(2);
    await page.press('button[value="notes"]');
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('No column is left out.')]);
    const shown = await monitor.text(path);
    expect(shown).toContain('phone: +7 701');
    await monitor.post(`${path}/run`, { _intent: 'import' });
    expect(await settle(desk, path, monitor)).toContain('Created (1)');
    const claim = await db()
      .read.selectFrom('claim')
      .innerJoin('thing', 'thing.id', 'claim.id')
      .select(['wording', 'visibility'])
      .where('wording', 'like', 'Notes for the desk%')
      .executeTakeFirstOrThrow();
    expect(claim).toEqual({ wording: 'Notes for the desk from line 2 of the data set.', visibility: 'desk' });
  });

  it('create fields for columns if an administrator asks for them, and refuse them to others, who lose nothing', async () => {
    await prepareJobs(db(), [importJob]);
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    const both = await desk.join(['administrator', 'monitor'], 'Ada');
    const text = 'date,country,Helped on,helper\n2021-08-01,KZ,2021-08-05,Dana\n';
    const path = (await upload(desk, monitor, text, {}, 'fields.csv')).headers.get('location')!;
    const form = await monitor.text(`${path}/mapping`);
    expect(form).toContain('ask an administrator');
    expect(form).not.toContain('value="new-field"');
    const fields = {
      'fields[0].column': 'date',
      'fields[0].target': 'case.began',
      'fields[0].date': 'iso',
      'fields[1].column': 'Helped on',
      'fields[1].target': 'new-field',
      'fields[2].column': 'helper',
      'fields[2].target': 'new-field',
      title: '{date}',
      wording: 'Help on {date}',
      identity: ['date'],
      repeats: 'own',
      likely: 'tell',
      mode: 'stated',
      certainty: 'unknown',
      language: 'en',
      counted: '1',
      visibility: 'desk',
      actorVisibility: 'desk',
    };
    const refused = await monitor.post(`${path}/mapping`, { ...fields, _version: valueOf(form, '_version')! });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('Help on {date}')]);
    const page = await both.text(`${path}/mapping`);
    expect(page).toContain('value="new-field"');
    const saved = await both.post(`${path}/mapping`, { ...fields, _version: valueOf(page, '_version')! });
    expect(saved.status).toBe(303);
    const made = await db().read.selectFrom('property').select(['key', 'value', 'visibility']).orderBy('key').execute();
    expect(made).toEqual([
      { key: 'own-helped-on', value: { type: 'date' }, visibility: 'desk' },
      { key: 'own-helper', value: { type: 'text' }, visibility: 'desk' },
    ]);
    await monitor.post(`${path}/run`, { _intent: 'import' });
    expect(await settle(desk, path, monitor)).toContain('Created (1)');
    const facts = await db()
      .read.selectFrom('fact')
      .select(['property', 'value', 'public_shown'])
      .where('property', 'like', 'own-%')
      .orderBy('property')
      .execute();
    expect(facts).toEqual([
      { property: 'own-helped-on', value: '2021-08-05', public_shown: false },
      { property: 'own-helper', value: { text: 'Dana', language: 'en' }, public_shown: false },
    ]);
    // The next file with such a column suggests the field.
    const next = (
      await upload(desk, monitor, 'date,HELPER\n2021-08-02,Olga\n', { dataSet: 'new' }, 'next.csv')
    ).headers.get('location')!;
    expect((await loadImport(db().read, Number(next.split('/').at(-1)))).mapping.fields[1]).toMatchObject({
      target: 'case.own-helper',
    });
  });

  it('ask who is meant by a name in the file, and accept only people and organisations in the record', async () => {
    await prepareJobs(db(), [importJob]);
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    await run(desk.app, file, editor, {
      actors: ['Weekly Respublika', 'Respublika plus'].map((text) => ({ kind: 'outlet' as const, names: [{ text }] })),
    });
    const path = (await upload(desk, monitor, 'Wann,Wen\n2021-05-01,R-ka\n', {}, 'namen.csv')).headers.get('location')!;
    const form = await monitor.text(`${path}/mapping`);
    expect(form).toContain('<option value="Weekly Respublika · actor/');
    const fields = {
      _version: valueOf(form, '_version')!,
      'fields[0].column': 'Wann',
      'fields[0].target': 'case.began',
      'fields[0].date': 'iso',
      title: '{Wen}',
      identity: ['Wann', 'Wen'],
      repeats: 'own',
      likely: 'tell',
      mode: 'stated',
      certainty: 'unknown',
      language: 'de',
      visibility: 'public',
      actorVisibility: 'desk',
      'names[0].name': 'R-ka',
    };
    const named = (actor: string) => monitor.post(`${path}/mapping`, { ...fields, 'names[0].actor': actor });
    for (const [actor, said] of [
      ['', 'Enter a person or organisation, or the word new.'],
      ['Xqzvw', 'Nothing in the record is called “Xqzvw”'],
    ] as const) {
      const refused = await named(actor);
      const text = await refused.text();
      expect([actor, refused.status, text.includes(said), text.includes('R-ka')]).toEqual([actor, 400, true, true]);
    }
    expect((await named('Weekly Respublika')).status).toBe(303);
    expect(valueOf(await monitor.text(`${path}/mapping`), 'names[0].actor')).toMatch(
      /^Weekly Respublika · actor\/\d+$/,
    );
  });

  it('refuse files that are not tables, and uploads without the token of a session', async () => {
    const desk = deskOn(db());
    const monitor = await desk.join('monitor');
    const binary = await upload(
      desk,
      monitor,
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2]),
      { title: 'My list' },
      'photo.csv',
    );
    expect(binary.status).toBe(422);
    const html = await binary.text();
    expect(html).toContain('photo.csv is not a table');
    expect(html).toContain('value="My list"');
    expect((await upload(desk, monitor, '', {}, 'empty.csv')).status).toBe(422);
    // The database could not store U+0000.
    expect((await upload(desk, monitor, table, { title: 'A\0list' }, 'a\0b.csv')).status).toBe(303);
    expect((await upload(desk, { cookie: monitor.cookie, token: 'forged' }, table)).status).toBe(403);
    const stranger = await upload(desk, { cookie: '', token: '' }, table);
    expect(stranger.status).not.toBe(303);
    // After a file was refused, the record has no source for it.
    expect(
      Number(
        (
          await db()
            .read.selectFrom('source')
            .select((eb) => eb.fn.countAll().as('n'))
            .where('title', '=', 'My list')
            .executeTakeFirstOrThrow()
        ).n,
      ),
    ).toBe(0);
  });
});
