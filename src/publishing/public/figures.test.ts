import { expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import type { ArticleFormInput } from '../../documents/model/form.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { loadDeskArticle } from '../articles/desk-article.ts';
import { findFigure } from './figures.ts';
import { loadPublicArticle, publicArticleJson } from './public-article.ts';
import { statisticOf } from './public-figure.ts';
import { previewArticle } from '../shared-drafts/load-shared-draft.ts';
import { compareEditions } from '../editions/compare-editions.ts';
import { publishArticle } from '../articles/publish-article.ts';

let times = 0;

onEitherDatabase('charts in articles', (db) => {
  /** Searches of newsrooms in a country of their own. Each is against one of two outlets. */
  const record = async () => {
    const country = ['KZ', 'UZ', 'TM', 'KG', 'TJ', 'AM', 'GE'][times++ % 7]!;
    let day = 1;
    const app = testApp(db(), { listeners: [searchProjection()], now: () => new Date(Date.UTC(2018, 5, day++, 9)) });
    const ground = await run(app, file, editor, {
      actors: [
        { key: 'a', kind: 'outlet', names: [{ text: `Ratel ${country}` }], visibility: 'public' },
        { key: 'b', kind: 'outlet', names: [{ text: `Forbes ${country}` }], visibility: 'public' },
        { key: 'w', kind: 'organisation', names: [{ text: 'Watch' }], visibility: 'public' },
      ],
      sources: [{ key: 's', kind: 'report', title: `Report ${country}`, visibility: 'public' }],
    });
    const add = (outlet: 0 | 1, visibility: 'public' | 'desk' = 'public') =>
      run(app, file, editor, {
        cases: [{ key: 'c', title: 'A search', visibility }],
        claims: [
          {
            case: '#c',
            wording: 'It was searched.',
            kind: 'paraphrase',
            mode: 'stated',
            checked: true,
            visibility: 'public',
            chain: [{ actor: ground.actors[2]!, verb: 'wrote' }],
            support: { kind: 'reference', source: ground.sources[0]! },
            statements: [
              { subject: '#c', property: 'place', value: { country } },
              { subject: '#c', property: 'incident-type', value: 'newsroom-search' },
              { subject: '#c', property: 'target', value: ground.actors[outlet]! },
            ],
          },
        ],
      });
    for (const outlet of [0, 0, 1] as const) await add(outlet);
    await add(1, 'desk');
    return { app, country, add, outlets: ground.actors.slice(0, 2) };
  };
  const form = (country: string, text: string, by = 'outlet'): ArticleFormInput => ({
    headline: { text: 'Here is what is known', kind: 'connective' },
    byline: { names: ['Ada Reporter'] },
    blocks: [
      {
        sentences: [
          {
            text,
            kind: 'computed',
            basis: `https://kronika.example/statistics?by=${by}&country=${country.toLowerCase()}`,
            whole: true,
          },
        ],
      },
    ],
  });
  const write = async (app: App, input: ArticleFormInput) =>
    (await run(app, createArticles, monitor, { articles: [input] }))[0]!;
  const publish = (app: App, made: { article: string; version: number }) =>
    run(app, publishArticle, editor, {
      article: made.article,
      version: made.version,
      change: 'update',
      note: 'Counted again',
    });

  it('are compared with the record when the article is published; only public data are counted', async () => {
    const { app, country } = await record();
    const wrong = await write(app, form(country, 'Newsrooms were searched 4 times.'));
    expect((await loadDeskArticle(db().read, wrong.number)).check.sentences[1]!.problems).toMatchObject([
      { code: 'number-not-in-figure', params: { number: '4' } },
      { code: 'no-number' },
    ]);
    await expect(publish(app, wrong)).rejects.toMatchObject({
      code: 'publication_blocked',
      fields: [{ message: 'documents.problem.number-not-in-figure' }],
    });
    const right = await write(app, form(country, 'Newsrooms were searched three times, two of them Ratel’s.'));
    expect((await loadDeskArticle(db().read, right.number)).form.blocks[0]!.sentences[0]!.basis).toBe(
      `/statistics?by=outlet&country=${country}`,
    );
    await publish(app, right);
    const shown = await publicArticleJson(db().read, right.number);
    expect(shown.figures).toMatchObject([
      {
        at: expect.stringMatching(/^2018-06/),
        cases: 3,
        by: 'outlet',
        statistic: `by=outlet&country=${country}`,
        rows: [
          { name: `Ratel ${country}`, cases: 2 },
          { name: `Forbes ${country}`, cases: 1 },
        ],
      },
    ]);
    expect(shown.blocks).toMatchObject([
      { sentences: [{ kind: 'computed', figure: shown.figures[0]!.number, basis: null }] },
    ]);
  });

  it('stay as they were counted when the record changes, and become another chart when the article is published again', async () => {
    const { app, country, add } = await record();
    const made = await write(app, form(country, 'Newsrooms were searched three times.'));
    const first = await publish(app, made);
    const before = await loadPublicArticle(db().read, made.number);
    await add(1);
    const draft = await write(app, form(country, 'Newsrooms were searched four times.'));
    const seen = await run(app, previewArticle, monitor, { article: draft.article });
    expect(await loadPublicArticle(db().read, made.number)).toEqual(before);
    const { number } = before.figures[0]!;
    expect((await findFigure(db().read, number))!.figure.statistic.total).toBe(3);

    // The sentence is no longer true. So it cannot be published again without a change.
    await expect(publish(app, first)).rejects.toMatchObject({ code: 'publication_blocked' });
    const { form: saved } = await loadDeskArticle(db().read, made.number);
    saved.blocks[0]!.sentences[0]!.text = 'Newsrooms were searched four times.';
    await publish(
      app,
      await run(app, saveArticle, monitor, { ...saved, article: made.article, version: first.version }),
    );
    const after = await loadPublicArticle(db().read, made.number);
    // A shared draft shows the next number, but the number stays free.
    expect([after.figures[0]!.cases, after.figures[0]!.number, seen.article.figures[0]!.number]).toEqual([
      4,
      number + 1,
      number + 1,
    ]);
    // The earlier edition keeps its own chart.
    expect((await loadPublicArticle(db().read, made.number, 1)).figures).toEqual(before.figures);
  });

  it('keep their number if the result is the same, and publishing nothing new writes nothing', async () => {
    const { app, country } = await record();
    const made = await write(app, form(country, 'Newsrooms were searched three times.', 'group'));
    const first = await publish(app, made);
    expect(await publish(app, first)).toEqual(first);
    const { form: saved } = await loadDeskArticle(db().read, made.number);
    saved.headline.text = 'Here is what is known now';
    await publish(
      app,
      await run(app, saveArticle, monitor, { ...saved, article: made.article, version: first.version }),
    );
    const [now, then] = [
      await loadPublicArticle(db().read, made.number),
      await loadPublicArticle(db().read, made.number, 1),
    ];
    expect(now.edition).toBe(2);
    expect(now.figures[0]!.number).toBe(then.figures[0]!.number);
  });

  it('name no one who was hidden or redacted since, and keep their numbers', async () => {
    const { app, country, outlets } = await record();
    const made = await write(app, form(country, 'Newsrooms were searched three times.'));
    await publish(app, made);
    await run(app, setVisibility, editor, { things: [outlets[0]!], visibility: 'desk' });
    await redactPerson(app, editor, { actor: outlets[1]!, ground: 'A court has ordered it to be erased.' });
    const shown = await publicArticleJson(db().read, made.number);
    expect(shown.figures[0]!.rows).toEqual([
      { value: 'hidden-1', name: null, cases: 2 },
      { value: 'hidden-2', name: null, cases: 1 },
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/Ratel|Forbes/);
    const page = (await findFigure(db().read, shown.figures[0]!.number))!;
    expect([...page.figure.statistic.cells.keys()].toSorted()).toEqual(['=hidden-1||', '=hidden-2||', '||']);
    expect(statisticOf(shown.figures[0]!).cells).toEqual(page.figure.statistic.cells);
    const kept = await db().read.selectFrom('figure').selectAll().execute();
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`(Ratel|Forbes) ${country}`));
  });

  it('have the headline that an editor wrote, as long as it fits their numbers', async () => {
    const { app, country, add } = await record();
    const chart = `/statistics?by=outlet&country=${country}`;
    const draft = (finding?: string): ArticleFormInput => ({
      headline: { text: 'Here is what is known', kind: 'connective' },
      byline: { names: ['Ada Reporter'] },
      blocks: [
        { sentences: [{ text: 'This is what is known.', kind: 'connective' }] },
        { type: 'statistic', ref: chart, finding },
      ],
    });
    const headline = async (number: number, edition?: number) =>
      (await loadPublicArticle(db().read, number, edition)).blocks.flatMap((block) =>
        block.type === 'statistic' ? [block.finding] : [],
      );
    const blocked = (fault: string, params: object = {}) => ({
      code: 'publication_blocked',
      fields: [{ path: chart, message: `documents.problem.finding-${fault}`, params }],
    });
    const save = async (version: number, change: { finding?: string; findingConfirmed?: boolean }) => {
      const { form: saved } = await loadDeskArticle(db().read, made.number);
      Object.assign(saved.blocks[1]!, change);
      return run(app, saveArticle, monitor, { ...saved, article: made.article, version });
    };
    const wrong = await write(app, draft(`Ratel ${country} was searched 7 times`));
    await expect(publish(app, wrong)).rejects.toMatchObject(blocked('number-not-in-figure', { number: '7' }));
    const made = await write(app, draft(`Ratel ${country} was searched more often than Forbes ${country}`));
    const first = await publish(app, made);
    expect(await headline(made.number)).toEqual([`Ratel ${country} was searched more often than Forbes ${country}`]);

    // It has no number, but the numbers for which it was written have changed.
    await add(1);
    await expect(publish(app, first)).rejects.toMatchObject(blocked('outdated'));
    expect((await save(first.version, {})).version).toBe(first.version);
    const confirmed = await save(first.version, { findingConfirmed: true });
    const second = await publish(app, confirmed);
    const changed = await save(second.version, { finding: `Forbes ${country}: 2 of 4 searches` });
    const third = await publish(app, changed);
    expect((await compareEditions(db().read, made.number, 3)).changes.changes).toEqual([
      {
        change: 'changed',
        before: `Ratel ${country} was searched more often than Forbes ${country}`,
        after: `Forbes ${country}: 2 of 4 searches`,
      },
    ]);
    await publish(app, await save(third.version, { finding: '' }));
    expect([await headline(made.number), await headline(made.number, 3)]).toEqual([
      [null],
      [`Forbes ${country}: 2 of 4 searches`],
    ]);
  });

  it('have no page before a public article uses them', async () => {
    const { app, country } = await record();
    const made = await write(app, form(country, 'Newsrooms were searched three times.'));
    await publish(app, made);
    const { figures } = await loadPublicArticle(db().read, made.number);
    expect((await findFigure(db().read, figures[0]!.number))!.articles).toEqual([
      { number: made.number, headline: 'Here is what is known', slug: 'here-is-what-is-known' },
    ]);
    await db().transaction((tx) =>
      tx.updateTable('document').set({ state: 'taken-down' }).where('edition_id', 'is not', null).execute(),
    );
    expect(await findFigure(db().read, figures[0]!.number)).toBeNull();
    expect(await findFigure(db().read, 999_999)).toBeNull();
  });
});
