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
