import iconv from 'iconv-lite';

/**
 * The single-byte encodings to choose from if a page declares no encoding or a wrong one. The chosen encoding is the
 * one in which the bytes look most like writing: letters of one script in a row, lower case inside words, usual
 * punctuation.
 */
const candidates = ['windows-1252', 'windows-1251', 'koi8-r', 'windows-1250', 'iso-8859-5', 'ibm866'] as const;

const westernLetters = 'éèêëàâäáãåæçñöôóòõøüûúùßíìîïýÿœšžÉÈÀÂÄÁÅÆÇÑÖÓØÜÚŠŽŒ';
const centralLetters = 'ąćęłńóśźżáčďéěíňřšťúůýžőűăâîșțşţđĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽŐŰĂÂÎŞŢĐäöüßôÄÖÜ';
const typographic = '“”‘’„«»–—…•€£§°©®™\u00a0№‚·';
const commonCyrillic = 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґў';

/** Up to 32 kB of the bytes, from shortly before the first non-ASCII byte. */
function sample(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= 32_768) return bytes;
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const from = Math.max(0, first - 256);
  return bytes.subarray(from, from + 32_768);
}

function score(text: string, charset: string): number {
  const known = charset === 'windows-1250' ? centralLetters : westernLetters;
  const cyrillic = !charset.startsWith('windows-125') || charset === 'windows-1251';
  let points = 0;
  let seen = 0;
  let previous = '';
  for (const char of text) {
    const code = char.charCodeAt(0);
    const before = previous;
    previous = char;
    if (code < 0x80) continue;
    seen += 1;
    if (typographic.includes(char)) {
      points += 1;
    } else if (code >= 0x2500 && code < 0x25a0) {
      points -= 3;
    } else if (cyrillic && code >= 0x400 && code < 0x500) {
      const rank = commonCyrillic.indexOf(char);
      const upper = char !== char.toLowerCase();
      const insideWord = /\p{Ll}/u.test(before);
      if (upper) points += insideWord ? -3 : 0.4;
      else points += /[A-Za-z]/.test(before) ? -1 : rank >= 0 && rank < 12 ? 1.4 : 0.7;
    } else if (!cyrillic && known.includes(char)) {
      points +=
        before.charCodeAt(0) >= 0x80 && /\p{L}/u.test(before)
          ? -0.6
          : char === char.toLowerCase()
            ? 1.1
            : /\p{Ll}/u.test(before)
              ? -2
              : 0.4;
    } else {
      points -= 1;
    }
  }
  return seen ? points / seen : 0;
}

export type CharsetGuess = { charset: string; score: number };

/**
 * The candidates, best first. Of two candidates with the same score, the one that is more common on the web comes
 * first.
 */
export function guessCharsets(bytes: Uint8Array): CharsetGuess[] {
  const part = Buffer.from(sample(bytes));
  return candidates
    .map((charset) => ({ charset: charset as string, score: score(iconv.decode(part, charset), charset) }))
    .sort((a, b) => b.score - a.score);
}

/** The score of one encoding for these bytes; see `guessCharsets`. */
export function scoreCharset(bytes: Uint8Array, charset: string): number {
  return score(iconv.decode(Buffer.from(sample(bytes)), charset), charset);
}
