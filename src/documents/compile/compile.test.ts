import { describe, expect, it } from 'vitest';
import { compileBlocks } from './compile.ts';
import { as, quoted, text, told, voice } from './testing/claims.ts';
import { withArticle } from './voices.ts';

const hrw = voice('Human Rights Watch', 'organisation', { short: 'HRW', own: true });
const cpj = voice('Committee to Protect Journalists', 'organisation', { short: 'CPJ', own: true });
const afp = voice('Agence France-Presse', 'outlet', { short: 'AFP' });
const ratel = voice('Ratel.kz', 'outlet', { own: true });
const police = voice('Almaty police', 'authority');
const suitor = voice('Zeinulla Kakimzhanov', 'person');
const court = voice('an Almaty court', null, { verb: 'ordered' });
const letter = voice('an open letter', 'page');

describe('one claim', () => {
  const raid = 'Police searched the office.';
  it.each([
    ['an organisation’s own page', told(raid, [hrw]), 'Police searched the office, Human Rights Watch wrote.'],
    ['an outlet’s own page', told(raid, [ratel]), 'Police searched the office, Ratel.kz reported.'],
    [
      'a name that needs an article',
      told(raid, [cpj]),
      'Police searched the office, the Committee to Protect Journalists wrote.',
    ],
    ['a person', told(raid, [suitor]), 'Police searched the office, Zeinulla Kakimzhanov said.'],
    [
      'a verb of the source, put into the past',
      told(raid, [{ ...suitor, verb: 'notes' }]),
      'Police searched the office, Zeinulla Kakimzhanov noted.',
    ],
    [
      'a verb with its hearers',
      told(raid, [{ ...police, verb: 'told the media' }]),
      'Police searched the office, Almaty police told the media.',
    ],
    [
      'a verb that can’t follow',
      told(raid, [{ ...hrw, verb: 'refers to' }]),
      'Police searched the office, Human Rights Watch wrote.',
    ],
    [
      'according to',
      told(raid, [{ ...afp, verb: 'according to' }]),
      'Police searched the office, according to Agence France-Presse.',
    ],
    [
      'speakers without a name',
      told(raid, [voice('critics', null, { verb: 'said', plural: true })]),
      'Police searched the office, critics said.',
    ],
    ['no speaker', told(raid, []), 'Police searched the office, somebody said.'],
    [
      'what a post says, cited by another',
      told(raid, [
        { ...suitor, verb: 'wrote', writing: { kind: 'post', words: 'a Facebook post' } },
        { ...hrw, verb: 'cited' },
      ]),
      'Police searched the office, Zeinulla Kakimzhanov wrote in a Facebook post cited by Human Rights Watch.',
    ],
    [
      'a post that we hold',
      told(raid, [{ ...suitor, verb: 'wrote', writing: { kind: 'post', words: 'a Facebook post' } }]),
      'Police searched the office, Zeinulla Kakimzhanov wrote in a Facebook post.',
    ],
    [
      'what a speaker said, as an agency reported',
      told(raid, [
        { ...police, verb: 'said' },
        { ...afp, verb: 'reported' },
      ]),
      'Police searched the office, Almaty police said, Agence France-Presse reported.',
    ],
    [
      'a page about itself',
      told('Ratel.kz comes out in Almaty.', [ratel]),
      'Ratel.kz comes out in Almaty, it says of itself.',
    ],
    [
      'a wording that names the letter itself',
      told('The letter is addressed to four officials.', [{ ...letter, verb: 'is addressed to' }]),
      'The letter is addressed to four officials.',
    ],
    ['a letter', told(raid, [letter]), 'Police searched the office, an open letter said.'],
    [
      'no full stop in the record',
      told('Police searched the office', [hrw]),
      'Police searched the office, Human Rights Watch wrote.',
    ],
  ])('becomes a sentence: %s', (_what, claim, expected) => expect(text(claim)).toBe(expected));
});

