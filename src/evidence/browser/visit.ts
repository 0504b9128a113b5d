import type { Frame, Page } from 'playwright-core';
import type { CaptureLimits, Shortfall } from './limits.ts';
import type { Recorder } from './recorder.ts';
import type { Click } from './consent.ts';
import { showMore } from './show-more.ts';
import type { Within } from './within.ts';

export const viewport = { width: 1280, height: 900 };
/** The widths of a phone and of a large screen, in pixels. Pages often have other images and styles for them. */
const otherWidths = [390, 1920];
/** The maximum number of images that are requested although the page does not show them. */
const mostPictures = 300;

type VisitOptions = {
  within: Within;
  recorder: Pick<Recorder, 'quiet'>;
  limits: CaptureLimits;
  markIncomplete(why: Shortfall): void;
  /** Called for each button that was pressed. */
  clicked?(click: Click): void;
};

/**
 * Makes a page load everything that its readers may see: scrolls down to the end, plays the videos, and loads all sizes
 * of the images, also at other widths.
 */
export async function visit(page: Page, options: VisitOptions): Promise<void> {
  await scroll(page.mainFrame(), options);
  const { within, recorder } = options;
  for (const frame of page.frames()) await within(loadPictures(frame), 8000);
  await within(page.evaluate(playMedia), 3000);
  await recorder.quiet(300, 4000);
  await within(page.evaluate(stopMedia), 1000);
  for (const width of otherWidths) {
    if (
      !(await within(
        page.setViewportSize({ ...viewport, width }).then(() => true),
        3000,
      ))
    )
      break;
    await recorder.quiet(150, 2000);
  }
  await within(page.setViewportSize(viewport), 3000);
  await recorder.quiet(150, 1500);
}

/** How often a button that adds to a page is pressed. */
const mostPresses = 10;

/**
 * Scrolls down until nothing more is loaded, and presses buttons such as “Load more” at the end. On an endless page,
 * scrolling ends at the limit.
 */
export async function scroll(
  frame: Frame,
  { within, recorder, limits, markIncomplete, clicked }: VisitOptions,
): Promise<void> {
  let presses = 0;
  for (let screens = 0; ; screens++) {
    const isDone = await within(
      frame.evaluate(async () => {
        window.scrollBy({ top: innerHeight, behavior: 'instant' });
        // Pages receive the scroll event with the next animation frame, and may load more content after it.
        for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
        return scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      }),
      3000,
    );
    if (isDone === null) {
      // The page did not answer in time, so it is unknown whether it was scrolled to the end.
      markIncomplete('scrolling');
      break;
    }
    await recorder.quiet(80, 1500);
    if (isDone) {
      // Content that was loaded at the end of the page may have made the page longer.
      const isStill = await within(
        frame.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2),
        3000,
      );
      if (isStill !== false) {
        const click = presses < mostPresses ? await showMore(frame, within) : null;
        if (!click) break;
        presses++;
        clicked?.(click);
        await recorder.quiet(200, 3000);
      }
    }
    if (screens >= limits.screens) {
      markIncomplete('scrolling');
      break;
    }
  }
  await scrollToTop(frame, within);
}

export const scrollToTop = (frame: Frame, within: Within): Promise<void | null> =>
  within(
    frame.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' })),
    2000,
  );

/**
 * Loads every size of every image, including images that a script of the page would only load later (`data-src`).
 */
const loadPictures = (frame: Frame): Promise<void> =>
  frame.evaluate(async (most) => {
    const found = new Set<string>();
    const add = (address: string | null | undefined): void => {
      if (address && URL.canParse(address, document.baseURI)) found.add(new URL(address, document.baseURI).href);
    };
    for (const element of document.querySelectorAll('img, source, link[imagesrcset]')) {
      for (const name of ['srcset', 'imagesrcset', 'data-srcset'])
        for (const part of (element.getAttribute(name) ?? '').split(/,\s+|,(?=https?:)/))
          add(part.trim().split(/\s+/)[0]);
      if (element.localName === 'img')
        for (const name of ['src', 'data-src', 'data-original', 'data-lazy-src']) add(element.getAttribute(name));
    }
    const pictures = [...found].filter((address) => /^https?:/.test(address)).slice(0, most);
    await Promise.all(
      pictures.map(
        (address) =>
          new Promise<void>((done) => {
            const picture = new Image();
            picture.onload = picture.onerror = () => done();
            picture.src = address;
          }),
      ),
    );
  }, mostPictures);

const playMedia = (): void => {
  for (const media of document.querySelectorAll<HTMLMediaElement>('video, audio')) {
    media.muted = true;
    media.preload = 'auto';
    void media.play().catch(() => {});
  }
};
const stopMedia = (): void => {
  for (const media of document.querySelectorAll<HTMLMediaElement>('video, audio')) media.pause();
};
