import { expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { loadTranslation } from '../../documents/translations/load-translation.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

onEitherDatabase('the page of a translation', (db) => {
  it('starts a translation, marks outdated sentences, confirms them, and assigns sentences to those of the original', async () => {
    const { join, app } = deskOn(db());
    const her = await join('monitor');
    const [original] = await run(app, createArticles, her.principal, {
      articles: [
        { headline: { text: 'A search' }, blocks: [{ sentences: [{ text: 'Police came.' }, { text: 'They left.' }] }] },
      ],
    });
    const { number } = original!;
    expect(await her.text(routes.desk.translation({ number }))).toContain('Start translation');
    const begun = await her.post(routes.desk.changeTranslation({ number }), { _intent: 'begin', language: 'ru' });
    expect(begun.status).toBe(303);
    const made = Number(/articles\/(\d+)\/write/.exec(begun.headers.get('location')!)![1]);
    const here = routes.desk.translation({ number: made });
    const change = routes.desk.changeTranslation({ number: made });
    expect(await her.text(here)).toContain('All sentences are up to date with the original.');

    const { form, version } = await loadDeskArticle(db().read, number);
    form.blocks[0]!.sentences[0]!.text = 'Police came twice.';
    await run(app, saveArticle, her.principal, { ...form, article: original!.article, version });
    const stale = await her.text(here);
    for (const words of [
      '1 sentence is outdated',
      'Original before the change: Police came.',
      'Outdated: the original has changed',
    ])
      expect(stale).toContain(words);
    const nothing = await her.post(change, { _intent: 'confirm' });
    expect([nothing.status, (await nothing.text()).includes('Select at least one sentence.')]).toEqual([400, true]);
    const view = (await loadTranslation(db().read, `article/${made}`))!;
    const [, first, second] = view.sentences.map((one) => one.sentence.id);
    expect((await her.post(change, { _intent: 'confirm', [`confirm-${first}`]: '1' })).status).toBe(303);
    expect((await loadTranslation(db().read, `article/${made}`))!.stale).toBe(0);

    const wrong = await her.post(change, { _intent: 'map', [`says-${first}`]: '2, 9', [`says-${second}`]: '3' });
    const html = await wrong.text();
    expect([
      wrong.status,
      html.includes('9 is not a list of numbers from 1 to 3'),
      html.includes('value="2, 9"'),
    ]).toEqual([400, true, true]);
    expect((await her.post(change, { _intent: 'map', [`says-${first}`]: '2 3' })).status).toBe(303);
    const mapped = (await loadTranslation(db().read, `article/${made}`))!;
    expect(mapped.sentences.map((one) => one.originals.length)).toEqual([0, 2, 0]);
    expect((await her.post(change, { _intent: 'unlink' })).status).toBe(303);
    expect(await her.text(here)).toContain('This article is not a translation.');
    const unknown = await her.post(change, { _intent: 'link', original: 'abc' });
    expect([unknown.status, (await unknown.text()).includes('value="abc"')]).toEqual([400, true]);
    expect((await her.post(change, { _intent: 'link', original: String(number) })).status).toBe(303);
  });
});
