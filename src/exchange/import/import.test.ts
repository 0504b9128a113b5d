import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase, onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { onlyEditorsChangePublic } from '../../record/permissions.ts';
import { publicCasesHaveClaims } from '../../record/publication/public-cases.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { tagItems } from '../../record/tags/tag-items.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { undo } from '../../record/history/undo/undo.ts';
import { addTable } from './add-table.ts';
import type { Mapping } from './mapping/schema.ts';
import { runImport } from './run/run-import.ts';
import { beginRun } from './store/change-import.ts';
import { loadImport } from './store/load-import.ts';
import { bytesOfText, importTable } from './testing.factory.ts';

const incidents = fileURLToPath(new URL('../../../../shared/data/us-incidents-2014-2021.csv', import.meta.url));

const outcomesOf = async (db: Database, id: number) =>
  (await db.read.selectFrom('import_fate').selectAll().where('import_id', '=', id).orderBy('row').execute()) as {
    row: number;
    line: number;
    fate: string;
    thing_id: number | null;
    notes: { column: string | null; message: string; params?: Record<string, unknown> }[];
  }[];
const count = async (db: Database, table: 'case' | 'claim' | 'actor' | 'statement' | 'capture') =>
  Number(
    (
      await db.read
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );

const refOfCase = async (db: Database, id: number) =>
  `case/${(await db.read.selectFrom('thing').select('number').where('id', '=', id).executeTakeFirstOrThrow()).number}`;

onEitherDatabase('an import', (db) => {
  const app = () => testApp(db(), { listeners: [searchProjection()] });

  const table =
    'id,date,city,country,category,journalist,outlet\n1,2020-03-01,Almaty,Kazakhstan,Physical Attack,Aigerim Tolegen,Uralskaya Nedelya\n2,2020-03-02,Astana,KZ,Border Stop,Zeinulla Kakimzhanov,Uralskaya Nedelya\n';

  it('creates nothing from the same rows, and replaces the claim of a row that has changed', async () => {
    const first = await importTable(app(), monitor, { text: table }, { name: 'alerts.csv' });
    expect(first.counts).toMatchObject({ made: 2 });
    const cases = await count(db(), 'case');
    const changed = await importTable(
      app(),
      monitor,
      {
        text:
          table.replace('2020-03-02', '2020-03-05').replace('Border Stop', 'Border Stop') +
          '3,2020-04-01,Oral,KZ,Physical Attack,,\n',
      },
      { name: 'alerts.csv' },
    );
    expect(changed.added.foundBy).toBe('name');
    expect(changed.counts).toMatchObject({ matched: 1, changed: 1, made: 1, gone: 0 });
    expect(await count(db(), 'case')).toBe(cases + 1);
    const outcomes = await outcomesOf(db(), changed.id);
    expect(outcomes.map((fate) => [fate.line, fate.fate])).toEqual([
      [2, 'matched'],
      [3, 'changed'],
      [4, 'made'],
    ]);
    const began = await db()
      .read.selectFrom('fact')
      .select('value')
      .where('subject_id', '=', outcomes[1]!.thing_id!)
      .where('property', '=', 'began')
      .execute();
    expect(began.map((row) => row.value)).toEqual(['2020-03-05']);
    const claims = await db()
      .read.selectFrom('claim')
      .select(['state', 'wording'])
      .where('case_id', '=', outcomes[1]!.thing_id!)
      .orderBy('id')
      .execute();
    expect(claims.map((claim) => claim.state)).toEqual(['withdrawn', 'imported']);
    expect(claims[0]!.wording).toContain('2 March 2020');
    // If a later file lacks a row, the import reports this, but withdraws nothing.
    const shorter = await importTable(
      app(),
      monitor,
      { text: table.split('\n').slice(0, 2).join('\n') },
      { name: 'alerts.csv' },
    );
    expect(shorter.counts).toMatchObject({ matched: 1, gone: 2 });
  });

  it('adds the tags of a row to the case that the row already has, removes none, and says so', async () => {
    const tags = async (id: number) =>
      (await db().read.selectFrom('thing_tag').select('name').where('thing_id', '=', id).orderBy('name').execute()).map(
        (row) => row.name,
      );
    const labelled = (first: string, second: string) =>
      table
        .replace('outlet\n', 'outlet,label\n')
        .replace('Nedelya\n', `Nedelya,${first}\n`)
        .replace('Nedelya\n', `Nedelya,${second}\n`);
    const adapt = (mapping: Mapping): Mapping => ({
      ...mapping,
      fields: [
        ...mapping.fields.filter(({ column }) => column !== 'label'),
        { column: 'label', target: 'tags', translate: [], lenient: false },
      ],
    });
    const bring = (text: string, dry = false) =>
      importTable(app(), monitor, { text }, { name: 'labels.csv', adapt, dry });
    const first = await outcomesOf(db(), (await bring(labelled('Urgent', ''))).id);
    const [one, two] = first.map((row) => row.thing_id!) as [number, number];
    expect(await tags(one)).toEqual(['Urgent']);
    await run(app(), tagItems, monitor, { items: [await refOfCase(db(), one)], add: ['By hand'] });
    await run(app(), setVisibility, editor, { things: [await refOfCase(db(), one)], visibility: 'public' });

    const next = labelled('urgent; Border', 'Later').replace('Border Stop', 'Physical Attack');
    for (const dry of [true, false]) {
      const again = await bring(next, dry);
      expect(again.counts).toMatchObject({ matched: 1, changed: 1, noted: 2 });
      expect(
        (await outcomesOf(db(), again.id)).map(({ notes }) =>
          notes.map(({ message, params }) => [message, params!.tags]),
        ),
      ).toEqual([[['exchange.imports.note.tags', 'Border']], [['exchange.imports.note.tags', 'Later']]]);
      expect(await tags(two)).toEqual(dry ? [] : ['Later']);
    }
    expect(await tags(one)).toEqual(['Border', 'By hand', 'Urgent']);
    const same = await bring(next);
    expect(same.counts).toMatchObject({ matched: 2 });
    expect(same.counts.noted ?? 0).toBe(0);

    // A case has at most 50 tags. What does not fit is named, and the row is imported.
    await run(app(), tagItems, monitor, {
      items: [await refOfCase(db(), two)],
      add: Array.from({ length: 48 }, (_, index) => `n${index}`),
    });
    const full = await bring(labelled('', 'fits; does not fit').replace('Border Stop', 'Physical Attack'));
    expect((await outcomesOf(db(), full.id))[1]!.notes.map(({ message, params }) => [message, params!.tags])).toEqual([
      ['exchange.imports.note.tags', 'fits'],
      ['exchange.imports.note.tags_full', 'does not fit'],
    ]);
    expect(await tags(two)).toHaveLength(50);
  });

  it('does a dry run without writing, with the same result', async () => {
    const before = [await count(db(), 'case'), await count(db(), 'claim'), await count(db(), 'actor')];
    const text =
      'date,city,country,category\n2019-03-01,Almaty,KZ,Physical Attack\n01.02.2020,Almaty,KZ,Physical Attack\n2019-03-02,Almaty,KZ,Nonsense\n2019-03-03,Almaty,KZ\n';
    const tried = await importTable(app(), monitor, { text }, { name: 'tried.csv', dry: true });
    expect(tried.counts).toMatchObject({ made: 1, refused: 3 });
    expect([await count(db(), 'case'), await count(db(), 'claim'), await count(db(), 'actor')]).toEqual(before);
    const outcomes = await outcomesOf(db(), tried.id);
    expect(outcomes.map(({ line, fate, notes }) => [line, fate, notes[0]?.column ?? null, notes[0]?.message])).toEqual([
      [2, 'made', null, undefined],
      [3, 'refused', 'date', 'exchange.imports.value.date_iso'],
      [4, 'refused', 'category', 'exchange.imports.value.choice'],
      [5, 'refused', null, 'exchange.imports.fault.fewer_cells'],
    ]);
    const written = await importTable(app(), monitor, { text }, { name: 'tried.csv' });
    expect((await outcomesOf(db(), written.id)).map((fate) => [fate.line, fate.fate])).toEqual(
      outcomes.map((fate) => [fate.line, fate.fate]),
    );
    expect(await count(db(), 'case')).toBe(before[0]! + 1);
  });

  it('uses the actor with exactly this name, reports similar names, and refuses a name that two actors have', async () => {
    const filed = await run(app(), file, editor, {
      actors: [
        {
          kind: 'person',
          names: [{ text: 'Ramazan Yesergepov' }, { text: 'Рамазан Есергепов', kind: 'transliteration' }],
        },
        { kind: 'person', names: [{ text: 'Olga Ivanova' }] },
        { kind: 'person', names: [{ text: 'Olga Ivanova' }] },
      ],
    });
    const text =
      'date,country,journalist\n2017-05-14,KZ,рамазан есергепов\n2017-05-15,KZ,Ramazan Esergepov\n2017-05-16,KZ,Olga Ivanova\n';
    const done = await importTable(app(), monitor, { text }, { name: 'names.csv' });
    const outcomes = await outcomesOf(db(), done.id);
    expect(outcomes.map((fate) => [fate.fate, fate.notes[0]?.message])).toEqual([
      ['made', undefined],
      ['made', 'exchange.imports.note.near'],
      ['refused', 'exchange.imports.fault.several'],
    ]);
    expect(outcomes[1]!.notes[0]!.params).toMatchObject({ actor: filed.actors[0] });
    const target = await db()
      .read.selectFrom('fact')
      .innerJoin('thing', 'thing.id', 'fact.value_thing')
      .select('thing.number')
      .where('subject_id', '=', outcomes[0]!.thing_id!)
      .where('property', '=', 'target')
      .executeTakeFirstOrThrow();
    expect(`actor/${target.number}`).toBe(filed.actors[0]);
    // After someone decides which actor is meant, the next run imports the row.
    const decided = await importTable(
      app(),
      monitor,
      { text },
      {
        name: 'names.csv',
        adapt: (mapping) => ({ ...mapping, names: [{ name: 'Olga Ivanova', actor: filed.actors[2]! }] }),
      },
    );
    expect(decided.counts).toMatchObject({ matched: 2, made: 1 });
  });

  it('reports a case of another source that a row may describe, and refuses the row if the profile says so', async () => {
    const row = (town: string) =>
      `date,city,country,category,journalist\n2016-07-08,${town},KZ,Physical Attack,Seitkazy Mataev\n`;
    await importTable(app(), monitor, { text: row('Караганда') }, { name: 'theirs.csv' });
    const told = await importTable(app(), monitor, { text: row('Karaganda') }, { name: 'ours.csv', dataSet: 'new' });
    expect(told.counts).toMatchObject({ made: 1, noted: 1 });
    expect((await outcomesOf(db(), told.id))[0]!.notes.map((note) => note.message)).toEqual([
      'exchange.imports.note.likely',
    ]);
    const refused = await importTable(
      app(),
      monitor,
      { text: row('Qaragandy') },
      { name: 'third.csv', dataSet: 'new', adapt: (mapping) => ({ ...mapping, likely: 'refuse' }) },
    );
    expect(refused.counts).toMatchObject({ refused: 1 });
    // A row with another day is another case.
    const other = await importTable(
      app(),
      monitor,
      { text: row('Karaganda').replace('07-08', '07-09') },
      { name: 'fourth.csv', dataSet: 'new' },
    );
    expect(other.counts).toEqual({ made: 1, gone: 0 });
  });

  it('quotes the row’s own words from the stored file, and keeps notes for the desk in a claim that stays there', async () => {
    const words = ['Two men took her phone, she said.', 'The office was searched; nobody was told why.'];
    const rows = words.map((text, index) => `${index + 1},2018-05-0${index + 1},KZ,"${text}",Dana`);
    const text = ['id,date,country,description,editor', ...rows, '3,2018-05-03,KZ,,'].join('\n');
    const adapt = (mapping: Mapping): Mapping => ({
      ...mapping,
      visibility: 'public',
      fields: mapping.fields.map((field) => (field.column === 'editor' ? { ...field, target: 'note' } : field)),
    });
    const done = await importTable(app(), editor, { text }, { name: 'words.csv', adapt });
    expect(done.counts).toMatchObject({ made: 3 });
    const cases = (await outcomesOf(db(), done.id)).map((fate) => fate.thing_id!);
    const claimsOf = (id: number) =>
      db()
        .read.selectFrom('claim')
        .innerJoin('thing', 'thing.id', 'claim.id')
        .leftJoin('passage', 'passage.id', 'claim.passage_id')
        .select(['wording', 'claim.kind', 'claim.state', 'thing.visibility', 'exact', 'support_note'])
        .where('case_id', '=', id)
        .orderBy('claim.id')
        .execute();
    expect(await claimsOf(cases[0]!)).toMatchObject([
      { wording: words[0], kind: 'quotation', visibility: 'public', exact: words[0], support_note: null },
      { wording: 'Notes for the desk from line 2 of the data set.', visibility: 'desk', exact: null },
    ]);
    expect(await claimsOf(cases[2]!)).toMatchObject([
      { wording: 'Kazakhstan, 3 May 2018', kind: 'paraphrase', exact: null, support_note: 'line 4' },
    ]);
    const notes = await db()
      .read.selectFrom('fact')
      .select(['value', 'public_shown'])
      .where('subject_id', '=', cases[0]!)
      .where('property', '=', 'desk-note')
      .execute();
    expect(notes).toEqual([{ value: { text: 'editor: Dana', language: 'en' }, public_shown: false }]);

    // A file without its own profile is read like the last one of its data set.
    const next = await importTable(
      app(),
      editor,
      { text: text.replace('"Two men', '"Three men') },
      { name: 'words.csv' },
    );
    expect(next.counts).toMatchObject({ matched: 2, changed: 1 });
    expect(next.mapping).toMatchObject({ visibility: 'public' });
    expect((await claimsOf(cases[0]!)).map(({ state, visibility }) => [state, visibility])).toEqual([
      ['withdrawn', 'public'],
      ['withdrawn', 'desk'],
      ['imported', 'public'],
      ['imported', 'desk'],
    ]);
    const others = await addTable(app(), monitor, { name: 'words.csv', chunks: bytesOfText(text) });
    expect(others.mapping).toMatchObject({ visibility: 'desk', fields: next.mapping.fields });
  });

  it('leaves a changed row as it is if readers would no longer see its claim, and imports the others', async () => {
    const checked = { ...app(), checks: [onlyEditorsChangePublic, publicCasesHaveClaims] };
    const rows = ['1,2013-01-01,KZ', '2,2013-01-02,KZ'];
    const text = (lines: readonly string[]) => ['id,date,country', ...lines, ''].join('\n');
    const access = (visibility: 'public' | 'desk') => (mapping: Mapping) => ({ ...mapping, visibility });
    await importTable(checked, editor, { text: text(rows) }, { name: 'shown.csv', adapt: access('public') });
    const later = text(['1,2013-02-01,KZ', rows[1]!, '3,2013-01-03,KZ']);
    const theirs = await importTable(checked, monitor, { text: later }, { name: 'shown.csv' });
    expect(theirs.counts).toMatchObject({ refused: 1, matched: 1, made: 1 });
    const [first] = await outcomesOf(db(), theirs.id);
    expect(first!.notes.map(({ message }) => message)).toEqual(['exchange.imports.fault.public_claim']);
    const hidden = await importTable(checked, editor, { text: later }, { name: 'shown.csv', adapt: access('desk') });
    expect(hidden.counts).toMatchObject({ refused: 1, matched: 2 });
    const shown = await importTable(checked, editor, { text: later }, { name: 'shown.csv', adapt: access('public') });
    expect(shown.counts).toMatchObject({ changed: 1, matched: 2 });
  });

  it('is not stopped by texts of a row that the record could not store as they are', async () => {
    const long = Array.from({ length: 100 }, (_, at) => createHash('sha256').update(`${at}`).digest('hex')).join('');
    const columns = { title: 'case-title', date: 'case.began', publisher: 'source.publisher', url: 'source.address' };
    const text = [
      'id,title,date,publisher,url',
      // Each 😀 is two units, and the cut is between them.
      `1,${'a'.repeat(499)}😀b,2012-01-01,,`,
      `2,Two,${'x'.repeat(78)}😀${'y'.repeat(9)},,`,
      `3,Three,2012-01-03,${'The Herald '.repeat(20)},`,
      `4,Four,2012-01-04,,https://example.org/${long}`,
      '5,Five,2012-01-05,,',
    ].join('\n');
    const adapt = (mapping: Mapping): Mapping => ({
      ...mapping,
      identity: ['id'],
      fields: Object.entries(columns).map(([column, target]) => ({ column, target, translate: [], lenient: false })),
    });
    const done = await importTable(app(), monitor, { text }, { name: 'stored.csv', adapt });
    expect((await outcomesOf(db(), done.id)).map(({ fate, notes }) => [fate, notes[0]?.message])).toEqual([
      ['made', undefined],
      ['refused', 'exchange.imports.value.date_iso'],
      ['made', undefined],
      ['refused', 'exchange.imports.value.url'],
      ['made', undefined],
    ]);
  });

  it('does not quote words as those of a report that the row names', async () => {
    const text =
      'id,date,country,description,url\n1,2018-06-01,KZ,Police held him for an hour.,https://example.org/a\n';
    const done = await importTable(app(), monitor, { text }, { name: 'reports.csv' });
    const claim = await db()
      .read.selectFrom('claim')
      .innerJoin('passage', 'passage.id', 'claim.passage_id')
      .select(['kind', 'exact'])
      .where('case_id', '=', (await outcomesOf(db(), done.id))[0]!.thing_id!)
      .executeTakeFirstOrThrow();
    expect(claim).toEqual({ kind: 'paraphrase', exact: 'Police held him for an hour.' });
  });

  it('is undone in one step, including a changed row, and creates again what was undone', async () => {
    const text = 'id,date,country\n1,2015-01-01,KZ\n2,2015-01-02,KZ\n';
    const first = await importTable(app(), monitor, { text }, { name: 'undone.csv' });
    const second = await importTable(
      app(),
      monitor,
      { text: text.replace('2015-01-02', '2015-02-02') + '3,2015-01-03,KZ\n' },
      { name: 'undone.csv' },
    );
    expect(second.counts).toMatchObject({ matched: 1, changed: 1, made: 1 });
    const began = async (thing: number) =>
      (
        await db()
          .read.selectFrom('fact')
          .select('value')
          .where('subject_id', '=', thing)
          .where('property', '=', 'began')
          .execute()
      ).map((row) => row.value);
    const cases = (await outcomesOf(db(), second.id)).map((fate) => fate.thing_id!);
    expect(await began(cases[1]!)).toEqual(['2015-02-02']);

    await undo(app(), editor, { target: { batch: second.batch! }, reason: 'The file was the wrong one.' });
    // The old value is valid again, the new case is withdrawn.
    expect(await began(cases[1]!)).toEqual(['2015-01-02']);
    expect(
      (await db().read.selectFrom('thing').select('withdrawn_at').where('id', '=', cases[2]!).executeTakeFirstOrThrow())
        .withdrawn_at,
    ).not.toBeNull();
    expect((await importTable(app(), monitor, { text }, { name: 'undone.csv' })).counts).toEqual({
      matched: 2,
      gone: 0,
    });

    await undo(app(), editor, {
      target: { batch: first.batch! },
      reason: 'The file was the wrong one.',
      conflicts: 'skip',
    });
    expect((await importTable(app(), monitor, { text }, { name: 'undone.csv' })).counts).toEqual({
      made: 2,
      gone: 0,
    });
  });
});

onOneDatabase('an import of many rows', (db) => {
  const app = () => testApp(db(), { listeners: [searchProjection()] });

  it.skipIf(!existsSync(incidents))(
    '(where the shared data are) files the 1,507 incidents as suggested, with all their types and places',
    async () => {
      const before = await count(db(), 'case');
      const done = await importTable(app(), monitor, { path: incidents }, { name: 'us-incidents-2014-2021.csv' });
      expect(done.counts).toMatchObject({ made: 1507 });
      expect(done.counts.refused).toBeUndefined();
      expect(await count(db(), 'case')).toBe(before + 1507);
      const types = await db()
        .read.selectFrom('fact')
        .select('value_key')
        .select((eb) => eb.fn.countAll().as('n'))
        .where('property', '=', 'incident-type')
        .groupBy('value_key')
        .execute();
      expect(Object.fromEntries(types.map((row) => [row.value_key, Number(row.n)]))).toMatchObject({
        physical: 890,
        detention: 263,
        'property-damage': 182,
        'source-disclosure': 120,
        other: 82,
        'search-seizure': 73,
        'denial-of-access': 70,
        'chilling-statement': 51,
        'border-stop': 47,
        'prior-restraint': 17,
        'leak-prosecution': 8,
      });
      const places = (await db().read.selectFrom('fact').select('value').where('property', '=', 'place').execute()).map(
        (row) => row.value as { country: string; point?: object },
      );
      // The other 73 rows name neither a town nor a state, so they have no place.
      expect(places).toHaveLength(1434);
      expect(places.filter((place) => !place.point)).toHaveLength(177);
      // Each value is in a claim that cites the data set and the line of the file.
      const claim = await db()
        .read.selectFrom('claim')
        .innerJoin('case', 'case.id', 'claim.case_id')
        .select(['claim.support', 'claim.source_id', 'claim.support_note', 'claim.state'])
        .where('case.title', 'like', '%Sausalito%')
        .executeTakeFirstOrThrow();
      expect(claim).toMatchObject({
        support: 'reference',
        source_id: done.source.id,
        support_note: 'line 5',
        state: 'imported',
      });
      // There is one change set, so that the import can be undone in one step.
      const sets = await db()
        .read.selectFrom('change_set')
        .select(['operation', 'why'])
        .where('batch_id', '=', done.batch!)
        .execute();
      expect(sets).toEqual([
        { operation: 'exchange.importRows', why: `Import ${done.id}: us-incidents-2014-2021.csv.` },
      ]);

      const again = await importTable(app(), monitor, { path: incidents }, { name: 'us-incidents-2014-2021.csv' });
      // The notes are on places abroad, such as Moscow: no column says their country.
      expect(again.counts).toEqual({ matched: 1507, noted: 6, gone: 0 });
      expect(again.added).toMatchObject({ known: true, foundBy: 'bytes' });
      expect(await count(db(), 'case')).toBe(before + 1507);
    },
  );

  it('continues after the last set of an interrupted run, and writes no row twice', async () => {
    const rows = Array.from({ length: 2_500 }, (_, index) => `${index + 1},2014-01-01,KZ`);
    const text = ['id,date,country', ...rows].join('\n');
    const one = app();
    const stop = new AbortController();
    const added = await addTable(one, monitor, { name: 'long.csv', chunks: bytesOfText(text) });
    const { batch } = await run(one, beginRun, monitor, { import: added.import, dry: false });
    const cut = runImport(one, monitor, added.import, batch, { signal: stop.signal, progress: () => stop.abort() });
    await expect(cut).rejects.toMatchObject({ code: 'cancelled' });
    expect(await loadImport(db().read, added.import)).toMatchObject({ state: 'running', rowsDone: 2_000 });
    await expect(run(one, beginRun, monitor, { import: added.import, dry: false })).rejects.toMatchObject({
      code: 'import_running',
    });

    const done = await runImport(one, monitor, added.import, batch);
    expect(done).toMatchObject({ state: 'done', counts: { made: 2_500 } });
    const sets = await db().read.selectFrom('change_set').select('id').where('batch_id', '=', batch).execute();
    expect(sets).toHaveLength(2);
    expect(new Set((await outcomesOf(db(), added.import)).map((fate) => fate.thing_id)).size).toBe(2_500);
  });
});
