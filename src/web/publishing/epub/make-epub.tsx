import { createHash } from 'node:crypto';
import type { Child } from 'hono/jsx';
import { AppError } from '../../../platform/errors.ts';
import { messages } from '../../../platform/messages/messages.ts';
import type { App } from '../../../platform/operation.ts';
import { zipOf, type ZipEntry } from '../../../platform/archive/zip.ts';
import { inReadersWords, loadPublicArticles } from '../../../publishing/public/public-article.ts';
import { findPublicPhotoFile, type PublicPhoto } from '../../../publishing/public/public-photo.ts';
import { type Publication } from '../../../publishing/publication/publication.ts';
import { namedIn } from '../../kit/publication.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { licenceOf } from '../../../publishing/publication/licences.ts';
import { withReading } from '../../../record/translations/reading.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { withoutForbidden, xml } from '../../../platform/text/xml.ts';
import { rewriteHtml } from '../../site/mirror/make/rewrite.ts';
import { markedTitle } from '../../kit/invented.tsx';
import { plainView, renderFragment, type View } from '../../kit/view.tsx';
import { Chapter, type BookPicture } from './chapter.tsx';
import { drawCover } from './cover.ts';
import { bookPage, container, contents, packageDocument, type BookFile } from './package.ts';
import { selectArticles, type BookSelection } from './selection.ts';
import { bookStyle } from './style.ts';

/** The largest width of a picture in pixels. It is enough for every reading device. */
const widest = 1600;
const perLoad = 50;

export type Book = { title: string; articles: number; bytes: AsyncGenerator<Uint8Array> };

type Options = {
  paper: Publication;
  selection: BookSelection;
  signal?: AbortSignal;
  progress?(done: number, total: number): void;
};

/**
 * The selected articles as a book (EPUB 3.3). Each article is a chapter with pictures, and its notes are footnotes. The
 * book contains only public content. Links to pages outside the book lead to the site, if its address is known.
 * @throws AppError from `selectArticles`; `cancelled`
 */
