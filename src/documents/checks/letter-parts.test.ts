import { describe, expect, it } from 'vitest';
import { Comparisons } from '../agreement/comparisons.ts';
import { articleForm } from '../model/form.ts';
import { diffDocument } from '../model/diff-document.ts';
import { letterKinds, type SentenceKind } from '../model/schema.ts';
import { checkArticle, type CheckContext } from './check-article.ts';

const context: CheckContext = {
  claims: new Map(),
  figures: new Map(),
  embeds: new Map(),
  photos: new Map(),
  links: new Map(),
  quotedNames: new Set(),
  byline: [],
  language: 'en',
  letter: true,
};
/** The check of one sentence of a letter, or of an article. */
function check(text: string, { letter = true, kind = 'cited' as SentenceKind, claims = [] as string[] } = {}) {
  const form = articleForm.parse({
    headline: { text: 'An open letter', kind: 'connective' },
    blocks: [{ sentences: [{ text, kind, claims, whole: true }] }],
  });
  const [, one] = checkArticle(diffDocument(null, form).doc, { ...context, letter }, Comparisons.none).sentences;
  return { part: one!.part, problems: one!.problems.map(({ code }) => code), ok: one!.ok };
}

describe('a sentence of a letter', () => {
  it.each([
    ['Dear Minister Ivanov,', 'salutation'],
    ['Your Excellency:', 'salutation'],
    ['Уважаемый господин президент!', 'salutation'],
    ['Құрметті Президент мырза,', 'salutation'],
    ['We call on you to free Asem Serikova at once.', 'appeal'],
    ['We, the undersigned, urge the court to drop all charges.', 'appeal'],
    ['Мы призываем вас освободить Асем Серикову.', 'appeal'],
    ['Біз сізді оны босатуға шақырамыз.', 'appeal'],
    ['We demand that the police return the computers.', 'demand'],
    ['Требуем прекратить дело.', 'demand'],
    ['Біз істі тоқтатуды талап етеміз.', 'demand'],
  ])('needs no source if it is recognised as what it is: %s', (text, part) => {
    expect(check(text)).toEqual({ part, problems: [], ok: true });
    // In an article, it needs one like every other.
    expect(check(text, { letter: false })).toEqual({ part: null, problems: ['no-citation'], ok: false });
  });

  it.each([
    'Police came at nine.',
    // A demand that also states a fact.
    'We demand an answer about the search of 5 May 2024.',
    'We urge the court to free her, because the minister said that she was innocent.',
    'We call on you to repeat that “nobody was beaten”.',
    // No salutation: it goes on after the name.
    'Dear readers know that the paper was closed.',
    'Dearly bought peace,',
  ])('needs a source if it is not: %s', (text) => {
    expect(check(text)).toMatchObject({ part: null, ok: false });
  });

  it('is what its writer marked, with a warning if it states a number, a date or a quotation', () => {
    for (const kind of letterKinds) {
      expect(check('To the court of the town', { kind })).toEqual({ part: kind, problems: [], ok: true });
      expect(check('Free all 12 of them by 5 May.', { kind })).toEqual({
        part: kind,
        problems: ['fact-in-letter-part'],
        ok: true,
      });
      expect(check('To the court of the town', { kind, letter: false })).toEqual({
        part: null,
        problems: ['only-in-letter'],
        ok: false,
      });
    }
  });

  it('is checked against the claims that it cites, whatever it is marked as', () => {
    for (const kind of ['cited', 'demand'] as const)
      expect(check('We demand that the police return the computers.', { kind, claims: ['claim/9'] })).toMatchObject({
        part: null,
        problems: ['claim-unknown'],
      });
  });
});
