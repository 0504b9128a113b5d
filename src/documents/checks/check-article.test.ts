import { describe, expect, it } from 'vitest';
import { Steps } from '../../platform/steps.ts';
import { messages } from '../../platform/messages/messages.ts';
import type { Mode } from '../../record/tables.ts';
import { Comparisons } from '../agreement/comparisons.ts';
import type { CitedClaim } from '../claims/cited-claim.ts';
import { diffDocument } from '../model/diff-document.ts';
import { articleForm, type ArticleFormInput } from '../model/form.ts';
import { checkArticle, coverOverrides, maxSteps, type ArticleCheck, type CheckContext } from './check-article.ts';
import { problemCodes, problemMessage, type ProblemCode } from './problem.ts';

type Said = {
  mode?: Mode;
  exact?: string;
  wording?: string;
  kind?: 'quotation' | 'paraphrase';
  names?: string[];
  person?: boolean;
  asWritten?: string;
  hidden?: boolean;
  state?: 'draft' | 'checked' | 'withdrawn';
  visibility?: string;
  redacted?: boolean;
  speakers?: CitedClaim['speakers'];
};

/** A claim as returned by `loadCited`, with only what the checks read. */
function claim(number: number, said: Said = {}): [string, CitedClaim] {
  const state = said.state ?? 'checked';
  const visibility = said.visibility ?? 'public';
  const view = {
    id: number,
    number,
    ref: `claim/${number}`,
    visibility,
    state,
    mode: said.mode ?? 'stated',
    kind: said.kind ?? 'paraphrase',
    wording: said.wording ?? 'Something was said.',
    support: said.exact ? 'passage' : 'reference',
    passage: said.exact ? { exact: said.exact } : null,
    source: {},
    withdrawn: null,
    statements: [],
    addresses: [],
  } as unknown as CitedClaim['desk'];
  return [
    `claim/${number}`,
    {
      ref: `claim/${number}`,
      desk: view,
      public: state === 'checked' && visibility === 'public' ? view : null,
      redacted: said.redacted ?? false,
      doubts: [],
      speakers: said.speakers ?? [
        {
          kind: said.person ? 'person' : 'organisation',
          names: said.names ?? ['Human Rights Watch', 'HRW'],
          asWritten: said.asWritten ?? null,
          hidden: said.hidden ?? false,
        },
      ],
      named: [],
    },
  ];
}

const context: CheckContext = {
  claims: new Map(),
  figures: new Map(),
  embeds: new Map(),
  photos: new Map(),
  links: new Map(),
  quotedNames: new Set(),
  byline: ['Ada Reporter'],
  language: 'en',
  letter: false,
};
type Row = { text: string; claims?: string[] } & Record<string, unknown>;
function check(rows: Row[], claims: [string, CitedClaim][], more: Partial<ArticleFormInput> = {}): ArticleCheck {
  const { doc, overridden } = build(rows, more);
  const around = { ...context, claims: new Map(claims), language: more.language ?? 'en' };
  const found = checkArticle(doc, around, Comparisons.none);
  return overridden.length ? checkArticle(coverOverrides(doc, found, overridden), around, Comparisons.none) : found;
}
const build = (rows: Row[], more: Partial<ArticleFormInput> = {}) =>
  diffDocument(
    null,
    articleForm.parse({
      headline: { text: 'Next steps', kind: 'connective' },
      blocks: [{ sentences: rows.map((row) => ({ whole: true, ...row })) as never }],
      ...more,
    }),
  );
const codes = (checked: ArticleCheck, at = 1): ProblemCode[] =>
  checked.sentences[at]!.problems.map((problem) => problem.code);
const one = (text: string, said: Said = {}, row: Record<string, unknown> = {}): ProblemCode[] =>
  codes(check([{ text, claims: ['claim/1'], ...row }], [claim(1, said)]));

