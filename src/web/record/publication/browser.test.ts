import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { doesJobIn, faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';
import { filedCase } from './testing/filed-case.ts';

let desk: ReturnType<typeof deskOn>;
let monitor = '';
const cases: Awaited<ReturnType<typeof filedCase>>[] = [];

const { open, base } = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  for (let count = 0; count < looks.length + 1; count++) cases.push(await filedCase(desk.app));
  monitor = (await desk.join('monitor', 'Mo Nitor')).sessionToken;
  return { web: desk.web, session: (await desk.join('editor', 'Dana Ospanova')).sessionToken, close: made.drop };
});

describe('publishing a case, in a browser', () => {
  for (const [index, { look, ...options }] of looks.entries())
    it.runIf(doesJobIn(look, 'desk-dark'))(
      `on ${look}: from the case to the public page by keyboard, accessible at each step`,
      async () => {
        const { number, mark } = cases[index]!;
        await open(routes.desk.case_({ number }), options, async (page) => {
          await picture(page, `publish-before-${look}`);
          await page.getByRole('link', { name: 'Publish this case' }).press('Enter');
          await page.getByRole('heading', { name: 'What readers will see' }).waitFor();
          await picture(page, `publish-${look}`);
          expect(await faults(page)).toEqual([]);

          // A source that stays at the desk needs a reason. Without one, the page keeps everything that was selected.
          await page.getByRole('checkbox', { name: `Keep at the desk: Secretmemo ${mark}` }).press('Space');
          await page.getByRole('button', { name: 'Publish', exact: true }).press('Enter');
          await page.getByText('Choose the reason that readers see').first().waitFor();
          await picture(page, `publish-reason-${look}`);
          expect(await faults(page)).toEqual([]);
          const line = page.locator('li').filter({ hasText: `Secretmemo ${mark}` });
          expect(await line.getByRole('checkbox').isChecked()).toBe(true);
          await line.getByRole('combobox').selectOption('safety');

          const [preview] = await Promise.all([
            page.context().waitForEvent('page'),
            page.getByRole('button', { name: 'Preview as a reader' }).press('Enter'),
          ]);
          await preview.getByText('Preview: this is not public yet').waitFor();
          await picture(preview, `publish-preview-${look}`);
          expect(await faults(preview)).toEqual([]);
          expect(await preview.content()).not.toContain('Secretmemo');
          await preview.close();

          await page.getByRole('button', { name: 'Publish', exact: true }).press('Enter');
          await page.getByText('Published', { exact: true }).waitFor();
          await picture(page, `publish-done-${look}`);
          expect(await faults(page)).toEqual([]);
          await page.getByRole('link', { name: 'See the public page' }).press('Enter');
          await page.getByRole('heading', { level: 1, name: `The stopped reporter ${mark}` }).waitFor();
          expect(await page.content()).toContain('Source withheld: naming it could endanger someone');
        });
      },
    );

  it('is proposed with a note, and decided on the same page', async () => {
    const { number } = cases.at(-1)!;
    const address = routes.desk.publishCase({ number });
    await open(
      address,
      { viewport: { width: 390, height: 844 } },
      async (page) => {
        await page.getByLabel('Note to the editor').fill('All are compared.');
        await picture(page, 'publish-propose');
        expect(await faults(page)).toEqual([]);
        await page.getByRole('button', { name: 'Propose to the editors' }).press('Enter');
        await page.getByText('All are compared.').waitFor();
      },
      monitor,
    );
    await open(routes.desk.proposals(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      await picture(page, 'publish-proposals');
      await page.getByRole('link', { name: 'Check what becomes public' }).press('Enter');
      await page.getByText('Mo Nitor proposes to publish this').waitFor();
      await page.getByRole('button', { name: 'Publish', exact: true }).press('Enter');
      await page.waitForURL((url) => url.href.startsWith(`${base()}${address}?done=`));
    });
  });
});
