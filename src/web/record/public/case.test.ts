import { gzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { messages } from '../../../platform/messages/messages.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { whole } from '../../../platform/testing/whole.ts';
import { file } from '../../../record/filing/file.ts';
import type { FilingInput } from '../../../record/filing/schema.ts';
import { compliance } from '../../../record/vocabulary/lists.ts';
import { createWeb } from '../../create-web.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { countQueries } from '../../../platform/testing/count-queries.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { loadCase } from '../../../record/views/case.ts';
import { maxNotes } from '../components/page-notes.tsx';
import { searchProjection } from '../../../search/index/projection.ts';
import { loadCasePage } from './case.tsx';
import type { CaseListPage } from './case-lists.tsx';

const words = (node: { textContent: string | null }): string => (node.textContent ?? '').replace(/\s+/g, ' ').trim();
function answersOf(html: string): Record<string, string> {
  const { document } = parseHTML(html);
  // The number of a note is there twice: as a button, and as a link for browsers without popovers.
  for (const hidden of document.querySelectorAll('.refs button, .print-only')) hidden.remove();
  return Object.fromEntries(
    [...document.querySelectorAll('.answers > div')].map((row) => [
      words(row.querySelector('dt')!),
      words(row.querySelector('dd')!),
    ]),
  );
}

onEitherDatabase('the page of a case', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });
  const pageOf = async (key: string): Promise<string> => {
    const number = Number(site.refs[key]!.split('/')[1]);
    const { headers } = await site.web.request(`/cases/${number}`);
    return (await site.web.request(headers.get('location')!)).text();
  };

  it('answers what, to whom, where, when, under which law, by whom, and its status', async () => {
    expect(answersOf(await pageOf('case-suit'))).toEqual({
      What: 'Civil lawsuit1; removal ordered2',
      'To whom': 'Forbes Kazakhstan (defendant)1; Ratel.kz (defendant)1',
      Where: 'Almaty, Kazakhstan3',
      'Start date': 'December 20164 or January 20171 Disputed',
      Law: 'Not recorded',
      'By whom': 'Zeinulla Kakimzhanov (plaintiff)1; Ilkhalid Kakimzhanov (plaintiff)1',
      Now: 'Civil lawsuit: decided3, against the journalist or outlet2,3 (ruling, 4 April 20173). No appeal is recorded.Ordered: damages for distress, 50.2 million tenge3; removal of published content2; retraction2It is not recorded whether this was carried out. See also the related cases.Newest source: 21 May 2018',
      'According to': 'Eurasianet; Adil Soz; Human Rights WatchNumbers show who says what.',
    });
    const probe = answersOf(await pageOf('case-probe'));
    expect(probe['What']).toMatch(
      /^Search of a newsroom[\d,]+; criminal investigation[\d,]+; equipment seized\d+; 3 more/,
    );
    expect(probe['To whom']).toMatch(
      /^Forbes Kazakhstan[\d,]+; Ratel\.kz[\d,]+; Marat Asipov, Editor-in-chief, Ratel\.kz \(suspect\)[\d,]+; 3 more$/,
    );
    expect(probe['Law']).toMatch(/^Article 274, Criminal Code of Kazakhstan\d+$/);
    expect(probe['Start date']).toMatch(/^30 March 2018[\d,]+$/);
    expect(probe['By whom']).toContain('Almaty police (investigating authority)');
    expect(probe['Now']).toMatch(
      /^Criminal investigation: pre-trial(\d+)Marat Asipov: suspect, since 4 April 2018\1Last event: letter sent, 18 May 2018[\d,]+Status as of 6 April 2018. Newest source: 21 May 2018$/,
    );
    expect(answersOf(await pageOf('case-blocking'))).toMatchObject({
      What: expect.stringMatching(/^Website blocked \(wildratel\.com\)\d; blocking ordered[\d,]+$/),
      Now: expect.stringMatching(
        /^A court approves the blocking of Ratel.kz, 31 March 2018[\d,]+Last event: A Facebook page and wildratel.com are blocked, 4 April 2018\d\. No unblocking is recorded\.Newest source/,
      ),
    });
    expect(answersOf(await pageOf('case-law'))['Now']).toMatch(
      /^Signed 28 December 2017.*We don’t know whether .*Last event: Reporters Without Borders .*, 29 December 2017\d+Newest source/,
    );
  });

  it('opens the other speakers in their place, and the notes for a link to the sources', async () => {
    const { document } = parseHTML(await pageOf('case-probe'));
    const more = document.querySelector('.answers details')!;
    expect(words(more.querySelector('summary')!)).toBe('6 more');
    expect(words(more).split('; ')).toHaveLength(6);
    expect(words(more)).toContain('Radio Free Europe/Radio Liberty');
    expect(document.querySelector('.on-page a[href="#sources"]')).not.toBeNull();
    expect(words(document.querySelector('#sources')!.closest('details')!)).toMatch(/^Notes: who says what .*9 sources/);
  });

  it('is listed on the page of its target with the same status as on its own page', async () => {
    const { headers } = await site.web.request(`/actors/${site.refs['ratel']!.split('/')[1]}`);
    const { document } = parseHTML(await (await site.web.request(headers.get('location')!)).text());
    const lines = [...document.querySelectorAll('.answers .status p')].map(words);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('Target in 3 cases');
    expect(lines[1]).toBe(
      'The order to block Ratel.kz: A court approves the blocking of Ratel.kz, 31 March 2018; A Facebook page and wildratel.com are blocked, 4 April 2018. No unblocking is recorded.',
    );
    const own = parseHTML(await pageOf('case-blocking')).document;
    const now = words(
      [...own.querySelectorAll('.answers dt')].find((one) => words(one) === 'Now')!.nextElementSibling!,
    );
    for (const said of [
      'A court approves the blocking of Ratel.kz',
      'A Facebook page and wildratel.com are blocked',
      'No unblocking is recorded.',
    ])
      expect(now).toContain(said);
    // An editor decided that the two dates of its beginning are no contradiction.
    const dated = [...document.querySelectorAll('.chronology li')].filter((one) =>
      words(one).startsWith('The order to block Ratel.kz'),
    );
    expect(dated.map((one) => /Disputed/.test(words(one)))).toEqual([false]);
  });

  it('gives a republished story one number, and lists its pages in the note', async () => {
    const { document } = parseHTML(await pageOf('case-law'));
    const when = [...document.querySelectorAll('.answers dt')].find(
      (one) => words(one) === 'When',
    )!.nextElementSibling!;
    const numbers = [...when.querySelectorAll('.refs a')].map((one) => one.getAttribute('href')!);
    expect(numbers).toHaveLength(1);
    expect(words(document.querySelector(numbers[0]!)!)).toMatch(
      /Press TV, 28 December 2017.*The same story in: Gulf Times, 28 December 2017; Iran Daily; Bizcommunity$/,
    );
    // They are not repeated among the sources without a note.
    expect(words(document.querySelector('#other-sources') ?? document.createElement('p'))).not.toContain('Gulf Times');
  });

  it('says who people are, what those who acted say, and where related cases may say more', async () => {
    const probe = answersOf(await pageOf('case-probe'));
    expect(probe['By whom']).toMatch(/Zeinulla Kakimzhanov, former Minister of Finance \(complainant\)[\d,]+$/);
    const { document } = parseHTML(await pageOf('case-probe'));
    const people = [...document.querySelectorAll('#who dt')].map(words);
    expect(people.filter((one) => /^Marat Asipov\s*Editor-in-chief, Ratel\.kz/.test(one))).toHaveLength(1);
    // The record has neither the text of the article nor a date of it.
    expect(document.querySelector('#law')).toBeNull();
    const suit = parseHTML(await pageOf('case-suit')).document;
    expect(words(suit.querySelector('.answers .status')!)).toContain(
      'It is not recorded whether this was carried out. See also the related cases.',
    );
  });

  it('draws related cases only if they are three or more', async () => {
    const drawn: Record<string, [cases: number, drawn: boolean]> = {};
    for (const key of ['case-suit', 'case-probe', 'case-blocking', 'case-law']) {
      const { document } = parseHTML(await pageOf(key));
      const others = new Set([...document.querySelectorAll('.relations a[href^="/cases/"]')].map(words));
      drawn[key] = [others.size + 1, document.querySelector('.relation-picture') !== null];
    }
    expect(drawn).toEqual({
      'case-suit': [2, false],
      'case-probe': [4, true],
      'case-blocking': [2, false],
      'case-law': [2, false],
    });
  });

  it('has each event once, and a note for each number', async () => {
    const html = await pageOf('case-probe');
    const { document } = parseHTML(html);
    expect([...html.matchAll(/>Police search both newsrooms</g)]).toHaveLength(1);
    const numbers = new Set([...document.querySelectorAll('.refs a')].map((one) => one.getAttribute('href')));
    for (const href of numbers) expect([href, document.querySelectorAll(href!).length]).toEqual([href, 1]);
    // The notes are in the order in which the page cites them, and each has the words of its claim.
    expect(document.querySelectorAll('.note').length).toBe(numbers.size);
    for (const note of document.querySelectorAll('.note'))
      expect(words(note.querySelector('.claim-words')!).length).toBeGreaterThan(10);
  });

  it('lists the notes in the order of their numbers, and the whole reference of a source once', async () => {
    const { document } = parseHTML(await pageOf('case-suit'));
    const notes = [...document.querySelectorAll('.note')];
    expect(notes.map((note) => Number(words(note.querySelector('.n')!)))).toEqual(notes.map((_, index) => index + 1));
    const whole = [...document.querySelectorAll('.note-source:not(.in-note)')].map(words);
    expect(whole.length).toBe(3);
    expect(new Set(whole).size).toBe(whole.length);
    // A later note names the publisher and the date, and leads to the first note on the source.
    const [later] = document.querySelectorAll('.note .in-list');
    expect(words(later!)).toMatch(/^\D+, \d+ \w+ \d{4} \(note \d+\)$/);
    const first = document.querySelector(later!.querySelector('a')!.getAttribute('href')!)!;
    expect(words(first.querySelector('.note-source:not(.in-note)')!)).toContain(words(later!).split(' (')[0]);
    // In place, each note has the whole reference.
    expect(notes.every((note) => note.querySelector('.note-source'))).toBe(true);
  });

  it('shows values that are disputed by the same sources once', async () => {
    const { document } = parseHTML(await pageOf('case-suit'));
    const items = [...document.querySelectorAll('.disagreements > li')];
    expect(items.map((one) => [...one.querySelectorAll('h3')].map(words))).toEqual([
      [
        'Date it began: the case',
        'Date: Kakimzhanov files a complaint or suit against the two outlets',
        'Date filed: Kakimzhanov and his son v. Forbes Kazakhstan and Ratel.kz',
      ],
    ]);
  });
});