describe('the mode of a claim', () => {
  const false_ = 'The outlets published false information.';
  it.each([
    [
      'an allegation, in its own verb',
      as('alleged', false_, { ...suitor, verb: 'claimed' }),
      'Zeinulla Kakimzhanov claimed that the outlets published false information.',
    ],
    [
      'an allegation without a verb',
      as('alleged', false_, suitor),
      'Zeinulla Kakimzhanov says the outlets published false information.',
    ],
    [
      'an allegation at second hand',
      as('alleged', false_, { ...suitor, verb: 'claimed' }, { ...police, verb: 'told the media' }),
      'According to Almaty police, Zeinulla Kakimzhanov claimed that the outlets published false information.',
    ],
    [
      'a denial of a sentence',
      as('denied', 'The police took computers.', police),
      'Almaty police denied that the police took computers.',
    ],
    ['a denial of a thing', as('denied', 'all charges', suitor), 'Zeinulla Kakimzhanov denied all charges.'],
    [
      'a denial at second hand',
      as('denied', 'all charges', suitor, afp),
      'Zeinulla Kakimzhanov denied all charges, according to Agence France-Presse.',
    ],
    [
      'a wording that already says “denied”',
      as('denied', 'Zeinulla Kakimzhanov denied that he had sued.', suitor),
      'Zeinulla Kakimzhanov denied that he had sued.',
    ],
    [
      'a denial that begins with a name',
      as('denied', 'Ratel.kz owes money.', suitor),
      'Zeinulla Kakimzhanov denied that Ratel.kz owes money.',
    ],
    [
      'what a court ordered, told by a page',
      { ...as('ordered', 'A court in Almaty ordered damages.', court), page: ratel },
      'A court in Almaty ordered damages, Ratel.kz reported.',
    ],
    [
      'what a court ordered, passed on',
      as('ordered', 'The verdict ordered the outlets to pay.', court, { ...afp, verb: 'notes' }),
      'The verdict ordered the outlets to pay, Agence France-Presse noted.',
    ],
    [
      'what a court ruled',
      as('ruled', 'The articles are defamatory.', voice('Medeu District Court', 'court', { verb: 'ruled' })),
      'The articles are defamatory, the Medeu District Court ruled.',
    ],
    [
      'an estimate',
      as('estimated', 'The sum is about 160,000 dollars.', hrw),
      'The sum is about 160,000 dollars, Human Rights Watch estimated.',
    ],
    [
      'an admission',
      as('acknowledged', 'The search had no warrant.', police),
      'The search had no warrant, Almaty police acknowledged.',
    ],
    [
      'what is left open, in so many words',
      as('left-unclear', 'It is not known who ordered the search.', hrw),
      'It is not known who ordered the search, according to Human Rights Watch.',
    ],
    [
      'what is left open, as a question',
      as('left-unclear', 'Who ordered the search?', hrw),
      'It remains unclear who ordered the search, according to Human Rights Watch.',
    ],
    [
      'what is left open, as a statement',
      as('left-unclear', 'The police had a warrant.', hrw),
      'It remains unclear whether the police had a warrant, according to Human Rights Watch.',
    ],
  ])('chooses the words of the sentence: %s', (_what, claim, expected) => expect(text(claim)).toBe(expected));
});

describe('a quotation', () => {
  it.each([
    [
      'a whole sentence',
      quoted('We are deeply worried about the searches.', { ...hrw, verb: 'said' }),
      '“We are deeply worried about the searches”, Human Rights Watch said.',
    ],
    [
      'a question',
      quoted('Who is going to be next on their list?', { ...hrw, verb: 'said' }),
      '“Who is going to be next on their list?” Human Rights Watch said.',
    ],
    [
      'a name for a thing',
      quoted('a law to protect corrupt officials', { ...hrw, verb: 'called it' }, { ...afp, verb: 'reported' }),
      'Human Rights Watch called it “a law to protect corrupt officials”, Agence France-Presse reported.',
    ],
    [
      'words for a thing',
      quoted('disseminating knowingly false information', hrw),
      'Human Rights Watch wrote of “disseminating knowingly false information”.',
    ],
    [
      'a part of a sentence',
      quoted('suggests misuse of the legal system', letter),
      'In the words of an open letter: “suggests misuse of the legal system”.',
    ],
    [
      'already in quotation marks in the record',
      quoted('“suggests misuse”', letter),
      'In the words of an open letter: “suggests misuse”.',
    ],
  ])('is unchanged, in quotation marks: %s', (_what, claim, expected) => expect(text(claim)).toBe(expected));
});

