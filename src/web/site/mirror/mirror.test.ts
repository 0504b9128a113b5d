import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { SigningKeys } from '../../../platform/signing/signing-keys.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { changeCommenting } from '../../../publishing/comments/change-commenting.ts';
import { decideComments } from '../../../publishing/comments/decide-comments.ts';
import { writeComment } from '../../../publishing/comments/write-comment.ts';
import { verifyMirror } from '../../../publishing/mirror/verify-mirror.ts';
import { createWeb } from '../../create-web.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { createSupportMessages } from '../../../publishing/support-messages/create-messages.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { loadPublication, settingsOf } from '../../../publishing/publication/publication.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { mirror, readFolder, siteAddress } from './testing/mirrored.ts';

type Doc = ReturnType<typeof parseHTML>['document'];

/** Loads the fonts if the page is opened from a folder. */
const isFontScript = (script: Element): boolean =>
  script.previousElementSibling?.getAttribute('rel') === 'stylesheet-from-folder';

const wordsOf = (html: string): string => {
  const { document } = parseHTML(html);
  // Forms do not work in a mirror. In place of a form and its surroundings, pages of the mirror say so.
  for (const one of document.querySelectorAll(
    'form, .tools, p.filters, .sorts, .chosen, script, .foot, .count-by, .take-away, .comment-form, .comments .no-print, [href="#comment-title"]',
  ))
    one.remove();
  for (const one of document.querySelectorAll('time, [datetime]')) one.remove();
  return (document.querySelector('main')?.textContent ?? '').replace(/\s+/g, ' ').trim();
};

