import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { createLaws } from '../../law/create-laws.ts';
import { lawIndexer } from '../../law/law-index.ts';
import type { Database } from '../../platform/database/database.ts';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { listCases, searchThings } from '../../search/query/find.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';

onEitherDatabase('a search for a law', (db: () => Database) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db(), { listeners: [searchProjection([lawIndexer])] });
    const claim = (key: string, statements: object[], visibility: 'public' | 'desk' = 'public') => ({
      key,
      case: '#c',
      wording: `The ${key} is Law No. 217-VI; see Article 9 of the Press Act.`,
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      checked: true,
      visibility,
      chain: [{ asWritten: 'The gazette' }],
      support: { kind: 'direct-word' as const, note: 'By phone' },
      statements,
    });
    const number = (subject: string, value: string) => ({ subject, property: 'law-number', value });
    const enacts = (provision: string, label: string, over: object = {}) => ({
      act: 'enacts' as const,
      kind: 'article' as const,
      provision,
      label,
      texts: [{ language: 'en', body: `Words of ${label}.` }],
      ...over,
    });
    const law = (key: string, title: string, by: string, instructions: object[]) => ({
      key,
      title,
      language: 'en',
      visibility: 'public' as const,
      changes: [{ sort: 'enactment' as const, title, claim: by, instructions }],
    });
    await run(site.app, createLaws, editor, {
      filing: {
        cases: [{ key: 'c', title: 'Law No. 217-VI, 217 and 218 before the court', visibility: 'public' }],
        claims: [
          claim('press-act', [number('#press', '217-VI ЗРК')]),
          claim('other-act', [number('#other', '217-V')]),
          claim('old-act', [number('#old', '217')]),
          claim('desk', [number('#other', '219-VI')], 'desk'),
        ],
      },
      laws: [
        law('press', 'Press Act', '#press-act', [
          enacts('art_9', 'Article 9'),
          enacts('art_9a', 'Article 9a'),
          enacts('art_299', 'Article 299'),
          enacts('sec_31', '§ 31', { kind: 'section' }),
        ]),
        law('other', 'Broadcasting Act', '#desk', [enacts('art_9', 'Article 9'), enacts('art_44', 'Article 44')]),
        law('old', 'Old Act', '#old-act', [enacts('art_19', 'Article 19')]),
      ],
    } as never);
  });
  const direct = async (text: string, audience: 'public' | 'desk' = 'public'): Promise<string[]> =>
    (await searchThings(db().read, { text }, audience)).direct.map((hit) => hit.title);

  it.each([
    'No. 217-VI',
    '217-VI',
    '№217-VI',
    'закон 217-VI',
    'Law of Kazakhstan No.217-VI',
    '217-VI ЗРК',
    'zákon č. 217-VI',
  ])('finds it by its number, before cases that mention it: %s', async (text) =>
    expect(await direct(text)).toEqual(['Press Act']),
  );

  it('finds all whose number begins like this, beside the word “law”, and else only the one with this number', async () => {
    expect(await direct('закон 217')).toEqual(['Old Act', 'Broadcasting Act', 'Press Act']);
    expect((await direct('217'))[0]).toBe('Old Act');
    expect(await direct('law 21')).toEqual([]);
    expect(await direct('law 219-VI')).toEqual([]);
    expect(await direct('law 219-VI', 'desk')).toEqual(['Broadcasting Act']);
  });

  it.each([
    ['article 9', ['Article 9, Press Act']],
    ['Press Act 9', ['Article 9, Press Act']],
    ['статья 9a', ['Article 9a, Press Act']],
    ['art.9', ['Article 9, Press Act']],
    ['§ 31 Press Act', ['§ 31, Press Act']],
    ['article 274', ['Article 274, Criminal Code of Kazakhstan']],
    ['ст. 274 УК', ['Article 274, Criminal Code of Kazakhstan']],
    ['п. 1 ст. 274 УК РК', ['Article 274, Criminal Code of Kazakhstan']],
    ['what does article 9a say', ['Article 9a, Press Act']],
    ['274-бап', ['Article 274, Criminal Code of Kazakhstan']],
    ['Criminal Code 274', ['Article 274, Criminal Code of Kazakhstan']],
    ['article 274 Press Act', []],
    ['false information law', ['Article 274, Criminal Code of Kazakhstan']],
    ['закон о ложной информации', ['Article 274, Criminal Code of Kazakhstan']],
    ['law on false information in Kazakhstan', ['Article 274, Criminal Code of Kazakhstan']],
    ['false information', []],
    ['false information law Press Act', []],
    // The Press Act has an Article 299, but nothing in the record is under it.
    ['insulting the president', []],
    ['article 44', []],
  ])('leads to the provision that is named: %s', async (text, found) => {
    expect(await direct(text)).toEqual(found);
  });

  it('says why a nickname leads to a provision', async () => {
    const page = await (await site.web.request(routes.search({ q: 'false information law' }))).text();
    const first = parseHTML(page).document.querySelector('.direct li')!.textContent;
    expect(first).toContain('Article 274, Criminal Code of Kazakhstan');
    expect(first).toContain('Law: Article 274 (for “false information law”)');
  });

  it('names the law that was found, and none of another country with the same nickname', async () => {
    const page = await (await site.web.request(routes.search({ q: 'fake news law' }))).text();
    const { document } = parseHTML(page);
    const first = document.querySelector('.direct li')!.textContent;
    expect(first).toContain('Law: Article 274 (for “fake news law”)');
    expect(document.querySelector('main')!.textContent).toContain(
      'Your search also finds: for “fake news law”: false information law',
    );
    expect(page).not.toContain('207.3');
  });

  it('lists the other names of each law with a nickname', async () => {
    const { understood } = await listCases(db().read, { text: 'fake news law', year: ['1999'] }, 'public');
    expect(
      understood.map(({ kind, values }) => [kind, values.includes('Article 207.3'), values.includes('Article 274')]),
    ).toEqual([
      ['law', true, false],
      ['law', false, true],
    ]);
  });

  it('names the publishers of sources, because several can have the same title', async () => {
    const page = await (
      await site.web.request(routes.search({ q: '"false information" laws', kind: ['source'] }))
    ).text();
    const lines = [...parseHTML(page).document.querySelectorAll('.results .meta')].map((one) =>
      one.textContent!.trim(),
    );
    expect(lines.filter((line) => /^Source · [^·]+ · (?:18 )?May 2018/.test(line)).length).toBeGreaterThanOrEqual(3);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('shows the desk provisions that readers do not see', async () => {
    expect(await direct('article 9', 'desk')).toEqual(
      expect.arrayContaining(['Article 9, Press Act', 'Article 9, Broadcasting Act']),
    );
    expect(await direct('article 44', 'desk')).toEqual(['Article 44, Broadcasting Act']);
  });

  it('links a provision to its place on the page of its law', async () => {
    const page = await (await site.web.request(routes.search({ q: 'article 274' }))).text();
    const href = /href="(\/laws\/\d+\/[^"#]*)#art_274"/.exec(page)?.[1];
    const law = await (await site.web.request(href!)).text();
    expect(law).toContain('id="art_274"');
  });
});
