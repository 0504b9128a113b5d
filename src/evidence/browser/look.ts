import type { Frame, Page } from 'playwright-core';
import type { Resource } from '../package/warc/exchange.ts';
import type { CaptureLimits } from './limits.ts';
import type { Within } from './within.ts';

const now = (): string => new Date().toISOString();

/** How long to wait, in ms, until the layout of a page is stable. Some pages never stop moving. */
const longestMove = 4000;

/**
 * Waits until the size of the page and of its images is the same in several frames. After a change of the width, the
 * browser may select other files for the images (`srcset`), which takes some frames and needs no request.
 */
const untilLayoutIsStable = (most: number): Promise<void> =>
  new Promise((done) => {
    const until = performance.now() + most;
    let [before, same] = ['', 0];
    const look = (): void => {
      const pictures = [...document.images].map(({ complete, width, height }) => [complete, width, height]);
      const now = [innerWidth, document.documentElement.scrollHeight, ...pictures].join();
      same = now === before ? same + 1 : 0;
      before = now;
      if (same >= 5 || performance.now() > until) done();
      else requestAnimationFrame(() => setTimeout(look, 20));
    };
    look();
  });

/** Waits until the layout of a page or of one of its frames is stable. */
export const waitForLayout = (page: Page | Frame, within: Within): Promise<void | null> =>
  within(page.evaluate(untilLayoutIsStable, longestMove), longestMove + 2000);

/** A screenshot of the whole page, at most `limits.height` pixels high. Null if the browser cannot take one. */
export async function takeScreenshot(
  page: Page,
  when: 'before' | 'after',
  { within, limits }: { within: Within; limits: CaptureLimits },
): Promise<Resource | null> {
  await waitForLayout(page, within);
  const size = await within(
    page.evaluate(() => ({ width: innerWidth, height: Math.max(innerHeight, document.documentElement.scrollHeight) })),
    3000,
  );
  const body =
    size &&
    (await within(
      page.screenshot({
        type: 'jpeg',
        quality: 70,
        fullPage: true,
        animations: 'disabled',
        clip: { x: 0, y: 0, width: size.width, height: Math.min(size.height, limits.height) },
      }),
      15_000,
    ));
  return body && { url: `urn:kronika:screenshot-${when}:${page.url()}`, at: now(), mediaType: 'image/jpeg', body };
}

/** The part of a page that fits on one screen, as JPEG. Null if the browser cannot take a screenshot. */
export const takeScreen = (page: Page, within: Within): Promise<Uint8Array | null> =>
  within(page.screenshot({ type: 'jpeg', quality: 70, animations: 'disabled' }), 15_000);

export async function printPdf(page: Page, within: Within): Promise<Resource | null> {
  const body = await within(page.pdf({ format: 'A4', printBackground: true }), 15_000);
  return body && { url: `urn:kronika:pdf:${page.url()}`, at: now(), mediaType: 'application/pdf', body };
}

/** The DOM of the page and of its frames, as it is after scripts ran. */
export async function readDom(
  page: Page,
  { within, limits }: { within: Within; limits: CaptureLimits },
): Promise<Resource[]> {
  const found: Resource[] = [];
  for (const frame of page.frames()) {
    let depth = 0;
    for (let above = frame.parentFrame(); above; above = above.parentFrame()) depth++;
    if (depth > limits.depth || (depth > 0 && !/^https?:/.test(frame.url()))) continue;
    const html = await within(frame.content(), 5000);
    if (html !== null)
      found.push({
        url: `urn:kronika:dom:${frame.url()}`,
        at: now(),
        mediaType: 'text/html; charset=utf-8',
        body: Buffer.from(html),
      });
  }
  return found;
}
