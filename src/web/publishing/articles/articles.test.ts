import { expect, it } from 'vitest';
import { createArticles } from '../../../documents/create-articles.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor as anEditor, monitor } from '../../../platform/testing/test-app.ts';
import { changeSections } from '../../../publishing/publication/change-sections.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { headlinesOf } from '../../../publishing/articles/headlines.ts';
import { loadPublicArticle } from '../../../publishing/public/public-article.ts';
import { loadTags } from '../../../publishing/tags/queries.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { file } from '../../../record/filing/file.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { selectItems } from '../../../work/lists/selection/select-items.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const filing = () => ({
  actors: [
    {
      key: 'hrw',
      kind: 'organisation' as const,
      names: [{ text: 'Human Rights Watch' }],
      visibility: 'public' as const,
    },
  ],
  sources: [
    {
      key: 's',
      kind: 'report',
      title: 'A report',
      publisher: '#hrw',
      published: '2018-04-06',
      visibility: 'public' as const,
    },
  ],
  cases: [{ key: 'c', title: 'The search of a newsroom', visibility: 'public' as const }],
  claims: [
    {
      case: '#c',
      wording: 'Police searched the newsroom on 2 April.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      visibility: 'public' as const,
      chain: [{ actor: '#hrw', verb: 'wrote' }],
      support: { kind: 'reference' as const, source: '#s' },
    },
  ],
});

const number = (ref: string): string => ref.split('/')[1]!;

