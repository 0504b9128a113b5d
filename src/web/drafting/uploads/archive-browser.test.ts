import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { crawlOf } from '../../../evidence/archives/archives.factory.ts';
import { checkUploadJob } from '../../../drafting/uploads/check-upload.ts';
import { endUploadsJob } from '../../../drafting/uploads/end-uploads.ts';
import { importUploadJob } from '../../../drafting/uploads/import-upload-job.ts';
import { openJobs } from '../../../platform/jobs/jobs-runner.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { createLog } from '../../../platform/log/log.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { deskOn } from '../../testing/desk.ts';
import { faults, faultsInLooks, inBrowser, picture } from '../../testing/in-browser.ts';

const folder = tempDir();
const saved = (name: string, bytes: Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
};
const story = (name: string) => ({
  url: `https://harbour.example/${name}`,
  at: '2016-05-04T10:00:00Z',
  body: `<title>The story of ${name}</title><p>The court of the harbour heard the witness ${name} on Monday, her lawyer said in the corridor.</p>`,
});
/** An archive of more than two pieces. */
const large = (name: string): string => {
  const noise = { ...story('noise'), status: '404 Not Found', body: randomBytes(15_000_000).toString('base64') };
  return saved(
    name,
    crawlOf([story('Alma'), story('Bela'), { ...story('empty'), body: '' }, noise], { operator: 'Olga Operator' }),
  );
};

/** While set, the server closes the connection of every request for an upload, from this one on. */
let breaksAfter = Infinity;

/** Browsers report the connections that the server closes. */
const closed = /ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;

const { open } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const own = [checkUploadJob, importUploadJob, endUploadsJob];
  await prepareJobs(made.db, own);
  const desk = deskOn(made.db, { assets: assets.folder, now: () => new Date() });
  const jobs = openJobs(desk.app, own, createLog('silent'));
  await jobs.start();
  const person = await desk.join('monitor', 'Dana Ospanova');
  await run(desk.app, createTeam, administrator, { name: 'North', members: [person.accountId] });
  const close = async (): Promise<void> => {
    await jobs.stop();
    await made.drop();
  };
  let seen = 0;
  const fetch = (request: Request, env?: unknown): Response | Promise<Response> => {
    const isTransfer = /^\/desk\/archives\/files\/\d/.test(new URL(request.url).pathname);
    if (isTransfer && request.method === 'PATCH') seen++;
    if (!isTransfer) seen = 0;
    if (!isTransfer || seen <= breaksAfter) return desk.web.fetch(request, env as never);
    (env as { incoming: IncomingMessage }).incoming.socket.destroy();
    return new Response(null, { status: 500 });
  };
  return { web: { fetch: fetch as never }, session: person.sessionToken, close };
}, closed);

const phone = { viewport: { width: 390, height: 844 } };
const desktop = { viewport: { width: 1280, height: 900 } };
const upload = async (page: Page, file: string): Promise<void> => {
  await page.getByLabel('File', { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: 'Upload', exact: true }).focus();
  await page.keyboard.press('Enter');
};

it('goes on after a broken connection, is checked, and its pages are imported by keyboard', async () => {
  let path = '';
  breaksAfter = 1;
  await open('/desk/archives', phone, async (page) => {
    expect(await faults(page)).toEqual([]);
    await picture(page, 'archives-empty-phone');
    await upload(page, saved('empty.wacz', Buffer.alloc(0)));
    await page.getByText('This file is empty').waitFor();
    expect(await page.getByLabel('File', { exact: true }).evaluate((field) => field === document.activeElement)).toBe(
      true,
    );
    await upload(page, large('crawl.warc.gz'));
    await page.getByText(/The server does not answer\. 8\.4 MB of/).waitFor();
    expect(await faults(page)).toEqual([]);
    await picture(page, 'archives-waiting-phone');
    breaksAfter = Infinity;
    await page.getByRole('heading', { name: 'crawl.warc.gz', level: 1 }).waitFor();
    await page.getByText('Olga Operator').waitFor();
    path = new URL(page.url()).pathname;
    await page.getByRole('checkbox', { name: /The story of Bela/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('checkbox', { name: /empty/ }).focus();
    await page.keyboard.press('Space');
    await page.getByLabel('Reason').fill('For the case of the harbour.');
    await picture(page, 'archive-phone');
    await page.getByRole('button', { name: 'Import selected pages' }).press('Enter');
    await page.getByRole('link', { name: 'Preserved copy 1', exact: true }).waitFor();
    await page.getByText('Refused: ').waitFor();
    await picture(page, 'archive-done-phone');
    await page.getByRole('link', { name: 'All (3)' }).click();
    // Without a choice, nothing is imported, and the page says so.
    await page.getByRole('button', { name: 'Import selected pages' }).press('Enter');
    await page.getByText('Choose at least one page.').first().waitFor();
    await page.getByRole('button', { name: 'Import all pages of this list' }).press('Enter');
    await page.getByText('Imported before').waitFor();
    expect(await page.getByRole('link', { name: /^Preserved copy/ }).count()).toBe(2);
  });
  for (const at of [path, `${path}?show=chosen`, '/desk/archives'])
    await open(at, desktop, async (page) => {
      expect(
        await faultsInLooks(page, `archive-${at.includes('show') ? 'done' : at === path ? 'choose' : 'list'}`),
      ).toEqual([]);
    });
});

it('continues after a reload when the same file is chosen again, and can be stopped and deleted', async () => {
  const file = large('again.warc.gz');
  breaksAfter = 1;
  await open('/desk/archives', desktop, async (page) => {
    await upload(page, file);
    await page.getByText(/The server does not answer\. 8\.4 MB of/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).press('Enter');
    await page.getByText(/Stopped at 8\.4 MB of/).waitFor();
    await page.reload();
    await page.getByText(/8\.4 MB of .* uploaded/).waitFor();
    await page.getByLabel('File', { exact: true }).setInputFiles(saved('other.warc.gz', crawlOf([story('other')])));
    expect(await page.locator('#archive-said').textContent()).toBe('');
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await page.getByText(/You have begun to upload this file\. It continues at 8\.4 MB/).waitFor();
    breaksAfter = Infinity;
    // It was deleted in another tab, so the file is uploaded from its beginning.
    await open('/desk/archives', desktop, async (other) => {
      await other.getByRole('button', { name: 'Delete “again.warc.gz”' }).click();
      await other.getByRole('heading', { name: 'again.warc.gz' }).waitFor({ state: 'detached' });
    });
    await page.getByRole('button', { name: 'Upload', exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'again.warc.gz', level: 1 }).waitFor();
    await page.getByText('Delete this upload').click();
    await page.getByRole('button', { name: 'Delete “again.warc.gz”' }).press('Enter');
    await page.getByRole('heading', { name: 'Web archives', level: 1 }).waitFor();
    expect(await page.getByText('again.warc.gz').count()).toBe(0);
  });
});

it('is refused with the reason if it is no web archive, and without JavaScript the page says what to do', async () => {
  await open('/desk/archives', phone, async (page) => {
    await upload(page, saved('notes.wacz', Buffer.from('Only notes.')));
    await page.getByText('This is no web archive').first().waitFor();
    expect(await faults(page)).toEqual([]);
    await picture(page, 'archive-failed-phone');
  });
  await open('/desk/archives', { ...phone, javaScriptEnabled: false }, async (page) => {
    await page.getByText('kronika archive import').waitFor();
    expect(await page.getByRole('button', { name: 'Upload', exact: true }).count()).toBe(0);
  });
});