const source = { kind: 'reference' as const, source: '#source' };
const claim = (wording: string, statements: object[], more: object = {}): NonNullable<FilingInput['claims']>[number] =>
  ({
    case: '#case',
    wording,
    kind: 'paraphrase',
    mode: 'stated',
    checked: true,
    visibility: 'public',
    chain: [{ pagesOwn: true }],
    support: source,
    statements,
    ...more,
  }) as never;
const sources = [
  {
    key: 'source',
    kind: 'article' as const,
    title: 'A report',
    published: '2026-03-02',
    visibility: 'public' as const,
  },
];

onEitherDatabase('the status of a case', (db) => {
  const aMonthLater = new Date('2026-04-01T09:00:00Z');
  const nowOf = async (filing: Omit<FilingInput, 'sources' | 'cases'>): Promise<string> =>
    (await answersAt(aMonthLater, filing))['Now']!;
  const answersAt = async (
    day: Date,
    filing: Omit<FilingInput, 'sources' | 'cases'>,
  ): Promise<Record<string, string>> => {
    const app = testApp(db(), { now: () => day });
    const filed = await run(app, file, editor, {
      ...filing,
      sources,
      cases: [{ key: 'case', title: 'A case', visibility: 'public' }],
    });
    const { number } = parseRef(filed.cases[0]!)!;
    const web = createWeb({ ...testDeps(), app });
    return answersOf(await (await web.request(routes.case_({ number, slug: 'a-case' }))).text());
  };
  const suit = {
    proceedings: [{ key: 'suit', case: '#case', title: 'The suit', visibility: 'public' as const }],
    hearings: [
      { key: 'first', proceeding: '#suit', title: 'First hearing', visibility: 'public' as const },
      { key: 'second', proceeding: '#suit', title: 'Second hearing', visibility: 'public' as const },
    ],
  };

  it('is the same last event as in the list of cases, which says what is still to come', async () => {
    const app = testApp(db(), { listeners: [searchProjection()], now: () => aMonthLater });
    const dated = (event: string, day: string, type: string, over: object[] = []) =>
      claim(`It was on ${day}.`, [
        { subject: event, property: 'date', value: day },
        { subject: event, property: 'event-type', value: type },
        ...over,
      ]);
    const open = { visibility: 'public' as const };
    await run(app, file, editor, {
      sources,
      cases: [
        { key: 'case', title: 'The suit against the paper', ...open },
        { key: 'blocked', title: 'The blocking of the paper', ...open },
      ],
      proceedings: [{ key: 'suit', case: '#case', title: 'The suit', ...open }],
      events: [
        { key: 'ruled', case: '#case', title: 'The court rules', ...open },
        { key: 'sent', case: '#case', title: 'Colleagues write to the court', ...open },
        { key: 'block', case: '#blocked', title: 'The site is blocked', ...open },
      ],
      claims: [
        dated('#ruled', '2026-02-01', 'judgment', [
          { subject: '#suit', property: 'proceeding-status', value: 'decided' },
          { subject: '#suit', property: 'proceeding-outcome', value: 'for-target' },
        ]),
        dated('#sent', '2026-03-01', 'letter-sent'),
        {
          ...dated('#block', '2026-03-01', 'blocking', [
            { subject: '#block', property: 'end-date', value: '2026-05-01' },
          ]),
          case: '#blocked',
        },
      ],
    });
    const web = createWeb({ ...testDeps(), app });
    const { document } = parseHTML(await (await web.request(routes.cases())).text());
    const lines = [...document.querySelectorAll('.cases li')].map((one) => words(one));
    const lineOf = (title: string): string => lines.find((one) => one.startsWith(title))!;
    expect(lineOf('The suit')).toContain('last event 1 March 2026');
    expect(lineOf('The blocking')).toContain('next date 1 May 2026');
    const suitPage = [...document.querySelectorAll('.cases a')].find((one) => words(one).startsWith('The suit'))!;
    expect(answersOf(await (await web.request(suitPage.getAttribute('href')!)).text())['Now']).toMatch(
      /^The suit: decided1, .*1 \(ruling, 1 February 20261\)\. No appeal is recorded\.Last event: letter sent, 1 March 20262/,
    );
  });

  it('is not called current if no source is newer than a year', async () => {
    const settled = { claims: [claim('It is so.', [{ subject: '#case', property: 'case-status', value: 'settled' }])] };
    const inOneYear = await answersAt(new Date('2027-03-02T09:00:00Z'), settled);
    expect(inOneYear).toMatchObject({ Now: 'Settled1Newest source: 2 March 2026' });
    const later = await answersAt(new Date('2027-03-04T09:00:00Z'), settled);
    expect(later).toMatchObject({ 'As of 2 March 2026': 'Settled1' });
    expect(later).not.toHaveProperty('Now');
    // A hearing to come keeps a case up to date.
    const heard = await answersAt(new Date('2027-03-04T09:00:00Z'), {
      ...suit,
      claims: [claim('It is so.', [{ subject: '#second', property: 'hearing-time', value: { at: '2027-04-09' } }])],
    });
    expect(heard).toMatchObject({ Now: 'Next hearing: 9 April 20271Newest source: 2 March 2026' });
  });

  it.each([
    ['nothing is known', {}, [], 'The status of the case is not recorded.Newest source: 2 March 2026'],
    [
      'a status was stated',
      {},
      [{ subject: '#case', property: 'case-status', value: 'settled' }],
      'Settled1Newest source: 2 March 2026',
    ],
    [
      'the status is unknown',
      {},
      [{ subject: '#case', property: 'case-status', value: 'unknown' }],
      'The status of the case is not recorded.Newest source: 2 March 2026',
    ],
    [
      'only one hearing is still to come',
      suit,
      [
        { subject: '#suit', property: 'proceeding-status', value: 'in-trial' },
        { subject: '#first', property: 'hearing-time', value: { at: '2026-03-31' } },
        { subject: '#second', property: 'hearing-time', value: { at: '2026-04-09' } },
      ],
      'The suit: on trial1Next hearing: 9 April 20261Newest source: 2 March 2026',
    ],
    [
      'the next hearing was cancelled',
      suit,
      [
        { subject: '#second', property: 'hearing-time', value: { at: '2026-04-09' } },
        { subject: '#second', property: 'hearing-outcome', value: 'cancelled' },
      ],
      'The status of the proceeding is not recorded.Newest source: 2 March 2026',
    ],
  ])('is honest if %s', async (_what, parts, statements, expected) => {
    expect(await nowOf({ ...parts, claims: [claim('It is so.', statements)] })).toBe(expected);
  });

  it('names who alleges it, and takes what was said last', async () => {
    const said = await nowOf({
      actors: [{ key: 'lawyer', kind: 'person', names: [{ text: 'A. Lawyer' }], visibility: 'public' }],
      ...suit,
      claims: [
        claim('The suit is settled.', [{ subject: '#suit', property: 'proceeding-status', value: 'settled' }], {
          mode: 'alleged',
          chain: [{ actor: '#lawyer', verb: 'said' }],
        }),
      ],
    });
    expect(said).toContain('settled (alleged by A. Lawyer1)');
  });
});

