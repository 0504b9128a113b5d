import type { Block, Extracted, PathElement } from '../../evidence/extract/extract.ts';
import type { BoilerplateReason } from '../schema.ts';
import { readByline, readPhotoCredit, type Byline } from './byline.ts';
import { closeTo, findContainer, linkShare, namesAuthor, placeOf } from './container.ts';
import { change, hasYear, publication, type LineDate } from '../languages/line-date.ts';
import { authorBesideDate, dateInLine, isNamed, partsOfLine, signature } from './credit-line.ts';
import { dateFromUrl, dateOf, isMonthFirst, postedDate, withYear } from './dateline.ts';
import { boilerplateByWords } from './boilerplate-patterns.ts';
import { oneLine } from './one-line.ts';
import { readMetadata } from './metadata.ts';
import { furniture, type Role, type Sorted } from './block-role.ts';
import { endsSentence, isParagraph } from './sort-text.ts';

const plain = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const standfirstNames =
  /standfirst|sub-?title|sub-?head(?:ing|line)?\b|\bdek\b|\bdeck\b|\blede?\b|\bleads?\b|lead-?(?:text|paragraph)|perex|\bintro\b|summary|excerpt|strapline|kicker-text|article-?description/i;

/** Splits "Headline - Site", if the last part is the publisher or looks like the name of a site. */
export function cutSite(title: string, publisher: string | null): { title: string; site: string | null } {
  const parts = title.split(/\s+(?:[|»·•–—-]|::)\s+/);
  if (parts.length < 2) return { title, site: null };
  const last = parts.at(-1)!;
  if (publisher && plain(last) === plain(publisher))
    return { title: title.slice(0, title.lastIndexOf(last)).replace(/\s*(?:[|»·•–—-]|::)\s*$/, ''), site: last };
  if (/\||»|::/.test(title) || (last.split(' ').length <= 4 && parts[0]!.split(' ').length >= 4))
    return { title: parts.slice(0, -1).join(' - '), site: last };
  return { title, site: null };
}

/** Splits "Site: Headline", if the page also shows both parts separately; else null. */
function siteBefore(title: string, texts: readonly string[]): { title: string; site: string } | null {
  const colons = [...title.matchAll(/:\s+/g)];
  const shown = new Set(colons.length ? texts.map(plain) : []);
  for (const match of colons) {
    const site = title.slice(0, match.index);
    const rest = title.slice(match.index + match[0].length);
    if (plain(rest) && shown.has(plain(site)) && shown.has(plain(rest))) return { title: rest, site };
  }
  return null;
}

