import iconv from 'iconv-lite';
import { ownValue } from '../../platform/text/own-value.ts';
import { guessCharsets, scoreCharset } from './decode-guess.ts';

/** A page's bytes as text, and the certainty of the encoding. */
export type Decoded = {
  /** The text without its byte order mark. */
  text: string;
  /** The encoding used, by its WHATWG name. */
  charset: string;
  /** The encoding that the page or its server declares, as written; null if there is none. */
  declared: string | null;
  /** Where the encoding was found. */
  from: 'bom' | 'http' | 'meta' | 'xml' | 'utf-8' | 'guess';
  /** Whether the encoding was guessed, because the declared one was wrong or missing. */
  doubtful: boolean;
};

/** Common labels of the WHATWG Encoding Standard, each with the name of the encoding. */
const labels: Record<string, string> = {
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  unicode: 'utf-16le',
  'utf-16': 'utf-16le',
  ucs2: 'utf-16le',
  'ucs-2': 'utf-16le',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  iso88591: 'windows-1252',
  iso_8859_1: 'windows-1252',
  latin1: 'windows-1252',
  l1: 'windows-1252',
  ascii: 'windows-1252',
  'us-ascii': 'windows-1252',
  cp1252: 'windows-1252',
  'x-cp1252': 'windows-1252',
  cp1251: 'windows-1251',
  'x-cp1251': 'windows-1251',
  win1251: 'windows-1251',
  windows1251: 'windows-1251',
  cp1250: 'windows-1250',
  'x-cp1250': 'windows-1250',
  latin2: 'iso-8859-2',
  l2: 'iso-8859-2',
  koi8: 'koi8-r',
  koi: 'koi8-r',
  koi8_r: 'koi8-r',
  'koi8-ru': 'koi8-u',
  cp866: 'ibm866',
  '866': 'ibm866',
  csibm866: 'ibm866',
  cyrillic: 'iso-8859-5',
  iso88595: 'iso-8859-5',
  'iso-8859-9': 'windows-1254',
  latin5: 'windows-1254',
  cp1254: 'windows-1254',
  'tis-620': 'windows-874',
  'iso-8859-11': 'windows-874',
  gb2312: 'gbk',
  gb_2312: 'gbk',
  'x-gbk': 'gbk',
  cp936: 'gbk',
  big5_hkscs: 'big5',
  'big5-hkscs': 'big5',
  'x-x-big5': 'big5',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  'x-sjis': 'shift_jis',
  'windows-31j': 'shift_jis',
  ms_kanji: 'shift_jis',
  ks_c_5601: 'euc-kr',
  'ks_c_5601-1987': 'euc-kr',
  'windows-949': 'euc-kr',
  'x-euc-jp': 'euc-jp',
};

/** The encoding of a label; null if unknown. */
export function charsetOf(label: string): string | null {
  const clean = label
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '');
  const name = ownValue(labels, clean) ?? clean;
  return name && iconv.encodingExists(name) ? name : null;
}

function byteOrderMark(bytes: Uint8Array): { charset: string; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { charset: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { charset: 'utf-16be', length: 2 };
  return null;
}

/**
 * The prescan of the WHATWG standard. It reads the first 4 kB, because pages with a long head declare the encoding
 * late. (Browsers read 1 kB.)
 */
function declaredInPage(bytes: Uint8Array): { label: string; from: 'meta' | 'xml' } | null {
  const head = Buffer.from(bytes.subarray(0, 4096))
    .toString('latin1')
    .replace(/<!--[\s\S]*?-->/g, '');
  const xml = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head);
  if (xml?.[1]) return { label: xml[1], from: 'xml' };
  for (const meta of head.matchAll(/<meta\b[^>]*>/gi)) {
    const plain = /\bcharset\s*=\s*(?:["']\s*)?([\w.:-]+)/i.exec(meta[0]);
    if (
      plain?.[1] &&
      (!/\bcontent\s*=/i.test(meta[0]) ||
        /http-equiv/i.test(meta[0]) ||
        /\bcharset\s*=\s*["']?[\w-]+["']?[\s/>]/i.test(meta[0].replace(/content\s*=\s*("[^"]*"|'[^']*')/i, '')))
    )
      return { label: plain[1], from: 'meta' };
  }
  return null;
}

type Utf8Check = { multibyte: number; broken: number };

/** Counts valid and broken multi-byte sequences. A sequence that is cut off at the very end is not an error. */
export function checkUtf8(bytes: Uint8Array): Utf8Check {
  let multibyte = 0;
  let broken = 0;
  for (let i = 0; i < bytes.length;) {
    const byte = bytes[i]!;
    if (byte < 0x80) {
      i += 1;
      continue;
    }
    const length =
      byte >= 0xc2 && byte <= 0xdf ? 2 : byte >= 0xe0 && byte <= 0xef ? 3 : byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
    let good = length > 0;
    for (let k = 1; good && k < length; k += 1) {
      if (i + k >= bytes.length) return { multibyte, broken };
      good = (bytes[i + k]! & 0xc0) === 0x80;
    }
    if (good && byte === 0xe0) good = bytes[i + 1]! >= 0xa0;
    if (good && byte === 0xed) good = bytes[i + 1]! <= 0x9f;
    if (good && byte === 0xf0) good = bytes[i + 1]! >= 0x90;
    if (good && byte === 0xf4) good = bytes[i + 1]! <= 0x8f;
    if (good) multibyte += 1;
    else broken += 1;
    i += good ? length : 1;
  }
  return { multibyte, broken };
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  if (charset === 'utf-8') return new TextDecoder('utf-8').decode(bytes);
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), charset);
}

