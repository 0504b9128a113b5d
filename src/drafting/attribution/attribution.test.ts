import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { Draft } from '../schema.ts';

const draft = (body: string): Draft =>
  draftPage(
    extract(Buffer.from(`Court hears case against weekly newspaper\n\n12 May 2020\n\n${body}\n`), {
      contentType: 'text/plain',
    }),
  );
/**
 * Each attributed claim as "mode: first speaker ← … ← last speaker". A speaker of an earlier sentence is in brackets.
 */
const read = (body: string): string[] =>
  draft(body)
    .claims.filter((claim) => !claim.pagesOwn)
    .map(
      (claim) =>
        `${claim.mode}: ${claim.chain.map((link) => (link.carriedOver ? `[${link.asWritten}]` : String(link.asWritten))).join(' ← ')}`,
    );

describe('attribution', () => {
  test.each<[string, string, string[]]>([
    ['direct', '“It was a joke,” Petrov said.', ['quoted: Petrov']],
    ['inverted', '"Where is he?" asked his wife, Maria Petrova.', ['quoted: Maria Petrova']],
    ['split', '"We," he said, "will not give up."', ['quoted: he']],
    ['guillemets', '«This is a warning», wrote the editor on her page.', ['quoted: the editor']],
    ['low quotes', '„This is a warning“, wrote the editor.', ['quoted: the editor']],
    ['single quotes', "'My client’s word is good,' the lawyer said.", ['quoted: the lawyer']],
    ['indirect without "that"', 'He says his phone was taken.', ['stated: He']],
    ['mixed', 'In its statement, HRW said the law “is so vague that anyone can be jailed.”', ['stated: HRW']],
    ['according to', 'According to Katto, the calls were never reported.', ['stated: Katto']],
    ['as X notes', 'As CPJ has documented, at least six reporters were jailed.', ['stated: CPJ']],
    ['inside the sentence', 'The law, critics say, will silence the press.', ['alleged: critics']],
    ['apposition', 'Its editor, Goran Bilic, told reporters that he would appeal.', ['stated: Goran Bilic']],
    [
      'relative clause',
      'The letter, which was sent to the chairman of parliament, and others, says that the law is bad.',
      ['stated: The letter'],
    ],
    [
      'title with portfolio',
      'Businessman and former Minister of Finance Aidar Zhumanov claimed that they lied.',
      ['alleged: Aidar Zhumanov'],
    ],
    [
      'two verbs, one speaker',
      'Kim admitted publishing the photographs, but denied the charge of espionage.',
      ['acknowledged: Kim', 'denied: Kim'],
    ],
    [
      'two speakers',
      'The police say they found drugs; his family says they were planted.',
      ['stated: The police', 'stated: his family'],
    ],
    [
      'nested',
      'The editor said the police told him that the prosecutor had ordered the search.',
      ['ordered: the prosecutor ← the police ← The editor'],
    ],
    [
      'fronted and nested',
      'Two of the reporters had complained of threats, Amnesty International reported.',
      ['stated: Two of the reporters ← Amnesty International'],
    ],
    ['cited by', 'In a Facebook post, cited by HRW, Petrov wrote: “They lie.”', ['quoted: Petrov ← HRW']],
    [
      'citing',
      'AFP, citing a police source, said the reporter had been shot twice.',
      ['stated: a police source ← AFP'],
    ],
    [
      'quoted as saying',
      'The journalist was quoted by Interfax as saying that he had no regrets.',
      ['stated: The journalist ← Interfax'],
    ],
    ['accused, agent named', 'The men are accused by prosecutors of sharing a cartoon.', ['alleged: prosecutors']],
    ['accused, nobody named', 'He is accused of sharing a cartoon.', ['alleged: null']],
    ['a court orders', 'Judge Maria Santos sentenced Ortega to 12 years in prison.', ['ordered: Maria Santos']],
    ['a court rules', 'The court dismissed the appeal and upheld the fine.', ['ruled: The court', 'ruled: The court']],
    ['a court, as a lawyer reports', 'A court fined the paper, its lawyer said.', ['ordered: A court ← its lawyer']],
    ['estimated', 'The union estimates that 300 journalists have left.', ['estimated: The union']],
    [
      'relative attribution',
      'The president signed amendments that critics said would worsen the situation.',
      ['alleged: critics'],
    ],
  ])('has the speakers of the sentence: %s', (_, body, expected) => expect(read(body)).toEqual(expected));

  test.each([
    'The ministry declined to comment.',
    'Neither the police nor the mayor responded to requests for comment.',
    'Under the law, publishers must reveal their sources.',
    'The group sent a letter expressing concern to the ministry.',
    'Police detained two reporters on Tuesday.',
    'The law requires websites to note who comments.',
  ])('does not invent a speaker: %s', (body) => expect(read(body)).toEqual([]));

  test('separates a denial from the statement that follows with "and said"', () => {
    const { claims } = draft('The reporter Bakhyt Omarov denied the accusation and said the article had been checked.');
    expect(claims.map((claim) => [claim.mode, claim.wording])).toEqual([
      ['denied', 'The reporter Bakhyt Omarov denied the accusation.'],
      ['stated', 'The article had been checked.'],
    ]);
  });

  test('reads "declined to comment" as a statement of the reporting outlet, not a denial', () => {
    expect(read('Reuters reported that the ministry declined to comment.')).toEqual(['stated: Reuters']);
  });

  test('carries an attribution over to a sentence that continues the report, but not to a new matter', () => {
    expect(read('The mayor sued the paper, as Eurasianet notes. He and his son took it to court.')).toContain(
      'stated: [Eurasianet]',
    );
    expect(read('The mayor sued the paper, as Eurasianet notes.\n\nOn Monday, police searched the newsroom.')).toEqual([
      'stated: Eurasianet',
    ]);
  });

  test('gives a quotation that continues in the next sentence or paragraph the same speaker', () => {
    expect(read('“It is a pattern,” Petrov said. “Everybody knows it.”')).toEqual([
      'quoted: Petrov',
      'quoted: [Petrov]',
    ]);
    expect(read('Petrov said: “It is a pattern.\n\n“Everybody knows it.”')).toEqual([
      'quoted: Petrov',
      'quoted: [Petrov]',
    ]);
  });

  test('resolves a pronoun to the last actor that fits; without one, the claim has no name and less confidence', () => {
    const found = draft('Editor Anna Weiss met reporters. She said the raid was illegal.').claims.filter(
      (claim) => !claim.pagesOwn,
    );
    expect(found[0]?.chain[0]).toMatchObject({ actor: 'Anna Weiss', asWritten: 'She' });
    const open = draft('The raid began at noon. She said it was illegal.').claims.filter((claim) => !claim.pagesOwn);
    expect(open[0]?.chain[0]).toMatchObject({ actor: null, asWritten: 'She' });
    expect(open[0]!.confidence).toBeLessThan(found[0]!.confidence);
  });

  test('resolves an abbreviation in brackets to the long name before it', () => {
    const [claim] = draft('The Guild of Free Reporters (GFR) met on Monday. GFR said the law was bad.').claims.filter(
      (entry) => !entry.pagesOwn,
    );
    expect(claim?.chain[0]).toMatchObject({ actor: 'Guild of Free Reporters', asWritten: 'GFR' });
  });

  test('reads what is unclear as an open question without a speaker', () => {
    const { questions, claims } = draft('It is not known whether the paper will appeal.');
    expect(questions.map((question) => question.wording)).toEqual(['whether the paper will appeal']);
    expect(claims).toMatchObject([{ mode: 'left-unclear', pagesOwn: true }]);
  });
});

