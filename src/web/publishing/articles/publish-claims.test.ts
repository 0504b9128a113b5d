import { expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { parseRef } from '../../../record/refs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { filedCase } from '../../record/publication/testing/filed-case.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('claims that an article cites and only the desk sees', (db) => {
  const button = 'form.form > .buttons > .button.main';
  const ground = async () => {
    const desk = deskOn(db());
    const filed = await filedCase(desk.app);
    const editor = await desk.join('editor');
    const [article] = await run(desk.app, createArticles, editor.principal, {
      articles: [
        {
          headline: { text: 'They stopped her', claims: [filed.claims[0]!] },
          blocks: [{ sentences: [{ text: 'The order came from above.', claims: [filed.claims[2]!] }] }],
        },
      ],
    });
    return { desk, ...filed, article: article!, page: new PlainBrowser(editor) };
  };

  it('are published on one page with their sources and speakers, without the case; then the article is', async () => {
    const { desk, article, page, mark, sources, claims, number } = await ground();
    const at = { number: article.number };
    await page.open(routes.desk.publishArticle(at));
    expect(page.text).toContain('2 claims that this article cites are desk only');
    await page.follow(`a[href="${routes.desk.publishArticleClaims(at)}"]`);
    for (const words of [`Guardina ${mark}`, `Wire House ${mark}`, `Secretmemo ${mark}`])
      expect(page.text).toContain(words);
    for (const words of ['The stopped reporter', 'They took her camera']) expect(page.text).not.toContain(words);
    const memo = parseRef(sources[1]!)!.number;
    page.one(`#keep-source-${memo}`).setAttribute('checked', '');

    const preview = new PlainBrowser(await desk.join('editor'));
    await preview.open(routes.desk.publishArticleClaims(at));
    preview.one(`#keep-source-${memo}`).setAttribute('checked', '');
    await preview.press('button[value="preview"]');
    expect([preview.status, preview.document.documentElement.textContent]).toEqual([
      200,
      expect.stringContaining('Source withheld'),
    ]);
    expect(preview.document.documentElement.textContent).not.toContain('Secretmemo');
    expect((await desk.nobody.get(routes.claim({ number: parseRef(claims[0]!)!.number }))).status).toBe(404);

    await page.press(button, { [`reason-${memo}`]: 'confidence' });
    expect(page.text).toContain('Published');
    await page.follow(`a[href="${routes.desk.publishArticle(at)}"]`);
    expect(page.text).not.toContain('desk only');
    await page.press('.form button.main');
    const moved = await desk.nobody.get(routes.article({ ...at, slug: 'x' }));
    const html = await desk.nobody.text(moved.headers.get('location')!);
    expect(html).toContain('Source withheld: it was given to us in confidence');
    expect(html).not.toMatch(new RegExp(`secretmemo(\\.example/)? ?${mark}`, 'i'));
    expect((await desk.nobody.get(routes.case_({ number, slug: 'x' }))).status).toBe(404);
  });
});
