import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { DraftClaim } from '../schema.ts';
import { suggestStatements } from '../store/suggest.ts';
import { actsIn } from './acts.ts';
import { provisionsIn } from './legal-words.ts';

const claimsOf = (sentence: string): DraftClaim[] =>
  draftPage(
    extract(Buffer.from(`Editors of the harbour weekly in court\n\n6 July 2024\n\n${sentence}\n`), {
      contentType: 'text/plain',
    }),
  ).claims;
const valuesIn = (sentence: string, property: string): unknown[] =>
  claimsOf(sentence).flatMap(({ statements }) =>
    statements.flatMap((one) => (one.property === property ? [one.value] : [])),
  );

describe('laws', () => {
  test.each([
    'The law has been used against nine editors since it came into force',
    'Two papers closed after the amendments came into force',
    'The ban on filming took effect at midnight',
    'Forty groups signed an open letter against the bill',
    'He approved an appeal that calls the act a disgrace',
    'The president has not signed the bill',
    'A ceasefire entered into force',
    'The detention was approved by a court under the Harbour Act',
  ])('are not read as signed or in force: %s', (text) => {
    expect(actsIn(text)).not.toContain('law-signed');
    expect(actsIn(text)).not.toContain('law-in-force');
  });
  test.each([
    ['The president signed the amendments into law', 'law-signed'],
    ['Parliament approved a new media law', 'law-signed'],
    ['The bill was finally signed on Monday', 'law-signed'],
    ['The amendments came into force on 1 May', 'law-in-force'],
    ['The Harbour Press Act took effect in June', 'law-in-force'],
    ['The new rules entered into force last week', 'law-in-force'],
  ])('are read as signed or in force: %s', (text, act) => expect(actsIn(text)).toContain(act));
});

describe('provisions', () => {
  test.each([
    'Article 10 of the European Convention on Human Rights protects what they wrote',
    'The judges found a violation of Article 10 of the Convention',
    'The ban is contrary to Article 19 of the International Covenant on Civil and Political Rights',
    'Article 29 of the Constitution guarantees a free press',
    'The European Court of Human Rights found a breach of Article 10',
    'Section 7 of the Charter of Rights says otherwise',
  ])('of constitutions and conventions are left out, because no one is charged under them: %s', (text) =>
    expect(provisionsIn(text)).toEqual([]),
  );
  test.each([
    ['charged under Article 130 of the Criminal Code', 'Article 130 of the Criminal Code'],
    ['fined under Section 12 of the Harbour Act', 'Section 12 of the Harbour Act'],
    ['held under Article 274', 'Article 274'],
    ['blocked under Article 41 of the Communications Law', 'Article 41 of the Communications Law'],
    [
      'charged under Article 5 of the Press Code, which the union says breaks Article 10 of the Convention',
      'Article 5 of the Press Code',
    ],
  ])('under which someone is charged, fined, held or blocked are read: %s', (text, provision) =>
    expect(provisionsIn(text)).toEqual([provision]),
  );
});

describe('the ground of a suit or charge', () => {
  test.each([
    ['The company sued the weekly for defamation and is seeking Shs200 million in damages.', 'defamation'],
    ['The mayor sued her for libel and demanded 4,000 euros.', 'libel'],
    ['He was convicted of extremism after he printed the accounts.', 'extremism'],
    ['Two editors were charged with fraud and the court froze their accounts.', 'fraud'],
    ['She was convicted of insulting a judge and was fined 300 euros.', 'insulting a judge'],
    ['They were accused of tax evasion and money laundering.', 'tax evasion and money laundering'],
    ['He was charged with spreading false news and inciting hatred.', 'spreading false news and inciting hatred'],
    ['She was accused of “insulting the harbour and its master”.', 'insulting the harbour and its master'],
  ])('ends where the next clause begins: %s', (sentence, ground) =>
    expect(valuesIn(sentence, 'ground')).toContain(ground),
  );
});

describe('a date beside what is said', () => {
  const helpers = { actor: () => '#a1', words: (key: string) => key, language: 'en' };
  test.each([
    ['On 12 May, the ministry said the site had been blocked.', '2024-05-12', '12 May'],
    ['Police raided the office on 3 June 2024, the Union of Coastal Writers said on Friday.', '2024-07-05', 'Friday'],
    ['According to a statement published on 1 July 2024, the editor was beaten.', '2024-07-01', '1 July 2024'],
    [
      'In a letter dated 2 June 2024, the Union of Coastal Writers asked the minister to drop the case.',
      '2024-06-02',
      '2 June 2024',
    ],
  ])('is part of the wording, and the day on which it was said: %s', (sentence, date, words) => {
    const [claim] = claimsOf(sentence);
    expect(claim!.statements).toContainEqual({ property: 'said', value: date });
    expect(claim!.wording).toContain(words);
  });

  test.each([
    '“They took everything,” Anna Weiss said on 5 June 2024.',
    '“They took everything. They left the cat,” Anna Weiss said on 5 June 2024.',
    'On 5 June 2024 Anna Weiss wrote: “They took everything. They left the cat.”',
  ])('beside a quotation becomes the date of an event, the statement: %s', (sentence) => {
    const claims = claimsOf(sentence);
    expect(claims[0]).toMatchObject({ kind: 'quotation' });
    const { parts, statements } = suggestStatements(claims, helpers);
    expect(parts.map(({ kind }) => kind)).toEqual(['event']);
    expect(statements[0]).toContainEqual({ subject: '#e1', property: 'date', value: '2024-06-05', rank: 'normal' });
  });

  test('of a letter is the date of the letter, not of the search that the letter reports', () => {
    const claims = claimsOf(
      'In a letter dated 2 June 2024, the Union of Coastal Writers said that police had searched the office on 30 May 2024.',
    );
    const { parts, statements } = suggestStatements(claims, {
      actor: () => '#a1',
      words: (key) => key,
      language: 'en',
    });
    const dates = statements
      .flat()
      .flatMap((one) =>
        one.property === 'date' ? [[parts.find(({ key }) => `#${key}` === one.subject)!.title, one.value]] : [],
      );
    expect(dates).toEqual([
      [expect.stringContaining('search'), '2024-05-30'],
      [expect.stringContaining('letter'), '2024-06-02'],
    ]);
  });

  test.each([
    'The editor was detained on 2 July 2024, his lawyer said.',
    'The court ruled on 4 June 2024 that the weekly must pay 200 euros.',
    'The weekly was closed on 4 June 2024.',
  ])('is not the day on which it was said if it belongs to what is said: %s', (sentence) =>
    expect(valuesIn(sentence, 'said')).toEqual([]),
  );
});
