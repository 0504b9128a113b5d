import { describe, expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { loadPublicArticle } from '../../publishing/public/public-article.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { createArticles } from '../create-articles.ts';
import type { ArticleFormInput } from '../model/form.ts';
import type { Placed } from '../model/sentences.ts';
import { saveArticle } from '../save-article.ts';
import { alignSentences } from './align.ts';
import { createTranslation } from './create-translation.ts';
import { linkTranslation } from './link-translation.ts';
import { listTranslations, loadTranslation } from './load-translation.ts';
import { confirmSentences, mapSentences } from './map-sentences.ts';
import { takeCitations } from './take-citations.ts';

const placed = (prefix: string, ...containers: (readonly [Placed['where'], ...string[]])[]): Placed[] =>
  containers.flatMap(([where, ...texts], container) =>
    texts.map(
      (text, index) =>
        ({
          id: `${prefix}${container}.${index}`,
          text,
          where,
          container,
          index,
          kind: 'cited',
          citations: [],
        }) as unknown as Placed,
    ),
  );
const pairsOf = (a: Placed[], b: Placed[]) => alignSentences(a, b).map((pair) => `${pair.original}=${pair.sentence}`);

describe('aligning a translation with its original', () => {
  it('follows the order, one to one, if the texts have the same structure', () => {
    const original = placed(
      'a',
      ['headline', 'Two newsrooms searched'],
      ['paragraph', 'Police came on 2 April.', 'They took eleven computers and stayed for two hours.'],
    );
    const russian = placed(
      'b',
      ['headline', 'Обыски в двух редакциях'],
      ['paragraph', 'Полиция пришла 2 апреля.', 'Она изъяла одиннадцать компьютеров и пробыла два часа.'],
    );
    expect(pairsOf(original, russian)).toEqual(['a0.0=b0.0', 'a1.0=b1.0', 'a1.1=b1.1']);
  });

  it('finds a split sentence and two joined sentences, by length and numbers', () => {
    const original = placed('a', [
      'paragraph',
      'Police came to the newsroom of the weekly in Almaty on 2 April 2018 and took 11 computers after a search that lasted until midnight.',
      'Nobody was hurt.',
      'The editor said so.',
    ]);
    const czech = placed('b', [
      'paragraph',
      'Policie přišla do redakce týdeníku v Almaty 2. dubna 2018.',
      'Po prohlídce, která trvala do půlnoci, odvezla 11 počítačů.',
      'Nikdo nebyl zraněn, řekl šéfredaktor.',
    ]);
    expect(pairsOf(original, czech)).toEqual(['a0.0=b0.0', 'a0.0=b0.1', 'a0.1=b0.2', 'a0.2=b0.2']);
  });

  it('pairs no sentence that only one of the texts has', () => {
    const original = placed('a', [
      'paragraph',
      'Police came on 2 April 2018.',
      'The court fined the paper 300,000 tenge on 5 May 2019.',
    ]);
    const kazakh = placed('b', ['paragraph', 'Полиция 2018 жылғы 2 сәуірде келді.']);
    expect(pairsOf(original, kazakh)).toEqual(['a0.0=b0.0']);
  });
});

onEitherDatabase('translations', (db) => {
  const make = async () => {
    const app = testApp(db());
    const filed = await fileForArticles(app);
    const form: ArticleFormInput = {
      headline: { text: 'Two outlets face a criminal case', claims: [filed.dated] },
      blocks: [
        {
          sentences: [
            { text: 'The case was opened on 30 March 2018, HRW wrote.', claims: [filed.dated] },
            { text: 'None of this is new.', kind: 'connective' },
          ],
        },
      ],
      byline: { kind: 'by', names: ['Ada Reporter'] },
      cases: [filed.case],
    };
    const [original] = await run(app, createArticles, monitor, { articles: [form] });
    return { app, filed, form, original: original! };
  };

  it('start with the original’s text and citations, and know the original of each sentence', async () => {
    const { app, original, filed } = await make();
    const made = await run(app, createTranslation, monitor, { article: original.article, language: 'ru' });
    const view = (await loadTranslation(db().read, made.article))!;
    expect([view.original.number, view.text.language, view.stale, view.untranslated]).toEqual([
      original.number,
      'ru',
      0,
      [],
    ]);
    expect(
      view.sentences.map((one) => [one.sentence.text, one.originals.map((each) => each.sentence.text), one.suggested]),
    ).toEqual(view.original.sentences.map((one) => [one.text, [one.text], []]));
    expect(view.sentences[0]!.sentence.citations.map((one) => one.claim)).toEqual([filed.dated]);
    expect(view.sentences[0]!.sentence.id).not.toBe(view.original.sentences[0]!.id);
    await expect(
      run(app, createTranslation, monitor, { article: original.article, language: 'en' }),
    ).rejects.toMatchObject({ fields: [{ message: 'documents.translations.error.language' }] });
    // A translation of a translation is linked to the original. The original can have one translation per language.
    await expect(run(app, createTranslation, monitor, { article: made.article, language: 'ru' })).rejects.toMatchObject(
      { fields: [{ message: 'documents.translations.error.another' }] },
    );
    const czech = await run(app, createTranslation, monitor, { article: made.article, language: 'cs' });
    expect((await loadTranslation(db().read, czech.article))!.original.number).toBe(original.number);
    await expect(
      run(app, linkTranslation, monitor, { article: original.article, original: czech.article }),
    ).rejects.toMatchObject({ fields: [{ message: 'documents.translations.error.itself' }] });
  });

  it('become outdated sentence by sentence when the original changes, until confirmed', async () => {
    const { app, original } = await make();
    const made = await run(app, createTranslation, monitor, { article: original.article, language: 'kk' });
    const { form } = await loadDeskArticle(db().read, original.number);
    form.blocks[0]!.sentences[0]!.text = 'The case was opened on 31 March 2018, HRW wrote.';
    await run(app, saveArticle, monitor, { ...form, article: original.article, version: original.version });
    const view = (await loadTranslation(db().read, made.article))!;
    expect(view.sentences.map((one) => one.stale)).toEqual([false, true, false]);
    expect(view.sentences[1]!.originals[0]!.was).toBe('The case was opened on 30 March 2018, HRW wrote.');
    const { id } = await loadDeskArticle(db().read, original.number);
    expect(await listTranslations(db().read, id)).toMatchObject([
      { number: made.number, language: 'kk', stale: 1, untranslated: 0 },
    ]);
    await run(app, confirmSentences, monitor, { article: made.article, sentences: [view.sentences[1]!.sentence.id] });
    expect((await loadTranslation(db().read, made.article))!.stale).toBe(0);

    // A deleted sentence of the original is shown with its words; a new one has no translation.
    const now = await loadDeskArticle(db().read, original.number);
    now.form.blocks[0]!.sentences = [
      now.form.blocks[0]!.sentences[0]!,
      {
        ...now.form.blocks[0]!.sentences[1]!,
        id: undefined,
        text: 'A wholly different remark about something else entirely.',
      },
    ];
    await run(app, saveArticle, monitor, { ...now.form, article: original.article, version: now.version });
    const after = (await loadTranslation(db().read, made.article))!;
    expect(after.sentences.some((one) => one.stale)).toBe(true);
  });

  it('map a sentence to one or more sentences of the original, and suggest their citations', async () => {
    const { app, original, filed, form } = await make();
    const [written] = await run(app, createArticles, monitor, {
      articles: [
        {
          ...form,
          language: 'cs',
          headline: { text: 'Dvě média čelí trestnímu řízení' },
          blocks: [
            { sentences: [{ text: 'Řízení bylo zahájeno 30. března 2018, napsala HRW, a není to nic nového.' }] },
          ],
        },
      ],
    });
    await run(app, linkTranslation, monitor, { article: written!.article, original: original.article });
    const view = (await loadTranslation(db().read, written!.article))!;
    const [headline, joined] = view.sentences.map((one) => one.sentence.id);
    const pairs = [
      { original: view.original.sentences[0]!.id, sentence: headline! },
      ...view.original.sentences.slice(1).map((one) => ({ original: one.id, sentence: joined! })),
    ];
    await run(app, mapSentences, monitor, { article: written!.article, pairs });
    const mapped = (await loadTranslation(db().read, written!.article))!;
    expect(mapped.sentences.map((one) => [one.originals.length, one.suggested])).toEqual([
      [1, [filed.dated]],
      [2, [filed.dated]],
    ]);
    await run(app, takeCitations, monitor, {
      article: written!.article,
      version: written!.version,
      sentences: [joined!],
    });
    const cited = (await loadTranslation(db().read, written!.article))!;
    expect(cited.sentences.map((one) => one.suggested)).toEqual([[filed.dated], []]);
    expect([cited.text.revision, cited.sentences[1]!.originals.length]).toEqual([2, 2]);
    await expect(
      run(app, takeCitations, monitor, {
        article: written!.article,
        version: written!.version,
        sentences: [headline!],
      }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(run(app, mapSentences, monitor, { article: original.article, pairs: [] })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      run(app, mapSentences, monitor, {
        article: written!.article,
        pairs: [{ original: headline!, sentence: headline! }],
      }),
    ).rejects.toMatchObject({ fields: [{ path: 'pairs.0', message: 'documents.translations.error.sentence' }] });
  });

  it('show readers the other languages once both are published, but never drafts', async () => {
    const { app, original } = await make();
    const made = await run(app, createTranslation, monitor, { article: original.article, language: 'ru' });
    await run(app, publishArticle, editor, { article: original.article, version: original.version });
    expect((await loadPublicArticle(db().read, original.number)).translations).toEqual([]);
    await run(app, publishArticle, editor, { article: made.article, version: made.version });
    expect((await loadPublicArticle(db().read, original.number)).translations).toEqual([
      {
        number: made.number,
        language: 'ru',
        headline: 'Two outlets face a criminal case',
        slug: 'two-outlets-face-a-criminal-case',
      },
    ]);
    expect((await loadPublicArticle(db().read, made.number)).translations).toEqual([
      {
        number: original.number,
        language: 'en',
        headline: 'Two outlets face a criminal case',
        slug: 'two-outlets-face-a-criminal-case',
      },
    ]);
  });
});
