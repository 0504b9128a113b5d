import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importJob } from '../../../exchange/import/run/job.ts';
import { openJobs } from '../../../platform/jobs/jobs-runner.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { createLog } from '../../../platform/log/log.ts';
import { testDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { faults, inBrowser, picture } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

const folder = tempDir();

const { open } = inBrowser(async (assets) => {
  const made = await testDatabase('embedded');
  await prepareJobs(made.db, [importJob]);
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  const jobs = openJobs(desk.app, [importJob], createLog('silent'));
  await jobs.start();
  const close = async (): Promise<void> => {
    await jobs.stop();
    await made.drop();
  };
  return { web: desk.web, session: (await desk.join('monitor', 'Dana Ospanova')).sessionToken, close };
});

describe('importing in a browser', () => {
  it('works by keyboard without JavaScript, from the upload to the outcome of each row, on accessible pages', async () => {
    const file = join(folder, 'alerts.csv');
    writeFileSync(
      file,
      'date;city;country;category;editor\n03/02/2020;Алматы;Казахстан;Physical Attack;Dana\n04/02/2020;Oral;KZ;"Border Stop, Unheard of";\n31/31/2020;Oral;KZ;Physical Attack;\n',
    );
    let path = '';
    await open('/desk/imports', { javaScriptEnabled: false, viewport: { width: 390, height: 844 } }, async (page) => {
      await page.setInputFiles('[name=file]', file);
      await page.getByRole('button', { name: 'Upload' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Preview of the first rows' }).waitFor();
      path = new URL(page.url()).pathname;
      await picture(page, 'import-phone');
      await page.getByRole('link', { name: 'Change columns' }).click();
      await page.getByLabel('Title of new cases').fill('{category} in {city}');
      await page.getByLabel('Wording of claims').fill('{category} on {date}[ near {nothing}]');
      await page.locator('[name="fields[4].target"]').selectOption({ label: 'Note for the desk' });
      await page.getByLabel('Title of new cases').press('Enter');
      await page.getByText('Physical Attack in Алматы').first().waitFor();
      await page.getByText('The file has no column nothing').waitFor();
      await page.getByRole('link', { name: 'Change columns' }).click();
      await page.getByLabel('Wording of claims').fill('{category} on {date}[ near {place}]');
      await page.getByLabel('Wording of claims').press('Enter');
      await page.getByText('Physical Attack on 2 March 2020 near Алматы, Kazakhstan').waitFor();
      await page.getByText('editor: Dana').waitFor();
      await page.getByRole('button', { name: 'Import', exact: true }).press('Enter');
      // The page refreshes by itself until the import has ended.
      await page.getByRole('heading', { name: 'Outcome of each row' }).waitFor();
      await page.getByRole('link', { name: /^Rejected/ }).click();
      await page.getByText('Unheard of').first().waitFor();
    });
    for (const colorScheme of ['light', 'dark'] as const)
      await open(path, { colorScheme, viewport: { width: 1280, height: 900 } }, async (page) => {
        expect(await faults(page)).toEqual([]);
        await picture(page, `import-${colorScheme}`);
      });
    await open(`${path}/mapping`, { viewport: { width: 1280, height: 900 } }, async (page) => {
      expect(await faults(page)).toEqual([]);
      await picture(page, 'import-mapping');
    });
    await open('/desk/imports', { viewport: { width: 390, height: 844 } }, async (page) => {
      expect(await faults(page)).toEqual([]);
      await picture(page, 'imports-phone');
    });
  });
});
