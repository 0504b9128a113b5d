import { posix } from 'node:path';
import { SaxesParser } from 'saxes';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBuffer, type Entry } from 'yauzl';
import { createArticles } from '../../../documents/create-articles.ts';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { systemPrincipal, run } from '../../../platform/operation.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { picture } from '../../../record/photos/testing/pictures.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { tagArticles } from '../../../publishing/tags/tag-articles.ts';
import { addPhoto } from '../../../record/photos/add-photo.ts';
import { articleIndexer } from '../../../publishing/articles/article-index.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { openEpub } from './make-epub.tsx';

const paper = publicationOf({ name: 'Вестник & Co', language: 'en', contentLanguages: ['ru'] });

type File = { bytes: Buffer; method: number; extra: number };

/** The files of a book by their names, in the order of the archive. */
async function unpack(book: { bytes: AsyncIterable<Uint8Array> }): Promise<Map<string, File>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of book.bytes) chunks.push(chunk);
  const files = new Map<string, File>();
  await new Promise<void>((resolve, reject) =>
    fromBuffer(Buffer.concat(chunks), { lazyEntries: true }, (failed, zip) => {
      if (failed) return reject(failed);
      zip.on('entry', (entry: Entry) =>
        zip.openReadStream(entry, (error, stream) => {
          if (error) return reject(error);
          const parts: Buffer[] = [];
          stream
            .on('data', (part: Buffer) => parts.push(part))
            .on('end', () => {
              files.set(entry.fileName, {
                bytes: Buffer.concat(parts),
                method: entry.compressionMethod,
                extra: entry.extraFieldLength,
              });
              zip.readEntry();
            });
        }),
      );
      zip.on('end', resolve).on('error', reject).readEntry();
    }),
  );
  return files;
}

type Element = { name: string; attributes: Record<string, string> };

/** Every element of a document. Throws if the document is not well-formed, or if a prefix has no namespace. */
function elementsOf(text: string): Element[] {
  const found: Element[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) =>
    found.push({
      name: tag.name,
      attributes: Object.fromEntries(Object.entries(tag.attributes).map(([name, one]) => [name, one.value])),
    }),
  );
  parser.write(text).close();
  return found;
}

/** The errors in a book's archive (OCF), its package document, its pages and its internal links. */
function faultsOf(files: ReadonlyMap<string, File>): string[] {
  const faults: string[] = [];
  const [first] = files;
  if (
    first?.[0] !== 'mimetype' ||
    first[1].method !== 0 ||
    first[1].extra !== 0 ||
    first[1].bytes.toString() !== 'application/epub+zip'
  )
    faults.push('mimetype is not first, plain and alone');
  const opf = elementsOf(files.get('EPUB/package.opf')!.bytes.toString());
  const items = opf
    .filter((one) => one.name === 'item')
    .map((one) => one.attributes as { id: string; href: string; 'media-type': string; properties?: string });
  const listed = new Set(items.map((one) => `EPUB/${one.href}`));
  for (const path of files.keys())
    if (!['mimetype', 'META-INF/container.xml', 'EPUB/package.opf'].includes(path) && !listed.has(path))
      faults.push(`${path} is not in the manifest`);
  for (const path of listed) if (!files.has(path)) faults.push(`${path} is missing`);
  if (new Set(items.map((one) => one.id)).size !== items.length) faults.push('an id twice');
  for (const property of ['nav', 'cover-image'])
    if (items.filter((one) => one.properties?.split(' ').includes(property)).length !== 1)
      faults.push(`not one ${property}`);
  const known = new Set(items.map((one) => one.id));
  for (const one of opf.filter((each) => each.name === 'itemref'))
    if (!known.has(one.attributes['idref']!)) faults.push(`no item ${one.attributes['idref']}`);
  const pages = new Map(
    items
      .filter((one) => one['media-type'] === 'application/xhtml+xml')
      .map((one) => [`EPUB/${one.href}`, elementsOf(files.get(`EPUB/${one.href}`)!.bytes.toString())]),
  );
  const ids = new Map(
    [...pages].map(([path, elements]) => [path, elements.flatMap((one) => one.attributes['id'] ?? [])]),
  );
  for (const [path, elements] of pages) {
    if (new Set(ids.get(path)).size !== ids.get(path)!.length) faults.push(`${path}: an id twice`);
    for (const { name, attributes } of elements) {
      if (
        ['script', 'form', 'button', 'iframe', 'object'].includes(name) ||
        Object.keys(attributes).some((one) => one.startsWith('on'))
      )
        faults.push(`${path}: ${name}`);
      if (name === 'img' && !attributes['alt']) faults.push(`${path}: a picture without words`);
      const link = attributes['href'] ?? attributes['src'];
      if (link === undefined) continue;
      if (/^https?:/.test(link)) {
        if (name !== 'a') faults.push(`${path}: ${name} is fetched from ${link}`);
        continue;
      }
      const [to = '', part] = link.split('#');
      const target = to === '' ? path : posix.join('EPUB', to);
      if (!files.has(target)) faults.push(`${path}: ${link} is not there`);
      else if (part && !ids.get(target)?.includes(part)) faults.push(`${path}: ${link} has no such part`);
    }
  }
  return faults;
}

