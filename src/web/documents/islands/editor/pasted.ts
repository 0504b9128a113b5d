/** The most characters that can be pasted at once. If only the HTML is too long, its plain text is pasted. */
export const maxPasted = { text: 100_000, html: 2_000_000 };

/**
 * Cleans HTML from other programs, before the editor's schema parses it. Scripts, drawings and embedded content are
 * removed, as are all attributes except the targets of links. Bold and italic styles become elements, and lists from
 * Word become real lists.
 */
export function cleanPasted(html: string): string {
  // Text that was copied in this editor already fits the schema.
  if (html.includes('data-pm-slice')) return html;
  const { body } = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
  for (const one of body.querySelectorAll('script, style, template, noscript, iframe, object, embed, svg, math, title'))
    one.remove();
  wordLists(body);
  for (const block of body.querySelectorAll('li p, li div')) block.replaceWith(...block.childNodes, ' ');
  for (const one of body.querySelectorAll<HTMLElement>('*')) {
    const styled = one.dataset['style'] ?? '';
    if (/^(?:b|strong|i|em)$/.test(one.localName) && isPlain(one.localName, styled)) {
      // Google Docs wraps everything that it copies in a <b>, although it is not bold.
      one.replaceWith(...one.childNodes);
      continue;
    }
    if (one.localName === 'span' && /(?:^|[\s;])font-weight:\s*(?:bold|[6-9]00)/i.test(styled)) wrap(one, 'strong');
    if (one.localName === 'span' && /(?:^|[\s;])font-style:\s*italic/i.test(styled)) wrap(one, 'em');
    const href = one.localName === 'a' ? one.getAttribute('href') : null;
    for (const name of one.getAttributeNames()) one.removeAttribute(name);
    if (href) one.setAttribute('href', redirected(href) ?? href);
  }
  return body.innerHTML;
}

/**
 * Removes style sheets from the HTML, and renames the attributes for styles and event handlers. The desk's content
 * security policy would block these, and the browser would report each as a violation.
 */
const withoutStyles = (html: string): string =>
  html
    .replace(/<style[\s>][\s\S]*?<\/style>/gi, '')
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/(\s)style(\s*=)/gi, '$1data-style$2').replace(/(\s)on[a-z]+(\s*=)/gi, '$1data-handler$2'),
    );

const isPlain = (name: string, styled: string): boolean =>
  name === 'b' || name === 'strong'
    ? /(?:^|[\s;])font-weight:\s*(?:normal|[1-5]00)/i.test(styled)
    : /(?:^|[\s;])font-style:\s*normal/i.test(styled);

function wrap(one: HTMLElement, name: 'strong' | 'em'): void {
  const inside = document.createElement(name);
  inside.append(...one.childNodes);
  one.append(inside);
}

/** The target of a link from Google Docs, which leads to google.com with the target in its query. Else null. */
function redirected(href: string): string | null {
  if (!href.startsWith('https://www.google.com/url?')) return null;
  return new URL(href).searchParams.get('q');
}

/** Turns lists from Word into real lists. Word writes each item as a paragraph, with its bullet or number as text. */
function wordLists(body: HTMLElement): void {
  let list: HTMLElement | null = null;
  for (const point of body.querySelectorAll<HTMLElement>('p[class*="MsoList"]')) {
    const marks = [...point.querySelectorAll<HTMLElement>('span')].filter((one) =>
      /mso-list:\s*ignore/i.test(one.dataset['style'] ?? ''),
    );
    if (!marks.length) continue;
    const tag = marks.some((one) => /[\p{L}\p{N}][.)]/u.test(one.textContent)) ? 'ol' : 'ul';
    for (const one of marks) one.remove();
    if (!list || list.localName !== tag || point.previousElementSibling !== list) {
      list = document.createElement(tag);
      point.before(list);
    }
    const item = document.createElement('li');
    item.append(...point.childNodes);
    list.append(item);
    point.remove();
  }
}
