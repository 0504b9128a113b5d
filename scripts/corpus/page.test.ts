import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreement, agreementByPage, agreementTogether } from './agreement.ts';
import { comparePages, readPages, strip } from './command.ts';
import { readMarks } from './marks.ts';
import { readPage } from './page.ts';
import type { Page } from './scheme.ts';

const fields = {
  id: 'en-001',
  languages: 'en',
  template: 'custom',
  style: 'local',
  author: 'A',
  double: 'no',
  split: 'train',
  published: '2026-05-13',
  modified: 'none',
  byline: 'none',
  site: 'Lamp',
  voice: '@lamp',
};

type Draft = { header?: Record<string, string | null>; person?: string; lines?: string[]; body: string; file?: string };

/** A page with the outlet @lamp and the person @ann; a field that is null is left out. */
function source({ header = {}, person = 'ann', lines = [], body }: Draft): string {
  const all = Object.entries({ ...fields, ...header }).flatMap(([key, value]) =>
    value === null ? [] : [`${key}: ${value}`],
  );
  return ['---', ...all, '@lamp: outlet, Lamp', `@${person}: person, Ann Lee`, ...lines, '---', body].join('\n');
}
const read = (draft: Draft) => readPage(draft.file ?? 'corpus/pages/en/en-001.html', source(draft));
function good(draft: Draft): Page {
  const { page, problems } = read(draft);
  expect(problems).toEqual([]);
  return page;
}
const problemsOf = (draft: Draft): string =>
  read(draft)
    .problems.map(({ line, problem }) => `${line}: ${problem}`)
    .join('\n');

const said = '<p>[[who1 @ann|Ann Lee]] [[cue1|said]] [[what1|it rained]].</p>';
const claim = 'claim 1: stated, paraphrase, @ann';