describe('Problems', () => {
  it('are listed up to a limit, beyond which no one can publish the sentence', () => {
    const quoted = (count: number) => Array.from({ length: count }, (_, index) => `“w${index} a”`).join(' ');
    const checked = check(
      Array.from({ length: 30 }, () => ({ text: `${quoted(60)}.`, claims: ['claim/1'] })),
      [claim(1, {})],
    );
    const [first, last] = [codes(checked), codes(checked, 30)];
    expect([first.length, first.at(-1)]).toEqual([51, 'problems-many']);
    expect(last).toEqual(['quotation-unsupported', 'problems-many']);
    expect(checked.sentences[30]).toMatchObject({ ok: false });
    expect(checked.sentences.flatMap((sentence) => sentence.problems).length).toBeLessThan(600);
  });

  it.each([
    [
      'names that repeat a word',
      Array.from({ length: 74 }, () => 'аб '.repeat(1300)),
      {
        mode: 'alleged' as const,
        speakers: Array.from({ length: 12 }, (_, at) => ({
          kind: 'person',
          names: Array.from({ length: 100 }, (__, index) => `${'аб '.repeat(97)}вг${at} ${'аб '.repeat(index)}`),
          asWritten: null,
          hidden: true,
        })),
      },
    ],
    [
      'names of long words that never occur together',
      Array.from({ length: 74 }, () => 'абвг '.repeat(790)),
      {
        mode: 'alleged' as const,
        speakers: Array.from({ length: 12 }, (_, at) => ({
          kind: 'organisation',
          names: Array.from({ length: 100 }, (__, index) => `${'абвг '.repeat(50)}деж абвг ${at} ${index}`),
          asWritten: null,
          hidden: at % 2 === 0,
        })),
      },
    ],
    [
      'a quotation that occurs everywhere inside of words',
      Array.from({ length: 74 }, () => `“${'ab'.repeat(1950)}”`),
      { wording: 'ab'.repeat(9950), kind: 'quotation' as const },
    ],
    [
      'many quotations of long passages',
      Array.from({ length: 74 }, () => '“ab” '.repeat(790)),
      { wording: 'ab'.repeat(9950), kind: 'quotation' as const },
    ],
  ])(
    'are looked for in a limited number of steps; a sentence that was not compared has a problem, too: %s',
    (_, texts, said) => {
      const claims = Array.from({ length: 50 }, (__, at) => claim(at + 1, said));
      const steps = new Steps(maxSteps);
      const { doc } = build(texts.map((text) => ({ text, claims: claims.map(([ref]) => ref) })));
      const checked = checkArticle(doc, { ...context, claims: new Map(claims) }, Comparisons.none, steps);
      expect(steps.spent).toBeLessThanOrEqual(maxSteps);
      expect(steps.spent).toBeGreaterThan(100_000);
      const left = checked.sentences.filter((one) => one.problems.some((problem) => problem.code === 'not-compared'));
      expect(left.length > 0).toBe(steps.refused > 0);
      // A sentence that was not compared cannot be published.
      expect(left.every((one) => !one.ok)).toBe(true);
      const few = checkArticle(doc, { ...context, claims: new Map(claims) }, Comparisons.none, new Steps(1000));
      for (const one of few.sentences.slice(1))
        expect([one.problems.at(-1)!.code, one.ok]).toEqual(['not-compared', false]);
    },
  );

  it('are found in texts that were written to make the checks slow', () => {
    // Without limits, this check would take many minutes.
    const names = Array.from({ length: 1200 }, (_, index) => `Тайный${index} Секретов${index}`);
    const speakers = [{ kind: 'person', names, asWritten: null, hidden: true }];
    const passage = { exact: 'ab '.repeat(6000) };
    const claims = Array.from({ length: 20 }, (_, index): [string, CitedClaim] => {
      const [ref, made] = claim(index + 1, {});
      return [ref, { ...made, speakers, desk: { ...made.desk, passage: { ...made.desk.passage!, ...passage } } }];
    });
    const rows = Array.from({ length: 70 }, () => ({ text: '“ac” '.repeat(790), claims: claims.map(([ref]) => ref) }));
    expect(check(rows, claims)).toMatchObject({ ok: false, blocking: 70 });
  });
});

