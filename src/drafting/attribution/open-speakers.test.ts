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
/** Who says each attributed claim: a resolved name, or the words of the page in quotes if the speaker is open. */
const who = (body: string): string[] =>
  draft(body)
    .claims.filter((claim) => !claim.pagesOwn)
    .map(({ mode, chain }) => `${mode}: ${chain.map((link) => link.actor ?? `'${link.asWritten}'`).join(' ← ')}`);

describe('the speaker after a sentence that names a person', () => {
  test.each([
    'Protests over the murder of Samuel Okoro filled the streets. He said officers had fired at reporters.',
    'Reporters covering the Samuel Okoro protests were beaten. He said the police had no reason.',
    'Reporter Linda Moss was filming a vigil after the death of Samuel Okoro. He said officers took her camera.',
    'The Samuel Okoro case began in May. He said the trial was late.',
    'Samuel Okoro’s killing led to protests. He said the police hit reporters.',
    'The late Samuel Okoro founded the paper. He said the press must be free.',
    'Samuel Okoro, who was killed by police in May, worked there. He said the trial was late.',
    'Protesters carried signs for Samuel Okoro, a man who died in custody. He said it was peaceful.',
    'Milan Petrov’s lawyer met reporters. He said the search was illegal.',
    'Supporters of Ivan Hrim attacked two reporters. He said it was a lie.',
    'A reporter was beaten at a rally for Ivan Hrim. He said three men kicked him.',
    'Milan Petrov and Goran Bilic were beaten. He said the police looked on.',
    'The prosecutor charged Milan Petrov on Monday. He said it was about bribes.',
  ])('stays open if the person is dead, only helps to describe something else, or is one of two: %s', (body) =>
    expect(who(body)).toEqual(["stated: 'He'"]),
  );

  test.each<[string, string[]]>([
    ['Milan Petrov was beaten at a rally for Ivan Hrim. He said three men kicked him.', ['stated: Milan Petrov']],
    [
      'Journalist Goran Bilic, 34, was attacked by supporters of the mayor, Ivan Hrim. He said he knew two of them.',
      ['stated: Goran Bilic'],
    ],
    ['Ana Kos interviewed the minister, Ivan Hrim. He said the law was good.', ['stated: Ivan Hrim']],
    ['Milan Petrov was nearly killed in May. He said the police had come late.', ['stated: Milan Petrov']],
    ['Milan Petrov spoke at the funeral. He said the police had come late.', ['stated: Milan Petrov']],
    ['The lawyer spoke to Milan Petrov, the editor. Petrov said the search was illegal.', ['stated: Milan Petrov']],
    [
      'Samuel Okoro was killed in May. Okoro had said in April that he feared for his life. He added that cars followed him.',
      ['stated: Samuel Okoro', "stated: 'He'"],
    ],
    ['Ivan Hrim said the raid was illegal. He was born in Drevno. His paper has ten staff.', ['stated: Ivan Hrim']],
    // “He” cannot be Ana Kos, so the second sentence may still tell what she said.
    ['Milan Petrov was asked for a name, Ana Kos said. He refused.', ['stated: Ana Kos', "stated: 'Ana Kos'"]],
    [
      'Ivan Hrim said the raid was illegal. The officers showed no warrant.',
      ['stated: Ivan Hrim', 'stated: Ivan Hrim'],
    ],
  ])('is that person only if the text is about them: %s', (body, expected) => expect(who(body)).toEqual(expected));
});

describe('“he” and “she”', () => {
  test.each<[string, string[]]>([
    // In these two texts, either person can be meant.
    ['Vera Rusu met Lidia Munteanu on Monday. She said the footage was gone.', ["stated: 'She'"]],
    ['Goran Bilic and Ivan Hrim are at odds; he said the bench was his.', ["stated: 'he'"]],
    // The person whom a line of dialogue names (Ivan Hrim) is not its speaker.
    ['Milan Petrov left the country in May.\n\n— Ivan Hrim sent them. Everyone knows it, he says.', ["stated: 'he'"]],
    // Only the gender of the given names shows that “she” is Mavis Low.
    [
      'Police detained Miodrag Petrov. His editor, Mavis Low, was told at noon. She said the office was sealed.',
      ['stated: Mavis Low'],
    ],
    // “Passport Courtesy” is not a person, so this name must not change whom “he” means.
    ['Goran Bilic was fined under the Passport Courtesy Rules. He said he would not pay.', ['stated: Goran Bilic']],
  ])('have a name only if one person can be meant: %s', (body, expected) => expect(who(body)).toEqual(expected));

  test('a quotation with “I” is not attributed to the institution that spoke before it', () => {
    const body =
      'The Drevno Police said she had come as a tourist. It put her on a plane. “I am 52, I have hobbies,” was all.';
    expect(who(body).filter((each) => each.startsWith('quoted'))).toEqual(["quoted: 'null'"]);
  });
});

