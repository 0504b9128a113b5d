const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const month = `(${months.join('|')})`;
const small = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** “50,200,000” as “50.2 million”. Sums that are not round stay as they are. */
function million(digits: string): string {
  const value = Number(digits.replaceAll(',', ''));
  for (const [size, word] of [
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const)
    if (value >= size) {
      const share = value / size;
      return Math.round(share * 10) / 10 === share ? `${share} ${word}` : digits;
    }
  return digits;
}

const rules: [RegExp, (...found: string[]) => string][] = [
  // 2018-04-02, and April 2, 2018
  [/\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/gu, (_, y, m, d) => `${Number(d)} ${months[Number(m) - 1]} ${y}`],
  [
    new RegExp(`\\b${month} (\\d{1,2})(?:st|nd|rd|th)?, (\\d{4})\\b`, 'gu'),
    (_, name, day, year) => `${Number(day)} ${name} ${year}`,
  ],
  [new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th) (?:of )?${month}\\b`, 'gu'), (_, day, name) => `${Number(day)} ${name}`],
  [/\b(\d{4})-(\d{4})\b/gu, (_, from, to) => `${from}–${to}`],
  [/\b\d{1,3}(?:,\d{3}){2,}\b/gu, (digits) => million(digits!)],
  [/(\d) ?%/gu, (_, digit) => `${digit} per cent`],
  // A sentence does not begin with a figure.
  [/^([2-9])(?= \p{Ll})/u, (_, digit) => small[Number(digit)]!],
];

const closing: Readonly<Record<string, string>> = { '“': '”', '"': '"', '«': '»' };

/** The text in pieces. Every second piece is in quotation marks. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  const missing = new Set<string>();
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const close = closing[text[at]!];
    if (close === undefined || missing.has(close)) continue;
    const end = text.indexOf(close, at + 1);
    if (end === -1) {
      missing.add(close);
      continue;
    }
    pieces.push(text.slice(from, at), text.slice(at, end + 1));
    from = end + 1;
    at = end;
  }
  return [...pieces, text.slice(from)];
}

/**
 * A claim's words with dates and numbers in the style of the publication: “2 April 2018”, “50.2 million”, “Seven
 * people”. Words in quotation marks stay as they are.
 */
export const inStyle = (text: string): string =>
  piecesOf(text)
    .map((piece, index) =>
      index % 2
        ? piece
        : rules.reduce(
            (words, [pattern, write]) =>
              index && pattern.source.startsWith('^') ? words : words.replace(pattern, (...found) => write(...found)),
            piece,
          ),
    )
    .join('');

const russianMonths = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
];

/** “50 200 000” as “50,2 млн”. Sums that are not round stay as they are. */
function millionInRussian(digits: string): string {
  const words = million(digits.replaceAll(/[\s\u00a0]/gu, ','));
  const [number, size] = words.split(' ');
  return size ? `${number!.replace('.', ',')} ${size === 'billion' ? 'млрд' : 'млн'}` : digits;
}

/** A claim's words in Russian style: “2 апреля 2018 года”, “50,2 млн”. Words in quotation marks stay as they are. */
export const inRussianStyle = (text: string): string =>
  piecesOf(text)
    .map((piece, index) =>
      index % 2
        ? piece
        : piece
            .replace(
              /\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/gu,
              (_, year, month, day) => `${Number(day)} ${russianMonths[Number(month) - 1]} ${year} года`,
            )
            .replace(/\b\d{1,3}(?:[ \u00a0]\d{3}){2,}\b/gu, millionInRussian),
    )
    .join('');