/** Sorts the blocks of an HTML page by metadata, position and words. */
export function sortHtml(page: Extracted): Sorted {
  const { text, blocks } = page;
  const texts = blocks.map((block) => oneLine(text.slice(block.start, block.end)));
  const meta = readMetadata(page.head!);
  const container = findContainer(text, blocks);
  const inside = (block: Block): boolean => container.element === null || block.path.includes(container.element);
  const roles: (Role | null)[] = blocks.map(() => null);
  const extra: { text: string; reason: BoilerplateReason }[] = [];

  const cut = siteBefore(page.head!.title, texts) ?? cutSite(page.head!.title, meta.publisher);
  const title = findTitle(
    blocks,
    texts,
    meta.title ? cutSite(meta.title, meta.publisher).title : null,
    cut.title,
    inside,
  );
  if (title.index >= 0) roles[title.index] = { kind: 'title' };
  const firstBody = blocks.findIndex(
    (block, index) =>
      inside(block) && index !== title.index && isParagraph(texts[index]!) && !placeOf(block, container),
  );

  const byline: Byline[] = [];
  const monthFirst = isMonthFirst(text, meta.language);
  const dateOn = (value: string): LineDate | null => dateInLine(value, monthFirst);
  const shown: Record<Shown, string | null> = {
    top: null,
    topDay: null,
    above: null,
    labelled: null,
    machine: null,
    elsewhere: null,
    changed: null,
  };
  /**
   * Without a known headline, the lines directly before the first paragraph are treated as those under the headline.
   */
  const from = title.index >= 0 && title.index < firstBody ? title.index : firstBody - 5;
  const isUnder = (index: number): boolean => index > from && index <= Math.max(firstBody, title.index) + 2;
  /** Notes a date that the page shows in a block. */
  const show = (date: LineDate | null, index: number): void => {
    if (!date) return;
    const under = isUnder(index);
    const above = inside(blocks[index]!) && index < title.index && index >= title.index - 3;
    if (date.changed) shown.changed ??= date.edtf;
    else if (!hasYear(date)) {
      if (under) shown.topDay ??= date.edtf;
    } else {
      shown.elsewhere ??= date.edtf;
      if (inside(blocks[index]!) && publication.test(texts[index]!)) shown.labelled ??= date.edtf;
      // Without a known headline, the first of two dates above the text is that of the masthead. So the last one is
      // used.
      if (under) shown.top = title.index < 0 && index < firstBody ? date.edtf : (shown.top ?? date.edtf);
      else if (above) shown.above ??= date.edtf;
    }
  };
  let photoCredit: string | null = null;
  for (const [index, block] of blocks.entries()) {
    if (roles[index]) continue;
    const value = texts[index]!;
    const lines = linesOf(text.slice(block.start, block.end), value);
    const close = closeTo(block, container);
    const names = namesOf(close.slice(-3));
    const caption = close.some(
      (element) => element.tag === 'figcaption' || element.tag === 'figure' || /caption/i.test(element.classes),
    );
    const credit = value.length < 300 ? readPhotoCredit(value) : null;
    if (credit && (caption || value.length < 160)) {
      photoCredit ??= credit.credit;
      roles[index] = { kind: 'credit' };
      const before = value.slice(0, credit.at).trim();
      const wrote = partsOfLine(before).flatMap(readByline).filter(isNamed);
      byline.push(...wrote);
      if (wrote.length || dateOn(value)) {
        show(dateOn(value), index);
        continue;
      }
      if (before) extra.push({ text: before, reason: boilerplateByWords(before) ?? 'caption' });
      continue;
    }
    if (caption && photoCredit === null && isBareCredit(blocks, index, value)) {
      photoCredit = value;
      roles[index] = { kind: 'credit' };
      continue;
    }
    if (caption && !block.path.some((element) => element.tag === 'blockquote')) {
      roles[index] = furniture('caption');
      continue;
    }
    const time = block.marks.find(
      (mark) => mark.tag === 'time' || /date|published|posted/i.test(`${mark.classes} ${mark.itemprop}`),
    );
    const place = placeOf(block, container);
    const head = index <= Math.max(firstBody, title.index) + 2 && index >= title.index - 6;
    const short = value.length < 200;
    // Links in several lines are a menu.
    const whole = short ? bylineIn(block.links.length > 1 ? value : lines) : [];
    const own =
      whole.length || !short || !isUnder(index) || isParagraph(value) || linkShare(block) > 0.3
        ? whole
        : authorBesideDate(lines, meta.publisher ?? cut.site);
    const marked = block.marks.find(
      (mark) => mark.rel === 'author' || /author/i.test(mark.itemprop) || namesAuthor(mark.classes),
    );
    if (
      short &&
      (own.length ||
        ((marked || (namesAuthor(names) && !/(?:^|[\s_-])label(?:$|\s)/i.test(names) && !place)) &&
          head &&
          !isParagraph(value))) &&
      (inside(block) || head || (/^posted by\b/i.test(value) && !byline.length && (!place || place === 'footer')))
    ) {
      const found = own.length ? own : marked ? asNames(text.slice(marked.start, marked.end)) : asNames(value);
      if (found.length) {
        byline.push(...found.filter(isNamed));
        roles[index] = { kind: 'byline' };
        const date =
          dateOn(lines) ?? dated(time ? dateOf(time.datetime || text.slice(time.start, time.end)) : dateOf(value));
        show(date, index);
        continue;
      }
    }
    const line = dateOn(lines);
    if ((line || (time && value.length < 80)) && (inside(block) || head) && mayHaveDate(place, isUnder(index))) {
      const machine = line ? null : dated(time ? dateOf(time.datetime || text.slice(time.start, time.end)) : null);
      if (line) show(line, index);
      else if (machine && !change.test(`${time!.classes} ${value.replace(/\d.*/s, '')}`)) {
        if (isUnder(index)) shown.machine ??= machine.edtf;
        shown.elsewhere ??= machine.edtf;
      }
      if (line || machine) {
        roles[index] = { kind: 'date' };
        continue;
      }
    }
    // One line of a block can have a date: "Headline<br>11 May 2026", "The Coast Herald<br>No. 19, 11 May 2026".
    if (lines !== value && head && !place)
      for (const each of lines.split(' | ')) if (!isParagraph(each)) show(dateOn(each), index);
  }

  const standfirst = findStandfirst(blocks, texts, roles, {
    title: title.index,
    firstBody,
    description: meta.description,
    inside,
    place: (block) => placeOf(block, container),
    names: (block) => namesOf(closeTo(block, container).slice(-3)),
  });
  if (standfirst.index >= 0) roles[standfirst.index] = { kind: 'standfirst' };

  let listOf: BoilerplateReason | null = null;
  for (const [index, block] of blocks.entries()) {
    if (roles[index]) {
      if (roles[index]!.kind === 'furniture') listOf = null;
      continue;
    }
    const value = texts[index]!;
    const place = placeOf(block, container);
    const words = boilerplateByWords(value);
    if (!inside(block)) {
      roles[index] = furniture(place ?? words ?? outsideReason(block));
      continue;
    }
    if (place) {
      roles[index] = furniture(place);
      continue;
    }
    if (words) {
      roles[index] = furniture(words);
      if (words === 'related' || words === 'newsletter' || words === 'comments') listOf = words;
      continue;
    }
    const prose = isParagraph(value);
    if (linkShare(block) > 0.7 && !endsSentence(value)) roles[index] = furniture(listOf ?? 'related');
    else if (linkShare(block) > 0.85 && block.tag === 'li') roles[index] = furniture(listOf ?? 'related');
    else if (listOf && !prose) roles[index] = furniture(listOf);
    else if (block.heading) {
      listOf = null;
      roles[index] = { kind: 'heading' };
    } else if (
      prose ||
      block.tag === 'li' ||
      block.tag === 'blockquote' ||
      block.path.some((element) => element.tag === 'blockquote') ||
      ((block.tag === 'p' || block.tag === 'div') &&
        index >= firstBody &&
        value.split(' ').length >= 3 &&
        (endsSentence(value) || block.tag === 'p'))
    ) {
      listOf = null;
      roles[index] = index < firstBody && !prose ? furniture('outside-article') : { kind: 'body' };
    } else roles[index] = furniture('outside-article');
  }
  // The author or the date may be in the lines after the last paragraph.
  const end = roles.findLastIndex((role) => role?.kind === 'body');
  let signedDate: string | null = null;
  for (let index = end + 1; end >= 0 && index <= end + 5 && index < blocks.length; index += 1) {
    const place = placeOf(blocks[index]!, container);
    if (place !== 'comments' && place !== 'related') shown.labelled ??= postedDate(texts[index]!, monthFirst);
  }
  for (let index = Math.max(end, title.index + 1); end >= 0 && index <= end + 2 && index < blocks.length; index += 1) {
    const value = texts[index]!;
    if (value.length > 200 || (index === end && isParagraph(value) && !value.startsWith('('))) continue;
    if (placeOf(blocks[index]!, container) || linkShare(blocks[index]!) > 0.7) continue;
    const names = byline.length || meta.authors.length ? [] : signature(value);
    const date = dateOn(value);
    const own = date && hasYear(date) && !date.changed ? date.edtf : null;
    if (names.length) {
      byline.push(...names);
      roles[index] = { kind: 'byline' };
    } else if (date && index > end) roles[index] = { kind: 'date' };
    signedDate ??= own;
  }
  const address = dateFromUrl(page.head!.canonical) ?? meta.addressDate;
  const near = meta.published ?? shown.elsewhere ?? shown.changed ?? address ?? meta.dated;
  const topDay = shown.topDay && withYear(shown.topDay, near, text);
  // A heading at the very end has no text below it, so it is not part of the body.
  for (let index = roles.length - 1; index >= 0; index -= 1) {
    if (roles[index]!.kind === 'body') break;
    if (roles[index]!.kind === 'heading') roles[index] = furniture('related');
  }
  return {
    roles: roles.map((role) => role ?? furniture('outside-article')),
    fields: {
      title: title.text,
      standfirst: standfirst.text,
      published:
        shown.top ??
        topDay ??
        shown.above ??
        shown.labelled ??
        signedDate ??
        shown.machine ??
        meta.published ??
        shown.elsewhere ??
        address ??
        meta.dated ??
        shown.changed,
      language: meta.language,
      byline: dedupe(byline.length ? byline : meta.authors),
      photoCredit: photoCredit ?? meta.photoCredit,
      publisher: meta.publisher ?? cut.site,
      issn: meta.issn,
    },
    extraFurniture: extra,
  };
}