onEitherDatabase('a mirror', (db) => {
  const folder = join(tempDir(), 'mirror');
  let site: Site;
  let web: Site['web'];
  let files: Map<string, string>;
  const pages = (): [path: string, doc: Doc][] =>
    [...files].flatMap(([path]) =>
      path.endsWith('.html')
        ? [[path, parseHTML(readFileSync(join(folder, path), 'utf8')).document] as [string, Doc]]
        : [],
    );
  beforeAll(async () => {
    site = await exampleSite(db());
    await run(site.app, changeCommenting, editor, { version: 0, to: { mode: 'anonymous' } });
    const { comment } = await run(site.app, writeComment, null, {
      article: site.article,
      name: 'Aya',
      text: 'I was there.',
    });
    await run(site.app, writeComment, null, { article: site.article, text: 'Nobody has read this.' });
    await run(site.app, decideComments, editor, { comments: [{ comment, state: 'published' }] });
    const { publication, version } = await loadPublication(db().read);
    await run(site.app, changePublication, systemPrincipal, {
      version,
      to: { ...settingsOf(publication), interfaceLanguages: ['en', 'ru'] },
    });
    await run(site.app, createSupportMessages, systemPrincipal, {
      messages: [
        {
          title: 'Keep us going',
          body: 'We need you.',
          donateUrl: 'https://paper.example/donate',
          places: ['article', 'front'],
          startsOn: '2018-01-01',
        },
      ],
    });
    const paper = (await loadPublication(db().read)).publication;
    web = createWeb({ ...site.deps, paper: () => paper });
    await mirror(site.app, folder);
    files = readFolder(folder);
  });

  it('has every kind of page, with the same words as on the site', async () => {
    const refs = site.refs;
    const number = (key: string): string => refs[key]!.split('/')[1]!;
    for (const address of [
      '/',
      '/articles',
      '/cases',
      '/actors',
      '/about',
      '/privacy',
      '/disagreements',
      '/map',
      '/countries/KZ',
      '/about/transparency',
      '/ru/about/transparency',
      '/ru',
      '/ru/cases',
      `/articles/${site.article}`,
      `/comments/${site.article}`,
      `/cases/${number('case-probe')}`,
      `/sources/${number('src-tol')}`,
      `/claims/${number('c05-hrw')}`,
    ]) {
      const first = await web.request(address);
      const full = first.headers.get('location') ?? address;
      const live = await (await web.request(full)).text();
      const file = `${full === '/' ? '' : `${full.slice(1)}/`}index.html`;
      expect([file, files.has(file)]).toEqual([file, true]);
      expect([file, wordsOf(readFileSync(join(folder, file), 'utf8'))]).toEqual([file, wordsOf(live)]);
    }
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'feed.xml',
        'feed.json',
        'cases.xml',
        'cases.json',
        'calendar.ics',
        'articles.json',
        'robots.txt',
        '404.html',
        'export/cases.csv',
        'export/record.jsonl',
        'export/esf.zip',
        'api/v1/openapi.json',
        'about/keys.json',
        'figures/1/index.html',
        'figures/1.csv',
        'statistics/index.html',
        'mirror/index.html',
        `articles/${site.article}/index.html`,
      ]),
    );
    const comments = files.get(`comments/${site.article}/index.html`)!;
    expect([
      comments.includes('I was there.'),
      comments.includes('You can comment on the original site'),
      files.has(`feeds/comments/${site.article}.xml`),
      files.has(`comments/${site.article}.json`),
    ]).toEqual([true, true, true, true]);
    expect([...files.values()].filter((text) => /Nobody has read this|comments\/own|\/report\//.test(text))).toEqual(
      [],
    );
    // A mirror has no support messages, because readers could not dismiss them there.
    expect([...files].filter(([, text]) => text.includes('Keep us going')).map(([path]) => path)).toEqual([]);
    // As on the site, pages of the sample data are hidden from search engines.
    expect(files.get('cases/index.html')).toContain('name="robots" content="noindex"');
  });

  it('has titles and addresses in each language in its search index, and what the words of a search mean', () => {
    const indexed = <T>(name: string): T => {
      const script = readFileSync(join(folder, `search/index/${name}.js`), 'utf8');
      return (JSON.parse(`[${script.slice(script.indexOf('(') + 1, script.lastIndexOf(')'))}]`) as [string, T])[1];
    };
    const lines = indexed<[kind: string, title: string, file: string, day: string, language?: string][]>('d-0');
    const russian = Object.entries(indexed<Record<string, [string, string, string]>>('t-ru-0'));
    expect(russian.length).toBeGreaterThan(10);
    for (const [place, [title, file, language]] of russian) {
      const [kind, own] = lines[Number(place)]!;
      expect([kind, own, title, files.has(file), language || /\p{Script=Cyrillic}/u.test(title)]).toEqual([
        kind,
        expect.not.stringContaining(title),
        title,
        true,
        expect.anything(),
      ]);
    }
    // Items without a Russian title have their usual address under the prefix.
    const known = new Set(russian.map(([place]) => Number(place)));
    const others = lines.flatMap(([, , file], place) => (known.has(place) ? [] : [`ru/${file.split('#')[0]}`]));
    expect(others.filter((file) => !files.has(file))).toEqual([]);
    const { phrases, meanings } = indexed<{ phrases: [string, number][]; meanings: string[][] }>('words');
    const meaning = (text: string) => meanings[phrases.find(([words]) => words.trim() === text)?.[1] ?? -1];
    expect([meaning('казахстан'), meaning('qazaqstan'), meaning('france')]).toEqual([
      ['=country=KZ'],
      ['=country=KZ'],
      undefined,
    ]);
  });

  it('has data files that are byte for byte the same as on the site', async () => {
    for (const path of ['cases.json', 'articles.json', 'disagreements.json', 'figures/1.json', 'figures/1.csv'])
      expect([path, files.get(path)]).toEqual([
        path,
        Buffer.from(await (await web.request(`${siteAddress}/${path}`)).arrayBuffer()).toString('latin1'),
      ]);
  });

  it('has no links without a target, and no forms that send anything', () => {
    const broken: string[] = [];
    const ids = new Map(
      pages().map(([path, document]) => [path, new Set([...document.querySelectorAll('[id]')].map((one) => one.id))]),
    );
    let followed = 0;
    for (const [path, document] of pages()) {
      for (const element of document.querySelectorAll('[href], [src], [action], [poster], [srcset]')) {
        const value =
          element.getAttribute('href') ?? element.getAttribute('src') ?? element.getAttribute('action') ?? '';
        if (/^https?:/.test(value)) {
          if (element.tagName !== 'A') broken.push(`${path}: ${element.tagName} ${value}`);
          continue;
        }
        const [to = '', part] = value.split('#');
        const file = to === '' ? path : normalize(join(dirname(path), decodeURIComponent(to)));
        followed++;
        if (value.startsWith('/') || !files.has(file)) broken.push(`${path}: ${value}`);
        else if (part && !file.endsWith('search/index.html') && !ids.get(file)?.has(decodeURIComponent(part)))
          broken.push(`${path}: ${value} (no such part)`);
      }
      for (const form of document.querySelectorAll('form'))
        if (!path.endsWith('search/index.html')) broken.push(`${path}: a form to ${form.getAttribute('action')}`);
      for (const script of document.querySelectorAll('script:not([type="application/ld+json"])'))
        if (script.getAttribute('type') === 'module' || !(script.getAttribute('src') || isFontScript(script)))
          broken.push(`${path}: a script that no file runs`);
    }
    // The mirror contains the fonts that its style sheets name.
    for (const [path, text] of files)
      if (path.endsWith('.css'))
        for (const [, name] of text.matchAll(/url\("?([^":)]+)"?\)/g))
          if (!existsSync(join(folder, dirname(path), name!))) broken.push(`${path}: ${name}`);
    expect(broken).toEqual([]);
    expect(followed).toBeGreaterThan(3000);
    for (const path of ['feed.xml', 'feed.json', 'cases.xml'])
      expect([path, files.get(path)!.includes('localhost')]).toEqual([path, false]);
  });

  it('is intact, and signed with the key of the installation', async () => {
    const [key] = await new SigningKeys(site.app.config.dataDir).history();
    expect(await verifyMirror(folder, { trusted: new Set([key!.publicKey]) })).toMatchObject({
      exit: 0,
      signature: 'trusted',
      problems: [],
      files: files.size - 2,
    });
    expect(await verifyMirror(folder, { trusted: new Set() })).toMatchObject({ exit: 3, signature: 'unknown' });
    expect(files.get('about/keys/index.html')).toContain(key!.publicKey);
  });
});
