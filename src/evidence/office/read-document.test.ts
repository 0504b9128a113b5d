import { describe, expect, it } from 'vitest';
import { nested } from '../../platform/testing/bombs.ts';
import { extractAny } from '../extract/extract.ts';
import { readDocument } from './read-document.ts';
import { run, wordParagraph, writeDocx, writeOdt, writeOle, writeZip } from '../../platform/testing/write-office.ts';

/** The lines of a document, each with its part or tag. */
async function lines(bytes: Uint8Array): Promise<string[]> {
  const { text, blocks } = (await readDocument(bytes))!;
  return blocks.map(({ start, end, part, tag }) => `${part ?? tag}: ${text.slice(start, end)}`);
}
const refused = async (bytes: Uint8Array): Promise<unknown> =>
  extractAny(bytes).then(
    () => 'read',
    ({ code, details }: { code: string; details: { type?: string } }) => [code, details.type].filter(Boolean).join(' '),
  );

const p = wordParagraph;
const note = (id: number, text: string, kind = 'footnote'): string => `<w:${kind} w:id="${id}">${p(text)}</w:${kind}>`;
const reference = (id: number, kind = 'footnote'): string => `<w:r><w:${kind}Reference w:id="${id}"/></w:r>`;
const item = (text: string): string => `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>${run(text)}</w:p>`;
const table = (...rows: string[][]): string =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${p(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;

describe('the text of a DOCX document', () => {
  it('has headings, lists, tables row by row, and notes after the text in the order of their numbers', async () => {
    const body = [
      p('Court fines the Gazette', 'Nadpis'),
      p('Reasons', 'Nadpis1'),
      `<w:p>${run('The court')}${reference(3)}${run(' ordered the paper')}${reference(2)}${run(' to pay.')}${reference(5, 'endnote')}</w:p>`,
      item('The first reason.'),
      table(['Paper', 'Sum'], ['Gazette', '5,000']),
      '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>',
    ].join('');
    const bytes = await writeDocx(body, {
      header: p('Harbour District Court'),
      footer: p('Confidential') + p('12'),
      footnotes: note(1, 'A separator.').replace('w:id', 'w:type="separator" w:id') + note(2, 'Second.') + note(3, 'First.') + note(4, 'Of no text.'), // prettier-ignore
      endnotes: note(5, 'At the end.', 'endnote'),
      title: 'An older title',
    });
    expect(await lines(bytes)).toEqual([
      'header: Harbour District Court',
      'h1: Court fines the Gazette',
      'h1: Reasons',
      'p: The court ordered the paper to pay.',
      'li: The first reason.',
      'p: Paper',
      'p: Sum',
      'p: Gazette',
      'p: 5,000',
      'footnote: First.',
      'footnote: Second.',
      'footnote: At the end.',
      'footer: Confidential',
    ]);
    const read = await extractAny(bytes);
    expect(read).toMatchObject({ kind: 'docx', declared: null, doubtful: false });
    expect([read.title, read.leftOut]).toEqual([undefined, ['numbers']]);
  });

  it('is as if all tracked changes were accepted: words, ends of paragraphs, rows of tables', async () => {
    const deletedEnd = `<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>${run('The first half ')}<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>`;
    const row = (text: string, properties = ''): string =>
      `<w:tr>${properties}<w:tc>${p(text)}${table([`${text} inside`])}</w:tc></w:tr>`;
    const bytes = await writeDocx(
      [
        `<w:p>${run('They did ')}<w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:ins>${run('all ')}</w:ins>${run('appeal.')}</w:p>`,
        `<w:p>${run('Moved here: ')}<w:moveTo>${run('words')}</w:moveTo></w:p><w:p><w:moveFrom>${run('words')}</w:moveFrom></w:p>`,
        deletedEnd,
        `<w:p>${run('and the second half.')}</w:p>`,
        `<w:tbl>${row('Stays')}${row('Goes', '<w:trPr><w:del/></w:trPr>')}</w:tbl>`,
        deletedEnd,
      ].join(''),
    );
    expect(await lines(bytes)).toEqual([
      'p: They did all appeal.',
      'p: Moved here: words',
      'p: The first half and the second half.',
      'p: Stays',
      'p: Stays inside',
      'p: The first half',
    ]);
    expect((await readDocument(bytes))!.leftOut).toEqual(['changes']);
  });

  it('leaves out comments, hidden text, codes of fields and the second form of a text box, and says so', async () => {
    const field = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const box = `<w:txbxContent>${p('Words in a box.')}</w:txbxContent>`;
    const bytes = await writeDocx(
      [
        `<w:p>${run('Seen.')}${run(' Hidden.', '<w:vanish/>')}${run(' By style.', '<w:rStyle w:val="Secret"/>')}${run(' Shown.', '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>')}<w:r><w:commentReference w:id="0"/></w:r></w:p>`,
        `<w:p>${field('begin')}<w:r><w:instrText> HYPERLINK "http://a.example" </w:instrText></w:r>${run('code')}${field('separate')}${run('A link')}${field('end')}${run(' ends.')}</w:p>`,
        `<w:p>${field('begin')}${run('never ended')}</w:p>`,
        `<w:p>${run('Beside a box.')}<w:r><mc:AlternateContent><mc:Choice Requires="wps">${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:r></w:p>`,
        `<w:p>${run('One')}<w:r><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t><w:noBreakHyphen/><w:t>four</w:t><w:br w:type="page"/><w:t>New page</w:t></w:r></w:p>`,
      ].join(''),
      {
        styles:
          '<w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Secret"><w:basedOn w:val="Base"/></w:style>',
      },
    );
    expect(await lines(bytes)).toEqual([
      'p: Seen. Shown.',
      'p: A link ends.',
      'p: Beside a box.',
      'p: Words in a box.',
      'p: One\ntwo three-four',
      'p: New page',
    ]);
    expect((await readDocument(bytes))!.leftOut!.toSorted()).toEqual(['comments', 'hidden']);
  });

  it('leaves out notes and text boxes of hidden text, formulas and signs of unknown fonts, and says so', async () => {
    const hidden = '<w:vanish/>';
    const box = `<w:r><w:rPr>${hidden}</w:rPr><w:pict><w:txbxContent>${p('In a hidden box.')}</w:txbxContent></w:pict></w:r>`;
    const refer = `<w:r><w:rPr>${hidden}</w:rPr><w:footnoteReference w:id="2"/></w:r>`;
    const bytes = await writeDocx(`<w:p>${run('Shown.')}${box}${refer}${reference(3)}</w:p>`, {
      footnotes: note(2, 'Of hidden text.') + note(3, 'Of shown text.').replace('w:id', 'w:type="normal" w:id'),
    });
    expect(await lines(bytes)).toEqual(['p: Shown.', 'footnote: Of shown text.']);
    expect((await readDocument(bytes))!.leftOut).toEqual(['hidden']);
    const sign = (font: string, char: string): string => `<w:r><w:sym w:font="${font}" w:char="${char}"/></w:r>`;
    const form = `<w:p>${run('guilty ')}${sign('Wingdings', 'F0FE')}${run(' not guilty ')}${sign('Wingdings', 'F0A8')}</w:p>`;
    expect(await lines(await writeDocx(form))).toEqual(['p: guilty ☑ not guilty ☐']);
    for (const odd of [
      sign('Own', 'F041'),
      '<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>',
    ]) {
      const read = (await readDocument(await writeDocx(`<w:p>${run('Half.')}${odd}</w:p>`)))!;
      expect([read.text, read.leftOut]).toEqual(['Half.', ['objects']]);
    }
  });

  it('keeps the words before a table before it, also if the end of their paragraph was deleted', async () => {
    const deletedEnd = `<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>${run('Before.')}</w:p>`;
    expect(await lines(await writeDocx(deletedEnd + table(['Cell']) + p('After.')))).toEqual([
      'p: Before.',
      'p: Cell',
      'p: After.',
    ]);
  });

  it('is not one that programs read in different ways, and strange names of elements are no text', async () => {
    const twice = await writeOdt('<text:p>One.</text:p>', { more: { 'CONTENT.XML': '<a/>' } });
    expect(await refused(twice)).toBe('page_document_damaged');
    const names = '<w:constructor/><w:__proto__/><w:titlePg/>';
    expect(await lines(await writeDocx(`<w:p><w:r>${names}<w:t>Words.</w:t></w:r></w:p>`))).toEqual(['p: Words.']);
    expect(await lines(await writeOdt('<text:p>Words.</text:p>', { edges: '<text:constructor/>' }))).toEqual([
      'p: Words.',
    ]);
  });

  it('has only the headers of pages that are printed', async () => {
    const section = (more: string): string =>
      `${p('Body.')}<w:sectPr><w:headerReference w:type="first" r:id="rId1"/><w:footerReference w:type="even" r:id="rId2"/>${more}</w:sectPr>`;
    const edges = { header: p('On the first page'), footer: p('On even pages') };
    expect(await lines(await writeDocx(section(''), edges))).toEqual(['p: Body.']);
    const settings = '<w:evenAndOddHeaders/>';
    expect(await lines(await writeDocx(section('<w:titlePg/>'), { ...edges, settings }))).toEqual([
      'header: On the first page',
      'p: Body.',
      'footer: On even pages',
    ]);
  });

  it('has short bold lines and lines of capitals as headings, and the title of the properties without any', async () => {
    const bold = run('Reasons of the court', '<w:b/>');
    const sentence = run('A bold sentence is no heading.', '<w:b/>');
    expect(await lines(await writeDocx(`<w:p>${bold}</w:p><w:p>${sentence}</w:p>${p('JUDGMENT OF THE COURT')}`))).toEqual([
      'h3: Reasons of the court',
      'p: A bold sentence is no heading.',
      'h3: JUDGMENT OF THE COURT',
    ]); // prettier-ignore
    expect((await extractAny(await writeDocx(p('Words.'), { title: 'A title' }))).title).toBe('A title');
  });

  it('has paragraphs with their large first letter, and words from right to left in the order in which they are read', async () => {
    const cap = (kind: string, text: string): string =>
      `<w:p><w:pPr><w:framePr w:dropCap="${kind}" w:lines="3"/></w:pPr>${run(text)}</w:p>`;
    const arabic = `<w:p><w:pPr><w:bidi/></w:pPr>${run('قضت المحكمة ', '<w:rtl/>')}${run('5,000')}${run(' يورو.', '<w:rtl/>')}</w:p>`;
    const bytes = await writeDocx(`${cap('drop', 'T')}${p('he court ruled.')}${cap('none', 'A frame.')}${arabic}`);
    expect(await lines(bytes)).toEqual(['p: The court ruled.', 'p: A frame.', 'p: قضت المحكمة 5,000 يورو.']);
  });

  it('says that charts, diagrams and other files are left out, but not for pictures', async () => {
    const leftOut = async (inside: string): Promise<unknown> =>
      (await readDocument(await writeDocx(p('Words.') + inside)))!.leftOut;
    for (const object of ['<c:chart r:id="rId9"/>', '<dgm:relIds r:dm="rId9"/>', '<o:OLEObject ProgID="Excel.Sheet.12"/>'])
      expect(await leftOut(`<w:p><w:r><w:drawing>${object}</w:drawing></w:r></w:p>`)).toEqual(['objects']);
    expect(await leftOut('<w:altChunk r:id="rId9"/>')).toEqual(['objects']);
    expect(await leftOut('<w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p>')).toBe(undefined);
  }); // prettier-ignore
});

const t = (text: string, style = ''): string => `<text:p${style ? ` text:style-name="${style}"` : ''}>${text}</text:p>`;

describe('the text of an ODT document', () => {
  it('has headings, lists, tables, notes, headers and footers like that of a DOCX document', async () => {
    const cell = (text: string): string => `<table:table-cell>${t(text)}</table:table-cell>`;
    const noteOf = (kind: string, text: string): string =>
      `<text:note text:note-class="${kind}"><text:note-citation>1</text:note-citation><text:note-body>${t(text)}</text:note-body></text:note>`;
    const bytes = await writeOdt(
      [
        t('Court fines the Gazette', 'Title'),
        '<text:h text:outline-level="2">Reasons</text:h>',
        t(`The court${noteOf('endnote', 'At the end.')} ordered${noteOf('footnote', 'First.')} it.`),
        `<text:list><text:list-item>${t('A reason.')}<text:list><text:list-item>${t('Nested.')}</text:list-item></text:list></text:list-item></text:list>`,
        `<table:table><table:table-row>${cell('Paper')}${cell('Sum')}</table:table-row></table:table>`,
        t(
          'One<text:line-break/>two<text:s text:c="3"/>three<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box><draw:image/><draw:desc>A logo</draw:desc></draw:frame>',
        ),
      ].join(''),
      {
        edges: `<style:header>${t('The court')}</style:header><style:header-left>${t('The court')}</style:header-left><style:footer>${t('Confidential')}</style:footer><style:footer-left style:display="false">${t('Of no page')}</style:footer-left>`,
      },
    );
    expect(await lines(bytes)).toEqual([
      'header: The court',
      'h1: Court fines the Gazette',
      'h2: Reasons',
      'p: The court ordered it.',
      'li: A reason.',
      'li: Nested.',
      'p: Paper',
      'p: Sum',
      'p: One\ntwo three',
      'p: In a box.',
      'footnote: First.',
      'footnote: At the end.',
      'footer: Confidential',
    ]);
    expect(await extractAny(bytes)).toMatchObject({ kind: 'odt' });
  });

  it('says if numbers of lists or headings are not in the text', async () => {
    const read = async (body: string, styles = ''): Promise<unknown> =>
      (await readDocument(await writeOdt(body, { styles })))!.leftOut;
    const heading = '<text:h text:outline-level="1">Reasons</text:h>';
    const levels = (format: string): string =>
      `<text:outline-style><text:outline-level-style text:level="1" style:num-format="${format}"/></text:outline-style>`;
    expect(await read(heading, levels(''))).toBe(undefined);
    expect(await read(heading, levels('1'))).toEqual(['numbers']);
    expect(await read('<text:list><text:list-item><text:p>One.</text:p></text:list-item></text:list>')).toEqual([
      'numbers',
    ]);
    const inWord = async (properties: string): Promise<unknown> =>
      (await readDocument(await writeDocx(`<w:p><w:pPr>${properties}</w:pPr>${run('One.')}</w:p>`)))!.leftOut;
    expect(await inWord('')).toBe(undefined);
    expect(await inWord('<w:numPr><w:numId w:val="0"/></w:numPr>')).toBe(undefined);
    expect(await inWord('<w:numPr><w:numId w:val="3"/></w:numPr>')).toEqual(['numbers']);
  });

  it('leaves out sections that a condition hides, and the notes of hidden words, and says so', async () => {
    const styles =
      '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>';
    const body = `<text:section text:name="a" text:display="condition" text:is-hidden="true"><text:p>If convicted.</text:p></text:section><text:p>Shown.<text:span text:style-name="H">Hidden<text:note text:note-class="footnote"><text:note-body><text:p>Its note.</text:p></text:note-body></text:note></text:span><text:script>code()</text:script></text:p>`;
    const read = (await readDocument(await writeOdt(body, { styles })))!;
    expect([read.text, read.leftOut]).toEqual(['Shown.', ['hidden']]);
  });

  it('leaves out deleted and hidden words and comments, and says so', async () => {
    const bytes = await writeOdt(
      [
        `<text:tracked-changes><text:changed-region><text:deletion>${t('not')}</text:deletion></text:changed-region></text:tracked-changes>`,
        t(
          'They <text:change text:change-id="c1"/>did.<text:span text:style-name="Secret"> Hidden.<text:span text:style-name="Open"> Shown.</text:span></text:span><office:annotation><dc:creator>Someone</dc:creator><text:p>Check</text:p></office:annotation>',
        ),
        `<text:section text:display="none">${t('A hidden section.')}</text:section>`,
        t('Hidden <text:hidden-paragraph text:is-hidden="true">x</text:hidden-paragraph>paragraph.'),
        t('Bold heading of a part', 'Bold'),
      ].join(''),
      {
        styles:
          '<style:style style:name="Secret"><style:text-properties text:display="none"/></style:style><style:style style:name="Open"><style:text-properties text:display="true"/></style:style><style:style style:name="Strong"><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="Bold" style:parent-style-name="Strong"/>',
      },
    );
    expect(await lines(bytes)).toEqual(['p: They did. Shown.', 'h3: Bold heading of a part']);
    expect((await readDocument(bytes))!.leftOut!.toSorted()).toEqual(['changes', 'comments', 'hidden']);
    const formula = await writeOdt(t('Words.<draw:frame><draw:object><math/></draw:object></draw:frame>'));
    expect((await readDocument(formula))!.leftOut).toEqual(['objects']);
  });
});

describe('a file that is not a DOCX or ODT document', () => {
  it('is refused with its format, with macros, with a password, or because it has no text', async () => {
    const body = p('Words.');
    expect(await refused(await writeDocx(body))).toBe('read');
    expect(await refused(await writeDocx(body, { type: 'macros' }))).toBe('page_document_macros');
    expect(await refused(await writeDocx(body, { more: { 'word/vbaProject.bin': 'x' } }))).toBe('page_document_macros');
    expect(await refused(await writeDocx(body, { type: 'workbook' }))).toBe('page_document_type Excel (XLSX)');
    expect(await refused(await writeDocx(p('')))).toBe('page_document_empty');
    expect(await refused(await writeOdt(t('Words.')))).toBe('read');
    expect(await refused(await writeOdt(t('Words.'), { more: { 'Basic/script-lc.xml': '<x/>' } }))).toBe('page_document_macros'); // prettier-ignore
    expect(await refused(await writeOdt(t('Words.'), { manifest: '<manifest:encryption-data/>' }))).toBe('page_document_locked'); // prettier-ignore
    expect(await refused(await writeOdt('', { type: 'application/vnd.oasis.opendocument.spreadsheet' }))).toBe('page_document_type OpenDocument spreadsheet (ODS)'); // prettier-ignore
    expect(await refused(writeOle('EncryptedPackage'))).toBe('page_document_locked');
    const odd = new Uint8Array(writeOle('WordDocument').length + 1);
    odd.set(writeOle('WordDocument'), 1);
    expect(await refused(odd.subarray(1))).toBe('page_document_type Word 97–2003 (DOC)');
    expect(await refused(writeOle('WordDocument'))).toBe('page_document_type Word 97–2003 (DOC)');
    expect(await refused(writeOle('__substg1.0_1000'))).toBe('page_document_type Outlook (MSG)');
    expect(await refused(writeOle('Other'))).toBe('page_binary');
    expect(await refused(Buffer.from('{\\rtf1 Words.}'))).toBe('page_document_type RTF');
    expect(await refused(await writeZip({ 'a.txt': 'Words.' }))).toBe('page_binary');
    expect(await refused(await writeZip({ mimetype: 'constructor' }))).toBe('page_binary');
  });

  it('is read in a time that grows with its size, also if all paragraphs are one, or many spans are in each other', async () => {
    const joined = '<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a b</w:t></w:r></w:p>'.repeat(200_000);
    expect((await readDocument(await writeDocx(joined)))!.text).toHaveLength(600_000);
    const spans = nested('<text:span text:style-name="a">', '<text:s/>b'.repeat(300_000), '</text:span>', 400);
    expect((await readDocument(await writeOdt(`<text:p>${spans}</text:p>`)))!.text).toHaveLength(599_999);
  });

  it('is refused if it is damaged, or larger, deeper or with other entities than programs write', async () => {
    const whole = await writeDocx(p('Words.'));
    expect(await refused(whole.subarray(0, whole.length - 30))).toBe('page_document_damaged');
    expect(await refused(await writeDocx('<w:p>'))).toBe('page_document_damaged');
    const entities = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'}`;
    expect(await refused(await writeDocx('', { more: { 'word/document.xml': entities } }))).toBe(
      'page_document_damaged',
    );
    const story = (text: string): string => `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`; // prettier-ignore
    const encoded = (bytes: Uint8Array) => writeDocx('', { more: { 'word/document.xml': bytes } });
    expect(await lines(await encoded(Buffer.from(`\ufeff${story('Суд')}`, 'utf16le')))).toEqual(['p: Суд']);
    expect(await refused(await encoded(Buffer.from(story('caf\xe9'), 'latin1')))).toBe('page_document_damaged');
    const deep = nested('<w:customXml>', p('Words.'), '</w:customXml>', 600);
    expect(await refused(await writeDocx(deep))).toBe('reading_too_deep');
    expect(await refused(await writeDocx(p('a b').repeat(260_000)))).toBe('reading_too_large');
    expect(await refused(await writeOdt(t('a b').repeat(260_000)))).toBe('reading_too_large');
    const large = await writeDocx(`<w:p>${run(' '.repeat(65 * 2 ** 20))}</w:p>`);
    expect(await refused(large)).toBe('page_document_large');
    const bomb = await writeDocx(p('Words.'), { more: { 'word/media/image1.png': Buffer.alloc(70 * 2 ** 20) } });
    expect(await refused(bomb)).toBe('page_document_large');
  });
});
