import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';

/** Who says each attributed claim: a resolved name, or the words of the page in quotes if the speaker is open. */
const who = (body: string): string[] =>
  draftPage(
    extract(Buffer.from(`Court hears case against weekly newspaper\n\n12 May 2020\n\n${body}\n`), {
      contentType: 'text/plain',
    }),
  )
    .claims.filter((claim) => !claim.pagesOwn)
    .map(({ mode, chain }) => `${mode}: ${chain.map((link) => link.actor ?? `'${link.asWritten}'`).join(' ← ')}`);

describe('a person whom the text only mentions is not who speaks next', () => {
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
  ])('%s', (body) => expect(who(body)).toEqual(["stated: 'He'"]));

  test.each<[string, string[]]>([
    ['Milan Petrov was beaten at a rally for Ivan Hrim. He said three men kicked him.', ['stated: Milan Petrov']],
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
  ])('%s', (body, expected) => expect(who(body)).toEqual(expected));
});
