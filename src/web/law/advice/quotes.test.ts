import { expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { createLaws } from '../../../law/create-laws.ts';
import { run } from '../../../platform/operation.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

it('legal advice quotes a law whose text is in the record, but does not quote it on a day before the law was signed', async () => {
  const made = await testDatabase('embedded');
  let now = '2018-05-22T09:00:00Z';
  const desk = deskOn(made.db, { now: () => new Date(now), paper: () => publicationOf({ jurisdictions: ['KZ'] }) });
  const ada = await desk.join('editor');
  const words = 'A journalist asks a person before he tells what stands in an account.';
  await run(desk.app, createLaws, ada.principal, {
    filing: {
      claims: [
        {
          key: 'says',
          wording: 'The gazette printed the law.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          visibility: 'public',
          chain: [{ asWritten: 'the gazette', verb: 'printed' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
          statements: [
            { subject: '#law', property: 'jurisdiction', value: 'KZ' },
            { subject: '#law', property: 'signed', value: '2017-12-28' },
            { subject: '#law', property: 'in-force', value: '2018-01-09' },
          ],
        },
      ],
    },
    // The enactment has no dates. Only the claim says when the law was signed, and since when the law is in force.
    laws: [
      {
        key: 'law',
        title: 'Law on accounts',
        language: 'en',
        visibility: 'public',
        changes: [
          {
            sort: 'enactment',
            title: 'Law on accounts',
            claim: '#says',
            instructions: [
              {
                act: 'enacts',
                provision: 'art_3',
                label: 'Article 3',
                texts: [{ language: 'en', num: 'Article 3.', body: words }],
              },
            ],
          },
        ],
      },
    ],
    duties: [
      { provision: '#law:art_3', bearer: 'journalist', act: 'obtain-permission', secrets: ['banking'], quote: words },
    ],
  });
  const [article] = await run(desk.app, createArticles, ada.principal, {
    articles: [
      {
        headline: { text: 'What the banker has', kind: 'connective' },
        byline: { names: ['Ada'] },
        blocks: [
          {
            sentences: [
              {
                text: 'Banker Kairat Ospanov keeps 4.2 million dollars in an account at a Swiss bank.',
                kind: 'own-reporting',
                reporter: 'Ada',
              },
            ],
          },
        ],
      },
    ],
  });
  const advice = () => ada.text(routes.desk.articleAdvice({ number: article!.number }));
  const page = await advice();
  expect(page).toMatch(new RegExp(`<blockquote lang="en"><p>${words.replaceAll('.', '\\.')}</p></blockquote>`));
  for (const told of [
    'Permission is missing',
    'Kairat Ospanov: banking secrets',
    'Law on accounts',
    'the gazette',
    '9 January 2018',
  ])
    expect(page.replaceAll(/<[^>]+>/g, '')).toContain(told);
  now = '2017-12-27T09:00:00Z';
  expect(await advice()).not.toContain(words);
  await made.drop();
});
