import { describe, expect, it } from 'vitest';
import { loadExample } from '../../../exchange/example/load.ts';
import { oneDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { workListener } from '../../../work/notices.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { doesJobIn, faultsInLooks, faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

let made: TestDatabase;
let chief: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;

const stage = inBrowser(async (assets) => {
  made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder, listeners: [workListener] });
  await loadExample(desk.app);
  chief = await desk.join('editor', 'Dana Ospanova');
  await desk.join('monitor', 'Mo Nitor');
  return { web: desk.web, session: chief.sessionToken, close: () => made.drop() };
});

describe.each(looks)('a list, on $look', ({ look, ...options }) => {
  it.runIf(doesJobIn(look, 'phone'))(
    'is filtered, sorted, saved, and its items are tagged and assigned after a preview, and undone',
    async () => {
      await stage.open(routes.desk.cases(), options, async (page) => {
        const see = async (name: string): Promise<void> => {
          await picture(page, `lists-${name}-${look}`);
          expect([name, await faults(page)]).toEqual([name, []]);
        };
        await see('cases');
        // The filter, by keyboard.
        await page.locator('#filter-q').focus();
        await page.keyboard.type('Kazakhstan');
        await page.keyboard.press('Enter');
        await page.waitForURL(/q=Kazakhstan/);
        await page.getByRole('link', { name: 'Case', exact: true }).first().click();
        await page.waitForURL(/sort=title/);
        expect(await page.locator('th[aria-sort="ascending"]').innerText()).toContain('Case');
        await page.getByRole('link', { name: 'Save this view' }).click();
        await page.getByLabel('Name').fill(`Kazakhstan on ${look}`);
        await see('save');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.waitForURL(/desk\/cases\?/);
        const saved = page.getByRole('link', { name: `Kazakhstan on ${look}`, exact: true });
        expect(await saved.getAttribute('aria-current')).toBe('page');

        const total = Number(/^\d+/.exec(await page.locator('caption').innerText())![0]);
        expect(total).toBeGreaterThan(1);
        await page.getByLabel(`All ${total} that match`).check();
        await page.getByRole('button', { name: 'Change tags…' }).click();
        expect(await page.locator('main').innerText()).toContain(`${total} items will change.`);
        await page.getByLabel('Tags to add').fill(`To call ${look}`);
        await see('preview');
        await page.getByRole('button', { name: 'Change the tags of these items' }).click();
        await page.getByText(`${total} items changed`).first().waitFor();
        await see('done');
        await page.goto(`${new URL(page.url()).origin}${routes.desk.cases({ tag: `To call ${look}` })}`);
        expect(await page.locator('caption').innerText()).toContain(String(total));
        await page.goBack();
        await page.getByRole('link', { name: 'Undo' }).click();
        await page.getByLabel('Reason').fill('These were the wrong cases.');
        await page.locator('main form button.main').first().click();
        await page.waitForLoadState();
        await page.goto(`${new URL(page.url()).origin}${routes.desk.cases({ tag: `To call ${look}` })}`);
        await page.getByText('No results').waitFor();

        await page.goto(`${new URL(page.url()).origin}${routes.desk.cases()}`);
        await page.locator('tbody input[type=checkbox]').first().check();
        await page.getByRole('button', { name: 'Assign…' }).click();
        await page.getByLabel('Who is responsible').selectOption({ label: 'Mo Nitor' });
        await page.getByRole('button', { name: 'Assign these items' }).click();
        await page.getByText('1 item assigned').waitFor();
        const result = page.url();
        // The preview says who has an item already, and the history who had it.
        await page.goto(`${new URL(page.url()).origin}${routes.desk.cases()}`);
        await page.locator('tbody input[type=checkbox]').first().check();
        await page.locator('tbody input[type=checkbox]').nth(1).check();
        await page.getByRole('button', { name: 'Assign…' }).click();
        await page.getByText('1 of these items is assigned to someone already.').waitFor();
        const held = page.locator('section[aria-labelledby="does"] li', { hasText: 'Assigned to Mo Nitor' });
        const number = Number(/\d+/.exec((await held.locator('a').first().getAttribute('href'))!)![0]);
        await see('assign');
        await page.goto(`${new URL(page.url()).origin}${routes.desk.historyOf({ kind: 'case', number })}`);
        await page.getByText('Dana Ospanova assigned this to Mo Nitor').first().waitFor();
        await see('assignments');
        await page.goto(result);
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByText('1 item is as it was before').waitFor();
      });
    },
  );

  it.runIf(doesJobIn(look, 'phone'))(
    'gives a fact to several items after a preview, which comes back if something is changed, and undoes it',
    async () => {
      await stage.open(routes.desk.actors({ q: 'Kakimzhanov' }), options, async (page) => {
        await page.getByLabel('All 2 that match').check();
        await page.getByRole('button', { name: 'Add a fact…' }).click();
        await page.waitForLoadState('load');
        await page.getByLabel('Fact', { exact: true }).selectOption({ label: 'Home country' });
        await page.locator('select[name="facts[0].value"]').selectOption('KZ');
        await page.getByLabel('Wording').fill('{title} lives in Kazakhstan.');
        await page.getByLabel('The source says this itself').check();
        await page.getByLabel('Source', { exact: true }).first().fill('source/1');
        await picture(page, `lists-fact-form-${look}`);
        expect(await faults(page)).toEqual([]);
        await page.getByRole('button', { name: 'Preview' }).click();
        await page.getByRole('heading', { name: 'The first claim will say' }).waitFor();
        expect(await page.locator('main blockquote').innerText()).toContain('Kakimzhanov lives in Kazakhstan.');
        await page.getByLabel('Wording').fill('{title} lives in Almaty, Kazakhstan.');
        await page.getByRole('button', { name: 'Add the fact to these items' }).click();
        await page.getByText('lives in Almaty, Kazakhstan.').first().waitFor();
        await picture(page, `lists-fact-preview-${look}`);
        expect(await faults(page)).toEqual([]);
        await page.getByRole('button', { name: 'Add the fact to these items' }).click();
        await page.getByText('Fact added to 2 items').first().waitFor();
        expect(await faults(page)).toEqual([]);
        const said = `${new URL(page.url()).origin}${routes.desk.claims({ q: 'Almaty, Kazakhstan' })}`;
        await page.goto(said);
        expect(await page.locator('caption').innerText()).toContain('2 claims');
        await page.goBack();
        await page.getByRole('link', { name: 'Undo' }).click();
        await page.getByLabel('Reason').fill('The source does not say so.');
        await page.locator('main form button.main').first().click();
        await page.waitForLoadState();
        await page.goto(said);
        await page.getByText('No results').waitFor();
      });
    },
  );
});

it('a list has no fault that axe finds, for each kind', async () => {
  for (const path of [
    routes.desk.claims(),
    routes.desk.actors({ column: ['kind', 'names', 'home-country', 'number'] }),
    routes.desk.sources({ kind: 'article', sort: '-published' }),
    routes.desk.articles(),
  ])
    await stage.open(path, {}, async (page, status) => {
      expect([path, status]).toEqual([path, 200]);
      expect(await faultsInLooks(page, `lists${path.replace(/\W+/g, '-')}`)).toEqual([]);
    });
});