onEitherDatabase('the queries for the page of a case', (db) => {
  it('do not grow with its claims, events, proceedings and sources', async () => {
    const app = testApp(db());
    const counted = async (size: number): Promise<Record<string, number>> => {
      const many = Array.from({ length: size }, (_, index) => index);
      const filed = await run(app, file, editor, {
        actors: many.map((n) => ({
          key: `a${n}`,
          kind: 'person' as const,
          names: [{ text: `Speaker ${size} ${n}` }],
          visibility: 'public' as const,
        })),
        sources: many.map((n) => ({
          key: `s${n}`,
          kind: 'article' as const,
          title: `Report ${size} ${n}`,
          published: '2026-03-02',
          visibility: 'public' as const,
        })),
        cases: [{ key: 'case', title: `A case of ${size}`, visibility: 'public' }],
        proceedings: many.map((n) => ({
          key: `p${n}`,
          case: '#case',
          title: `Suit ${size} ${n}`,
          visibility: 'public' as const,
        })),
        events: many.map((n) => ({
          key: `e${n}`,
          case: '#case',
          title: `Event ${size} ${n}`,
          visibility: 'public' as const,
        })),
        claims: many.map((n) =>
          claim(
            `Claim ${size} ${n} says it.`,
            [
              { subject: `#e${n}`, property: 'date', value: `2026-02-${String((n % 28) + 1).padStart(2, '0')}` },
              { subject: `#p${n}`, property: 'proceeding-status', value: 'in-trial' },
              { subject: '#case', property: 'began', value: n % 2 ? '2026-01-01' : '2026-01-02' },
            ],
            { chain: [{ actor: `#a${n}`, verb: 'said' }], support: { kind: 'reference', source: `#s${n}` } },
          ),
        ),
      });
      const thing = (await findThing(app.db.read, 'case', parseRef(filed.cases[0]!)!.number))!;
      const of = (at?: CaseListPage): Promise<number> =>
        countQueries(app.db.read, (read) => loadCasePage(read, thing, true, at));
      return {
        whole: await of(),
        json: await countQueries(app.db.read, (read) => loadCase(read, thing, 'public')),
        events: await of({ list: 'events', page: 1 }),
        words: await of({ list: 'words', page: 1 }),
      };
    };
    const [few, many] = [await counted(2), await counted(60)];
    expect(many).toEqual(few);
    expect(few['whole']!).toBeLessThanOrEqual(60);
    // A page of one list loads little more than the record.
    expect(few['words']!).toBeLessThan(few['whole']!);
    expect(few['words']! - few['json']!).toBeLessThanOrEqual(1);
    expect(few['events']! - few['json']!).toBeLessThanOrEqual(2);
  });
});

