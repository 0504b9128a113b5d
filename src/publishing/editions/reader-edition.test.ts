import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { createTranslation } from '../../documents/translations/create-translation.ts';
import { linkTranslation } from '../../documents/translations/link-translation.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run, type App } from '../../platform/operation.ts';
import { countQueries } from '../../platform/testing/count-queries.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { withReading } from '../../record/translations/reading.ts';
import { retractArticle } from '../articles/actions/retract-article.ts';
import { unpublishArticle } from '../articles/actions/unpublish-article.ts';
import { loadDeskArticle } from '../articles/desk-article.ts';
import { listArticlePart, listCitingArticles, newestArticles } from '../articles/list-articles.ts';
import { publishArticle } from '../articles/publish-article.ts';
import { composeFrontPage } from '../front-page/compose.ts';
import { loadFrontPage } from '../front-page/load.ts';
import { frontPageQueue } from '../front-page/queue.ts';
import { readFrontPage } from '../front-page/read.ts';
import { changeSections } from '../publication/change-sections.ts';
import { placeArticles } from '../publication/place-articles.ts';
import { loadPublication } from '../publication/publication.ts';
import { tagArticles } from '../tags/tag-articles.ts';
import { fileForArticles, idOf, type Filed } from '../testing/filed.ts';

