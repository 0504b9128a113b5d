import { parseHTML } from 'linkedom';

/** Elements that run or load something. Our pages have scripts only from files and as data. */
const dangerous = 'script,iframe,object,embed,base,meta[http-equiv="refresh"],link[rel="import"],foreignobject,animate,set,form[action^="http"]'; // prettier-ignore
const isOurScript = (element: Element): boolean =>
  element.getAttribute('type') === 'application/ld+json' ||
  element.getAttribute('type') === 'application/json' ||
  /^\/assets\/[\w./-]+$/.test(element.getAttribute('src') ?? '');
const addresses = new Set(['href', 'src', 'action', 'formaction', 'xlink:href', 'poster', 'data', 'cite', 'ping']);

/**
 * What is dangerous in a page, as an independent parser reads it: scripts that are not ours, event handlers, addresses
 * that run code, and JSON-LD that is not JSON. Empty if nothing is.
 */
export function dangersIn(html: string): string[] {
  const { document } = parseHTML(/<html/i.test(html) ? html : `<html><body>${html}</body></html>`);
  const found: string[] = [];
  for (const element of document.querySelectorAll('*')) {
    if (element.matches(dangerous) && !(element.localName === 'script' && isOurScript(element)))
      found.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes)
      if (/^on/i.test(name) || (addresses.has(name.toLowerCase()) && /^[\s\p{Cc}]*(?:javascript|vbscript|data):/iu.test(value)))
        found.push(`${element.localName} ${name}=${value.slice(0, 200)}`); // prettier-ignore
    if (element.getAttribute('type') === 'application/ld+json')
      try {
        JSON.parse(element.textContent ?? '');
      } catch {
        found.push(`JSON-LD: ${element.textContent?.slice(0, 200)}`);
      }
  }
  return found;
}
