import type { FilingInput } from '../schema.ts';

/** The words of `sealedFiling`. No database may contain any of them in readable form. */
export const wordsOf = (word: string): string[] =>
  ['Name', 'Alias', 'Tag', 'Title', 'Note', 'address', 'Basis', 'Wording', 'Written', 'verb', 'Support', 'Reason']
    .concat('Position', 'Passagewording', 'Told', 'Toldwording', 'Question')
    .flatMap((end) => [`${word}${end}`, `${word}${end}`.toLowerCase()]);

/** The text of a page; `sealedFiling` needs a capture of it. Claims quote its last two words. */
export const pageWith = (quoted: string): string => `Officials searched the newsroom and took ${quoted} notebooks.`;

/**
 * One item of every kind that a filing can seal, with each kind of support. All texts begin with `word`.
 * @param on items that exist already
 * @param sealFor the people for whom all items are sealed; undefined if they are not sealed
 */
export function sealedFiling(
  word: string,
  on: { case: string; source: string; capture: string; text: string },
  sealFor?: number[],
): FilingInput {
  const said = { kind: 'paraphrase' as const, mode: 'stated' as const, case: on.case, sealFor };
  const start = on.text.indexOf('took');
  return {
    actors: [
      {
        key: 'actor',
        kind: 'person',
        names: [
          { text: `${word}Name`, kind: 'preferred' },
          { text: `${word}Alias`, kind: 'transliteration', language: 'ru' },
        ],
        tags: [`${word}Tag`],
        sealFor,
      },
    ],
    sources: [
      {
        key: 'source',
        kind: 'article',
        title: `${word}Title`,
        publisher: '#actor',
        published: '2031-04-06',
        language: 'en',
        note: `${word}Note`,
        addresses: [`https://example.org/${word}address`],
        derivedFrom: [{ origin: on.source, kind: 'cites', basis: `${word}Basis` }],
        tags: [`${word}Tag`],
        sealFor,
      },
    ],
    claims: [
      {
        ...said,
        key: 'said',
        wording: `${word}Wording`,
        checked: true,
        chain: [{ actor: '#actor', asWritten: `${word}Written`, verb: `${word}verb`, source: '#source' }],
        support: { kind: 'reference', source: '#source', note: `${word}Support` },
        statements: [
          { subject: on.case, property: 'stated-reason', value: { text: `${word}Reason`, language: 'en' } },
          { subject: '#actor', property: 'position', value: { title: { text: `${word}Position`, language: 'en' } } },
        ],
      },
      {
        ...said,
        wording: `${word}Passagewording`,
        checked: true,
        chain: [{ pagesOwn: true }],
        support: { kind: 'passage', capture: on.capture, start, end: on.text.length - 1 },
        statements: [{ subject: on.case, property: 'began', value: '2031-04' }],
      },
      {
        ...said,
        wording: `${word}Toldwording`,
        chain: [{ actor: '#actor' }],
        support: { kind: 'direct-word', note: `${word}Told` },
      },
    ],
    questions: [{ wording: `${word}Question`, case: on.case, raisedBy: '#said', sealFor }],
  };
}