describe('the speaker of "and denied"', () => {
  test.each<[string, string[]]>([
    [
      'Ana Kos accused Milan Petrov, who runs the paper, of lying and denied taking money.',
      ['alleged: Ana Kos', 'denied: Ana Kos'],
    ],
    [
      'The mayor said Milan Petrov had lied and denied that he had paid him.',
      ["stated: 'The mayor'", "denied: 'The mayor'"],
    ],
    [
      'The mayor told the editor, Milan Petrov, that he was sorry and denied the affair.',
      ["stated: 'The mayor'", "denied: 'The mayor'"],
    ],
    [
      'The mayor, speaking after Milan Petrov published the report, called it a lie and denied the affair.',
      ["stated: 'The mayor'", "denied: 'The mayor'"],
    ],
    [
      'Ana Kos, whose brother Ivan Kos owns the paper, criticised the raid and denied that he had left.',
      ['stated: Ana Kos', 'denied: Ana Kos'],
    ],
    [
      'Police searched the home of Milan Petrov, who was accused of fraud and denied it.',
      ["alleged: 'null'", 'denied: Milan Petrov'],
    ],
    [
      'The mayor left, and Ivan Hrim called the report a lie and denied the affair.',
      ['stated: Ivan Hrim', 'denied: Ivan Hrim'],
    ],
    [
      'Milan Petrov was accused by the police of fraud and denied it.',
      ["alleged: 'the police'", 'denied: Milan Petrov'],
    ],
    ['The mayor accused Milan Petrov of fraud, which Petrov denied.', ["alleged: 'The mayor'", 'denied: Milan Petrov']],
    [
      'The court heard that Milan Petrov had threatened the mayor and denied the charge.',
      ["alleged: 'The court'", "denied: Milan Petrov ← 'The court'"],
    ],
    // “Denied him a lawyer” means “refused him a lawyer”. So the sentence is not a denial.
    ['Police detained Milan Petrov and denied him a lawyer.', []],
    ['The ministry met Milan Petrov and denied access to the archive.', []],
  ])('is the subject of the clause that "and denied" continues: %s', (body, expected) =>
    expect(who(body)).toEqual(expected),
  );
});

describe('a clause with "who" and a verb of saying', () => {
  test.each<[string, string[]]>([
    ['The lawyer of the reporter Milan Petrov, who said the search was illegal, left.', ["stated: 'who'"]],
    ['A friend of Milan Petrov who said he was there was also held.', ["stated: 'A friend of Milan Petrov'"]],
    [
      'Police questioned a neighbour of Milan Petrov, who said she saw two men.',
      ["stated: 'a neighbour of Milan Petrov'"],
    ],
    [
      'The union spoke to the family of Goran Bilic, who said they were afraid.',
      ["stated: 'the family of Goran Bilic'"],
    ],
    [
      'The union met the governor of Drevno, who promised that police would help.',
      ["stated: 'the governor of Drevno'"],
    ],
    ['Ana Kos, editor of Zora, who said the search was illegal, left.', ['stated: Ana Kos']],
    ['Police searched the home of Goran Bilic, who said they took his phone.', ['stated: Goran Bilic']],
    ['The case against Ivan Hrim, who denies the charges, was closed.', ['denied: Ivan Hrim']],
    ['A report by Ana Kos on the mayor, who denies that he took money, was removed.', ["denied: 'the mayor'"]],
    ['The reporters, who said they were beaten, left.', ["stated: 'The reporters'"]],
  ])('has as its speaker whom "who" refers to, and none if two can be meant: %s', (body, expected) =>
    expect(who(body)).toEqual(expected),
  );

  test('ends before the main verb of the sentence', () => {
    const [claim] = draft('Ana Kos, who said the search was illegal, filed a complaint.').claims;
    expect(claim?.wording).toBe('The search was illegal.');
  });
});

describe('words that someone passes on', () => {
  test.each<[string, string[]]>([
    ['The guard had comforted her, Ana Kos said: “Home is not far, you will see.”', ["quoted: 'The guard' ← Ana Kos"]],
    ['A diver had told him, Ana Kos said, that the cages were empty.', ["stated: 'A diver' ← Ana Kos"]],
    ['One of them shouted at her, Ana Kos said: “Go home.”', ["quoted: 'One of them' ← Ana Kos"]],
    ['The mayor promised, Ana Kos recalls, that the street would be lit.', ["stated: 'The mayor' ← Ana Kos"]],
    ['Soldiers, they told her, had come with a list, Ana Kos said.', ["stated: 'they' ← Ana Kos"]],
    ['She had, a sergeant told her, Ana Kos says, stirred up the crowd.', ["stated: 'a sergeant' ← Ana Kos"]],
  ])('belong to the person who said them first: %s', (body, expected) => expect(who(body)).toEqual(expected));

  test.each<[string, string[]]>([
    ['Two men beat her, Ana Kos said: “They used a hose and a belt.”', ['quoted: Ana Kos']],
    ['The mayor thanked them, Ana Kos said, “for nothing”.', ['stated: Ana Kos']],
    ['The police let her go, Ana Kos said, “because the cell was full”.', ['stated: Ana Kos']],
  ])('are not the words of someone who only acts: %s', (body, expected) => expect(who(body)).toEqual(expected));

  test('follow the words that report them', () => {
    const [claim] = draft('A diver had told him, Ana Kos said, that the cages were empty.').claims;
    expect(claim).toMatchObject({ wording: 'The cages were empty.', chain: [{ verb: 'had told' }, { verb: 'said' }] });
  });
});

