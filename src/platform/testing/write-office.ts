import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

type Parts = Readonly<Record<string, string | Uint8Array>>;

/** A ZIP file with these files, in their order. */
export async function writeZip(parts: Parts): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile();
  for (const [path, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), path, { compress: true });
  zip.end();
  return Uint8Array.from(await buffer(zip.outputStream));
}

const xml = (content: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}`;
const office = 'http://schemas.openxmlformats.org';
const word = `xmlns:w="${office}/wordprocessingml/2006/main" xmlns:r="${office}/officeDocument/2006/relationships" xmlns:mc="${office}/markup-compatibility/2006"`;
const relations = (list: readonly (readonly [type: string, target: string])[]): string =>
  xml(
    `<Relationships xmlns="${office}/package/2006/relationships">${list
      .map(
        ([type, target], index) =>
          `<Relationship Id="rId${index + 1}" Type="${office}/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`,
  );

/** The media types of a document's main part. */
export const mainTypes = {
  document: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
  macros: 'application/vnd.ms-word.document.macroEnabled.main+xml',
  workbook: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml',
} as const;

/**
 * A DOCX document. `body`: the XML in its body. `header`, `footer`, `footnotes` and so on: the XML in these parts. Their
 * relations are `rId1` (header), `rId2` (footer).
 */
export const writeDocx = (
  body: string,
  {
    header = '',
    footer = '',
    footnotes = '',
    endnotes = '',
    styles = '',
    settings = '',
    author = '',
    title = '',
    type = 'document',
    more = {},
  }: {
    header?: string;
    footer?: string;
    footnotes?: string;
    endnotes?: string;
    styles?: string;
    settings?: string;
    author?: string;
    title?: string;
    type?: keyof typeof mainTypes;
    more?: Parts;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> =>
  writeZip({
    '[Content_Types].xml': xml(
      `<Types xmlns="${office}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${mainTypes[type]}"/></Types>`,
    ),
    '_rels/.rels': relations([
      ['officeDocument', 'word/document.xml'],
      ['core-properties', 'docProps/core.xml'],
    ]),
    'docProps/core.xml': xml(
      `<cp:coreProperties xmlns:cp="${office}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title><dc:creator>${author}</dc:creator></cp:coreProperties>`,
    ),
    'word/document.xml': xml(`<w:document ${word}><w:body>${body}</w:body></w:document>`),
    'word/_rels/document.xml.rels': relations([
      ['header', 'header1.xml'],
      ['footer', 'footer1.xml'],
      ['footnotes', 'footnotes.xml'],
      ['endnotes', '/word/endnotes.xml'],
      ['styles', 'styles.xml'],
      ['settings', 'settings.xml'],
    ]),
    'word/header1.xml': xml(`<w:hdr ${word}>${header}</w:hdr>`),
    'word/footer1.xml': xml(`<w:ftr ${word}>${footer}</w:ftr>`),
    'word/footnotes.xml': xml(`<w:footnotes ${word}>${footnotes}</w:footnotes>`),
    'word/endnotes.xml': xml(`<w:endnotes ${word}>${endnotes}</w:endnotes>`),
    'word/styles.xml': xml(
      `<w:styles ${word}><w:style w:type="paragraph" w:styleId="Nadpis"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="Nadpis1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>${styles}</w:styles>`,
    ),
    'word/settings.xml': xml(`<w:settings ${word}>${settings}</w:settings>`),
    ...more,
  });

/** A paragraph of a DOCX document. `style`: the id of its style. */
export const wordParagraph = (text: string, style = ''): string =>
  `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}${run(text)}</w:p>`;
export const run = (text: string, properties = ''): string =>
  `<w:r>${properties ? `<w:rPr>${properties}</w:rPr>` : ''}<w:t xml:space="preserve">${text}</w:t></w:r>`;

const openNames = ['office', 'style', 'text', 'table', 'drawing', 'meta', 'manifest']
  .map((name) => `xmlns:${name === 'drawing' ? 'draw' : name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .concat(
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"',
  )
  .join(' ');
export const odtType = 'application/vnd.oasis.opendocument.text';

/** An ODT document. `body`: the XML in its text. `styles`: its automatic styles; `edges`: the XML of its headers and footers. */
export const writeOdt = (
  body: string,
  {
    styles = '',
    edges = '',
    author = '',
    title = '',
    type = odtType,
    manifest = '',
    more = {},
  }: {
    styles?: string;
    edges?: string;
    author?: string;
    title?: string;
    type?: string;
    manifest?: string;
    more?: Parts;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> =>
  writeZip({
    mimetype: type,
    'content.xml': xml(
      `<office:document-content ${openNames}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    ),
    'styles.xml': xml(
      `<office:document-styles ${openNames}><office:styles><style:style style:name="Title" style:family="paragraph"/></office:styles><office:master-styles><style:master-page style:name="Standard">${edges}</style:master-page></office:master-styles></office:document-styles>`,
    ),
    'meta.xml': xml(
      `<office:document-meta ${openNames}><office:meta><dc:title>${title}</dc:title><dc:creator>${author}</dc:creator></office:meta></office:document-meta>`,
    ),
    'META-INF/manifest.xml': xml(
      `<manifest:manifest ${openNames}><manifest:file-entry manifest:full-path="content.xml">${manifest}</manifest:file-entry></manifest:manifest>`,
    ),
    ...more,
  });

/** The beginning of an OLE file with a stream of this name. */
export const writeOle = (stream: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(1024),
      Buffer.from(stream, 'utf16le'),
      Buffer.alloc(512),
    ]),
  );
