import { describe, expect, it } from 'vitest';
import { loadExample } from '../../../exchange/example/load.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor } from '../../../platform/testing/test-app.ts';
import { duplicateProjection } from '../../../record/duplicates/duplicate-projection.ts';
import { findDuplicates } from '../../../record/duplicates/find.ts';
import { file } from '../../../record/filing/file.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, inBrowser } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date(), listeners: [duplicateProjection] });
  await loadExample(desk.app);
  const { actors } = await run(desk.app, file, editor, {
    actors: ['Ardak Seitova', 'Ардак Сеитова', 'Ardaq Seitova'].map((text) => ({
      kind: 'person' as const,
      names: [{ text }],
    })),
  });
  await run(desk.app, merge, editor, { from: actors[2]!, into: actors[0]! });
  await run(desk.app, findDuplicates, monitor, {});
  return { web: desk.web, session: (await desk.join('editor')).sessionToken, close: made.drop };
});

const pages = {
  duplicates: routes.desk.duplicates(),
  pair: routes.desk.duplicate({ a: 'actor/41', b: 'actor/42' }),
  unmerge: routes.desk.unmerge({ kind: 'actor', number: 43 }),
  actor: routes.desk.actor({ number: 41 }),
  disagreements: routes.desk.disagreements(),
  answer: routes.desk.disagreement({ kind: 'proceeding', number: 1, property: 'filed' }),
};

describe('suggested duplicates at the desk, in a browser', () => {
  for (const [name, path] of Object.entries(pages))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(path, {}, async (page) => {
        expect(page.url()).toBe(base() + path);
        expect(await faultsInLooks(page, name)).toEqual([]);
      });
    });

  it('suggests existing people while a name is typed in another script, and removes the suggestions when it changes', async () => {
    await open(routes.desk.newActor(), { viewport: { width: 1280, height: 900 } }, async (page) => {
      const name = page.locator('[name="names[0].text"]');
      await name.pressSequentially('Зейнула Какимжанов');
      await page.locator('[data-like] .notice').waitFor();
      expect(await page.locator('[data-like]').innerText()).toContain('Zeinulla Kakimzhanov');
      expect(await page.locator('[data-like] a').first().getAttribute('target')).toBe('_blank');
      expect(await name.inputValue()).toBe('Зейнула Какимжанов');
      await name.fill('Qwerty Uiopov');
      await page.locator('[data-like] .notice').waitFor({ state: 'detached' });
    });
  });
});
