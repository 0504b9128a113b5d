import { expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { withReading } from '../../record/translations/reading.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { inReadersWords, loadPublicArticle } from './public-article.ts';

onOneDatabase('the notes of an article for a reader', (db) => {
  it('have the language of the source, also if it is the reader’s; a speaking page has it only if it is another', async () => {
    const app = testApp(db());
    const { claims } = await run(app, file, editor, {
      sources: [{ key: 's', kind: 'article', title: 'Статья', language: 'ru', visibility: 'public' }],
      claims: [
        {
          wording: 'The court closed the case.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'газета', source: '#s' }],
          support: { kind: 'reference', source: '#s' },
          checked: true,
          visibility: 'public',
        },
      ],
    });
    const sentence = { text: 'The court closed the case.', claims };
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A case was closed', claims },
          byline: { names: ['Ada Reporter'] },
          blocks: [{ sentences: [sentence] }],
        },
      ],
    });
    await run(app, publishArticle, editor, { article: made!.article, version: made!.version });
    const languages = (language: string) =>
      withReading({ language, own: 'en' }, async () => {
        const { notes } = await inReadersWords(db().read, await loadPublicArticle(db().read, made!.number));
        const { source, chain } = notes[0]!.claim!;
        return [source!.language, chain[0]!.source!.language];
      });
    expect(await languages('ru')).toEqual(['ru', undefined]);
    expect(await languages('en')).toEqual(['ru', 'ru']);
  });
});
