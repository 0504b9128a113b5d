import { deflateSync } from 'node:zlib';

/** A text on a page. `x` and `y`: where its baseline begins, in points from the top left corner. Letters are half as wide as high. */
export type Written = { text: string; x: number; y: number; size?: number; turned?: boolean };
type WriteOptions = {
  title?: string;
  width?: number;
  height?: number;
  rotate?: number;
  /** Readers need a password. */
  locked?: boolean;
  /** How many megabytes the content of a further page has when it is unpacked. */
  bomb?: number;
};

/**
 * A PDF with these texts on its pages. Its only font has all characters of Unicode.
 */
export function writePdf(
  pages: readonly (readonly Written[])[],
  { title, width = 595, height = 842, rotate = 0, locked = false, bomb = 0 }: WriteOptions = {},
): Uint8Array<ArrayBuffer> {
  const objects: string[] = [];
  const add = (body: string): string => `${objects.push(body)} 0 R`;
  const stream = (content: string): string => add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  const unicode = stream(
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n' +
      '1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\n' +
      'endcmap end end',
  );
  const descriptor = add(
    '<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
  );
  const glyphs = add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor ${descriptor} >>`,
  );
  const font = add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [${glyphs}] /ToUnicode ${unicode} >>`,
  );
  const tree = `${objects.length + (pages.length + (bomb ? 1 : 0)) * 2 + 1} 0 R`;
  const kids = pages.map((texts) => {
    const content = stream(
      texts
        .map(({ text, x, y, size = 10, turned }) => {
          const codes = Buffer.from(text, 'utf16le').swap16().toString('hex');
          const matrix = turned ? `0 1 -1 0 ${x} ${height - y}` : `1 0 0 1 ${x} ${height - y}`;
          return `BT /F ${size} Tf ${matrix} Tm <${codes}> Tj ET`;
        })
        .join('\n'),
    );
    return add(
      `<< /Type /Page /Parent ${tree} /MediaBox [0 0 ${width} ${height}] /Rotate ${rotate} /Resources << /Font << /F ${font} >> >> /Contents ${content} >>`,
    );
  });
  if (bomb) {
    const packed = deflateSync(Buffer.alloc(bomb * 2 ** 20, 'q Q '), { level: 9 }).toString('latin1');
    const content = add(`<< /Filter /FlateDecode /Length ${packed.length} >>\nstream\n${packed}\nendstream`);
    kids.push(add(`<< /Type /Page /Parent ${tree} /MediaBox [0 0 ${width} ${height}] /Contents ${content} >>`));
  }
  add(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`);
  const catalog = add(`<< /Type /Catalog /Pages ${tree} >>`);
  const info =
    title === undefined
      ? ''
      : `/Info ${add(`<< /Title <feff${Buffer.from(title, 'utf16le').swap16().toString('hex')}> >>`)}`;
  const lock = locked
    ? `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`
    : '';
  return assembled(objects, `/Root ${catalog} ${info} ${lock}`);
}

/** Writes objects with the table of their places. */
function assembled(objects: readonly string[], trailer: string): Uint8Array<ArrayBuffer> {
  let text = '%PDF-1.7\n';
  const places = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = text.length;
  const rows = places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} ${trailer} >>\nstartxref\n${table}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

type Column = { x: number; y: number; characters: number; size?: number; leading?: number };

/** The lines of a paragraph, wrapped at a number of characters and set flush left. */
export function setParagraph(text: string, { x, y, characters, size = 10, leading = 12 }: Column): Written[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => ({ text: line, x, y: y + index * leading, size }));
}