describe('quotation marks', () => {
  const quotations = (body: string): string[] =>
    draft(body)
      .claims.filter((claim) => claim.kind === 'quotation')
      .map((claim) => `${claim.chain[0]!.asWritten}: ${claim.wording}`);

  test.each([
    "''We will not pay,'' Petrov said.",
    "``We will not pay,'' Petrov said.",
    '‘‘We will not pay,’’ Petrov said.',
    '““We will not pay,”” Petrov said.',
    '""We will not pay,"" Petrov said.',
    ",,We will not pay,'' Petrov said.",
    '<<We will not pay,>> Petrov said.',
    '»We will not pay«, Petrov said.',
    '»We will not pay», Petrov said.',
    '”We will not pay”, Petrov said.',
    '“We will not pay“, Petrov said.',
    '“We will not pay," Petrov said.',
    '"We will not pay,” Petrov said.',
    '„We will not pay", Petrov said.',
    '‚We will not pay‘, Petrov said.',
  ])('are recognised if they are doubled, reversed or mixed: %s', (body) =>
    expect(quotations(body)).toEqual(['Petrov: We will not pay']),
  );

  test.each<[string, string[]]>([
    ["Petrov said: ''They came.'' Then he left.", ['Petrov: They came.']],
    ['“We paid," Petrov said. “They know it."', ['Petrov: We paid', 'Petrov: They know it.']],
    ['“He called it "art" and left,” Petrov said.', ['Petrov: He called it "art" and left']],
    [
      "The raid of '98 was short, and the editors' union said: ''We will not pay.''",
      ["the editors' union: We will not pay."],
    ],
    [
      "Petrov said: ''It is a pattern.\n\n''Everybody in this town knows it, and nobody in the whole of the ministry will say so.''",
      [
        'Petrov: It is a pattern.',
        'Petrov: Everybody in this town knows it, and nobody in the whole of the ministry will say so.',
      ],
    ],
    ["The 12'' screen is 6'2'' from the door, Petrov said.", []],
    ['The paper says less than << and more than >> others, Petrov said.', []],
    ['The papers‚ Zora and Vesti‚ closed, Petrov said.', []],
  ])('are not confused with other quotation marks, apostrophes or inches: %s', (body, expected) =>
    expect(quotations(body)).toEqual(expected),
  );
});
