import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { run, type App } from '../../platform/operation.ts';
import { readCapture } from '../../drafting/page/read-capture.ts';
import { file } from '../../record/filing/file.ts';
import { captureListener } from '../republished/follow.ts';
import { readCaptures, readCapturesJob } from '../republished/read-captures.ts';
import { preservePage } from '../republished/testing/texts.ts';
import { wordsIn } from '../republished/similarity/words.ts';
import { Steps } from '../../platform/steps.ts';
import { lossesOf, readElsewhere, type Text } from './differences.ts';
import { lossesBetween, maxSteps, quotationsOf } from './find.ts';
import { quotationListener } from './follow.ts';
import { compareQuotations, decideLosses } from './keep.ts';
import { listLosses, lossesOfClaims, quotedElsewhere, type LossView } from './queue.ts';

const seed = join(packageRoot, '..', 'shared', 'seed', '000_8b1f9d54ddd11b58.txt');
const readAll = (app: App) => readCaptures({ app, reader: readCapture, more: [compareQuotations] });
const job = readCapturesJob(readCapture, [compareQuotations]);

/** A second page with other words around the same quotation, split by its attribution. */
const whole = [
  'A coalition of press freedom groups has written to the authorities in Astana about the treatment of reporters there.',
  '“We are concerned that the growing pattern of disproportionate, and in some cases, illegal actions taken by the prosecutor’s office and the judiciary against Ratel.kz and a number of other media suggests misuse of Kazakhstan’s legal system,” their letter says, “to silence normal criticism crucial to the functioning of a well-ordered democracy.”',
  'Officials had not answered by the weekend, and a spokeswoman for the ministry said that she had not seen the text.',
];