describe('a page', () => {
  it('gives the page as it was before the marks', () => {
    const page = good({ lines: [claim], body: `<html>\r\n<body>[[body|${said}]]</body></html>\n` });
    expect(page.clean).toBe('<html>\r\n<body><p>Ann Lee said it rained.</p></body></html>\n');
  });

  it('gives blocks and spans of the text, without words outside the text or marked as not part of it', () => {
    const body = `<h1>[[title|Rain &amp; [[@ann|Ann]]]]</h1><nav>Menu</nav>
      [[body|<p>[[what1|“One</p>[[x|<div>Ad</div><script>a=[[1,2]]</script>]]<p>two]],&quot; [[cue1|said]]&nbsp; <b>[[who1 @ann|Ann]]</b>
      Lee.</p>]]<p>Share</p>`;
    const page = good({ lines: [claim], body });
    expect(page.text).toBe('Rain & Ann\n\n“One\n\ntwo," said Ann Lee.');
    expect(page.blocks.map(({ role, text }) => [role, text])).toEqual([
      ['title', 'Rain & Ann'],
      ['body', '“One'],
      ['body', 'two," said Ann Lee.'],
    ]);
    expect(page.claims[0]).toMatchObject({
      content: [{ text: '“One\n\ntwo' }],
      chain: [{ speaker: 'ann', source: [{ text: 'Ann' }], cue: [{ text: 'said' }] }],
    });
    expect(page.clean).toContain('<div>Ad</div><script>a=[[1,2]]</script>');
  });

  it('joins interrupted content, and separates paragraphs at two line breaks', () => {
    const body = '[[body|<td>[[what1|“A,”]] [[cue1|said]] [[who1 @ann|Ann]]. [[what1|“B”]]<br>c<br><br>d</td>]]';
    const page = good({ lines: [claim], body });
    expect(page.claims[0]?.content.map(({ text }) => text)).toEqual(['“A,”', '“B”']);
    expect(page.blocks.map(({ text }) => text)).toEqual(['“A,” said Ann. “B”\nc', 'd']);
  });

  it('reads plain text, with brackets of the text beside a mark', () => {
    const body = 'Menu\n\n[[body|[[who1 @ann|Ann]] [[cue1|said]] [[what1|it rained [sic]]].\n\nTwo [a].]]\n\nShare';
    const page = good({ lines: [claim], body, file: 'en-001.txt' });
    expect(page.text).toBe('Ann said it rained [sic].\n\nTwo [a].');
    expect(page.claims[0]?.content[0]?.text).toBe('it rained [sic]');
    expect(page.clean).toBe('Menu\n\nAnn said it rained [sic].\n\nTwo [a].\n\nShare');
  });

  it('finds further mentions in the same words, but not inside other words or inside the mark `[[-|…]]`', () => {
    const page = good({ body: '[[body|<p>[[@ann|Ann]] saw Ann. Annex. [[-|Ann]] Arbor.</p>]]' });
    expect(page.mentions.map(({ start, repeated }) => [start, repeated])).toEqual([
      [0, false],
      [8, true],
    ]);
  });

  it('keeps a chain of speakers, including a speaker whom the page does not identify (`@?`)', () => {
    const body =
      '[[body|<p>[[who1.2 @ann|Ann]] [[cue1.2|said]] [[who1 @?.p|he]] [[cue1|told]] her [[what1|it rained]].</p>]]';
    const page = good({ lines: ['claim 1: alleged, paraphrase, @? > @ann'], body });
    expect(page.claims[0]?.chain.map(({ speaker, source: [words] }) => [speaker, words?.text])).toEqual([
      [null, 'he'],
      ['ann', 'Ann'],
    ]);
  });

  it('reads incidents and facts', () => {
    const lines = [
      '@act: law, Rain Act',
      'incident 2: arrest, seizure',
      '  target: @ann, editor, @lamp',
      '  law: @act',
      '  date: 2026-05-12',
      '  country: KE',
      '  outcome: fine 500KES',
      '  background: yes',
    ];
    const body =
      '[[body|<p>[[@ann|Ann]] was [[inc2|held]] [[inc2.date date=2026-05-12|on Tuesday]] under the [[@act|Rain Act]] and [[inc2.outcome|fined [[sum=500KES|Sh500]]]].</p>]]';
    const page = good({ lines, body });
    expect(page.incidents[0]).toMatchObject({
      acts: ['arrest', 'seizure'],
      background: true,
      targets: [{ entity: 'ann', role: 'editor', outlet: 'lamp' }],
      laws: ['act'],
      outcomes: [{ kind: 'fine', value: '500KES' }],
      spans: [
        { field: 'act', text: 'held' },
        { field: 'date', text: 'on Tuesday' },
        { field: 'outcome', text: 'fined Sh500' },
      ],
    });
    expect(page.facts.map(({ kind, value, text }) => `${kind} ${value} ${text}`)).toEqual([
      'date 2026-05-12 on Tuesday',
      'sum 500KES Sh500',
    ]);
  });

  it('removes marks without trace, wherever they are', () => {
    const word = fc.constantFrom('one ', '<b>', '</b>', '<p>', '&amp; ', 'ә', '\n', ']', '] ');
    fc.assert(
      fc.property(fc.array(fc.tuple(word, fc.constantFrom('', 'open', 'close'))), (parts) => {
        let depth = 0;
        let authored = '[[body|x';
        let plain = 'x';
        for (const [text, mark] of parts) {
          // One `]` directly before a mark's `]]` belongs to the text. Two brackets would be read as the end of another
          // mark.
          const open = mark === 'open';
          const close = mark === 'close' && depth > 0 && !text.includes(']') && !authored.endsWith(']');
          depth += open ? 1 : close ? -1 : 0;
          authored += open ? '[[cue1|' : close ? ']]' : '';
          authored += text === ']' ? '] ' : text;
          plain += text === ']' ? '] ' : text;
        }
        authored += ` ${']]'.repeat(depth + 1)}`;
        expect(readMarks(authored, 'html', 1, () => {}).clean).toBe(`${plain} `);
      }),
    );
  });
});

