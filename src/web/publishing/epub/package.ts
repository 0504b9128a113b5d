import { xml } from '../../../platform/text/xml.ts';

/** A file of the book. `href`: its path. `type`: its media type. `read`: whether it is in the reading order. */
export type BookFile = { id: string; href: string; type: string; properties?: string; read?: boolean };

export type BookAbout = {
  /** The id of the book. It depends only on the publication and the selection. */
  id: string;
  title: string;
  language: string;
  languages: readonly string[];
  publisher: string;
  authors: readonly string[];
  description: string;
  rights: string | undefined;
  source: string | undefined;
  /** When the book was created, to the second. */
  modified: Date;
  pictures: boolean;
  /** The statement about the book's accessibility, in words. */
  accessibility: string;
};

export const container = `<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
`;

/** The package document (EPUB 3.3), with the metadata of EPUB Accessibility 1.1. */
export function packageDocument(about: BookAbout, files: readonly BookFile[]): string {
  const meta = (property: string, value: string): string => `<meta property="${property}">${xml(value)}</meta>`;
  const modes = ['textual', ...(about.pictures ? ['visual'] : [])];
  const lines = [
    `<dc:identifier id="id">${xml(about.id)}</dc:identifier>`,
    `<dc:title>${xml(about.title)}</dc:title>`,
    ...[about.language, ...about.languages.filter((one) => one !== about.language)].map(
      (one) => `<dc:language>${xml(one)}</dc:language>`,
    ),
    `<dc:publisher>${xml(about.publisher)}</dc:publisher>`,
    ...about.authors.map((one) => `<dc:creator>${xml(one)}</dc:creator>`),
    `<dc:date>${about.modified.toISOString().slice(0, 10)}</dc:date>`,
    `<dc:description>${xml(about.description)}</dc:description>`,
    ...(about.rights ? [`<dc:rights>${xml(about.rights)}</dc:rights>`] : []),
    ...(about.source ? [`<dc:source>${xml(about.source)}</dc:source>`] : []),
    meta('dcterms:modified', `${about.modified.toISOString().slice(0, 19)}Z`),
    ...modes.map((mode) => meta('schema:accessMode', mode)),
    meta('schema:accessModeSufficient', 'textual'),
    ...['tableOfContents', 'readingOrder', 'structuralNavigation', ...(about.pictures ? ['alternativeText'] : [])].map(
      (one) => meta('schema:accessibilityFeature', one),
    ),
    meta('schema:accessibilityHazard', 'none'),
    meta('schema:accessibilitySummary', about.accessibility),
    '<meta name="cover" content="cover-image"/>',
  ];
  const items = files.map(
    ({ id, href, type, properties }) =>
      `<item id="${id}" href="${xml(href)}" media-type="${type}"${properties ? ` properties="${properties}"` : ''}/>`,
  );
  const spine = files.filter((file) => file.read).map(({ id }) => `<itemref idref="${id}"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="${xml(about.language)}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
${lines.join('\n')}
</metadata>
<manifest>
${items.join('\n')}
</manifest>
<spine>
${spine.join('\n')}
</spine>
</package>
`;
}

/** A page of the book. `body` must be well-formed; our own components render it. */
export const bookPage = ({
  title,
  language,
  body,
  kind,
}: {
  title: string;
  language: string;
  body: string;
  kind?: string;
}): string => `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${xml(language)}" xml:lang="${xml(language)}">
<head><title>${xml(title)}</title><meta charset="utf-8"/><link rel="stylesheet" href="style.css" type="text/css"/></head>
<body${kind ? ` epub:type="${kind}"` : ''}>${body}</body>
</html>
`;

/** The table of contents, and the landmarks, by which reading systems find the parts of the book. */
export function contents({
  title,
  label,
  chapters,
  landmarks,
}: {
  title: string;
  label: string;
  chapters: readonly { href: string; title: string; language: string }[];
  landmarks: readonly { type: string; href: string; title: string }[];
}): string {
  const list = chapters.map(
    (one) =>
      `<li><a href="${xml(one.href)}" lang="${xml(one.language)}" xml:lang="${xml(one.language)}">${xml(one.title)}</a></li>`,
  );
  const marks = landmarks.map(
    (one) => `<li><a epub:type="${one.type}" href="${xml(one.href)}">${xml(one.title)}</a></li>`,
  );
  return `<h1>${xml(title)}</h1>
<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="contents"><h2 id="contents">${xml(label)}</h2><ol>${list.join('\n')}</ol></nav>
<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks"><ol>${marks.join('')}</ol></nav>`;
}
