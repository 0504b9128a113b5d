import { beforeAll, expect, it } from 'vitest';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import type { Database } from '../../platform/database/database.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type ChangeListener, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { readCapture } from '../../drafting/page/read-capture.ts';
import { changeSource } from '../../record/sources/change-source.ts';
import { file } from '../../record/filing/file.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { parseRef } from '../../record/refs.ts';
import { quotationListener } from '../quotations/follow.ts';
import { compareQuotations } from '../quotations/keep.ts';
import { acceptCopies, acceptCredit, dismissCopies, dismissCredits, reopenCopies } from './decide.ts';
import { captureListener } from './follow.ts';
import { countOpen, listCopyGroups, loadCopyPair } from './queue.ts';
import { readCapturesJob } from './read-captures.ts';
import { preservePage, readAll, story } from './testing/texts.ts';

const job = readCapturesJob(readCapture, [compareQuotations]);
const listeners: ChangeListener[] = [quotationListener(job), captureListener(job)];

/** The story with this distinctive word after every three words, so that tests do not find each other's pages. */
const own = (word: string): string[] => story.map((paragraph) => paragraph.replace(/((?:\S+ ){3})/g, `$1${word} `));

/** The data of the waiting jobs. */
const waiting = async (db: Database): Promise<unknown[]> =>
  (
    await db.executeSql(
      `select data from pgboss.job where name = 'evidence.readCaptures' and state = 'created' order by created_on`,
    )
  ).rows.map((row) => (row as { data: unknown }).data);

/** Creates a case with one checked claim from each page. `origins` counts independent sources. */
async function dependentsOf(app: App, sources: readonly string[]) {
  const filed = await run(app, file, editor, {
    cases: [{ key: 'c', title: 'The law', visibility: 'public' }],
    claims: sources.map((source) => ({
      case: '#c',
      wording: 'The law was signed.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility: 'public' as const,
      chain: [{ pagesOwn: true }],
      support: { kind: 'reference' as const, source },
      statements: [{ subject: '#c', property: 'place', value: { country: 'KZ' } }],
    })),
  });
  return async (): Promise<number> => {
    const { number } = parseRef(filed.cases[0]!)!;
    return (
      await app.db.read
        .selectFrom('fact')
        .innerJoin('thing', 'thing.id', 'fact.subject_id')
        .select('desk_origins')
        .where('thing.kind', '=', 'case')
        .where('thing.number', '=', number)
        .executeTakeFirstOrThrow()
    ).desk_origins;
  };
}

