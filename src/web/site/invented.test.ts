import { beforeAll, expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { loadInvented } from '../../exchange/example/load-invented.ts';
import { prepareJobs } from '../../platform/jobs/jobs.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { PublicationCache } from '../../publishing/publication/publication-cache.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { deskOn } from '../testing/desk.ts';
import type { Router } from '../kit/context.ts';
import { routes } from '../routes.ts';

const mark = 'Velmoria does not exist.';
const number = (ref: string): number => Number(ref.split('/')[1]);

/** The addresses on this site in a document, without fragments. */
const linksIn = (html: string): string[] =>
  [...html.matchAll(/<a\b[^<>]*? href="(\/[^"#]*)/g)].map(([, href]) => href!.replaceAll('&amp;', '&'));

onOneDatabase('pages of the invented sample', (db) => {
  let web: Router;
  let refs: Readonly<Record<string, string>>;
  let desk: ReturnType<typeof deskOn>;
  const paper = new PublicationCache({ changed: () => {}, failed: (error) => expect.fail(String(error)) });
  beforeAll(async () => {
    desk = deskOn(db(), { paper: () => paper.publication, listeners: [paper.listener] });
    await prepareJobs(db(), [photoSizesJob]);
    await loadExample(desk.app);
    refs = (await loadInvented(desk.app))!;
    await paper.open(db().read);
    web = desk.web;
  });

  /** Items with a page of their own, by the key in the data file. */
  const pages = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(refs).flatMap(([key, ref]): [string, string][] => {
        const at = { number: number(ref), slug: 'x' };
        const path =
          {
            actor: () => routes.actor(at),
            article: () => routes.article(at),
            case: () => routes.case_(at),
            claim: () => routes.claim(at),
            law: () => routes.law(at),
            letter: () => routes.letter(at),
            source: () => routes.source(at),
          }[ref.split('/')[0]!] ?? null;
        return path ? [[key, path()]] : [];
      }),
    );

  const read = async (path: string): Promise<{ path: string; status: number; type: string; text: string }> => {
    let at = path;
    for (let steps = 0; steps < 5; steps++) {
      const response = await web.request(at);
      const to = response.headers.get('Location');
      if (!to)
        return {
          path: at,
          status: response.status,
          type: response.headers.get('Content-Type') ?? '',
          text: await response.text(),
        };
      at = to;
    }
    return expect.fail(`${path} redirects too often`);
  };

  it('say that they are invented, in their text and in their title', async () => {
    const lacking: string[] = [];
    for (const [key, path] of Object.entries(pages())) {
      const { status, text } = await read(path);
      if (
        status !== 200 ||
        !text.includes(mark) ||
        !/<title>Invented: /.test(text) ||
        !text.includes('property="og:title" content="Invented: ')
      )
        lacking.push(`${key} ${path} ${status}`);
    }
    expect(lacking).toEqual([]);
  });

  it('say so in their JSON, too', async () => {
    const lacking: string[] = [];
    for (const [key, path] of Object.entries(pages())) {
      const { status, text } = await read(`${path.replace('/x', '')}.json`);
      if (status !== 200 || !text.includes('"invented":true')) lacking.push(`${key} ${path} ${status}`);
    }
    expect(lacking).toEqual([]);
  });

  it('lead only to pages that say the same, if these pages name anything invented', async () => {
    const names = /Velmor|Вельмор|Selmir|Сельмир|Kadvin|Кадвин|Merrolin|Мерролин|Solmik|Солмик|Olvane/;
    const seen = new Set<string>();
    const next = [routes.home(), routes.statistics(), routes.map(), '/countries/XV', ...Object.values(pages())];
    const lacking: string[] = [];
    for (let path = next.pop(); path !== undefined && seen.size < 600; path = next.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const { status, type, text } = await read(path);
      if (status !== 200 || !type.startsWith('text/html')) continue;
      // A name of the country says itself that it is invented.
      const main = text
        .slice(text.indexOf('<main'), text.indexOf('</main>'))
        .replace(/Velmoria[^<>]{0,20}\(invented/g, '');
      if (names.test(main) && !main.includes(mark)) lacking.push(path);
      if (names.test(main)) next.push(...linksIn(main).filter((one) => !one.includes('?')));
    }
    expect(seen.size).toBeGreaterThan(100);
    expect(lacking).toEqual([]);
  });
});
