import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { routes } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';

onEitherDatabase('the list of sources', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });
  const documentOf = async (path: string): Promise<Document> => {
    const response = await site.web.request(path);
    expect([path, response.status]).toEqual([path, 200]);
    return parseHTML(await response.text()).document;
  };
  const linesOf = (document: Document): string[] =>
    [...document.querySelectorAll('.index > li')].map((one) => one.textContent!.replace(/\s+/g, ' ').trim());

  it('has every public source, the newest first, with its publisher, date, kind and copy', async () => {
    const document = await documentOf(routes.sources());
    const lines = linesOf(document);
    expect(document.querySelector('[role="status"]')!.textContent).toBe(`${lines.length} sources`);
    expect(lines.length).toBe(Object.values(site.refs).filter((ref) => ref.startsWith('source/')).length);
    expect(lines[0]).toMatch(
      /^International Organizations Question Kazakhstan’s Commitment to Free Press ?Transitions Online, 21 May 2018 · Article · /,
    );
    expect(lines.at(-1)).toContain('undated');
  });

  it('finds sources by title, web address, and publisher in any script, and by kind', async () => {
    for (const [q, title] of [
      ['commitment to free press', 'International Organizations Question'],
      ['adilsoz.kz', 'Adil Soz'],
      ['Адил соз', 'Adil Soz'],
    ] as const) {
      const lines = linesOf(await documentOf(routes.sources({ q })));
      expect([q, lines.length > 0 && lines.every((line) => line.includes(title))]).toEqual([q, true]);
    }
    const letters = linesOf(await documentOf(routes.sources({ kind: 'letter' })));
    expect(letters.length).toBeGreaterThan(0);
    for (const line of letters) expect(line).toMatch(/ · Letter · /i);
    expect((await documentOf(routes.sources({ q: 'no such source' }))).querySelector('main')!.textContent).toContain(
      'Nothing found',
    );
  });

  it('is divided into pages, and the page of a source links to it', async () => {
    await run(site.app, file, editor, {
      sources: Array.from({ length: 60 }, (_, index) => ({
        key: `old-${index}`,
        kind: 'article' as const,
        title: `Old report ${index}`,
        published: '1999',
        visibility: 'public' as const,
      })),
    });
    const first = await documentOf(routes.sources());
    expect(linesOf(first)).toHaveLength(50);
    const next = first.querySelector('a[rel="next"]')!.getAttribute('href')!;
    expect(linesOf(await documentOf(next)).length).toBeGreaterThan(10);
    const source = await documentOf(`/sources/${site.refs['src-tol']!.split('/')[1]}`);
    expect(source.querySelector('.crumbs a, nav ol a')!.getAttribute('href')).toBe(routes.sources());
  });
});