onEitherDatabase('copies of a text', (db) => {
  beforeAll(() => prepareJobs(db(), [job]));
  const app = (): App => testApp(db(), { listeners });
  type Kept = { sourceId: number; source: string };
  const pairOf = (a: Kept, b: Kept) =>
    db()
      .read.selectFrom('copy_pair')
      .selectAll()
      .where('a_id', '=', Math.min(a.sourceId, b.sourceId))
      .where('b_id', '=', Math.max(a.sourceId, b.sourceId))
      .executeTakeFirst();
  const accept = async (at: App, copy: Kept, origin: Kept) =>
    run(at, acceptCopies, editor, {
      pairs: [{ id: (await pairOf(copy, origin))!.id, copy: copy.source, basis: 'The same text' }],
    });

  it("are found, and count as one independent source after a contributor's decision", async () => {
    const at = app();
    const text = own('uno');
    const original = await preservePage(at, { paragraphs: text, published: '2017-12-28' });
    const copy = await preservePage(at, {
      title: 'Another head',
      paragraphs: text.slice(0, 4),
      published: '2017-12-29',
    });
    const other = await preservePage(at, {
      title: 'Elsewhere',
      paragraphs: [
        'A court in the north fined a weekly over a cartoon of the mayor on Friday, and the editor said that the paper would appeal.',
        'The weekly has printed such cartoons for thirty years, and no mayor had gone to court over one until this spring.',
      ],
    });
    const origins = await dependentsOf(at, [original.source, copy.source]);
    expect(await origins()).toBe(2);
    expect(await waiting(db())).toEqual([original, copy, other].map(({ captureId }) => ({ captures: [captureId] })));

    expect(await readAll(at)).toEqual({ read: 3, pairs: 1 });
    const pair = (await pairOf(original, copy))!;
    expect(pair).toMatchObject({ state: 'open' });
    expect(Math.max(pair.of_a, pair.of_b)).toBeGreaterThan(0.9);
    expect(await pairOf(original, other)).toBeUndefined();
    const view = await loadCopyPair(db().read, pair.id);
    expect([view.origin.brief.ref, view.copy.brief.ref, view.direction.signs[0]]).toEqual([
      original.source,
      copy.source,
      { sign: 'published', origin: expect.anything() },
    ]);
    const shared = (side: 'origin' | 'copy') =>
      view
        .sides![side].paragraphs.flat()
        .filter((piece) => piece.passage !== null)
        .map((piece) => piece.text.replace(/\s+/g, ' '));
    expect(shared('copy').join(' ')).toContain(
      'Under the amendments uno an outlet must uno keep what it uno knows of its uno commenters',
    );
    expect(shared('origin').join(' ').length).toBeCloseTo(shared('copy').join(' ').length, -1);

    await accept(at, copy, original);
    expect(await origins()).toBe(1);
    expect(
      await db()
        .read.selectFrom('derivation')
        .select(['origin_id', 'kind', 'basis'])
        .where('source_id', '=', copy.sourceId)
        .execute(),
    ).toEqual([{ origin_id: original.sourceId, kind: 'republishes', basis: 'The same text' }]);
    expect(await pairOf(original, copy)).toMatchObject({ state: 'accepted' });
    await expect(accept(at, copy, original)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are found although a table was imported, whose bytes are not a page', async () => {
    const at = app();
    const table = await run(at, storeCapture, monitor, {
      title: 'A table',
      kind: 'dataset',
      method: 'file',
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: Uint8Array.of(0x50, 0x4b, 3, 4),
      text: 'date, city',
      language: 'en',
    });
    const [original, copy] = [
      await preservePage(at, { paragraphs: own('dos') }),
      await preservePage(at, { title: 'Again', paragraphs: own('dos') }),
    ];
    expect(await readAll(at)).toEqual({ read: 3, pairs: 1 });
    expect(table.capture && (await pairOf(original, copy))).toMatchObject({ state: 'open' });
  });

  it('are found in Cyrillic, whatever the case and the letter ё', async () => {
    const at = app();
    const text = [
      'Президент подписал поправки, по которым сайты обязаны установить личность каждого, кто оставляет комментарий под материалом.',
      'Ещё редакции должны хранить сведения о комментаторах три месяца и передавать их следствию по письменному запросу.',
      'Журналистам понадобится согласие упомянутых людей на публикацию семейной, врачебной или банковской тайны.',
    ];
    const original = await preservePage(at, { title: 'Поправки подписаны', paragraphs: text });
    const copy = await preservePage(at, {
      title: 'Новый закон',
      paragraphs: text.map((paragraph) => paragraph.replaceAll('ё', 'е').toUpperCase()).reverse(),
    });
    await readAll(at);
    expect(Math.max((await pairOf(original, copy))!.of_a, (await pairOf(original, copy))!.of_b)).toBe(1);
  });

  it('do not include two pages that quote one letter at length', async () => {
    const at = app();
    const letter =
      '“We ask the prosecutor to close the case against the station, to give back what was taken from its rooms, to let its editor travel to her mother, and to tell the public who ordered the search in April and on whose complaint, as the law of procedure wants it.”';
    const first = await preservePage(at, {
      title: 'A letter',
      paragraphs: [
        'Nine organisations have sent a letter to the prosecutor, a lawyer of the station told us on Friday evening.',
        letter,
        'There was no answer by the time this page went out.',
      ],
    });
    const second = await preservePage(at, {
      title: 'Groups write',
      paragraphs: [
        'The station that was searched in spring gets support from abroad, as its listeners could hear this morning.',
        letter,
        'Its editor has not been allowed to leave the country since.',
      ],
    });
    await readAll(at);
    expect(await pairOf(first, second)).toBeUndefined();
  });

  it('of an agency on four pages count once, two by their credit and two by their text', async () => {
    const at = app();
    const text = own('afp');
    const dateline = await preservePage(at, {
      title: 'Law passed',
      paragraphs: [`ASTANA (AFP) — ${text[0]}`, ...text.slice(1)],
      published: '2017-12-28',
    });
    const line = await preservePage(at, {
      title: 'Media law protest',
      paragraphs: text.slice(0, 5),
      line: 'Source: AFP',
      published: '2017-12-28',
    });
    const reordered = await preservePage(at, {
      title: 'New curbs',
      paragraphs: text.toReversed(),
      published: '2017-12-29',
    });
    const cut = await preservePage(at, { title: 'In short', paragraphs: text.slice(0, 3), published: '2017-12-30' });
    const all = [dateline, line, reordered, cut];
    const origins = await dependentsOf(
      at,
      all.map((page) => page.source),
    );
    await readAll(at);
    expect(await origins()).toBe(4);
    const credits = await db()
      .read.selectFrom('agency_credit')
      .select(['id', 'source_id', 'agency', 'how'])
      .where(
        'source_id',
        'in',
        all.map((page) => page.sourceId),
      )
      .orderBy('source_id')
      .execute();
    expect(credits.map(({ source_id, agency, how }) => [source_id, agency, how])).toEqual([
      [dateline.sourceId, 'afp', 'dateline'],
      [line.sourceId, 'afp', 'source-line'],
    ]);
    const { origin } = await run(at, acceptCredit, editor, {
      credit: credits[0]!.id,
      origin: {
        make: {
          kind: 'agency-wire',
          title: 'AFP’s story',
          publisher: '#agency',
          published: '2017-12-28',
          addresses: [],
          visibility: 'desk',
        },
        agency: { kind: 'outlet', names: [{ text: 'Agence France-Presse', kind: 'preferred' }] },
      },
    });
    await run(at, acceptCredit, editor, { credit: credits[1]!.id, origin: { source: origin } });
    expect(await origins()).toBe(3);
    // Both pages republish AFP's story. So it does not matter whether one copied the other, and no decision is needed.
    expect(await pairOf(dateline, line)).toMatchObject({ state: 'settled' });
    const group = (await listCopyGroups(db().read)).find(
      (one) => one.origin.id === dateline.sourceId || one.origin.id === line.sourceId,
    )!;
    await run(at, acceptCopies, editor, {
      pairs: group.pairs.map((pair) => ({ id: pair.id, copy: pair.copy.brief.ref! })),
    });
    expect(await origins()).toBe(1);
    const left = (await listCopyGroups(db().read)).filter((one) => all.some((page) => page.sourceId === one.origin.id));
    expect(left).toEqual([]);
  });

  it('can be reversed, and never form a cycle', async () => {
    const at = app();
    const text = own('circle');
    const [first, second, third] = [
      await preservePage(at, { paragraphs: text, published: '2018-01-01' }),
      await preservePage(at, { paragraphs: text, title: 'Two', published: '2018-01-02' }),
      await preservePage(at, { paragraphs: text, title: 'Three', published: '2018-01-03' }),
    ];
    await readAll(at);
    const pair = (await pairOf(first, second))!;
    await run(at, acceptCopies, editor, { pairs: [{ id: pair.id, copy: first.source }] });
    expect(
      await db().read.selectFrom('derivation').select('origin_id').where('source_id', '=', first.sourceId).execute(),
    ).toEqual([{ origin_id: second.sourceId }]);
    await run(at, acceptCopies, editor, { pairs: [{ id: (await pairOf(second, third))!.id, copy: second.source }] });
    expect(await pairOf(first, third)).toMatchObject({ state: 'settled' });
    await db().transaction((tx) =>
      tx
        .updateTable('copy_pair')
        .set({ state: 'open' })
        .where('a_id', '=', Math.min(first.sourceId, third.sourceId))
        .where('b_id', '=', Math.max(first.sourceId, third.sourceId))
        .execute(),
    );
    await expect(accept(at, third, first)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ message: 'evidence.origins.error.circle' }],
    });
  });

  it('that were dismissed are not suggested again until they are reopened', async () => {
    const at = app();
    const text = own('aside');
    const [first, second, third] = [
      await preservePage(at, { paragraphs: text, published: '2018-01-01' }),
      await preservePage(at, { paragraphs: text, title: 'Two', published: '2018-01-02' }),
      await preservePage(at, { paragraphs: text, title: 'Three', published: '2018-01-03' }),
    ];
    await readAll(at);
    await run(at, dismissCopies, monitor, {
      pairs: [{ id: (await pairOf(first, third))!.id, copy: third.source }],
      reason: 'Both print the ministry’s release.',
    });
    expect([
      (await pairOf(first, third))!.state,
      (await pairOf(second, third))!.state,
      (await pairOf(first, second))!.state,
    ]).toEqual(['dismissed', 'dismissed', 'open']);
    const again = await preservePage(at, {
      paragraphs: [...text, 'And a line was added later on.'],
      title: 'Three',
      published: '2018-01-03',
      url: 'https://again.example/1',
    });
    await run(at, merge, editor, { from: again.source, into: third.source });
    await db().transaction((tx) =>
      tx
        .updateTable('text_sketch')
        .set({ compared_at: null })
        .where('capture_id', 'in', [first.captureId, third.captureId, again.captureId])
        .execute(),
    );
    await readAll(at);
    expect(await pairOf(first, third)).toMatchObject({
      state: 'dismissed',
      reason: 'Both print the ministry’s release.',
    });
    await run(at, reopenCopies, monitor, { pairs: [(await pairOf(first, third))!.id] });
    expect(await pairOf(first, third)).toMatchObject({ state: 'open', reason: null });
    await expect(
      run(at, dismissCopies, monitor, {
        pairs: [{ id: (await pairOf(first, second))!.id, copy: second.source }],
        reason: '',
      }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('need no decision while a derivation between them is recorded by hand', async () => {
    const at = app();
    const text = own('hand');
    const [first, second] = [
      await preservePage(at, { paragraphs: text }),
      await preservePage(at, { paragraphs: text, title: 'Two' }),
    ];
    await readAll(at);
    expect(await pairOf(first, second)).toMatchObject({ state: 'open' });
    const change = async (derivedFrom: { origin: string; kind: 'republishes' }[]) => {
      const { version } = await db()
        .read.selectFrom('thing')
        .select('version')
        .where('id', '=', second.sourceId)
        .executeTakeFirstOrThrow();
      await run(at, changeSource, editor, {
        source: second.source,
        version,
        to: { kind: 'article', title: 'Two', derivedFrom, visibility: 'desk' },
      });
    };
    await change([{ origin: first.source, kind: 'republishes' }]);
    expect(await pairOf(first, second)).toMatchObject({ state: 'settled' });
    await change([]);
    expect(await pairOf(first, second)).toMatchObject({ state: 'open' });
  });

  it('leave nothing behind after a page is sealed, and are found again when the seal is removed', async () => {
    const at = app();
    const holder = await newKeyHolder(at, 'monitor');
    const text = own('sealed');
    const [first, second] = [
      await preservePage(at, { paragraphs: text, line: 'Source: AFP' }),
      await preservePage(at, { paragraphs: text, title: 'Two' }),
    ];
    await readAll(at);
    expect(await pairOf(first, second)).toBeDefined();
    const open = await countOpen(db().read);
    for (const thing of [first.capture, first.source]) {
      await holder.seal(thing);
      expect(
        await db().read.selectFrom('text_sketch').selectAll().where('capture_id', '=', first.captureId).execute(),
      ).toEqual([]);
      expect(await pairOf(first, second)).toBeUndefined();
      expect(
        await db().read.selectFrom('agency_credit').selectAll().where('source_id', '=', first.sourceId).execute(),
      ).toEqual([]);
      expect(await readAll(at)).toMatchObject({ read: 0 });
      await holder.unseal(thing);
      expect((await waiting(db())).at(-1)).toEqual({ captures: [first.captureId] });
      await readAll(at);
      expect(await pairOf(first, second)).toMatchObject({ state: 'open' });
      expect(await countOpen(db().read)).toEqual(open);
    }
  });

  it('are read again after a name was redacted', async () => {
    const at = app();
    const text = own('struck').map((paragraph, index) =>
      index === 1 ? `${paragraph} The editor Zarina Erasova was the first to close her forum.` : paragraph,
    );
    const [first, second] = [
      await preservePage(at, { paragraphs: text }),
      await preservePage(at, { paragraphs: text, title: 'Two' }),
    ];
    await readAll(at);
    const marks = async () =>
      (
        await db()
          .read.selectFrom('text_sketch')
          .select('marks')
          .where('capture_id', '=', first.captureId)
          .executeTakeFirst()
      )?.marks;
    const before = await marks();
    const { actors } = await run(at, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Zarina Erasova' }] }],
    });
    await redactPerson(at, editor, { actor: actors[0]!, ground: 'She asked for it under the law.' });
    expect(await marks()).toBeUndefined();
    await readAll(at);
    expect(await marks()).not.toEqual(before);
    expect(await pairOf(first, second)).toMatchObject({ state: 'open' });
  });

  it('are not made of a credit that was dismissed', async () => {
    const at = app();
    const page = await preservePage(at, { paragraphs: own('credit'), line: 'Источник: КазТАГ' });
    await readAll(at);
    const credit = await db()
      .read.selectFrom('agency_credit')
      .selectAll()
      .where('source_id', '=', page.sourceId)
      .executeTakeFirstOrThrow();
    expect(credit).toMatchObject({ agency: 'kaztag', how: 'source-line', state: 'open' });
    await run(at, dismissCredits, monitor, { credits: [credit.id], reason: 'Only the photograph is theirs.' });
    await expect(
      run(at, acceptCredit, editor, { credit: credit.id, origin: { source: page.source } }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