onEitherDatabase('quotations across captures', (db) => {
  beforeAll(() => prepareJobs(db(), [job]));
  const newApp = (): App => testApp(db(), { listeners: [quotationListener(job), captureListener(job)] });
  const about = async (number: number): Promise<LossView[]> =>
    (await listLosses(db().read, 'open')).filter((loss) => loss.lacking.page.brief.number === number);

  it.skipIf(!existsSync(seed))(
    'show the missing name once both pages are captured (skipped where the reference text is not available)',
    async () => {
      const app = testApp(db());
      const text = readFileSync(seed, 'utf8');
      const copy = await preservePage(app, { title: 'International organizations question', text });
      await readAll(app);
      expect(await listLosses(db().read, 'open')).toEqual([]);
      const full = await preservePage(app, { title: 'Groups write to Astana', paragraphs: whole });
      await readAll(app);
      const losses = await listLosses(db().read, 'open');
      expect(
        losses.map((loss) => [loss.lacking.page.brief.number, loss.witness.page.brief.number, loss.words, loss.name]),
      ).toEqual([[copy.number, full.number, 'Ratel.kz', true]]);
      expect(
        losses[0]!.lacking.pieces.map((piece) => (piece.mark === 'missing' ? '‸' : piece.text)).join(''),
      ).toContain('judiciary against‸ and a number of other media');
      expect(losses[0]!.witness.pieces.filter((piece) => piece.mark === 'extra').map((piece) => piece.text)).toEqual([
        'Ratel.kz',
      ]);
      await run(app, decideLosses, monitor, { warnings: [losses[0]!.id], state: 'accepted' });
    },
  );

  it('show a missing name whichever page is captured first, even if one has no quotation marks', async () => {
    const app = newApp();
    const letter = [
      'To the prosecutor of the republic, from those who sign below.',
      'We ask you to end the proceedings against the portal Azat and its two editors, and to return what was taken from their homes in April.',
      'We shall come back to this in June.',
    ];
    await preservePage(app, { title: 'The letter', paragraphs: letter });
    const report = await preservePage(app, {
      title: 'Editors ask for help',
      paragraphs: [
        'The letter was delivered on Monday by a lawyer of the union.',
        'It reads: «We ask you to end the proceedings against the portal and its two editors, and to return what was taken from their homes in April».',
      ],
    });
    await readAll(app);
    expect((await about(report.number)).map((loss) => loss.words)).toEqual(['Azat']);
  });

  it('are compared if a claim quotes them from a page without quotation marks', async () => {
    const app = newApp();
    const block =
      'Nobody in this country should lose a newspaper over a caricature of the mayor and his brother in law';
    const page = await preservePage(app, {
      title: 'A statement',
      paragraphs: ['The union put out a statement in the evening.', `${block}.`, 'It was signed by nine reporters.'],
    });
    const other = await preservePage(app, {
      title: 'In the evening',
      paragraphs: [
        'Nine reporters signed something in the evening, we hear.',
        `${block.replace('newspaper', 'free newspaper')}.`,
        'There was no answer from the city hall.',
      ],
    });
    await readAll(app);
    expect(await about(page.number)).toEqual([]);
    const text = (
      await db().read.selectFrom('capture').select('text').where('id', '=', page.captureId).executeTakeFirstOrThrow()
    ).text;
    const start = text.indexOf(block);
    const { claims } = await run(app, file, editor, {
      claims: [
        {
          wording: block,
          kind: 'quotation',
          mode: 'quoted',
          chain: [{ asWritten: 'The union', verb: 'said' }],
          support: { kind: 'passage', capture: page.capture, start, end: start + block.length },
        },
      ],
    });
    await readAll(app);
    const [loss] = await about(page.number);
    expect([loss!.words, loss!.witness.page.brief.number, loss!.name]).toEqual(['free', other.number, false]);
    const { id } = await db()
      .read.selectFrom('thing')
      .select('id')
      .where('kind', '=', 'claim')
      .where('number', '=', Number(claims[0]!.split('/')[1]))
      .executeTakeFirstOrThrow();
    expect((await lossesOfClaims(db().read, [id])).get(id)?.map((one) => one.id)).toEqual([loss!.id]);
    expect(await quotedElsewhere(db().read, block, page.sourceId)).toMatchObject([
      { page: { id: other.sourceId }, differs: true, lost: [{ words: 'free', by: 'claim' }] },
    ]);
    await run(app, decideLosses, monitor, {
      warnings: [loss!.id],
      state: 'dismissed',
      reason: 'The other page put it in.',
    });
    expect((await lossesOfClaims(db().read, [id])).size).toBe(0);
    await db().transaction((tx) =>
      tx.updateTable('text_sketch').set({ compared_at: null }).where('capture_id', '=', page.captureId).execute(),
    );
    await readAll(app);
    expect(await about(page.number)).toEqual([]);
  });

  it('no longer use a page that was sealed, and use another page with the same words', async () => {
    const app = newApp();
    const holder = await newKeyHolder(app, 'monitor');
    const said = (name: string): string =>
      `“They came at night, took the servers of ${name}the station and told the guard to keep quiet about it till the morning,” the director said.`;
    const lacking = await preservePage(app, {
      title: 'At night',
      paragraphs: ['The station went silent on Friday.', said('')],
    });
    const first = await preservePage(app, {
      title: 'The raid',
      paragraphs: ['Listeners heard nothing but noise on Friday.', said('Zhuldyz, ')],
    });
    const second = await preservePage(app, {
      title: 'Servers taken',
      paragraphs: ['A tower in the south stopped sending last week.', said('Zhuldyz, ')],
    });
    await readAll(app);
    expect((await about(lacking.number)).map((loss) => loss.witness.page.brief.number)).toEqual([first.number]);
    await holder.seal(first.capture);
    expect(await about(lacking.number)).toEqual([]);
    await readAll(app);
    expect((await about(lacking.number)).map((loss) => [loss.witness.page.brief.number, loss.words])).toEqual([
      [second.number, 'Zhuldyz'],
    ]);
    await holder.seal(lacking.source);
    expect(
      await db().read.selectFrom('quotation_warning').selectAll().where('capture_id', '=', lacking.captureId).execute(),
    ).toEqual([]);
  });
});

