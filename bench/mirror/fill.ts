import { createArticles } from '../../src/documents/create-articles.ts';
import type { ArticleFormInput } from '../../src/documents/model/form.ts';
import { systemPrincipal, run, type App } from '../../src/platform/operation.ts';
import { publishArticle } from '../../src/publishing/articles/publish-article.ts';
import { file } from '../../src/record/filing/file.ts';
import type { FilingInput } from '../../src/record/filing/schema.ts';
import { showProgress } from '../fill/progress.ts';

const setSize = 500;
const words =
  'newsroom court editor reporter complaint search ruling appeal witness lawyer ministry blocking website printing house tax audit seizure computers archive protest police detention hearing verdict fine licence broadcast channel frequency libel damages retraction publisher investigation'.split(
    ' ',
  );
const first = ['Aigerim', 'Bolat', 'Dana', 'Erlan', 'Gulnara', 'Ilyas', 'Kamila', 'Marat', 'Nurlan', 'Saule'];
const last = [
  'Akhmetov',
  'Bekova',
  'Dzhaksybekov',
  'Esenov',
  'Iskakova',
  'Kenzhebayev',
  'Mukhamedov',
  'Omarova',
  'Sadykov',
  'Tulegenov',
];

const word = (seed: number): string => words[seed % words.length]!;
const day = (index: number): string =>
  `${2008 + (index % 18)}-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`;

/**
 * Publishes articles about cases, ten for each case. Each case has an event and two claims. Each article has twelve
 * sentences and cites both claims.
 */
export async function fillPublication(app: App, articles: number): Promise<void> {
  const base = await run(app, file, systemPrincipal, {
    actors: Array.from({ length: 400 }, (_, index) => ({
      kind: index % 3 ? ('outlet' as const) : ('person' as const),
      names: [
        {
          text:
            index % 3
              ? `The ${word(index)} ${word(index * 7 + 3)} ${index}`
              : `${first[index % 10]} ${last[Math.floor(index / 10) % 10]} ${index}`,
        },
      ],
      visibility: 'public' as const,
    })),
    sources: Array.from({ length: 500 }, (_, index) => ({
      kind: 'article',
      title: `Report ${index} on the ${word(index)}`,
      published: day(index),
      visibility: 'public' as const,
    })),
  });
  const cases = Math.ceil(articles / 10);
  const filed: { case: string; claims: string[] }[] = [];
  for (let from = 0; from < cases; from += setSize) {
    const input: Required<Pick<FilingInput, 'cases' | 'events' | 'claims'>> = { cases: [], events: [], claims: [] };
    for (let index = from; index < Math.min(cases, from + setSize); index++) {
      input.cases.push({
        key: `c${index}`,
        title: `The ${word(index)} of the ${word(index * 5 + 1)}, ${index}`,
        visibility: 'public',
      });
      input.events.push({
        key: `e${index}`,
        case: `#c${index}`,
        title: `A ${word(index + 2)} came`,
        visibility: 'public',
      });
      const claim = (wording: string, statements: { subject: string; property: string; value: unknown }[]) => ({
        case: `#c${index}`,
        wording,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        checked: true,
        visibility: 'public' as const,
        chain: [{ actor: base.actors[(index * 7) % 400]!, verb: 'said' }],
        support: { kind: 'reference' as const, source: base.sources[index % 500]! },
        statements,
      });
      input.claims.push(
        claim(`The newsroom was searched in case ${index}.`, [
          {
            subject: `#e${index}`,
            property: 'involvement',
            value: { actor: base.actors[index % 400]!, role: 'target' },
          },
          { subject: `#e${index}`, property: 'date', value: day(index) },
        ]),
        claim(`It began on ${day(index)}.`, [
          { subject: `#c${index}`, property: 'began', value: day(index) },
          { subject: `#c${index}`, property: 'place', value: { country: ['KZ', 'UZ', 'KG', 'TJ'][index % 4] } },
        ]),
      );
    }
    const made = await run(app, file, systemPrincipal, input);
    for (let index = from; index < Math.min(cases, from + setSize); index++)
      filed.push({
        case: made.cases[index - from]!,
        claims: made.claims.slice((index - from) * 2, (index - from) * 2 + 2),
      });
  }
  const progress = showProgress('articles');
  for (let from = 0; from < articles; from += setSize) {
    const forms = Array.from({ length: Math.min(setSize, articles - from) }, (_, index) =>
      formOf(from + index, filed[Math.floor((from + index) / 10)]!),
    );
    const made = await run(app, createArticles, systemPrincipal, { articles: forms });
    for (const { article, version } of made) await run(app, publishArticle, systemPrincipal, { article, version });
    progress(from + made.length);
  }
}

/** The form of an article about a case and two of its claims. */
export function formOf(index: number, about: { case: string; claims: readonly string[] }): ArticleFormInput {
  const sentence = (at: number) =>
    `Nothing of the ${word(index * 3 + at)} and the ${word(index + at * 7)} is known yet.`;
  return {
    headline: {
      text: `On the ${word(index)}, the ${word(index * 11 + 5)} and ${index} more`,
      claims: [about.claims[0]!],
      whole: true,
    },
    standfirst: { sentences: [{ text: `What the ${word(index + 4)} says.`, claims: [about.claims[1]!] }] },
    byline: { kind: 'by', names: ['Aliya Nurlan'] },
    language: 'en',
    cases: [about.case],
    blocks: [
      {
        type: 'paragraph',
        sentences: [
          { text: 'The newsroom was searched, they said.', claims: [about.claims[0]!] },
          { text: 'It began then, they said.', claims: [about.claims[1]!] },
        ],
      },
      ...Array.from({ length: 5 }, (_, at) => ({
        type: 'paragraph' as const,
        sentences: [
          { text: sentence(at * 2), claims: [about.claims[0]!] },
          { text: sentence(at * 2 + 1), claims: [about.claims[1]!] },
        ],
      })),
    ],
  };
}
