import { describe, expect, it } from 'vitest';
import type { CompilableClaim } from './compilable-claim.ts';
import { inStyle } from './style.ts';
import { as, quoted, text, told, voice } from './testing/claims.ts';
import type { Voice } from './voices.ts';

/* An invented country, with invented outlets and people. */

const dovar = voice('Ilmar Dovar', 'person');
const reen = voice('Sella Reen', 'person');
const lantern = voice('The Lantern', 'outlet', { own: true });
const courier = voice('Harbour Courier', 'outlet');
const office = voice('Prosecutor’s office', 'authority');
const union = voice('Journalists’ Union', 'organisation', { own: true });
const neighbours = voice('neighbours', null, { plural: true });
const letter = voice('an open letter', 'page');
const court = voice('a court in Ostrava Bay', null, { verb: 'ordered' });
const post = { kind: 'post', words: 'a Telegram post' };

const verb = (who: Voice, word: string): Voice => ({ ...who, verb: word });

const rows: [CompilableClaim | CompilableClaim[], string][] = [
  // Allegations: the speaker comes first.
  [
    as('alleged', 'The outlets published false information.', dovar),
    'Ilmar Dovar says the outlets published false information.',
  ],
  [
    as('alleged', 'the outlets published false information', dovar),
    'Ilmar Dovar says the outlets published false information.',
  ],
  [as('alleged', 'The editor took money.', verb(dovar, 'claimed')), 'Ilmar Dovar claimed that the editor took money.'],
  [as('alleged', 'The editor took money.', verb(dovar, 'said')), 'Ilmar Dovar said the editor took money.'],
  [as('alleged', 'The editor took money.', neighbours), 'Neighbours say the editor took money.'],
  [as('alleged', 'The editor took money.', office), 'The Prosecutor’s office says the editor took money.'],
  [as('alleged', 'The Lantern owes taxes.', dovar), 'Ilmar Dovar says the Lantern owes taxes.'],
  [as('alleged', 'Reen was paid for the articles.', dovar), 'Ilmar Dovar says Reen was paid for the articles.'],
  [as('alleged', 'In May the editor took money.', dovar), 'Ilmar Dovar says that in May the editor took money.'],
  [
    as('alleged', 'Despite the ruling the site goes on publishing.', dovar),
    'Ilmar Dovar says that despite the ruling the site goes on publishing.',
  ],
  [
    as('alleged', 'On 3 May the editor took money.', verb(office, 'told the media')),
    'The Prosecutor’s office told the media that on 3 May the editor took money.',
  ],
  [
    as('alleged', 'The editor took money.', dovar, courier),
    'According to Harbour Courier, Ilmar Dovar says the editor took money.',
  ],
  [
    as('alleged', 'The editor took money.', verb(dovar, 'claimed'), office),
    'According to the Prosecutor’s office, Ilmar Dovar claimed that the editor took money.',
  ],
  [
    as('alleged', 'Some authors do not comply.', { ...verb(dovar, 'wrote'), writing: post }),
    'Ilmar Dovar wrote in a Telegram post that some authors do not comply.',
  ],
  [
    as('alleged', 'Some authors do not comply.', { ...verb(dovar, 'wrote'), writing: post }, courier),
    'According to Harbour Courier, Ilmar Dovar wrote in a Telegram post that some authors do not comply.',
  ],
  [
    as('alleged', 'The editor took money.', verb(dovar, 'according to')),
    'According to Ilmar Dovar, the editor took money.',
  ],
  [
    [as('alleged', 'The editor took money.', dovar), as('alleged', 'The editor took money.', reen)],
    'Ilmar Dovar and Sella Reen both say the editor took money.',
  ],
  [
    [as('alleged', 'The editor took money.', dovar, courier), as('alleged', 'The editor took money.', dovar)],
    'According to Harbour Courier, Ilmar Dovar says the editor took money.',
  ],
  [
    [as('alleged', 'The editor took money.', dovar), as('alleged', 'The site owes taxes.', dovar)],
    'Ilmar Dovar says the editor took money. Dovar says the site owes taxes.',
  ],
  [as('alleged', 'The letter sees a pattern in the searches.', letter), 'The letter sees a pattern in the searches.'],
  [
    as('alleged', 'He described the searches as “a routine matter”.', dovar),
    'Ilmar Dovar says he described the searches as “a routine matter”.',
  ],
  // Plain statements: what happened comes first.
  [told('Police searched the office.', [union]), 'Police searched the office, the Journalists’ Union wrote.'],
  [told('The searches began at dawn', [lantern]), 'The searches began at dawn, The Lantern reported.'],
  [told('the searches began at dawn', [courier]), 'The searches began at dawn, Harbour Courier reported.'],
  [told('lantern.example was blocked.', [courier]), 'lantern.example was blocked, Harbour Courier reported.'],
  [told('7 people were held.', [courier]), 'Seven people were held, Harbour Courier reported.'],
  [
    told('The hearing was moved to May 14, 2031.', [courier]),
    'The hearing was moved to 14 May 2031, Harbour Courier reported.',
  ],
  [
    told('The site was blocked on 2031-04-02.', [courier]),
    'The site was blocked on 2 April 2031, Harbour Courier reported.',
  ],
  // Denials.
  [as('denied', 'Police took computers.', office), 'The Prosecutor’s office denied that police took computers.'],
  [
    as('denied', 'The editor took money.', reen, courier),
    'Sella Reen denied that the editor took money, according to Harbour Courier.',
  ],
  [as('denied', 'The Lantern owes taxes.', reen), 'Sella Reen denied that the Lantern owes taxes.'],
  [as('denied', 'all charges', reen), 'Sella Reen denied all charges.'],
  // Courts.
  [
    as('ordered', 'A court ordered the site to pay 50,200,000 crowns.', court, courier),
    'A court ordered the site to pay 50.2 million crowns, Harbour Courier reported.',
  ],
  [
    as('ruled', 'The article was lawful.', voice('Ostrava Bay District Court', 'court')),
    'The article was lawful, the Ostrava Bay District Court said.',
  ],
  [
    as('estimated', 'The site lost about a third of its readers.', lantern),
    'The site lost about a third of its readers, The Lantern estimated.',
  ],
  [
    as('acknowledged', 'The search had no warrant.', office),
    'The search had no warrant, the Prosecutor’s office acknowledged.',
  ],
  // What is left open.
  [
    as('left-unclear', 'Who ordered the search?', union),
    'It remains unclear who ordered the search, according to the Journalists’ Union.',
  ],
  [
    as('left-unclear', 'The police had a warrant.', union),
    'It remains unclear whether the police had a warrant, according to the Journalists’ Union.',
  ],
  // Quotations, word for word.
  [
    quoted('They came at six and took every computer.', verb(reen, 'said')),
    '“They came at six and took every computer”, Sella Reen said.',
  ],
  [quoted('they came at six', verb(reen, 'said')), 'Sella Reen said: “they came at six”.'],
  [quoted('we will go on publishing!', reen), 'Sella Reen said: “we will go on publishing!”'],
  [quoted('there is no case against us', lantern), 'The Lantern wrote: “there is no case against us”.'],
  [
    quoted('there is no case against us', reen, courier),
    'Sella Reen said: “there is no case against us”, Harbour Courier reported.',
  ],
  [quoted('Who is next?', union), '“Who is next?” the Journalists’ Union wrote.'],
  [quoted('spreading false rumours', office), 'The Prosecutor’s office spoke of “spreading false rumours”.'],
  [quoted('a routine matter', verb(office, 'called it')), 'The Prosecutor’s office called it “a routine matter”.'],
  [quoted('suggests misuse of the courts', letter), 'In the words of an open letter: “suggests misuse of the courts”.'],
  [
    quoted('The fine is 50,200,000 crowns, due on 2031-04-02.', reen),
    '“The fine is 50,200,000 crowns, due on 2031-04-02”, Sella Reen said.',
  ],
];