describe('a problem is reported with its line and advice', () => {
  const inBody = (text: string): string => `[[body|<p>${text}</p>]]`;
  it.each<[string, Draft, RegExp]>([
    ['a missing field', { header: { site: null }, body: inBody('[[@ann|Ann]]') }, /^1: “site:” is missing/],
    [
      'a wrong split',
      { header: { split: 'blind' }, body: inBody('[[@ann|Ann]]') },
      /^8: split “blind”: use one of train/,
    ],
    [
      'a wrong date',
      { header: { published: '12 May' }, body: inBody('[[@ann|Ann]]') },
      /^9: published “12 May” is not a date/,
    ],
    [
      'an id unlike the file',
      { header: { id: 'en-002' }, body: inBody('[[@ann|Ann]]') },
      /^2: id “en-002” is not the name of the file/,
    ],
    ['an unknown field', { lines: ['colour: red'], body: inBody('[[@ann|Ann]]') }, /^16: “colour” is no field/],
    [
      'an unknown kind',
      { lines: ['@bo: dog, Bo'], body: inBody('[[@ann|Ann]] [[@bo|Bo]]') },
      /^16: @bo: “dog” is no kind/,
    ],
    ['no body', { body: '<p>Ann</p>' }, /No \[\[body\| is marked/],
    ['an open mark', { body: inBody('[[@ann|Ann') }, /^17: \[\[body\| is never closed/],
    ['an unknown mark', { body: inBody('[[@ann|Ann]] [[who|x]]') }, /^17: \[\[who\| is no mark/],
    ['a mark without text', { body: inBody('[[@ann|Ann]] [[cue1| ]]') }, /^17: \[\[cue1\| contains no text/],
    ['a mark outside the text', { body: `[[@lamp|Lamp]]\n${inBody('[[@ann|Ann]]')}` }, /^17: \[\[@lamp\| is outside/],
    [
      'a mark in an attribute',
      { body: inBody('<a title="[[@ann|Ann]]">[[@ann|Ann]]</a>') },
      /^17: \[\[@ann\| is inside a tag/,
    ],
    ['an unknown entity', { body: inBody('[[@ann|Ann]] [[@bob|Bob]]') }, /^17: “Bob”: @bob is not in the list/],
    ['an entity without mention', { body: inBody('x') }, /^15: @ann is listed, but mentioned nowhere/],
    [
      'an unknown mode',
      { lines: ['claim 1: shouted, paraphrase, @ann'], body: inBody(said) },
      /^16: claim 1: “shouted” is no mode/,
    ],
    ['a claim without content', { lines: [claim], body: inBody('[[who1 @ann|Ann]]') }, /^16: claim 1 has no content/],
    [
      'a claim without marked words for its speaker',
      { lines: [claim], body: inBody('[[@ann|Ann]] [[cue1|said]] [[what1|x]]') },
      /^16: claim 1: no words are marked/,
    ],
    [
      'a claim without marked words for speaker and cue',
      { lines: [`${claim}, implied`], body: inBody('[[@ann|Ann]] [[what1|x]]') },
      /^16: claim 1 has neither source nor cue/,
    ],
    ['a claim that is not listed', { body: inBody(said) }, /^17: who1: add “claim 1/],
    ['source in content', { lines: [claim], body: inBody('[[what1|it [[who1 @ann|Ann]] rained]]') }, /^18: .*overlap/],
    [
      'a source that is someone else',
      { lines: [claim], body: inBody('[[@ann|Ann]] [[who1 @lamp|Lamp]] [[what1|x]]') },
      /^18: “Lamp” \(who1\) contains no mention of @ann/,
    ],
    [
      'a speaker too many',
      { lines: [claim], body: inBody(`${said} [[who1.2 @ann|Ann]]`) },
      /^18: who1.2: claim 1 has 1 speaker/,
    ],
    [
      'an unknown act',
      { lines: ['incident 1: hugging'], body: inBody('[[@ann|Ann]] [[inc1|hugged]]') },
      /^16: “hugging” is not an act/,
    ],
    [
      'a date that nothing says',
      { lines: ['incident 1: arrest', '  date: 2026'], body: inBody('[[@ann|Ann]] [[inc1|held]]') },
      /^16: incident 1: it has a date, but no words/,
    ],
    [
      'two dates',
      {
        lines: ['incident 1: arrest', '  date: 2026'],
        body: inBody('[[@ann|Ann]] [[inc1|held]] [[inc1.date date=2025|then]]'),
      },
      /^16: .*Correct one of them/,
    ],
    [
      'a wrong date of an incident',
      {
        lines: ['incident 1: arrest', '  date: 31/12/2025'],
        body: inBody('[[@ann|Ann]] [[inc1|held]] [[inc1.date|then]]'),
      },
      /^17: date “31\/12\/2025” is not EDTF/,
    ],
    [
      'a wrong role',
      { lines: ['incident 1: arrest', '  target: @ann, boss'], body: inBody('[[@ann|Ann]] [[inc1|held]]') },
      /^17: target: “boss” is no role/,
    ],
    ['a wrong sum', { body: inBody('[[@ann|Ann]] [[sum=500XX|Sh500]]') }, /^17: sum=500XX: write 500000KZT/],
    ['a wrong term', { body: inBody('[[@ann|Ann]] [[term=3years|3 years]]') }, /^17: term=3years: write P3Y/],
    [
      'an unmarked form of a name',
      { lines: ['@zhumin: person, Тимур Жумин'], body: inBody('[[@ann|Ann]] [[@zhumin|Жумина]] Жумину') },
      /“Жумину” in .* looks like a form/,
    ],
    ['an unmarked number', { body: inBody('[[@ann|Ann]]</p>\n<p>paid 50') }, /^18: “50” in “paid 50” is not marked/],
    [
      'an unmarked quotation',
      { body: inBody('[[@ann|Ann]] “we saw it all”') },
      /^17: “we saw it all” is a quotation outside/,
    ],
    [
      'a name of two people',
      { lines: ['@bob: person, Bob Lee'], body: inBody('[[@ann|Lee]] [[@bob|Lee]] Lee') },
      /“Lee” is marked for several entities/,
    ],
  ])('%s', (_, draft, expected) => {
    expect(problemsOf(draft)).toMatch(new RegExp(expected, 'm'));
  });
});

describe('agreement of annotators', () => {
  const lines = [claim, '@act: law, Rain Act', 'incident 1: arrest', '  target: @ann, editor', '  date: 2026-05-12'];
  const ending = 'held [[inc1.date date=2026-05-12|on Tuesday]] under the [[@act|Rain Act]].</p>]]';
  const first = good({
    lines,
    body: `[[body|<p>[[who1 @ann|Ann]] [[cue1|said]] [[what1|it had rained]]. [[@ann.p|She]] was [[inc1|held]] ${ending.slice(5)}`,
  });

  it('is 1 in everything between a page and itself', () => {
    const { incidents, ...rest } = agreement(first, first);
    expect([...Object.values(rest), ...Object.values(incidents)].map(({ f }) => f)).toEqual(Array(21).fill(1));
  });

  it('is measured by tokens, entities and fields, whatever ids the annotators use', () => {
    const second = good({
      person: 'lee',
      lines: [
        'claim 7: alleged, paraphrase, @lee',
        '@law: law, Rain Act',
        'incident 3: detention',
        '  target: @lee, editor',
        '  date: 2026-05-12',
      ],
      body: '[[body|<p>[[who7 @lee|Ann]] [[cue7|said]] [[what7|it had]] rained. [[@?.p|She]] was [[inc3|held]] [[inc3.date date=2026-05-12|on Tuesday]] under the [[@law|Rain Act]].</p>]]',
    });
    const result = agreement(first, second);
    expect(result.source).toMatchObject({ both: 1, f: 1 });
    expect(result.content).toEqual({ first: 3, second: 2, both: 2, f: 0.8 });
    expect(result.mode).toMatchObject({ first: 1, both: 0 });
    expect(result.chain.f).toBe(1);
    expect(result.coreference).toMatchObject({ first: 1, second: 1, both: 0 });
    expect(result.incidents.target?.f).toBe(1);
    expect(result.incidents.act).toMatchObject({ first: 1, second: 1, both: 0 });
    expect(result.entities.f).toBe(1);
  });

  it('is not measured for annotations of different pages', () => {
    const other = good({ body: '[[body|<p>[[@ann|Ann]] left.</p>]]' });
    expect(() => agreement(first, other)).toThrow(/not of the same page/);
  });

  it('requires that both annotations are of the same page, and that each id is used once', () => {
    const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
    try {
      const write = (name: string, body: string): string => {
        writeFileSync(join(folder, name), source({ body: `[[body|<p>${body}</p>]]` }));
        return join(folder, name);
      };
      const first = write('en-001.html', '[[@ann|Ann]] left.');
      expect(readPages([first, write('en-001.second.html', '[[@ann|Ann]] left.')]).problems).toEqual([]);
      const problems = (file: string) => readPages([first, file]).problems.map(({ problem }) => problem);
      expect(problems(write('en-001.second.html', '[[@ann|Ann]]  left.'))).toEqual([
        expect.stringMatching(/^Without marks/),
      ]);
      expect(problems(write('en-001.txt', '[[@ann|Ann]] left.'))).toEqual([
        expect.stringMatching(/^The id en-001 is also/),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is measured for each page and for all pages together; a page that fails the check is only named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
    try {
      const write = (id: string, second: '' | '.second', body: string): string => {
        const file = join(folder, `${id}${second}.html`);
        const split = Number(id.slice(3)) % 3 === 0 ? 'blind' : 'train';
        writeFileSync(file, source({ header: { id, double: 'yes', split }, body: `[[body|<p>${body}</p>]]` }));
        return file;
      };
      const left = '[[@ann|Ann]] left [[date=2026|in 2026]] with [[count=5|five]].';
      const one = write('en-005', '', left);
      const two = write('en-010', '', left);
      const three = write('en-015', '', left);
      const four = write('en-020', '', left);
      const files = [
        [one, write('en-005', '.second', left)],
        [two, write('en-010', '.second', '[[@ann|Ann]] left [[date=2025|in 2026]] with five.')],
        [three, write('en-015', '.second', '[[@ann|Ann]] left [[date=20|in 2026]] with five.')],
        [four],
      ].flat();
      const { compared, skipped, missing } = comparePages(readPages(files));
      expect({ skipped, missing }).toEqual({ skipped: ['en-015.second.html'], missing: ['en-020'] });
      const cells = agreementByPage(compared)
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim()));
      const [names, , ...rows] = cells;
      const column = (name: string) => rows.map((row) => [row[1], row[names!.indexOf(name)]]);
      expect(column('facts')).toEqual([
        ['en-005', '1.00'],
        ['en-010', '0.00'],
      ]);
      expect(column('claims')).toEqual([
        ['en-005', '–'],
        ['en-010', '–'],
      ]);
      const together = agreementTogether(compared).split('\n');
      expect(together).toContain('| facts | 0.571 | 4 | 3 | 2 |');
      expect(together).toContain('| incident act | – | 0 | 0 | 0 |');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not influenced by the first annotator: the second one gets the page without marks, entities, claims and dates', () => {
    const authored = source({ lines: [claim], body: `[[body|${said}]]` });
    const given = strip(authored, readPage('en-001.html', authored).page);
    expect(given).toContain('\nid: en-001\n');
    expect(given).not.toMatch(/\[\[|@|2026|claim/);
    expect(given).toContain('<p>Ann Lee said it rained.</p>');
  });
});