/**
 * Whether a line may have the article's date. Under the headline, this can also be a line beside the author or share
 * buttons.
 */
const mayHaveDate = (place: BoilerplateReason | null, under: boolean): boolean =>
  !place || place === 'toolbar' || (under && /^(?:author-box|share|tags|outside-article)$/.test(place));

/**
 * Where a page shows a date. `top`: under its headline; `topDay`: under its headline, without a year; `above`: right
 * above its headline; `labelled`: with "Published"; `machine`: under the headline, only in `<time datetime>`;
 * `elsewhere`: anywhere; `changed`: the date of a change.
 */
type Shown = 'top' | 'topDay' | 'above' | 'labelled' | 'machine' | 'elsewhere' | 'changed';
const dated = (edtf: string | null): LineDate | null => (edtf ? { edtf, changed: false } : null);

/** Joins the lines of a block with " | ". Other blocks stay unchanged. */
const linesOf = (block: string, line: string): string =>
  block.includes('\n') && block.length < 400 ? block.split('\n').map(oneLine).filter(Boolean).join(' | ') : line;

/** The authors in the first part of a line that names any, or else in the line as a whole. */
function bylineIn(line: string): Byline[] {
  const parts = partsOfLine(line);
  const parted = parts.flatMap(readByline);
  return parted.length || parts[0] === line ? parted : readByline(line);
}