describe('The check of what a sentence is based on', () => {
  it('asks for a claim, and accepts a checked public claim', () => {
    expect(codes(check([{ text: 'A case was opened.' }], []))).toEqual(['no-citation']);
    expect(one('A case was opened.')).toEqual([]);
  });

  it.each([
    ['claim-draft', { state: 'draft' }],
    ['claim-withdrawn', { state: 'withdrawn' }],
    ['claim-desk', { visibility: 'desk' }],
    ['claim-sealed', { visibility: 'sealed' }],
    ['claim-redacted', { redacted: true }],
  ] as const)('names the claim that is not acceptable: %s', (code, said) => {
    const checked = check([{ text: 'A case was opened.', claims: ['claim/7'] }], [claim(7, said)]);
    expect(checked.sentences[1]!.problems).toMatchObject([{ code, params: { claim: '7' }, severity: 'blocks' }]);
    expect(checked).toMatchObject({ ok: false, blocking: 1 });
  });

  it('counts a missing text as one problem', () => {
    expect(check([], [])).toMatchObject({ ok: false, blocking: 1, hasBody: false });
  });

  it('only warns about a desk-only claim if another claim supports the sentence, and refuses a sealed claim', () => {
    const beside = (said: Said) =>
      check([{ text: 'A case was opened.', claims: ['claim/1', 'claim/2'] }], [claim(1), claim(2, said)]);
    expect(codes(beside({ visibility: 'desk' }))).toEqual(['claim-not-shown']);
    expect(beside({ visibility: 'desk' }).ok).toBe(true);
    expect(codes(beside({ visibility: 'sealed' }))).toEqual(['claim-sealed']);
    expect(beside({ visibility: 'sealed' }).ok).toBe(false);
  });

  it('reports a citation that the sentence inherited in an edit and that no one has confirmed', () => {
    expect(one('A case was opened.', {}, { claims: [], inherited: ['claim/1'] })).toEqual(['citation-unconfirmed']);
  });

  it('accepts own reporting only for a name in the byline, and a calculated chart only with its query', () => {
    const of = (row: Row) => codes(check([row], []));
    expect(of({ text: 'Police left at noon.', kind: 'own-reporting', reporter: 'Ada Reporter' })).toEqual([]);
    expect(of({ text: 'Police left at noon.', kind: 'own-reporting', reporter: 'Somebody Else' })).toEqual([
      'reporter-missing',
    ]);
    expect(of({ text: 'Searches doubled.', kind: 'computed' })).toEqual(['basis-missing']);
    expect(of({ text: 'Searches doubled.', kind: 'computed', basis: 'Searches per year, all countries' })).toEqual([
      'basis-unknown',
    ]);
  });

  it.each([
    'Here is what is known so far.',
    'But that is not all.',
    'What happened next?',
    'The background is this:',
    'I will come back to this, and so should we.',
    'Вот что известно на сегодня.',
  ])('accepts a connecting sentence without a fact: %s', (text) => {
    expect(codes(check([{ text, kind: 'connective' }], []))).toEqual([]);
  });

  it.each([
    'There were 26 of them.',
    'Seven people were held.',
    'It began in March.',
    'Then came Ratel.',
    'Human Rights Watch has more.',
    'This is “a law to protect corrupt officials”.',
    'Critics say so.',
    'IFEX has members.',
    'Так говорят в Алматы.',
    'Об этом сообщила полиция.',
  ])('finds a fact in a connecting sentence: %s', (text) => {
    expect(codes(check([{ text, kind: 'connective' }], []))[0]).toBe('fact-in-connective');
  });

  it('finds a name at the start of a sentence if the article has it elsewhere, and no names in a title-case heading', () => {
    const rows = [
      { text: 'Police searched the office of Ratel.', claims: ['claim/1'] },
      { text: 'Ratel again.', kind: 'connective' },
    ];
    expect(codes(check(rows, [claim(1)]), 2)).toEqual(['fact-in-connective']);
    const heading = check([], [], {
      blocks: [{ type: 'heading', sentences: [{ text: 'What Happened Next', kind: 'connective' }] }],
    });
    expect(codes(heading)).toEqual([]);
  });
});

