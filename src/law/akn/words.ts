import { elementsOf, type Element } from './parse-xml.ts';

/** How many of each kind of content could not be imported unchanged. */
export type Lost = Map<'notes' | 'tables' | 'images' | 'attachments' | 'parts', number>;

const tidy = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();
const countLost = (lost: Lost, what: Lost extends Map<infer Key, number> ? Key : never): void =>
  void lost.set(what, (lost.get(what) ?? 0) + 1);

/** The words of an element in one line. */
export function wordsOf(element: Element | undefined, lost: Lost): string {
  return element ? tidy(inline(element, lost)) : '';
}

function inline(element: Element, lost: Lost): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return child;
      if (child.name === 'authorialNote' || child.name === 'noteRef') {
        countLost(lost, 'notes');
        return '';
      }
      if (child.name === 'img') {
        countLost(lost, 'images');
        return '';
      }
      if (child.name === 'eol' || child.name === 'br') return ' ';
      return inline(child, lost);
    })
    .join('');
}

const blocks = new Set([
  'p',
  'block',
  'blockList',
  'listIntroduction',
  'listWrapUp',
  'item',
  'ul',
  'ol',
  'li',
  'table',
  'tr',
  'tblock',
  'container',
  'foreign',
  'toc',
  'quotedStructure',
  'mod',
  'num',
  'heading',
  'content',
  'intro',
  'wrapUp',
  'paragraph',
  'article',
  'point',
]);

/** The paragraphs of an element's blocks. Items of lists keep their numbers; rows of tables become lines. */
export function linesIn(element: Element, lost: Lost): string[] {
  if (element.name === 'table') {
    countLost(lost, 'tables');
    return rowsOf(element).map((row) =>
      elementsOf(row)
        .map((cell) => wordsOf(cell, lost))
        .join(' | '),
    );
  }
  const inner = elementsOf(element);
  if (!inner.some((child) => blocks.has(child.name) && child.name !== 'num'))
    return [wordsOf(element, lost)].filter(Boolean);
  const lines: string[] = [];
  let number = '';
  let loose = '';
  const settle = (): void => {
    if (tidy(loose)) lines.push(tidy(loose));
    loose = '';
  };
  for (const child of element.children) {
    if (typeof child === 'string') loose += child;
    else if (child.name === 'num') number = wordsOf(child, lost);
    else if (!blocks.has(child.name)) loose += inline({ ...element, children: [child] }, lost);
    else {
      settle();
      const [first, ...rest] = linesIn(child, lost);
      if (first !== undefined) lines.push([number, first].filter(Boolean).join(' '), ...rest);
      number = '';
    }
  }
  settle();
  return lines;
}

const rowsOf = (element: Element): Element[] =>
  elementsOf(element).flatMap((child) => (child.name === 'tr' ? [child] : rowsOf(child)));