onEitherDatabase('the page of a case with many claims', (db) => {
  it('stays small, and its pages have every claim and event', async () => {
    const app = testApp(db());
    const numbers = Array.from({ length: whole ? 1000 : 400 }, (_, index) => index);
    const filed = await run(app, file, editor, {
      sources,
      cases: [{ key: 'case', title: 'A large case', visibility: 'public' }],
      events: numbers
        .filter((n) => n % 4 === 0)
        .map((n) => ({
          key: `e${n}`,
          case: '#case',
          title: `Eventnumber${n}end`,
          visibility: 'public' as const,
        })),
      claims: numbers.map((n) =>
        claim(
          `Wordingnumber${n}end is what the report says about one of the many steps.`,
          n % 4 === 0
            ? [
                { subject: `#e${n}`, property: 'event-type', value: 'hearing' },
                { subject: `#e${n}`, property: 'date', value: `${1990 + (n % 30)}-05` },
              ]
            : [],
        ),
      ),
    });
    const { number } = parseRef(filed.cases[0]!)!;
    const web = createWeb({ ...testDeps(), app });
    const text = async (query: object): Promise<string> => {
      const answer = await web.request(routes.case_({ number, slug: 'a-large-case' }, query));
      expect(answer.status).toBe(200);
      return answer.text();
    };
    const first = await text({});
    expect(gzipSync(first).length).toBeLessThan(40 * 1024);
    expect(first.match(/class="note"/g)!.length).toBeLessThanOrEqual(maxNotes);
    const all = async (list: string, word: string): Promise<{ found: number; pages: number }> => {
      const found = new Set<string>();
      for (let page = 1; page < 60; page++) {
        const html = await text({ list, page });
        expect(gzipSync(html).length).toBeLessThan(40 * 1024);
        const mine = [...html.matchAll(new RegExp(`${word}(\\d+)end`, 'g'))].map((match) => match[1]!);
        if (!mine.length) return { found: found.size, pages: page - 1 };
        for (const one of mine) found.add(one);
      }
      throw new Error('The list does not end.');
    };
    const events = numbers.length / 4;
    const other = numbers.length - events;
    const several = expect.toSatisfy((pages: number) => pages > 1);
    expect(await all('events', 'Eventnumber')).toEqual({ found: events, pages: several });
    expect(await all('words', 'Wordingnumber')).toEqual({ found: other, pages: several });
    expect(first).toContain(`All ${events} events`);
    expect(first).toContain(`All ${other} claims`);
  });
});

it('there is a text for each answer about an order', () => {
  const keys = compliance.map(({ key }) => key).filter((key) => key !== 'unknown');
  expect(keys.filter((key) => !messages().has(`record.public.case.complied.${key}`))).toEqual([]);
});