describe('The check of quotations', () => {
  const exact =
    'The letter read: “We are concerned that the growing pattern of actions suggests misuse of the legal system”.';
  it.each([
    ['HRW wrote of “the growing pattern of actions”.', []],
    ['HRW wrote of «the growing pattern of actions».', []],
    ['HRW wrote of „the growing pattern of actions“.', []],
    ['HRW wrote of ‘the growing pattern of actions’.', []],
    ['HRW wrote of "the growing pattern […] suggests misuse".', []],
    ['HRW wrote of “the [worrying] growing pattern of actions”.', []],
    ['HRW wrote of “the grown pattern of actions”.', ['quotation-differs']],
    ['HRW wrote of ‘the grown pattern of actions’.', ['quotation-differs']],
    ['HRW wrote of «the growing patterns».', ['quotation-differs']],
    ['HRW wrote of “the growing pattern of actions.', ['quotation-unclosed']],
    ["HRW wrote of the editors' union and its members’ rights.", []],
  ] as const)('accepts only the exact words of the source: %s', (text, expected) => {
    expect(one(text, { exact })).toEqual(expected);
  });

  it('names the words that differ', () => {
    const checked = check(
      [{ text: 'HRW wrote of “a pattern of misuse”.', claims: ['claim/1'] }],
      [claim(1, { exact })],
    );
    expect(checked.sentences[1]!.problems[0]).toMatchObject({
      code: 'quotation-differs',
      params: { run: 'a pattern of misuse' },
    });
  });

  it('compares with the wording of a quotation if there is no preserved copy, but never with a paraphrase', () => {
    expect(
      one('It is “a law to protect corrupt officials”, HRW said.', {
        kind: 'quotation',
        wording: 'a law to protect corrupt officials',
      }),
    ).toEqual([]);
    expect(
      one('It is “a law to protect corrupt officials”, HRW said.', { wording: 'a law to protect corrupt officials' }),
    ).toEqual(['quotation-unsupported']);
  });

  it('searches all claims of the sentence, and checks a block quotation with or without quotation marks', () => {
    const two = check(
      [{ text: 'HRW wrote of “the growing pattern” and “misuse of the law”.', claims: ['claim/1', 'claim/2'] }],
      [claim(1, { exact }), claim(2, { exact: 'a clear misuse of the law' })],
    );
    expect(codes(two)).toEqual([]);
    const block = (text: string) =>
      check([], [claim(1, { exact })], { blocks: [{ type: 'quotation', sentences: [{ text, claims: ['claim/1'] }] }] });
    expect(codes(block('We are concerned that the growing pattern of actions suggests misuse'))).toEqual([]);
    expect(codes(block('We are worried by the pattern'))).toEqual(['quotation-differs']);
  });

  it('includes headline and standfirst', () => {
    const checked = check([{ text: 'A case was opened.', claims: ['claim/1'] }], [claim(1, { exact })], {
      headline: { text: 'Court “abused”', claims: ['claim/1'] },
      standfirst: { text: 'A new beginning was made in Almaty.' },
    });
    expect(
      checked.sentences.map((sentence) => [sentence.where, ...sentence.problems.map((problem) => problem.code)]),
    ).toEqual([['headline', 'quotation-differs'], ['standfirst', 'no-citation'], ['paragraph']]);
  });
});

describe('The check of speakers', () => {
  const kakimzhanov: Said = { mode: 'alleged', person: true, names: ['Zeinulla Kakimzhanov', 'Зейнолла Какимжанов'] };
  it.each([
    ['The outlets published false information.', ['speaker-missing']],
    ['The outlets published false information, Kakimzhanov claimed.', []],
    ['For Kakimzhanov, the outlets’ reports were false.', []],
    ['The outlets allegedly published false information.', []],
    ['Для Какимжанова это была ложь.', []],
  ] as const)('asks for the speaker of an allegation: %s', (text, expected) => {
    expect(one(text, kakimzhanov)).toEqual(expected);
  });

  it('asks for no speaker if the sentence says what a court has ruled', () => {
    expect(one('The outlets published false information.', { mode: 'ruled' })).toEqual([]);
  });

  it('accepts the speaker in the sentence before a block quotation', () => {
    const blocks = (lead: string): ArticleFormInput['blocks'] => [
      { sentences: [{ text: lead, claims: ['claim/1'] }] },
      { type: 'quotation', sentences: [{ text: 'They do not comply.', claims: ['claim/1'] }] },
    ];
    const said: Said = { ...kakimzhanov, exact: 'They do not comply.' };
    expect(codes(check([], [claim(1, said)], { blocks: blocks('He wrote:') }), 2)).toEqual([]);
  });

  it('refuses a sentence that names a speaker who is not public, even with a reason', () => {
    const said: Said = { names: ['Aigul Serikova'], person: true, hidden: true };
    const checked = check(
      [{ text: 'Aigul Serikova saw it.', claims: ['claim/1'], override: 'She is known to everybody' }],
      [claim(1, said)],
    );
    expect(codes(checked)).toEqual(['names-hidden-speaker']);
    expect(checked.ok).toBe(false);
    expect(one('A witness saw it.', said)).toEqual([]);
    expect(one('The editor saw it.', { hidden: true, names: [], asWritten: 'the editor' })).toEqual([]);
  });
});

