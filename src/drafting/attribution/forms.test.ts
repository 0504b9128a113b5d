import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';

/** Each attributed claim as "speaker | wording". */
const said = (body: string): string[] =>
  draftPage(
    extract(Buffer.from(`Court hears case against weekly newspaper\n\n12 May 2020\n\n${body}\n`), {
      contentType: 'text/plain',
    }),
  )
    .claims.filter((claim) => !claim.pagesOwn)
    .map(({ chain, wording }) => `${chain[0]!.actor ?? chain[0]!.asWritten} | ${wording}`);

describe('an attribution that interrupts what is said', () => {
  test.each<[string, string]>([
    ['The law will, experts say, silence the press.', 'experts | The law will silence the press.'],
    ['The raid was, officials said, part of a wider inquiry.', 'officials | The raid was part of a wider inquiry.'],
    [
      'The station owed, officials said in a letter, two million in taxes.',
      'officials | The station owed two million in taxes.',
    ],
    ['Police have, said Ana Kos, searched three homes.', 'Ana Kos | Police have searched three homes.'],
    ['The new fees (experts say) will close small papers.', 'experts | The new fees will close small papers.'],
    ['The editor was, Ana Kos, his lawyer, said, in good health.', 'Ana Kos | The editor was in good health.'],
    // Here the words before the attribution are a whole sentence, so the words after it are not part of the wording.
    ['The paper closed, officials said, two days after the raid.', 'officials | The paper closed.'],
    ['The raid was short, Ana Kos said, in a letter to the court.', 'Ana Kos | The raid was short.'],
    ['The raid was short, said Ana Kos, editor of Zora.', 'Ana Kos | The raid was short.'],
  ])('is left out of the wording: %s', (body, expected) => expect(said(body)).toEqual([expected]));
});

describe('a clause after "said" or "told" without "that"', () => {
  test.each<[string, string]>([
    ['Goran Bilic said nothing had changed.', 'Goran Bilic | Nothing had changed.'],
    ['Goran Bilic said there would be an appeal.', 'Goran Bilic | There would be an appeal.'],
    ['Goran Bilic told the union there was no warrant.', 'Goran Bilic | There was no warrant.'],
    ['Goran Bilic said those who came wore masks.', 'Goran Bilic | Those who came wore masks.'],
    ['Goran Bilic said everybody knew it.', 'Goran Bilic | Everybody knew it.'],
  ])('is a claim: %s', (body, expected) => expect(said(body)).toEqual([expected]));

  test.each([
    'Goran Bilic said nothing.',
    'Goran Bilic said his piece and left.',
    'Goran Bilic said a prayer.',
    'Goran Bilic said a few words to reporters who had come.',
  ])('is not assumed if only an object follows the verb: %s', (body) => expect(said(body)).toEqual([]));
});

describe('an attribution without a verb of saying, or in the style of headlines', () => {
  const words = 'We will not pay for the damage, and we will not apologise to anyone in the town hall';
  test.each<[string, string]>([
    [`Minister: “${words}.”`, `Minister | ${words}.`],
    [
      'Interior minister: Police acted within the law in Drevno.',
      'Interior minister | Police acted within the law in Drevno.',
    ],
    ['Goran Bilic, editor of Zora: Police broke the door.', 'Goran Bilic | Police broke the door.'],
    [`“${words},” – Goran Bilic.`, `Goran Bilic | ${words}`],
    [`“${words}.” – Goran Bilic, editor of Zora`, `Goran Bilic | ${words}.`],
    [`“${words}” (Goran Bilic)`, `Goran Bilic | ${words}`],
    ['Police broke the door of the newsroom: union', 'union | Police broke the door of the newsroom.'],
    ['Police broke the door of the newsroom – report', 'report | Police broke the door of the newsroom.'],
    ['The paper owes nothing to the state, says minister', 'minister | The paper owes nothing to the state.'],
  ])('is read: %s', (body, expected) => expect(said(body)).toEqual([expected]));

  test.each([
    'Note: the paper closed in May.',
    'Time: The trial starts at noon.',
    'Two men were held in Drevno: Goran Bilic and Ana Kos.',
    'He met two people there – Goran Bilic and Ana Kos.',
    'The raid – Goran Bilic was there – took an hour.',
    'Three demands were made: the ministry must pay for the damage.',
    'The police held the man whom they feared – Ivan Hrim.',
    '“Freedom” – a new magazine – closed in May.',
  ])('is not read from a colon or dash that means something else: %s', (body) => expect(said(body)).toEqual([]));
});