/** Whether a block is only a name beside a caption in a figure. This is the name of the photographer. */
function isBareCredit(blocks: readonly Block[], index: number, value: string): boolean {
  const figure = blocks[index]!.path.findLast((element) => element.tag === 'figure');
  if (
    !figure ||
    blocks[index]!.path.some((element) => element.tag === 'figcaption') ||
    value.split(' ').length > 5 ||
    endsSentence(value) ||
    !/^\p{Lu}/u.test(value)
  )
    return false;
  return blocks
    .slice(Math.max(0, index - 2), index + 3)
    .some((other) => other.path.includes(figure) && other.path.some((element) => element.tag === 'figcaption'));
}

function dedupe(list: Byline[]): Byline[] {
  return list.filter(
    (entry, index) => list.findIndex((other) => other.name === entry.name && other.role === entry.role) === index,
  );
}

const asNames = (value: string): Byline[] => {
  const found = readByline(/^by\b/i.test(value) ? value : `By ${value.replace(/^[\s|·•–—-]+/, '')}`);
  return found;
};

function outsideReason(block: Block): BoilerplateReason {
  if (block.path.some((element) => element.tag === 'header')) return 'navigation';
  return linkShare(block) > 0.5 ? 'navigation' : 'outside-article';
}

function findTitle(
  blocks: readonly Block[],
  texts: string[],
  fromMeta: string | null,
  fromHead: string,
  inside: (block: Block) => boolean,
): { index: number; text: string | null } {
  const titles = [fromMeta, fromHead].filter((value): value is string => Boolean(value)).map(plain);
  const h1 = blocks.flatMap((block, index) => (block.heading === 1 ? [index] : []));
  const match = (index: number): boolean =>
    titles.some(
      (value) =>
        value &&
        (value === plain(texts[index]!) ||
          (plain(texts[index]!).length > 15 &&
            (value.startsWith(plain(texts[index]!)) || plain(texts[index]!).startsWith(value)))),
    );
  const index = h1.find(match) ?? blocks.findIndex((block, at) => block.heading > 0 && match(at));
  if (index >= 0) return { index, text: texts[index]! };
  const exact = texts.findIndex((value) => value.length > 12 && titles.includes(plain(value)));
  if (exact >= 0) return { index: exact, text: texts[exact]! };
  const own = h1.find((at) => inside(blocks[at]!)) ?? (h1.length === 1 ? h1[0]! : -1);
  if (own >= 0 && texts[own]!.split(' ').length >= 3) return { index: own, text: texts[own]! };
  return { index: -1, text: fromMeta ?? (fromHead || null) };
}