/**
 * The kind of UTF-16 that bytes without a byte order mark seem to be. Null if they seem to be in another encoding. In
 * UTF-16, every other byte of mostly Latin text is zero.
 */
function looksUtf16(bytes: Uint8Array): string | null {
  const part = bytes.subarray(0, 512);
  if (part.length < 8) return null;
  let even = 0;
  let odd = 0;
  part.forEach((byte, index) => {
    if (byte !== 0) return;
    if (index % 2) odd += 1;
    else even += 1;
  });
  if (odd > part.length * 0.35 && even < 4) return 'utf-16le';
  return even > part.length * 0.35 && odd < 4 ? 'utf-16be' : null;
}

/**
 * The guessed encoding, if it must be used instead of the declared one; otherwise null. It is used only if the declared
 * encoding is a single-byte one and gives a text that does not look like writing.
 */
function overrules(bytes: Uint8Array, declared: string): string | null {
  if (!/^(windows-125|iso-8859|koi8|ibm866)/.test(declared)) return null;
  const best = guessCharsets(bytes)[0]!;
  return best.charset !== declared && best.score > 0.6 && scoreCharset(bytes, declared) < best.score - 0.8
    ? best.charset
    : null;
}

/**
 * Decodes bytes by the byte order mark, else by the HTTP header, else by the page's own declaration. A declared
 * encoding that does not fit the bytes is not used. If no declared encoding can be used, decodes as UTF-8 if the bytes
 * are valid UTF-8. Otherwise, the encoding is guessed.
 */
export function decode(bytes: Uint8Array, contentType?: string | null): Decoded {
  const mark = byteOrderMark(bytes);
  const http = /charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? '')?.[1];
  const inPage = declaredInPage(bytes);
  const declared = http ?? inPage?.label ?? null;
  if (mark) {
    const known = declared && charsetOf(declared);
    return {
      text: decodeAs(bytes.subarray(mark.length), mark.charset),
      charset: mark.charset,
      declared,
      from: 'bom',
      doubtful: Boolean(known && known !== mark.charset),
    };
  }
  const wide = looksUtf16(bytes);
  if (wide)
    return {
      text: decodeAs(bytes, wide),
      charset: wide,
      declared,
      from: 'guess',
      doubtful: declared === null || charsetOf(declared) !== wide,
    };

  const { multibyte, broken } = checkUtf8(bytes);
  const isUtf8 = broken === 0 || (multibyte > 20 && broken < multibyte / 100);
  // The header has precedence over the page (WHATWG), unless its label is unknown, or the bytes fit only the encoding
  // that the page declares.
  const candidates = [http, inPage?.label]
    .flatMap((label) => (label ? [charsetOf(label)] : []))
    .filter((name) => name !== null);
  let charset = candidates[0] ?? null;
  if (charset?.startsWith('utf-16')) charset = 'utf-8'; // A declaration readable as ASCII cannot be UTF-16 (WHATWG).
  const from = http && charsetOf(http) ? 'http' : (inPage?.from ?? 'guess');
  const answer = (name: string, source: Decoded['from'], doubtful: boolean): Decoded => ({
    text: decodeAs(bytes, name),
    charset: name,
    declared,
    from: source,
    doubtful,
  });

  if (charset === 'utf-8') {
    if (isUtf8) return answer('utf-8', from, broken > 0);
    const other = candidates.find((name) => name !== 'utf-8');
    return answer(other ?? guessCharsets(bytes)[0]!.charset, 'guess', true);
  }
  if (charset) {
    const multibyteFamily = /^(gbk|gb18030|big5|shift_jis|euc-)/.test(charset);
    if (multibyte > 0 && broken === 0 && !(multibyteFamily && multibyte < 3)) return answer('utf-8', 'utf-8', true);
    const better = overrules(bytes, charset);
    return better ? answer(better, 'guess', true) : answer(charset, from, false);
  }
  if (isUtf8) return answer('utf-8', 'utf-8', broken > 0);
  return answer(guessCharsets(bytes)[0]!.charset, 'guess', true);
}
