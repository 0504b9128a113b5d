import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { testDatabase, type TestDatabase } from '../../../platform/testing/databases.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { file } from '../../../record/filing/file.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, inBrowser, looks, picture } from '../../testing/in-browser.ts';

const towns = [
  ['Almaty', 43.25, 76.95],
  ['Almaty', 43.25, 76.95],
  ['Kaskelen', 43.2, 76.62],
  ['Astana', 51.15, 71.45],
] as const;

let made: TestDatabase;
const stage = inBrowser(async (assets) => {
  made = await testDatabase('embedded');
  const desk = deskOn(made.db, { assets: assets.folder });
  await prepareJobs(made.db, []);
  const place = (index: number) => {
    const [locality, latitude, longitude] = towns[index]!;
    return {
      subject: `#c${index}`,
      property: 'place',
      value: { country: 'KZ', locality, point: { latitude, longitude } },
    };
  };
  await run(desk.app, file, editor, {
    cases: towns.map(([town], index) => ({ key: `c${index}`, title: `A case in ${town}`, visibility: 'public' })),
    claims: towns.map((_, index) => ({
      case: `#c${index}`,
      wording: 'It happened there.',
      kind: 'paraphrase',
      mode: 'stated',
      checked: true,
      visibility: 'public',
      chain: [{ pagesOwn: true }],
      support: { kind: 'direct-word', note: 'by telephone' },
      // The first case was also in Kaskelen. It must not count twice where a circle has both.
      statements: index === 0 ? [place(0), { ...place(2), subject: '#c0' }] : [place(index)],
    })),
  } as never);
  return { web: desk.web, close: () => made.drop() };
});

/** Left, top, width and height of what the map shows, in units of the picture. */
const shownOf = async (map: Locator): Promise<number[]> =>
  (await map.locator('.outlines').getAttribute('viewBox'))!.split(' ').map(Number);

const path = routes.country({ code: 'KZ' });

it('a map is zoomed and moved by buttons, keys, wheel and clicks, and its circles split and count like the list', async () => {
  const { look, ...options } = looks[1];
  await stage.open(path, options, async (page) => {
    const map = page.locator('.points-map');
    const numbers = () => map.locator('.circles a').evaluateAll((links) => links.map((link) => link.textContent));
    const zoom = async () => 720 / (await shownOf(map))[2]!;
    const whole = await numbers();
    // Almaty with Kaskelen, and Astana.
    expect(whole).toHaveLength(2);
    expect(whole[0]).toContain('3 cases');
    const button = (name: string) => map.getByRole('button', { name, exact: true });
    expect(await button('Whole map').getAttribute('aria-disabled')).toBe('true');

    // A click on a circle with several places zooms, and leads to no page.
    await map.locator('.circles a[data-many] circle').click();
    await map.locator('.circles a[data-many] circle').click();
    await map.locator('.circles a[data-many] circle').click();
    await expect.poll(async () => (await numbers()).length).toBe(2);
    expect((await numbers()).map((one) => /^\w+: \d/.exec(one!)![0]).toSorted()).toEqual(['Almaty: 2', 'Kaskelen: 2']);
    expect(new URL(page.url()).pathname).toBe(path);
    await picture(page, `map-zoomed-${look}`);
    expect(await faults(page)).toEqual([]);

    await button('Whole map').click();
    expect([await zoom(), await numbers()]).toEqual([1, whole]);
    await map.focus();
    for (const key of ['+', '+']) await page.keyboard.press(key);
    expect(await zoom()).toBe(4);
    const before = await map.locator('.outlines').getAttribute('viewBox');
    await page.keyboard.press('ArrowRight');
    expect(await map.locator('.outlines').getAttribute('viewBox')).not.toBe(before);
    for (let press = 0; press < 5; press++) await page.keyboard.press('+');
    expect([await zoom(), await button('Zoom in').getAttribute('aria-disabled')]).toEqual([16, 'true']);
    await page.keyboard.press('0');
    expect(await zoom()).toBe(1);

    // Dragging moves the map, and opens no circle.
    for (const key of ['+', '+']) await page.keyboard.press(key);
    const left = (await shownOf(map))[0]!;
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    expect((await shownOf(map))[0]).toBeGreaterThan(left);
    expect(new URL(page.url()).pathname).toBe(path);
    await page.keyboard.press('0');

    // The wheel alone scrolls the page.
    await map.hover();
    const scrolled = () => page.evaluate(() => Math.round(scrollY));
    const top = await scrolled();
    await page.mouse.wheel(0, -100);
    await expect.poll(scrolled).toBe(top - 100);
    expect(await zoom()).toBe(1);
    // The page has moved under the pointer.
    await map.hover();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await expect.poll(zoom).toBeGreaterThan(1);
    // Paper has the whole map and no buttons.
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await page.emulateMedia({ media: 'print' });
    expect([await zoom(), await button('Zoom in').isVisible()]).toEqual([1, false]);
    for (const link of ['Cases by country', 'Filter these cases'])
      expect([link, await page.getByText(link, { exact: true }).isVisible()]).toEqual([link, false]);
  });
});

it('a map is zoomed with two fingers, and one finger leaves it as it is', async () => {
  await stage.openAlone(path, { ...looks[0], hasTouch: true }, async (page, context) => {
    const map = page.locator('.points-map');
    await map.scrollIntoViewIfNeeded();
    const box = (await map.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const screen = await context.newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...away: number[]): Promise<void> => {
      const touchPoints = away.map((one, id) => ({ x: x + one, y, id }));
      await screen.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    const whole = await shownOf(map);
    await touch('touchStart', 0);
    await touch('touchMove', 40);
    await touch('touchEnd');
    expect(await shownOf(map)).toEqual(whole);
    await touch('touchStart', -30, 30);
    await touch('touchMove', -90, 90);
    await touch('touchEnd');
    // The fingers are three times as far apart.
    await expect.poll(async () => whole[2]! / (await shownOf(map))[2]!).toBeCloseTo(3, 1);
  });
});

it('a map without scripts has links and no buttons', async () => {
  await stage.open(path, { ...looks[0], javaScriptEnabled: false }, async (page) => {
    expect(await page.locator('.map-buttons').count()).toBe(0);
    await page.locator('.circles a circle').first().click();
    expect(new URL(page.url()).pathname).toContain('/countries/KZ/places/');
  });
});
