import { describe, expect, it } from 'vitest';
import { makeCapturePublic } from '../../../evidence/public-captures/make-capture-public.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { publicationOf } from '../../../publishing/publication/publication.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { faultsInLooks, inBrowser } from '../../testing/in-browser.ts';
import { importStory } from './imported-page.factory.ts';

let at: { number: number; capture: number };

const { open } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const { app, web, join } = deskOn(made.db, {
    assets: assets.folder,
    paper: () => publicationOf({ name: 'The Paper', replay: true }),
  });
  Object.assign(app.config, { replay: { origin: 'http://replay.test', port: 0 } });
  const { principal, sessionToken } = await join('editor');
  const imported = await importStory(app, principal);
  at = imported.at;
  await run(app, setVisibility, principal, { things: [imported.source], visibility: 'public' });
  await run(app, makeCapturePublic, principal, { capture: imported.capture, released: true });
  return { web, session: sessionToken, close: made.drop };
});

describe('a page from a web archive, in a browser', () => {
  it('is accessible at the desk, with all checks and missing parts open', async () => {
    await open(routes.desk.capture(at), {}, async (page) => {
      const details = page.locator('section:has(#archive) details');
      expect(await details.count()).toBe(2);
      // By keyboard.
      for (const summary of await details.locator('summary').all()) await summary.press('Enter');
      expect(await page.locator('section:has(#archive) details[open]').count()).toBe(2);
      expect(await faultsInLooks(page, 'archive-desk')).toEqual([]);
    });
  });

  for (const [name, path] of [
    ['copy', () => routes.keptPage(at)],
    ['source', () => routes.source(at)],
  ] as const)
    it(`is accessible to readers: ${name}`, async () => {
      await open(
        path(),
        {},
        async (page, status) => {
          expect(status).toBe(200);
          expect(
            await page
              .getByText(name === 'copy' ? 'imported this page from a web archive' : 'as a web archive says')
              .count(),
          ).toBe(1);
          expect(await faultsInLooks(page, `archive-${name}`)).toEqual([]);
        },
        null,
      );
    });
});
