import type { Page } from 'playwright-core';
import { chosen } from './report.ts';
import type { Walk } from './walk.ts';

const main = (page: Page) => page.getByRole('main');

/** A contributor adds her first page, accepts five claims, and adds them to the record in a new case. */
export async function fileFirstPage(walk: Walk, address: string): Promise<void> {
  const { page, device } = walk;
  const draft = page.getByRole('region', { name: 'Suggested claims', exact: true });
  const file = page.getByRole('button', { name: /^Add the \d+ claims to the record$/ });
  await walk.step('finds where to add a page', async () => {
    const add = page.getByRole('link', { name: 'Add a web page' }).first();
    await walk.look(page.getByRole('banner'), { until: add });
    await walk.click(add, () => page.getByLabel('Web address or text').waitFor());
  });
  await walk.step('adds the page', async () => {
    const add = page.getByRole('button', { name: 'Add page' });
    await walk.look(main(page), { until: add });
    await walk.paste(page.getByLabel('Web address or text'), address);
    await walk.click(add, () => page.waitForURL(/\/drafts\/\d+/));
  });
  await walk.step('reads the report', async () => {
    await walk.look(main(page));
    if (device === 'phone') await walk.click(page.getByRole('link', { name: 'The whole page' }));
    await walk.look(page.getByRole('region', { name: 'The page', exact: true }), 'whole');
    if (device === 'phone') await walk.click(page.getByRole('link', { name: 'To the suggested claims' }));
  });
  await walk.step('accepts five claims', async () => {
    for (const words of chosen) {
      const card = draft.getByRole('article').filter({ has: page.locator('.wording', { hasText: words }) });
      // A phone shows one claim at a time.
      for (let claim = 0; device === 'phone' && claim < 30 && !(await card.isVisible()); claim++) {
        await walk.look(draft.getByRole('article', { name: /^Claim \d+:/ }).filter({ visible: true }), 'whole');
        await walk.click(draft.getByRole('link', { name: 'Next', exact: true }).filter({ visible: true }));
      }
      await walk.look(card, 'whole');
      await walk.click(card.getByRole('button', { name: 'Accept', exact: true }));
    }
  });
  await walk.step('chooses the case', async () => {
    await walk.click(draft.getByRole('link', { name: 'Case', exact: true }));
    const section = page.locator('#section-case');
    const use = section.getByRole('button', { name: 'Use this case' });
    await walk.look(section, { until: use });
    const fresh = section.getByLabel('A new case', { exact: true });
    if (await fresh.isVisible()) await walk.click(fresh);
    await walk.click(use, () => section.locator('summary', { hasText: 'new:' }).waitFor());
  });
  await walk.step('adds the claims to the record', async () => {
    await walk.click(draft.getByRole('link', { name: 'Add to the record', exact: true }));
    await walk.look(page.getByRole('region', { name: 'Add to the record', exact: true }), 'whole');
    await walk.click(page.getByLabel('I have compared these claims with the page'));
    await walk.click(file, () => page.getByRole('heading', { name: '5 claims added to the record' }).waitFor());
    await walk.look(main(page).getByRole('heading', { level: 1 }));
  });
}

/** An editor publishes the contributor's case. */
export async function publishCase(walk: Walk): Promise<void> {
  const { page } = walk;
  await walk.step('finds the case', async () => {
    await walk.look(page.getByRole('banner'));
    await walk.click(page.getByRole('banner').getByRole('link', { name: 'Cases' }), () =>
      page.getByRole('heading', { level: 1, name: 'Cases' }).waitFor(),
    );
    await walk.look(main(page));
    await walk.click(page.getByRole('link', { name: /Lindenau Courier/ }).first(), () =>
      page.waitForURL(/cases\/\d+$/),
    );
  });
  await walk.step('publishes it in one step', async () => {
    await walk.look(main(page));
    await walk.click(page.getByRole('link', { name: 'Publish this case' }).first(), () => page.waitForURL(/publish$/));
    await walk.look(main(page), 'whole');
    await walk.click(page.getByRole('button', { name: 'Publish', exact: true }), () =>
      page.getByText('See the public page').waitFor(),
    );
    await walk.look(main(page));
  });
}

