import type { Block, Extracted } from '../../evidence/extract/extract.ts';
import { furniture, type Role, type Sorted } from './block-role.ts';
import { dateInLine } from './credit-line.ts';
import { isMonthFirst } from './dateline.ts';
import { oneLine } from './one-line.ts';

/** How many blocks at the start of a document may be its title or date. */
const opening = 30;

/** Sorts the blocks of a PDF or document. Headers, notes and headings are known from `readPdf` and `readDocument`. */
export function sortDocument(page: Extracted): Sorted {
  const text = ({ start, end }: Block): string => oneLine(page.text.slice(start, end));
  const first = page.blocks.filter((block) => !block.part).slice(0, opening);
  const title = titleIn(first, text);
  const monthFirst = isMonthFirst(page.text, page.language ?? null);
  let published: string | null = null;
  const roles = page.blocks.map((block): Role => {
    if (block.part) return furniture(block.part === 'footnote' ? 'footnote' : 'page-edge');
    if (block === title) return { kind: 'title' };
    if (!published && first.includes(block) && text(block).length <= 80) {
      const date = dateOfIssue(text(block), monthFirst);
      if (date) {
        published = date;
        return { kind: 'date' };
      }
    }
    return block.heading ? { kind: 'heading' } : { kind: 'body' };
  });
  return {
    roles,
    fields: { title: page.title ?? (title ? text(title) : null), published },
    extraFurniture: [],
  };
}

const ofIssue =
  /^(?:date(?: of (?:issue|publication|delivery|(?:the )?(?:judgment|decision|ruling|order)))?|published(?: on)?|issued(?: on)?|delivered(?: on)?|released(?: on)?|dated|дата(?: (?:публикации|выдачи|принятия|вынесения))?|опубликовано|вынесено|принято|датум|күні|жарияланған(?: күні)?|datum(?: (?:vydání|zveřejnění))?|vydáno|zveřejněno)(?:\s*:\s*|\s+)/iu;

/**
 * The date of issue in a line: after one of the usual labels, or without any other words than a place. Other labels,
 * such as "Application lodged", are of other days.
 */
function dateOfIssue(line: string, monthFirst: boolean): string | null {
  const rest = line.replace(ofIssue, '');
  // A word in small letters before the date, as in “Application lodged on 4 May”.
  if (/:\s|^\D*(?<!\p{L})\p{Ll}{4}/u.test(rest)) return null;
  const date = dateInLine(rest, monthFirst);
  return date && !date.changed ? date.edtf : null;
}

/** The first block in the largest letters; else the first heading that is a few words long. */
function titleIn(blocks: readonly Block[], text: (block: Block) => string): Block | undefined {
  const isTitle = (block: Block): boolean => /\p{L}{2}.*\s.*\p{L}{2}/u.test(text(block)) && text(block).length <= 300;
  for (const level of [1, 2, 3]) {
    const found = blocks.find((block) => block.heading === level && isTitle(block));
    if (found) return found;
  }
  return undefined;
}