onOneDatabase('an article and its translations in lists', (db) => {
  let now = Date.UTC(2018, 4, 22, 9);
  let app: App;
  let filed: Filed;
  let count = 0;
  beforeAll(async () => {
    app = testApp(db(), { now: () => new Date((now += 1000)) });
    await prepareJobs(db(), [frontPageQueue]);
    const { version } = await loadPublication(db().read);
    await run(app, changeSections, editor, { version, sections: [{ key: 'courts', names: { en: 'Courts' } }] });
  });
  // Each test has a case, and a tag, of its own.
  beforeEach(async () => {
    filed = await fileForArticles(app);
    count += 1;
  });

  type Made = { ref: string; headline: string };
  const publish = async (headline: string, language = 'en', original?: Made): Promise<Made> => {
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: headline, claims: [filed.dated] },
          language,
          blocks: [
            {
              sentences: [
                {
                  text:
                    language === 'ru' ? 'Дело возбудили 30 марта 2018 года.' : 'The case was opened on 30 March 2018.',
                  claims: [filed.dated],
                },
              ],
            },
          ],
          cases: [filed.case],
        },
      ],
    });
    await run(app, publishArticle, editor, { article: made!.article, version: made!.version });
    if (original) await run(app, linkTranslation, editor, { article: made!.article, original: original.ref });
    return { ref: made!.article, headline };
  };
  const both = async (name: string): Promise<{ english: Made; russian: Made }> => {
    const english = await publish(name);
    return { english, russian: await publish(`${name} по-русски`, 'ru', english) };
  };
  const versionOf = async (one: Made): Promise<number> =>
    (await loadDeskArticle(db().read, Number(one.ref.split('/')[1]))).version;
  const as = <T>(language: string, work: () => Promise<T>): Promise<T> => withReading({ language, own: 'en' }, work);
  /** What a reader finds on the page of the case. A list of the same articles has the same number of entries. */
  const seen = (language: string): Promise<string[]> =>
    as(language, async () => {
      const choice = { caseIds: [await idOf(db(), filed.case)] };
      const articles = await newestArticles(db().read, { ...choice, once: true, size: 50 });
      expect((await listArticlePart(db().read, null, choice)).total).toBe(articles.length);
      return articles.map((one) => one.headline);
    });
  const front = (language: string): Promise<string[]> =>
    as(language, async () => {
      const { lead, stories } = await readFrontPage(db().read, new Date(now), 'UTC');
      return [lead, ...stories].flatMap((one) => (one?.kind === 'article' ? [one.article.headline] : []));
    });
  const compose = async (to: object): Promise<unknown> =>
    run(app, composeFrontPage, editor, {
      version: (await loadFrontPage(db().read, new Date(now)))?.version ?? 0,
      to,
    } as never);

  it('are one entry, in the language of the reader or else the original', async () => {
    const { english, russian } = await both('A court');
    expect([await seen('en'), await seen('ru'), await seen('cs')]).toEqual([
      [english.headline],
      [russian.headline],
      [english.headline],
    ]);
    const original = await publish('Суд', 'ru');
    const translation = await publish('The court', 'en-GB', original);
    expect((await seen('en'))[0]).toBe(translation.headline);
    expect((await seen('cs'))[0]).toBe(original.headline);
    await run(app, linkTranslation, editor, { article: translation.ref, original: null });
    expect(await seen('en')).toEqual([translation.headline, original.headline, english.headline]);
  });

  it('are what is public of them: nothing else hides or replaces an article', async () => {
    const only = await publish('Only English');
    await run(app, createTranslation, editor, { article: only.ref, language: 'ru' });
    expect(await seen('ru')).toEqual([only.headline]);
    const { english, russian } = await both('Unpublished');
    await run(app, unpublishArticle, editor, {
      article: russian.ref,
      version: await versionOf(russian),
      reason: 'It was published by mistake.',
    });
    expect(await seen('ru')).toEqual([english.headline, only.headline]);
    for (const state of [
      `visibility = 'sealed'`,
      `visibility = 'desk'`,
      'withdrawn_at = now()',
      'redacted_at = now()',
    ]) {
      const hidden = await both('Hidden');
      const hide = async (one: Made) =>
        sql`update thing set ${sql.raw(state)} where id = ${await idOf(db(), one.ref)}`.execute(db().read);
      await hide(hidden.english);
      for (const language of ['en', 'ru', 'cs']) expect((await seen(language))[0]).toBe(hidden.russian.headline);
      await hide(hidden.russian);
      expect(await seen('ru')).toEqual([english.headline, only.headline]);
    }
  });

  it('are two entries if one of them was retracted, and one if both were', async () => {
    const { english, russian } = await both('Retracted');
    const retract = async (one: Made) =>
      run(app, retractArticle, editor, {
        article: one.ref,
        version: await versionOf(one),
        reason: 'The figures were wrong.',
      });
    await retract(english);
    expect(await seen('ru')).toEqual([russian.headline, english.headline]);
    expect(await seen('en')).toEqual([russian.headline, english.headline]);
    await retract(russian);
    expect([await seen('ru'), await seen('en')]).toEqual([[russian.headline], [english.headline]]);
  });

  it('are listed under the tag and section of any of them', async () => {
    const { english, russian } = await both('Tagged');
    await run(app, tagArticles, editor, { articles: [{ article: english.ref, add: [`Tag ${count}`] }] });
    await run(app, placeArticles, editor, { articles: [{ article: english.ref, section: 'courts' }] });
    for (const [language, headline] of [
      ['en', english.headline],
      ['ru', russian.headline],
    ] as const) {
      const found = await as(language, async () => [
        await listArticlePart(db().read, null, { tag: `tag-${count}` }),
        await listArticlePart(db().read, null, { section: 'courts' }),
      ]);
      expect(found.map(({ total, articles }) => [total, articles.map((one) => one.headline)])).toEqual([
        [1, [headline]],
        [1, [headline]],
      ]);
    }
    await compose({ sections: [{ section: 'courts', stories: 2 }] });
    const others = [await publish('Newer'), await publish('Newest')].map((one) => one.ref);
    await compose({
      lead: { item: others[1] },
      stories: [{ item: others[0] }],
      sections: [{ section: 'courts', stories: 2 }],
    });
    const { sections } = await as('ru', () => readFrontPage(db().read, new Date(now), 'UTC'));
    expect(sections.map((one) => one.articles.map((article) => article.headline))).toEqual([[russian.headline]]);
    await compose({});
  });

  it('count once, and each page of a list is full', async () => {
    const before = (await as('ru', () => listArticlePart(db().read, null))).total;
    const made: Made[] = [];
    for (let index = 0; index < 12; index++) made.push((await both(`Paged ${index}`)).russian);
    const list = (part: number | null) => as('ru', () => listArticlePart(db().read, part));
    const { total, parts, articles } = await list(null);
    expect(total).toBe(before + made.length);
    const headlines = articles.map((one) => one.headline);
    for (let part = parts; part >= 1; part--) headlines.push(...(await list(part)).articles.map((one) => one.headline));
    expect(new Set(headlines).size).toBe(total);
    expect(headlines.slice(0, 5)).toEqual(
      made
        .slice(-5)
        .toReversed()
        .map((one) => one.headline),
    );
  });

  it('appear once among those that cite a claim, unless only one cites it', async () => {
    const { english, russian } = await both('Citing');
    const claim = await idOf(db(), filed.dated);
    const citing = (language: string) =>
      as(language, async () => (await listCitingArticles(db().read, [claim], 'public')).map((one) => one.headline));
    expect([await citing('en'), await citing('ru')]).toEqual([[english.headline], [russian.headline]]);
    expect(await listCitingArticles(db().read, [claim], 'desk')).toHaveLength(2);
    const elsewhere = await publish('Elsewhere');
    filed = await fileForArticles(app);
    const translation = await publish('В другом месте', 'ru', elsewhere);
    const other = await idOf(db(), filed.dated);
    const found = await as('en', () => listCitingArticles(db().read, [other], 'public'));
    expect(found.map((one) => [one.headline, one.language])).toEqual([[translation.headline, 'ru']]);
  });

  it('take the place of the one that an editor chose for the front page, once', async () => {
    const { english, russian } = await both('Chosen');
    const other = await both('Other');
    expect((await front('ru')).slice(0, 2)).toEqual([other.russian.headline, russian.headline]);
    expect(await front('en')).not.toContain(russian.headline);
    await compose({ lead: { item: english.ref }, stories: [{ item: russian.ref }, { item: other.russian.ref }] });
    // The second choice is the lead's story again, so the newest other article takes its place.
    expect(await front('en')).toEqual([english.headline, 'Elsewhere', other.english.headline]);
    expect(await front('ru')).toEqual([russian.headline, 'В другом месте', other.russian.headline]);
    await run(app, unpublishArticle, editor, {
      article: russian.ref,
      version: await versionOf(russian),
      reason: 'It was published by mistake.',
    });
    expect(await front('ru')).toEqual([english.headline, 'В другом месте', other.russian.headline]);
    // The desk still has what the editor chose.
    expect((await loadFrontPage(db().read, new Date(now)))!.stories.map((one) => [one.number, one.shown])).toEqual([
      [Number(russian.ref.split('/')[1]), false],
      [Number(other.russian.ref.split('/')[1]), true],
    ]);
    await compose({});
  });

  it('need no additional query', async () => {
    const queries = (): Promise<number> =>
      countQueries(db().read, (read) => as('ru', () => listArticlePart(read, null)));
    const few = await queries();
    await both('Counted');
    expect(await queries()).toBe(few);
  });
});