const headline = 'Helvaris Medical Group sues the Lindenau Courier';
const sentence = (day: number): string => `Helvaris Medical Group filed the suit on ${day} October 2026.`;

/** The editor writes an article with a wrong date, sees that it is stopped, corrects it, and submits it for review. */
export async function writeArticle(walk: Walk): Promise<void> {
  const { page } = walk;
  const cite = async (words: string): Promise<void> => {
    await walk.type(words);
    const found = page.getByRole('dialog', { name: 'Cite a claim' }).getByRole('option').first();
    await walk.wait(() => found.waitFor());
    await walk.look(found, 'whole');
    await walk.press('Enter');
  };
  const text = page.locator('.ProseMirror');
  const step = (name: string) => page.locator('#ed-review').getByRole('button', { name, exact: true });
  await walk.step('begins an article about the case', async () => {
    await page.goto(page.url().replace(/\/desk.*$/, '/desk'));
    await walk.click(page.getByRole('link', { name: 'New article' }).first(), () =>
      page.getByLabel('Headline').waitFor(),
    );
    await walk.look(main(page));
    await walk.click(page.getByLabel('Headline'));
    await walk.type(headline);
    await walk.click(page.getByRole('button', { name: 'Open the editor' }), () => text.waitFor());
  });
  await walk.step('writes and cites, with a wrong date', async () => {
    await walk.look(main(page));
    await walk.click(text.getByText(headline));
    await walk.press('Control+End');
    await walk.click(page.getByRole('button', { name: 'Cite', exact: true }));
    await cite('filed the suit');
    await walk.press('Enter');
    await walk.type(`${sentence(29)}@`);
    await cite('filed the suit');
  });
  await walk.step('sees that the date is stopped', async () => {
    const warning = page.locator('#ed-sentence').getByText('contradicts the claims');
    await walk.wait(() => warning.waitFor());
    await walk.look(warning, 'whole');
    await walk.click(page.locator('#ed-review').getByText('Publish …').first());
    await walk.click(step('Publish …'), () => page.getByText('can’t be published yet').first().waitFor());
    await walk.look(page.locator('#ed-review'), 'whole');
  });
  await walk.step('corrects the date', async () => {
    await walk.click(text.getByText(sentence(29)));
    await walk.press('Control+End');
    await walk.press('Backspace', '29 October 2026.'.length);
    await walk.type('28 October 2026.', false);
    await walk.wait(() => page.locator('#ed-count').getByText('No problems found.').waitFor());
    await walk.look(page.locator('#ed-count'), 'whole');
  });
  await walk.step('submits it for review', () =>
    walk.click(step('Submit for review'), () => page.getByText('Submitted for review.').waitFor()),
  );
}

/** A second editor finds the review on her first page, approves the article and publishes it. */
export async function reviewArticle(walk: Walk): Promise<void> {
  const { page } = walk;
  await walk.step('finds the review on her first page', async () => {
    await walk.look(main(page));
    await walk.click(page.getByRole('link', { name: headline }).first(), () => page.waitForURL(/articles\/\d+/));
  });
  await walk.step('reads, approves and publishes', async () => {
    await walk.look(main(page));
    await walk.click(page.getByRole('link', { name: 'Read in the editor' }), () =>
      page.locator('.ProseMirror').waitFor(),
    );
    await walk.look(page.locator('.ProseMirror'), 'whole');
    await page.goBack();
    await walk.click(page.getByRole('button', { name: 'Approve', exact: true }), () =>
      page.getByText('Approved', { exact: true }).first().waitFor(),
    );
    await walk.look(main(page));
    await walk.click(page.getByRole('link', { name: 'Publish', exact: true }).first(), () =>
      page.waitForURL(/publish/),
    );
    await walk.look(main(page), 'whole');
    await walk.click(page.getByRole('button', { name: /^Publish/ }).first(), () =>
      page.getByText('How this is sourced').waitFor(),
    );
  });
}