describe('a book of articles', () => {
  let made: TestDatabase;
  let site: Site;
  afterAll(() => made?.drop());
  beforeAll(async () => {
    made = await oneDatabase();
    site = await exampleSite(made.db, { listeners: [searchProjection([articleIndexer])] });
    await prepareJobs(made.db, [photoSizesJob]);
    const { photo } = await run(site.app, addPhoto, editor, {
      bytes: await picture(7, { width: 900, height: 600 }),
      alt: 'Двор с деревом',
      credit: 'Ратель',
    });
    await run(site.app, setVisibility, editor, { things: [photo], visibility: 'public' });
    const claim = site.refs['c07-hrw']!;
    const [draft] = await run(site.app, createArticles, systemPrincipal, {
      articles: [
        {
          headline: { text: 'Обыск в Форбсе & <других> редакциях', claims: [claim], whole: true },
          standfirst: { sentences: [] },
          byline: { names: ['Алия Нурлан'] },
          language: 'ru',
          cases: [site.refs['case-probe']!],
          blocks: [
            { type: 'paragraph', sentences: [{ text: 'Полиция пришла в редакции, сообщила HRW.', claims: [claim] }] },
            { type: 'photo', ref: photo, sentences: [{ text: 'Редакция после обыска.', claims: [claim] }] },
          ],
        },
      ],
    } as never);
    const done = await run(site.app, publishArticle, systemPrincipal, {
      article: draft!.article,
      version: draft!.version,
    });
    await run(site.app, tagArticles, systemPrincipal, { articles: [{ article: done.article, tags: ['Обыски'] }] });
  });

  it('says at the beginning of a chapter, and in the table of contents, that an article is invented', async () => {
    const invented = { ...paper, invented: [`article/${site.article}`] };
    const files = await unpack(await openEpub(site.app, { paper: invented, selection: { search: '' } }));
    const text = (path: string): string => files.get(`EPUB/${path}`)!.bytes.toString();
    expect(text('nav.xhtml').match(/Invented: /g)).toHaveLength(1);
    const saying = [...files.keys()].filter((path) => files.get(path)!.bytes.includes('Velmoria does not exist.'));
    expect(saying).toEqual([`EPUB/article-${site.article}.xhtml`]);
  });

  it('is well-formed and complete, loads nothing, and contains each article with its notes, picture and language', async () => {
    const book = await openEpub(site.app, { paper, selection: { search: '' } });
    expect([book.articles, book.title]).toEqual([4, 'Вестник & Co: All articles']);
    const files = await unpack(book);
    expect(faultsOf(files)).toEqual([]);
    const text = (path: string): string => files.get(`EPUB/${path}`)!.bytes.toString();
    expect(text('package.opf').match(/<dc:language>\w+/g)).toEqual(['<dc:language>en', '<dc:language>ru']);
    for (const property of [
      'accessMode',
      'accessModeSufficient',
      'accessibilityFeature',
      'accessibilityHazard',
      'accessibilitySummary',
    ])
      expect(text('package.opf')).toContain(`schema:${property}`);
    const first = text(`article-${site.article}.xhtml`);
    // If the site's address is unknown, links that lead out of the book become plain text.
    expect(elementsOf(first).filter((one) => one.name === 'a' && one.attributes['href']?.startsWith('/'))).toEqual([]);
    expect(first.match(/epub:type="noteref"/g)!.length).toBeGreaterThan(
      first.match(/epub:type="footnote"/g)!.length - 1,
    );
    for (const words of [
      'Neither outlet answered our questions by Monday.',
      'misuse of Kazakhstan&#39;s legal system',
      'Human Rights Watch',
    ])
      expect(first).toContain(words);
    const [image] = [...files.keys()].filter((path) => path.endsWith('.jpg'));
    expect((await sharp(files.get(image!)!.bytes).metadata()).format).toBe('jpeg');
    expect(await sharp(files.get('EPUB/images/cover.png')!.bytes).metadata()).toMatchObject({
      width: 1200,
      height: 1800,
      format: 'png',
    });
  });

  it('contains the requested articles, links within the book or to the site, and is refused if there are none', async () => {
    const app = { ...site.app, config: { ...site.app.config, publicUrl: 'https://paper.example' } };
    const articles = async (selection: Parameters<typeof openEpub>[1]['selection']): Promise<string[]> =>
      [...(await unpack(await openEpub(app, { paper, selection }))).keys()].filter((path) => /article-\d+/.test(path));
    const mine = `EPUB/article-${site.article}.xhtml`;
    const tagged = await articles({ search: '', tag: 'obyski' });
    expect([tagged.length, tagged[0] !== mine]).toEqual([1, true]);
    const sample = site.refs['art-probe-ru']!.replace('/', '-');
    expect(await articles({ search: '?language=ru' })).toEqual([...tagged, `EPUB/${sample}.xhtml`]);
    for (const search of ['?language=en', '?q=press+freedom']) {
      const some = await articles({ search });
      expect([search, some.includes(mine), some.includes(tagged[0]!)]).toEqual([search, true, false]);
    }
    expect(await articles({ search: '?country=KZ' })).toEqual(expect.arrayContaining([mine, ...tagged]));
    const files = await unpack(await openEpub(app, { paper, selection: { search: '?language=en' } }));
    expect(faultsOf(files)).toEqual([]);
    expect(files.get(mine)!.bytes.toString()).toContain('href="https://paper.example/claims/');
    await expect(openEpub(app, { paper, selection: { search: '?country=FR' } })).rejects.toMatchObject({
      code: 'epub_nothing',
    });
    await expect(openEpub(app, { paper, selection: { search: '', tag: 'none' } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