export async function openEpub(app: App, { paper, selection, signal, progress }: Options): Promise<Book> {
  const db = app.db.read;
  const t = messages(interfaceLanguage(paper));
  const { publicUrl } = app.config;
  const { articles: selected, words } = await selectArticles(db, t, paper, selection);
  const made = app.now();
  const day = made.toISOString().slice(0, 10);
  const name = namedIn(paper, t.locale).name;
  const title = t('publishing.epub.title', { paper: name, what: words ?? t('publishing.epub.all') });
  const own = new Map(selected.map(({ number }) => [`/articles/${number}/`, chapterName(number)]));
  const pictures = new Map<string, { photo: number; file: string }>();
  const pictureOf = (photo: PublicPhoto): BookPicture | undefined => {
    const sizes = photo.sizes.filter((one) => one.format === 'jpeg').toSorted((a, b) => a.width - b.width);
    const size = sizes.findLast((one) => one.width <= widest) ?? sizes[0];
    if (!size || photo.number === null) return undefined;
    const href = `images/${photo.number}-${size.file.replace(/\.jpeg$/, '.jpg')}`;
    pictures.set(href, { photo: photo.number, file: size.file });
    return { href, width: size.width, height: size.height };
  };
  const viewIn = (language: string): View => {
    const spoken = paper.interfaceLanguages.find((one) => one === language.split('-')[0]);
    return plainView({
      paper,
      t: spoken ? messages(spoken) : t,
      absolute: (path) => (publicUrl ? publicUrl + path : undefined),
    });
  };
  const body = (view: View, node: Child): string =>
    withoutForbidden(
      rewriteHtml(renderFragment(view, node), (link) => {
        const chapter = own.get(/^\/articles\/\d+\//.exec(link)?.[0] ?? '');
        if (chapter && !link.includes('/editions/'))
          return chapter + (link.includes('#') ? link.slice(link.indexOf('#')) : '');
        return publicUrl ? publicUrl + link : null;
      }),
    );

  const files: (BookFile & { text: string })[] = [];
  const chapters: { href: string; title: string; language: string }[] = [];
  const authors = new Set<string>();
  for (let from = 0; from < selected.length; from += perLoad) {
    if (signal?.aborted) throw new AppError('cancelled');
    const some = selected.slice(from, from + perLoad);
    const loaded = await loadPublicArticles(
      db,
      some.map(({ number }) => number),
    );
    for (const { number, language } of some) {
      const view = viewIn(language);
      const original = loaded.get(number);
      if (!original) continue;
      const article = await withReading({ language: view.t.locale, own: paper.language }, () =>
        inReadersWords(db, original),
      );
      const href = chapterName(article.number);
      const page = `/articles/${article.number}/`;
      const headline = markedTitle(view.t, paper, page, article.headline.text);
      files.push({
        id: `article-${article.number}`,
        href,
        type: 'application/xhtml+xml',
        read: true,
        text: bookPage({
          title: headline,
          language: article.language,
          body: body(view, <Chapter article={article} pictureOf={pictureOf} />),
          kind: 'bodymatter',
        }),
      });
      chapters.push({ href, title: headline, language: article.language });
      for (const one of article.byline.names) authors.add(one);
    }
    progress?.(chapters.length, selected.length);
  }

  const summary = t('publishing.epub.holds', { count: chapters.length, paper: name });
  const licence = licenceOf(paper.licence);
  const aboutBook = (
    <section>
      <h1>{t('publishing.epub.about')}</h1>
      <p>{summary}.</p>
      {words ? <p>{t('publishing.epub.asked', { words })}</p> : null}
      <p>
        {t('publishing.epub.made')} {edtfWords(t, day).text}. {t('publishing.epub.copy')}
      </p>
      {publicUrl ? (
        <p>
          {t('publishing.epub.site')} <a href={publicUrl}>{publicUrl}</a>
        </p>
      ) : null}
      <p>
        {t('publishing.epub.licence')} <a href={licence.url}>{licence.name}</a>.
      </p>
      {paper.imprint.copyright ? <p>{paper.imprint.copyright}</p> : null}
      {paper.imprint.issn ? <p>ISSN {paper.imprint.issn}</p> : null}
    </section>
  );
  const text = (
    id: string,
    href: string,
    content: string,
    more: Partial<BookFile> = {},
  ): BookFile & { text: string } => ({ id, href, type: 'application/xhtml+xml', read: true, text: content, ...more });
  const at = (own: string, kind: string, content: string): string =>
    bookPage({ title: own, language: t.locale, body: content, kind });
  const landmarks = [
    { type: 'cover', href: 'cover.xhtml', title: t('publishing.epub.cover') },
    { type: 'toc', href: 'nav.xhtml', title: t('publishing.epub.contents') },
    { type: 'bodymatter', href: chapters[0]!.href, title: chapters[0]!.title },
  ];
  const all = [
    text(
      'cover',
      'cover.xhtml',
      at(
        t('publishing.epub.cover'),
        'cover',
        `<section class="cover" epub:type="cover"><img src="images/cover.png" alt="${xml(title)}" role="doc-cover"/></section>`,
      ),
    ),
    text(
      'nav',
      'nav.xhtml',
      at(title, 'frontmatter', contents({ title, label: t('publishing.epub.contents'), chapters, landmarks })),
      { properties: 'nav' },
    ),
    ...files,
    text('about', 'about.xhtml', at(t('publishing.epub.about'), 'backmatter', body(viewIn(t.locale), aboutBook))),
    text('style', 'style.css', bookStyle, { type: 'text/css', read: false }),
  ];
  const images: BookFile[] = [
    { id: 'cover-image', href: 'images/cover.png', type: 'image/png', properties: 'cover-image' },
    ...[...pictures.keys()].map((href, index) => ({ id: `image-${index + 1}`, href, type: 'image/jpeg' })),
  ];
  const id = `urn:uuid:${uuidOf(JSON.stringify([paper.name, publicUrl ?? null, selection]))}`;
  const about = {
    id,
    title,
    language: t.locale,
    languages: [...new Set(chapters.map((one) => one.language))],
    publisher: paper.imprint.publisher ?? name,
    authors: [...authors],
    description: summary,
    rights: paper.imprint.copyright,
    source: publicUrl,
    modified: made,
    pictures: pictures.size > 0,
    accessibility: t('publishing.epub.accessibility'),
  };
  const cover = await drawCover({
    name,
    what: words ?? t('publishing.epub.all'),
    day: edtfWords(t, day).text,
    accent: paper.accent.light,
  });
  async function* picture({ photo, file }: { photo: number; file: string }): AsyncGenerator<Uint8Array> {
    const found = await findPublicPhotoFile(db, photo, file);
    const bytes = found && (await app.blobs.get(found.sha256));
    if (bytes) yield bytes;
  }
  const inBook = (href: string, bytes: () => AsyncIterable<Uint8Array>): ZipEntry => ({ name: `EPUB/${href}`, bytes });
  const entries: ZipEntry[] = [
    // This file comes first and is not compressed, so that the first bytes identify the file type (OCF 4.2.2).
    { name: 'mimetype', stored: Buffer.from('application/epub+zip') },
    { name: 'META-INF/container.xml', bytes: () => once(container) },
    inBook('package.opf', () => once(packageDocument(about, [...all, ...images]))),
    ...all.map((file) => inBook(file.href, () => once(file.text))),
    inBook('images/cover.png', () => once(cover)),
    ...[...pictures].map(([href, which]) => inBook(href, () => picture(which))),
  ];
  return { title, articles: chapters.length, bytes: zipOf(entries, made) };
}

const chapterName = (number: number): string => `article-${number}.xhtml`;

async function* once(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

/** A UUID of version 8 (RFC 9562) from a hash of a text. The same text always has the same UUID. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