describe('a draft from claims reads well', () => {
  it('has more than forty claims to prove it', () => expect(rows.length).toBeGreaterThan(40));
  it.each(rows.map(([claims, expected]) => [expected, [claims].flat()] as const))('%s', (expected, claims) => {
    expect(text(...claims)).toBe(expected);
  });

  it('never begins with an allegation', () => {
    const wrong = rows.flatMap(([claims, expected]) =>
      [claims]
        .flat()
        .filter(
          (claim) =>
            claim.mode === 'alleged' &&
            claim.voices[0]!.kind !== 'page' &&
            expected.startsWith(claim.wording.slice(0, 12)),
        )
        .map((claim) => claim.wording),
    );
    expect(wrong).toEqual([]);
  });
});

it.each([
  ['from 2016-2018', 'from 2016–2018'],
  ['on 3rd May', 'on 3 May'],
  ['12,500 readers', '12,500 readers'],
  ['“5% and 6%', '“5 per cent and 6 per cent'],
  ['It is "5%" or «6%», not 7%', 'It is "5%" or «6%», not 7 per cent'],
  ['1,234,567 crowns', '1,234,567 crowns'],
  ['2,000,000,000 crowns', 'two billion crowns'],
  ['It was 5% of it', 'It was 5 per cent of it'],
  ['It said “2031-04-02, 5%”, on 2031-04-02.', 'It said “2031-04-02, 5%”, on 2 April 2031.'],
])('%s becomes %s in the style of the publication', (from, to) => expect(inStyle(from)).toBe(to));