describe('an exception', () => {
  it('lets a sentence be published for its reason, and ends when the text of the sentence changes', () => {
    const rows = [{ text: 'A case was opened.', override: 'Known to everybody in town' }];
    const { doc, overridden } = build(rows);
    const context = {
      claims: new Map<string, CitedClaim>(),
      figures: new Map(),
      embeds: new Map(),
      photos: new Map(),
      links: new Map(),
      quotedNames: new Set<string>(),
      byline: [],
      language: 'en',
      letter: false,
    };
    expect(checkArticle(doc, context, Comparisons.none).ok).toBe(false);
    const covered = coverOverrides(doc, checkArticle(doc, context, Comparisons.none), overridden);
    const checked = checkArticle(covered, context, Comparisons.none);
    expect(checked).toMatchObject({ ok: true, blocking: 0 });
    expect(checked.sentences[1]).toMatchObject({ overridden: true, ok: true });

    const edited = diffDocument(
      covered,
      articleForm.parse({
        headline: { text: 'Next steps', kind: 'connective' },
        blocks: [
          {
            sentences: [
              {
                id: checked.sentences[1]!.sentenceId,
                text: 'Another case was opened.',
                override: 'Known to everybody in town',
              },
            ],
          },
        ],
      }),
    );
    expect(edited.overridden).toEqual([]);
    expect(checkArticle(edited.doc, context, Comparisons.none)).toMatchObject({ ok: false, blocking: 1 });
  });
});

describe('texts for problems', () => {
  it('exist for every code', () => {
    const t = messages('en');
    for (const code of Object.keys(problemCodes) as ProblemCode[])
      expect(
        t(problemMessage(code), {
          claim: '7',
          kind: 'date',
          words: 'w',
          quotation: 'q',
          run: 'r',
          what: 'w',
          name: 'n',
          state: 'draft',
          mode: 'alleged',
          known: 'yes',
          speaker: 'HRW',
          number: '3',
          least: '3',
          most: '4',
          photo: '2',
          names: 'A, B',
          address: 'https://example.org',
          how: 'gone',
          status: '404',
          on: '26 November 2026',
        }),
      ).toBeTruthy();
    expect(t('documents.problem.speaker-missing', { claim: '7', mode: 'alleged', known: 'yes', speaker: 'HRW' })).toBe(
      'Claim 7 is an allegation. Say in the sentence who says so (HRW).',
    );
  });
});

describe('The warnings of the check', () => {
  const [ref, sound] = claim(1, { wording: 'Police detained Aigul Serikova in Almaty.' });

  it('include claims that their source retracted and claims in dispute, and do not prevent publication', () => {
    const doubted: [string, CitedClaim] = [ref, { ...sound, doubts: ['retracted', 'disputed'] }];
    const [, one] = check(
      [{ text: 'Police detained Serikova, Human Rights Watch said.', claims: [ref] }],
      [doubted, claim(2)],
    ).sentences;
    expect(one!.problems.map((each) => [each.code, each.severity])).toEqual([
      ['claim-retracted', 'warns'],
      ['claim-disputed', 'warns'],
    ]);
    expect(one!.ok).toBe(true);
  });

  it('include people whom none of the claims names', () => {
    const problems = (text: string) =>
      check([{ text, claims: [ref] }], [[ref, sound]]).sentences[1]!.problems.map((each) => [
        each.code,
        each.params.name,
      ]);
    expect(problems('Police detained Aigul Serikova, Human Rights Watch said.')).toEqual([]);
    expect(problems('Police detained Marat Asipov, Human Rights Watch said.')).toEqual([
      ['name-unsourced', 'Marat Asipov'],
    ]);
  });
});