describe('several claims', () => {
  const date = (value: string) => [{ subject: 7, property: 'date', value }];

  it('that say the same become one sentence that cites them all', () => {
    const two = [told('Police searched the office.', [hrw]), told('Police searched the office.', [cpj])];
    expect(compileBlocks(two)).toEqual([
      {
        type: 'paragraph',
        sentences: [
          {
            text: 'Police searched the office, Human Rights Watch and the Committee to Protect Journalists both wrote.',
            claims: two.map((one) => one.ref),
            whole: true,
          },
        ],
      },
    ]);
    expect(text(...two, told('police searched the office', [ratel]))).toBe(
      'Police searched the office, Human Rights Watch, the Committee to Protect Journalists and Ratel.kz reported.',
    );
    expect(text(told('Police came.', [{ ...afp, verb: 'according to' }]), told('Police came.', [hrw]))).toBe(
      'Police came, according to Agence France-Presse and Human Rights Watch.',
    );
  });

  it('that say the same name their speaker once if it is the same', () => {
    expect(
      text(
        told('It was signed.', [{ ...afp, verb: 'reported' }]),
        told('It was signed.', [{ ...afp, verb: 'reported' }]),
      ),
    ).toBe('It was signed, Agence France-Presse reported.');
  });

  it('with the same statements use the shorter wording; a speaker’s shorter version joins the longer one', () => {
    const statements = date('2018-04-02');
    expect(
      text(
        told('On 2 April police searched the office of Ratel in Almaty.', [hrw], { statements }),
        told('On 2 April police searched the office in Almaty.', [cpj], { statements }),
      ),
    ).toContain('On 2 April police searched the office in Almaty, Human Rights Watch and');
    const more = told('On 2 April police searched the office and took computers.', [cpj], {
      statements: [...statements, { subject: 7, property: 'taken-items', value: { text: 'computers' } }],
    });
    const blocks = compileBlocks([
      more,
      told('Police searched the office on 2 April.', [{ ...cpj, own: false, verb: 'said' }], { statements }),
    ]);
    expect(blocks[0]!.sentences).toMatchObject([
      {
        text: 'On 2 April police searched the office and took computers, the Committee to Protect Journalists wrote.',
        claims: [more.ref, expect.any(String)],
      },
    ]);
  });

  it('of one speaker, each shorter than the next, are all cited, whatever their order', () => {
    const fact = (property: string) => ({ subject: 7, property, value: { text: 'something' } });
    const short = told('Police searched the office.', [cpj], { statements: [fact('taken-items')] });
    const longer = told('Police searched the office in Almaty.', [cpj], {
      statements: [fact('taken-items'), fact('place')],
    });
    const longest = told('Police searched the office in Almaty on 2 April.', [cpj], {
      statements: [fact('taken-items'), fact('place'), fact('summary')],
    });
    for (const order of [
      [longer, short, longest],
      [longer, longest, short],
      [short, longer, longest],
      [longest, longer, short],
    ]) {
      const [sentence, ...others] = compileBlocks(order).flatMap((block) => block.sentences ?? []);
      expect([sentence!.claims!.toSorted(), others]).toEqual([order.map((one) => one.ref).toSorted(), []]);
    }
  });

  it('never combine an allegation with a fact, or attribute words to another speaker', () => {
    expect(text(told('The report was false.', [hrw]), as('alleged', 'The report was false.', suitor))).toBe(
      'The report was false, Human Rights Watch wrote. Zeinulla Kakimzhanov says the report was false.',
    );
    const statements = date('2018-04-02');
    expect(
      text(
        told('Seven people were held.', [hrw], { statements }),
        told('A hearing took place at noon.', [cpj], { statements }),
      ),
    ).toBe(
      'Seven people were held, Human Rights Watch wrote. A hearing took place at noon, the Committee to Protect Journalists wrote.',
    );
  });

  it('that contradict each other are placed side by side, with their speakers', () => {
    const blocks = compileBlocks([
      told('The suit was filed in December 2016.', [hrw], { statements: date('2016-12') }),
      told('Hearings were closed.', [ratel]),
      told('The suit was filed in January 2017.', [cpj], { statements: date('2017-01') }),
    ]);
    expect(blocks.map((block) => block.sentences!.map((one) => [one.kind ?? 'cited', one.text]))).toEqual([
      [
        ['connective', 'Accounts of this differ.'],
        ['cited', 'The suit was filed in December 2016, Human Rights Watch wrote.'],
        ['cited', 'The suit was filed in January 2017, the Committee to Protect Journalists wrote.'],
      ],
      [['cited', 'Hearings were closed, Ratel.kz reported.']],
    ]);
    // A more precise value is not a contradiction.
    expect(
      text(
        told('It was in March.', [hrw], { statements: date('2018-03') }),
        told('It was on 30 March.', [cpj], { statements: date('2018-03-30') }),
      ),
    ).not.toContain('differ');
  });

  it('use full names at first, then short ones; a surname only if one person has it', () => {
    const son = voice('Ilkhalid Kakimzhanov', 'person');
    expect(text(told('A.', [hrw]), told('B.', [hrw]), told('C.', [suitor]), told('D.', [suitor]))).toBe(
      'A, Human Rights Watch (HRW) wrote. B, HRW wrote. C, Zeinulla Kakimzhanov said. D, Kakimzhanov said.',
    );
    expect(text(told('C.', [suitor]), told('D.', [suitor]), told('E.', [son]))).toContain(
      'D, Zeinulla Kakimzhanov said.',
    );
    expect(text(told('A.', [letter]), told('B.', [letter]))).toBe('A, an open letter said. B, the letter said.');
  });

  it('are ordered by case, with at most three sentences in a paragraph, and open questions last', () => {
    const blocks = compileBlocks([
      as('left-unclear', 'Who came?', hrw),
      ...['A.', 'B.', 'C.', 'D.'].map((one) => told(one, [ratel])),
      told('E.', [ratel], { caseNumber: 2 }),
    ]);
    expect(blocks.map((block) => block.sentences!.length)).toEqual([3, 1, 1, 1]);
    expect(blocks.at(-1)!.sentences![0]!.text).toContain('It remains unclear who came');
  });
});

it.each([
  ['Committee to Protect Journalists', 'the Committee to Protect Journalists'],
  ['International Press Institute', 'the International Press Institute'],
  ['Prosecutor’s office of Kazakhstan', 'the Prosecutor’s office of Kazakhstan'],
  ['Medeu District Court, Almaty', 'the Medeu District Court, Almaty'],
  ['The Times of Central Asia', 'The Times of Central Asia'],
  ['Reporters Without Borders', 'Reporters Without Borders'],
  ['Human Rights Watch', 'Human Rights Watch'],
  ['Parliament', 'Parliament'],
])('%s is called %s', (name, expected) => expect(withArticle(name)).toBe(expected));