onEitherDatabase('the forms for articles', (db) => {
  it('lead from an empty form to a public article, and say on the way what is missing', async () => {
    const desk = deskOn(db());
    const editor = await desk.join('editor', 'Dana Ospanova');
    const filed = await run(desk.app, file, anEditor, filing());
    const claim = number(filed.claims[0]!);
    const typed = {
      'headline.text': 'Police searched a newsroom, Human Rights Watch says',
      'headline.kind': 'cited',
      'headline.claims[0].claim': claim,
      'standfirst.text': '',
      'byline.kind': 'by',
      'byline.names': 'Dana Ospanova',
      language: 'en',
      'cases[0].case': number(filed.cases[0]!),
      'blocks[0].type': 'paragraph',
      'blocks[0].sentences[0].text': 'Police searched the newsroom on 2 April, Human Rights Watch wrote.',
      'blocks[0].sentences[0].kind': 'cited',
      'blocks[0].sentences[0].claims[0].claim': '',
      'blocks[0].text': '',
    };
    const made = await editor.post('/desk/articles/new/plain', typed);
    expect(made.status).toBe(303);
    const edit = made.headers.get('location')!;
    let page = await editor.text(edit);
    expect(page).toContain('2 problems to fix before publishing');
    expect(page).toContain('No source cited');
    expect(page).toMatch(/Headline: (?:<a[^>]*>)?Police searched a newsroom/);
    expect(page).toContain(`Claim ${claim} is not checked`);
    const articleNumber = /articles\/(\d+)/.exec(edit)![1]!;
    expect(await editor.text(`/desk/articles/${articleNumber}/publish`)).toContain('Fix the sentences');

    await run(desk.app, checkClaims, anEditor, { claims: filed.claims });
    const sentence = {
      ...typed,
      _version: valueOf(page, '_version')!,
      'headline.id': valueOf(page, 'headline.id')!,
      'blocks[0].sentences[0].id': valueOf(page, 'blocks[0].sentences[0].id')!,
      'blocks[0].sentences[0].claims[0].claim': claim,
    };
    expect((await editor.post(edit, sentence)).status).toBe(303);
    page = await editor.text(edit);
    expect(page).toContain('No problems found');

    const publish = `/desk/articles/${articleNumber}/publish`;
    const done = await editor.post(publish, { _version: valueOf(await editor.text(publish), '_version')! });
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe(
      `/articles/${articleNumber}/police-searched-a-newsroom-human-rights-watch-says`,
    );
    const published = await loadPublicArticle(db().read, Number(articleNumber));
    expect(JSON.stringify(published)).toContain('Human Rights Watch wrote');

    // The preview of a published article does not call it a draft.
    const preview = await editor.text(routes.desk.previewArticle({ number: Number(articleNumber) }));
    expect([preview.includes('<title>Preview'), preview.includes('Draft, not published')]).toEqual([true, false]);
    // Each error says what to enter in its field.
    const takeDown = routes.desk.articleAct({ number: Number(articleNumber), act: 'take-down' });
    const demand = { _version: valueOf(await editor.text(takeDown), '_version')! };
    const refused = await editor.post(takeDown, demand);
    const errors = await refused.text();
    expect([
      refused.status,
      errors.includes('Enter who demands it.'),
      errors.includes('Enter the date, for example 2026-11-25'),
      errors.includes('Enter the law.'),
    ]).toEqual([400, true, true, true]);
  });

  it('create an article from a headline and open the editor, or say what is wrong', async () => {
    const desk = deskOn(db());
    const editor = await desk.join('editor', 'Dana Ospanova');
    const filed = await run(desk.app, file, anEditor, filing());
    const begun = await editor.post('/desk/articles/new', {
      headline: 'A search',
      language: 'en',
      'cases[0].case': number(filed.cases[0]!),
    });
    const address = begun.headers.get('location')!;
    expect([begun.status, address]).toEqual([303, expect.stringMatching(/^\/desk\/articles\/\d+\/write$/)]);
    expect(await editor.text(address)).toContain('A search');
    const wrong = await editor.post('/desk/articles/new', {
      headline: '',
      language: 'en',
      'cases[0].case': 'x'.repeat(800),
    });
    const page = await wrong.text();
    expect([wrong.status, page.includes('Enter a headline.'), page.includes('href="#begin-cases-0-case"')]).toEqual([
      400,
      true,
      true,
    ]);
    const unknown = await editor.post('/desk/articles/new', {
      headline: 'A search',
      language: 'en',
      'cases[0].case': '999999',
    });
    expect([unknown.status, (await unknown.text()).includes('aria-invalid="true"')]).toEqual([400, true]);
  });

  it('find claims to cite, without losing the input', async () => {
    const desk = deskOn(db());
    const editor = await desk.join('editor');
    const filed = await run(desk.app, file, anEditor, filing());
    const found = await editor.post('/desk/articles/new/plain', {
      'headline.text': 'Half a headline',
      find: 'searched newsroom',
      _intent: 'find',
    });
    const page = await found.text();
    expect(found.status).toBe(200);
    expect(page).toContain('Half a headline');
    expect(page).toContain(`Cite ${number(filed.claims[0]!)}`);
  });

  it('warn the second of two editors, and show both versions, each with what was typed', async () => {
    const desk = deskOn(db());
    const first = await desk.join('editor');
    const second = await desk.join('editor');
    const made = await first.post('/desk/articles/new/plain', {
      'headline.text': 'The first headline',
      'headline.kind': 'connective',
      'blocks[0].text': 'A sentence.',
    });
    const edit = made.headers.get('location')!;
    const page = await first.text(edit);
    const base = {
      _version: valueOf(page, '_version')!,
      'headline.id': valueOf(page, 'headline.id')!,
      'headline.kind': 'connective',
    };
    expect((await first.post(edit, { ...base, 'headline.text': 'What the first typed' })).status).toBe(303);
    const refused = await second.post(edit, { ...base, 'headline.text': 'What the second typed' });
    expect(refused.status).toBe(409);
    const both = await refused.text();
    expect(both).toContain('What the first typed');
    expect(both).toContain('What the second typed');
    const again = await second.post(edit, {
      ...base,
      _version: valueOf(both, '_version')!,
      'headline.text': 'What the second typed',
    });
    expect(again.status).toBe(303);
  });

  it('let a monitor create an article but not publish it, and say if the number of a claim is not valid', async () => {
    const desk = deskOn(db());
    const writer = await desk.join('monitor');
    const wrong = await writer.post('/desk/articles/new/plain', {
      'headline.text': 'A headline',
      'headline.claims[0].claim': 'the first one',
    });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('Nothing in the record is called “the first one”');
    const made = await writer.post('/desk/articles/new/plain', {
      'headline.text': 'A headline',
      'headline.kind': 'connective',
    });
    const publish = made.headers.get('location')!.replace('/edit', '/publish');
    expect((await writer.get(publish)).status).toBe(403);
  });

  it('change the tags and the section of selected articles after a preview, and take it back', async () => {
    const sections = [{ key: 'oral', names: { en: 'From Oral' } }];
    const desk = deskOn(db(), { paper: () => publicationOf({ sections }) });
    const editor = await desk.join('editor');
    const made = await run(desk.app, createArticles, monitor, {
      articles: ['One of Oral', 'Two of Oral'].map((text) => ({ headline: { text, whole: true }, blocks: [] })),
    });
    await run(desk.app, tagArticles, anEditor, {
      articles: [{ article: made[0]!.article, tags: ['Courts', 'Searches'] }],
    });
    await run(desk.app, changeSections, anEditor, { version: 0, sections });
    const select = async (): Promise<string> =>
      (await run(desk.app, selectItems, editor.principal, { list: 'article', query: 'q=of Oral' })).key;
    const held = async () => {
      const articles = await headlinesOf(
        db().read,
        made.map((one) => Number(number(one.article))),
      );
      const tags = await loadTags(
        db().read,
        articles.map((one) => one.id),
      );
      return articles.map((one) => tags.get(one.id)?.map((tag) => tag.name) ?? []);
    };
    const preview = routes.desk.actOnSelection({ key: await select(), act: 'tag' });
    const shown = await editor.text(preview);
    for (const words of ['2 items will change', 'One of Oral', 'readers see the tags at once', 'From Oral'])
      expect(shown).toContain(words);
    const many = await editor.post(preview, {
      add: Array.from({ length: 20 }, (_, index) => `Tag ${index} of Oral`).join(','),
    });
    const again = await many.text();
    expect([many.status, again.match(/at most 20 tags/g)?.length, valueOf(again, 'add')?.includes('Tag 19')]).toEqual([
      400,
      2,
      true,
    ]);
    expect((await editor.post(preview, {})).status).toBe(400);
    const done = await editor.post(preview, { add: 'Oral, courts', drop: 'Searches', section: 'oral' });
    expect(done.status).toBe(303);
    const result = done.headers.get('location')!;
    expect(await editor.text(result)).toContain('2 items changed');
    expect(await held()).toEqual([
      ['Courts', 'Oral'],
      ['Courts', 'Oral'],
    ]);
    expect(await editor.text(routes.desk.articles({ section: 'oral' }))).toContain('Two of Oral');
    expect((await editor.post(`${result}/undo`, {})).status).toBe(303);
    expect(await held()).toEqual([['Courts', 'Searches'], []]);
    expect(await editor.text(routes.desk.articles({ section: 'oral' }))).not.toContain('Two of Oral');
    const undone = await editor.text(result);
    expect(undone).toContain('2 items are as they were before');
    expect(undone).not.toMatch(/>Undo</);
  });
});
