import { describe, expect, it } from 'vitest';
import { loadExample } from '../../exchange/example/load.ts';
import { oneDatabase } from '../../platform/testing/databases.ts';
import { deskOn } from '../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../testing/in-browser.ts';
import { pageKinds } from '../testing/page-kinds.ts';

let pages: Awaited<ReturnType<typeof pageKinds>>;
const kinds = ['front', 'article', 'case', 'actor', 'law', 'letter', 'search', 'statistics', 'desk', 'editor'];

const stage = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder });
  await loadExample(desk.app);
  pages = await pageKinds(made.db.read);
  return { web: desk.web, session: (await desk.join('editor')).sessionToken, close: made.drop };
});

/**
 * Turns a page into the pseudo-locale ar-XB: the page is laid out from right to left, and its words read as if they were
 * in a language that is written so.
 */
function turn(): void {
  document.documentElement.dir = 'rtl';
  for (const one of document.querySelectorAll('[dir=ltr]')) one.removeAttribute('dir');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement!.closest('script, style, [contenteditable], [aria-label]'))
      node.textContent = node.textContent!.replace(/\S+/g, '\u202e$&\u202c');
}

describe('pages in a language that is written from right to left', () => {
  it('are ten kinds', () => expect(pages.map(({ kind }) => kind)).toEqual(kinds));

  it.each(kinds)('are the mirror image: %s', async (kind) => {
    const { address } = pages.find((one) => one.kind === kind)!;
    for (const { look, ...options } of looks)
      await stage.open(address, options, async (page) => {
        const from = await page.locator('h1').first().boundingBox();
        await page.evaluate(turn);
        const to = await page.locator('h1').first().boundingBox();
        const width = await page.evaluate(() => document.documentElement.clientWidth);
        // A heading for screen readers alone has no place.
        const off = from!.width > 2 ? Math.abs(from!.x - (width - to!.x - to!.width)) : 0;
        expect(off).toBeLessThan(3);
        expect([look, await faults(page)]).toEqual([look, []]);
        await picture(page, `rtl-${kind}-${look}`);
      });
  });
});