type PageContext = {
  title: number;
  firstBody: number;
  description: string | null;
  inside: (block: Block) => boolean;
  place: (block: Block) => BoilerplateReason | null;
  /** The classes and ids of the elements close to a block. */ names: (block: Block) => string;
};

const namesOf = (elements: readonly PathElement[]): string =>
  elements.map((element) => `${element.id} ${element.classes}`).join(' ');

function findStandfirst(
  blocks: readonly Block[],
  texts: string[],
  roles: (Role | null)[],
  around: PageContext,
): { index: number; text: string | null } {
  const from = around.title + 1;
  const to = Math.min(blocks.length, Math.max(around.firstBody, around.title) + 3);
  for (let index = Math.max(0, from); index < to; index += 1) {
    if (roles[index]) continue;
    const block = blocks[index]!;
    const names = [
      around.names(block),
      ...block.marks
        .filter((mark) => mark.end - mark.start > (block.end - block.start) * 0.8)
        .map((mark) => mark.classes),
    ].join(' ');
    const value = texts[index]!;
    if (value.split(' ').length < 5 || value.length > 500) continue;
    if (standfirstNames.test(names) && !(around.place(block) && !standfirstNames.test(names)))
      return { index, text: value };
    if (
      (block.heading === 2 || block.heading === 3) &&
      index <= from + 2 &&
      around.title >= 0 &&
      !boilerplateByWords(value) &&
      index <= around.firstBody
    )
      return { index, text: value };
  }
  if (around.description && around.title >= 0) {
    const description = plain(around.description);
    const between = texts.findIndex(
      (value, index) =>
        index >= from &&
        index < to &&
        !roles[index] &&
        plain(value) === description &&
        roles.slice(index + 1, index + 4).some((role) => role?.kind === 'byline' || role?.kind === 'date'),
    );
    if (between >= 0) return { index: between, text: texts[between]! };
    const opening = around.firstBody >= 0 ? plain(texts[around.firstBody]!) : '';
    const cutOff = /(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*$/.test(around.description);
    const repeated =
      opening.startsWith(description.slice(0, 50)) ||
      texts
        .slice(Math.max(0, around.firstBody), Math.max(0, around.firstBody) + 60)
        .some((value) => plain(value).includes(description.slice(0, 60)));
    if (
      !cutOff &&
      !repeated &&
      around.description.split(' ').length >= 6 &&
      shares(around.description, texts.slice(Math.max(0, around.title), Math.max(0, around.title) + 60).join(' '))
    )
      return { index: -1, text: around.description };
  }
  return { index: -1, text: null };
}

/** Whether the description is about the article. A description of the whole site is not. */
function shares(description: string, body: string): boolean {
  const words = plain(description)
    .split(' ')
    .filter((word) => word.length > 4);
  const known = new Set(plain(body).split(' '));
  return words.length > 0 && words.filter((word) => known.has(word)).length >= words.length * 0.5;
}