describe('two versions of a quotation', () => {
  const asText = (text: string): Text => ({
    text,
    words: wordsIn(text, [{ start: 0, end: text.length }]),
    quotes: [...text.matchAll(/“[^”]*”/g)].map((match) => ({ start: match.index, end: match.index + match[0].length })),
  });
  const said = 'The court has never heard our witnesses and never will, as long as this judge sits in that chair';
  const losses = (quotation: string, other: string): [string, string][] | null => {
    const [here, there] = [asText(quotation), asText(other)];
    const reading = readElsewhere(here, here.words, there);
    return (
      reading &&
      lossesOf(reading).map((loss) => [
        loss.lacking,
        (loss.lacking === 'here' ? there : here).text.slice(loss.words.start, loss.words.end),
      ])
    );
  };

  test.each<[string, string, string, [string, string][]]>([
    ['typography, case and a comma', said, `“${said.toUpperCase().replace('WILL,', 'WILL')}”`, []],
    ['a word that fell out of the quotation', said.replace('our ', ''), `He said: ${said}.`, [['here', 'our']]],
    [
      'words that fell out of the other version',
      said,
      `He said: ${said.replace('and never will, ', '')}.`,
      [['there', 'and never will']],
    ],
    ['words whose omission is marked', said.replace('and never will, ', '[…] '), said, []],
    ['words that dots replace', said.replace(' and never will,', '...'), said, []],
    ['words added in brackets', said.replace('our witnesses', 'our [four] witnesses'), said, []],
    [
      'who says it, between two parts',
      said,
      `“The court has never heard our witnesses and never will,” Asanova told us, “as long as this judge sits in that chair.”`,
      [],
    ],
    [
      'one of several equal words whose omission is marked',
      said.replace('heard our', 'heard heard […]'),
      said.replace('heard our', 'heard heard heard our'),
      [],
    ],
    ['a word for another', said.replace('chair', 'seat'), said, []],
    [
      'a part of the quotation',
      said,
      `“never heard our witnesses and never will, as long as this judge”, she said`,
      [],
    ],
  ])('have missing words only where words fell out unmarked: %s', (_, quotation, other, expected) =>
    expect(losses(quotation, other)).toEqual(expected),
  );

  test('are not compared if they share only a phrase', () => {
    expect(losses(said, 'As long as this judge sits, the union will not send anybody to the city.')).toBeNull();
    expect(losses(said, 'Nothing of the kind was heard.')).toBeNull();
  });

  test('are compared in Cyrillic, too', () =>
    expect(
      losses(
        'Мы требуем вернуть редакции всё, что забрали при обыске второго апреля',
        'Они пишут: «Мы требуем вернуть редакции портала все, что забрали при обыске второго апреля».',
      ),
    ).toEqual([['here', 'портала']]));
});

describe('two pages with thousands of quotations', () => {
  const shared = 'One two three four five six seven eight nine ten eleven twelve.';
  const lossy =
    'we asked for the names of those who were in the building on that day and nobody at the ministry has ever given us an answer';
  /** A page with 6,600 quotations of generated words, which are the same in every run. */
  const page = (seed: number, quotation: string, words: (index: number) => string) => {
    const quoted = Array.from(
      { length: 6600 },
      (_, index) => `“${Array.from({ length: 6 }, (__, word) => words(seed + index * 6 + word)).join(' ')}”`,
    );
    const text = `${shared} “${quotation}” ${quoted.join(' ')}`;
    const quotes = [...text.matchAll(/“[^”]*”/g)].map((match) => ({
      start: match.index + 1,
      end: match.index + match[0].length - 1,
    }));
    return {
      captureId: seed,
      sourceId: seed,
      text,
      body: [],
      quotes,
      words: wordsIn(text, [{ start: 0, end: text.length }]),
    };
  };
  const random = (at: number): string => {
    const hash = Math.imul(at ^ (at >>> 7), 0x85ebca6b) >>> 8;
    return `${'abcdefghijklmnop'[hash & 15]}${'qrstuvwxyz'[(hash >>> 4) % 10]}`;
  };

  it('are compared in fewer than three million steps, and missing words are found', async () => {
    const [here, there] = [page(1, lossy, random), page(500_000, lossy.replace('the names of ', ''), random)];
    const steps = new Steps(maxSteps);
    const found = await lossesBetween(here, quotationsOf(here), there, steps);
    expect(found.flatMap((pair) => lossesOf(pair.reading)).map((loss) => loss.lacking)).toContain('there');
    expect(steps.refused).toBe(0);
    expect(steps.spent).toBeLessThan(3_000_000);
  });

  it('are compared only up to the limit of steps if all their quotations are alike', async () => {
    const same = (at: number): string => ['no', 'one', 'has', 'said'][at % 4]!;
    const [here, there] = [page(1, lossy, same), page(2, lossy.replace('the names of ', ''), same)];
    const steps = new Steps(maxSteps);
    const found = await lossesBetween(here, quotationsOf(here), there, steps);
    expect(steps.spent).toBeLessThanOrEqual(maxSteps);
    expect(steps.refused).toBe(1);
    // The first quotation was compared before the steps were used up.
    expect(found).toHaveLength(1);
  });
});
