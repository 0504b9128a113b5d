import { AppError } from '../../platform/errors.ts';
import { freeSlug } from '../../platform/text/slug.ts';
import type { DocumentInstruction } from '../akn/document.ts';
import type { ProvisionKind } from '../tables.ts';

/**
 * One way in which laws number their parts, in English, Russian, Kazakh or Czech. The pattern captures the number and
 * the rest of the line. A division with a higher `level` is inside divisions with lower levels.
 */
type Division = { kind: ProvisionKind; short: string; level: number; pattern: RegExp };

const number = '(\\d+(?:[-–.]\\d+)*(?:\\s?[a-z])?|[IVXLC]+)';
const ahead = (words: string, tail = number): RegExp =>
  new RegExp(`^(?:${words})\\s*${tail}\\s*(?:[.:–—-]\\s*|$|(?=\\s))(.*)$`, 'iu');
/** A pattern with the number first, as in Kazakh: "274-бап. …". */
const numberFirst = (words: string): RegExp =>
  new RegExp(`^(\\d+(?:-\\d+)?)\\s*-\\s*(?:${words})\\s*[.:]?\\s*(.*)$`, 'iu');

const divisions: readonly Division[] = [
  { kind: 'part', short: 'part', level: 1, pattern: ahead('part|раздел|část') },
  { kind: 'part', short: 'part', level: 1, pattern: numberFirst('бөлім') },
  { kind: 'chapter', short: 'chp', level: 2, pattern: ahead('chapter|глава|hlava') },
  { kind: 'chapter', short: 'chp', level: 2, pattern: numberFirst('тарау') },
  { kind: 'article', short: 'art', level: 3, pattern: ahead('article|art\\.|статья|ст\\.|článek|čl\\.') },
  { kind: 'article', short: 'art', level: 3, pattern: numberFirst('бап') },
  { kind: 'section', short: 'sec', level: 3, pattern: ahead('section|sec\\.|§') },
  { kind: 'paragraph', short: 'para', level: 4, pattern: /^(\d+(?:-\d+)?)\. (.*)$/u },
  { kind: 'paragraph', short: 'para', level: 4, pattern: /^\((\d+)\) ?(.*)$/u },
  { kind: 'point', short: 'point', level: 5, pattern: /^(\d+(?:-\d+)?)\) ?(.*)$/u },
  { kind: 'point', short: 'point', level: 6, pattern: /^\(?(\p{Ll})\) ?(.*)$/u },
];

/** Divisions that have a heading after the number. In other divisions, the rest of the line is text. */
const headed: ReadonlySet<ProvisionKind> = new Set(['part', 'chapter', 'article', 'section']);
/** The most characters of a heading. If the rest of a line after the number is longer, it is text. */
const maxHeadingLength = 250;

type Part = {
  said: DocumentInstruction;
  level: number;
  num: string;
  heading: string;
  lines: string[];
  children: number;
};

/**
 * Reads a law's text with numbered articles: its parts, chapters, articles or sections, with the paragraphs and points
 * within them. The lines after a number are the text of that part. The text before the first number is the preamble.
 * @throws AppError `law_no_articles` if no article, section, chapter or part is numbered
 */
export function readArticles(text: string, language: string): DocumentInstruction[] {
  const parts: Part[] = [];
  const stack: Part[] = [];
  const eids = new Set<string>();
  const preamble: string[] = [];
  const lines = text
    .normalize('NFC')
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/\s+/g, ' ').trim());
  for (const line of lines) {
    if (line === '') continue;
    const found = divisionIn(line, stack.length > 0);
    if (!found) {
      const at = stack.at(-1);
      if (!at) preamble.push(line);
      // A chapter's title is often on the line after its number.
      else if (
        headed.has(at.said.kind!) &&
        at.level < 3 &&
        at.heading === '' &&
        at.lines.length === 0 &&
        at.children === 0
      )
        at.heading = line;
      else at.lines.push(line);
      continue;
    }
    const { division, num, number: mark, rest } = found;
    while (stack.length && stack.at(-1)!.level >= division.level) stack.pop();
    const above = stack.at(-1);
    if (above) above.children += 1;
    const slug = mark
      .toLowerCase()
      .replace(/[\s–]+/g, '-')
      .replace(/[^\p{L}\p{N}-]/gu, '-');
    // Articles are numbered throughout the whole law, so their eIds leave out the chapter.
    const own =
      division.level === 3
        ? `${division.short}_${slug}`
        : `${above ? `${above.said.provision}__` : ''}${division.short}_${slug}`;
    const eid = freeSlug(own, eids);
    eids.add(eid);
    const isHeading = headed.has(division.kind) && rest.length <= maxHeadingLength && !/[;:]$/.test(rest);
    const part: Part = {
      said: {
        act: 'enacts',
        provision: eid,
        kind: division.kind,
        label: num,
        ...(above && { under: above.said.provision }),
      },
      level: division.level,
      num,
      heading: isHeading ? rest : '',
      lines: isHeading || rest === '' ? [] : [rest],
      children: 0,
    };
    parts.push(part);
    stack.push(part);
  }
  if (parts.length === 0) throw new AppError('law_no_articles');
  const made = parts.map(({ said, num, heading, lines: body }): DocumentInstruction => ({
    ...said,
    texts: [{ language, num, heading, body: body.join('\n') }],
  }));
  if (preamble.length === 0) return made;
  return [
    {
      act: 'enacts',
      provision: 'preamble',
      kind: 'level',
      label: preamble[0]!.slice(0, 120),
      texts: [{ language, body: preamble.join('\n') }],
    },
    ...made,
  ];
}

/**
 * The division that a line begins. Paragraphs and points are recognised only after a first part, chapter, article or
 * section.
 */
function divisionIn(
  line: string,
  within: boolean,
): { division: Division; num: string; number: string; rest: string } | null {
  for (const division of divisions) {
    if (division.level > 3 && !within) continue;
    const match = division.pattern.exec(line);
    if (!match) continue;
    const rest = match[2]!.trim();
    // A line that begins with "Article 5 of this law says …" is text and does not begin an article.
    const before = line.slice(0, line.length - match[2]!.length).trim();
    if (division.level <= 3 && !/[.:–—-]$/.test(before) && /^[\p{Ll}(,;)]/u.test(rest)) continue;
    const num = before.replace(/[:–—-]$/, '').trimEnd();
    return { division, num, number: match[1]!, rest };
  }
  return null;
}