test.each<[string, string[]]>([
  ['Ana Kos was asked to sign that she was leaving of her own accord.', ['Ana Kos']],
  ['Zora TV must pay. It is ordered to read this decision in prime time, standing.', ['Zora TV']],
  ['Ana Kos waited outside. “Ring if you need the toilet,” she heard one say.', ['Ana Kos']],
])('who is told something, or hears it, does not say it: %s', (body, never) =>
  expect(
    draft(body).claims.filter(({ pagesOwn, chain: [first] }) => !pagesOwn && never.includes(first!.actor!)),
  ).toEqual([]),
);

test.each<[string, string[]]>([
  ['Press Union said the raid was unlawful.', ['stated: Press Union']],
  ['The Coastal Union protested. Press Union said the raid was unlawful.', ['stated: Press Union']],
  [
    'Superintendent Goran Bilic of the Robbery and Burglary Bureau said it was too early to say.',
    ['stated: Goran Bilic'],
  ],
  ['Superintendent Milan Petrov said it was too early to say.', ['stated: Milan Petrov']],
  ['The Robbery and Burglary Bureau said it was too early to say.', ['stated: Robbery and Burglary Bureau']],
  ['The CEO of Zora Ltd said the paper was wrong.', ["stated: 'CEO of Zora Ltd'"]],
  ['Barrister Halima Okoro said the paper was wrong.', ['stated: Halima Okoro']],
  ['“I have sold my car,” said Beth Sundgaard, the publisher.', ['quoted: Beth Sundgaard']],
  [
    'Radio Zora went silent at the behest of the Frequencies Board, according to which a guest was rude.',
    ['stated: Frequencies Board'],
  ],
])('a speaker has the whole name: %s', (body, expected) => expect(who(body)).toEqual(expected));

test.each<[string, string[]]>([
  [
    'Ana Kos told the court that the fee “would not be paid”, and intends to appeal.',
    ['The fee “would not be paid”.', 'Intends to appeal.'],
  ],
])('what a speaker intends is no part of what the speaker said: %s', (body, expected) =>
  expect(draft(body).claims.map(({ wording }) => wording)).toEqual(expected),
);

test('a sentence that turns to something else does not continue with the last speaker', () => {
  const turned = 'Ana Kos covered the fire. Milan Petrov said it was arson. And she? She intends to cover the trial.';
  expect(who(turned).at(-1)).toMatch(/'She'$/);
  expect(who('Ana Kos said the raid was illegal. It was alleged to us that two others resigned.')).toEqual([
    'stated: Ana Kos',
  ]);
});

describe('an adverbial clause before the main clause', () => {
  test.each<[string, string[]]>([
    ['When Ana Kos asked why, one officer said: “Because we can.”', ["quoted: 'one officer'"]],
    [
      'After Ana Kos said the mill had closed, the owner wrote to her: “You will pay for this, madam.”',
      ['stated: Ana Kos', "quoted: 'the owner'"],
    ],
  ])('has only its own words: %s', (body, expected) => expect(who(body)).toEqual(expected));
});

test.each([
  'Neither Ana Kos nor Milan Petrov said who had called.',
  'Ana Kos’s editor and the union said the verdict was an insult.',
  'The summons sent to Ana Kos says that she has to appear on Monday.',
])('a name that only belongs to the subject does not speak: %s', (body) =>
  expect(draft(body).claims.flatMap(({ pagesOwn, chain: [first] }) => (pagesOwn ? [] : [first!.actor]))).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/Kos|Petrov/)]),
  ),
);

test.each<[string, string[]]>([
  [
    'The National Council of Radio and Television said Zora was wrong.',
    ['stated: National Council of Radio and Television'],
  ],
  ['The Union of Reporters and Milan Petrov said Zora was wrong.', ['stated: Union of Reporters and Milan Petrov']],
  ['Deputy Minister of Culture and Sport Ivan Hrim said Zora was wrong.', ['stated: Ivan Hrim']],
])('“and” joins the fields of an authority, and two speakers: %s', (body, expected) =>
  expect(who(body)).toEqual(expected),
);
