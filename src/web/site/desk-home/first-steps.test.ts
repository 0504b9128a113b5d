import { expect, it } from 'vitest';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { loadInvented } from '../../../exchange/example/load-invented.ts';
import { removeExample } from '../../../exchange/example/remove.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { administrator, editor as anEditor } from '../../../platform/testing/test-app.ts';
import { changePublication } from '../../../publishing/publication/change-publication.ts';
import { loadPublication, settingsOf } from '../../../publishing/publication/publication.ts';
import { photoSizesJob } from '../../../record/photos/make-sizes.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn, type Client } from '../../testing/desk.ts';

onOneDatabase('the first steps', (db) => {
  const done = async (client: Client): Promise<string[]> => {
    const browser = await new PlainBrowser(client).open(routes.desk.firstSteps());
    return [...browser.document.querySelectorAll('.first-steps .done a')].map((one) => one.textContent ?? '');
  };

  it('lead from the invented report to a published case, each done when the data says so, and then disappear', async () => {
    const desk = deskOn(db());
    await loadExample(desk.app);
    const editor = await desk.join('editor', 'Ada Reporter');
    expect(await done(editor)).toEqual([]);
    const browser = await new PlainBrowser(editor).open(routes.desk.home());
    await browser.follow('.first-steps a[href*="sample=1"]');
    await browser.press('main form .buttons .main');
    expect(await done(editor)).toEqual(['Add a page']);
    await browser.acceptNamed();
    await browser.press('#section-case .form button.main', { title: 'Editor held in Drevno' });
    // Every name on the page is new, and is an organisation unless the page says that it is a person.
    const chosen: Record<string, string> = {};
    for (const select of browser.document.querySelectorAll('#section-cast .who-is.open select'))
      if (!select.querySelector('option[selected]')?.getAttribute('value'))
        chosen[select.getAttribute('name')!] = select.getAttribute('name')!.endsWith('.use') ? 'new' : 'organisation';
    await browser.press('#section-cast .form button.main', chosen);
    await browser.press('#file-form button.main', { checked: true });
    expect(await done(editor)).toEqual([
      'Add a page',
      'Review the suggested claims and add them to the record',
      'Check the claims',
    ]);
    await browser.open(routes.desk.firstSteps());
    await browser.follow('.first-steps a[href$="/publish"]');
    await browser.press('main form .main');
    expect(await done(editor)).toContain('Publish the case');
  });

  it('do not count what the sample data adds to the publication, or its removal', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [photoSizesJob]);
    await loadInvented(desk.app);
    const editor = await desk.join('editor', 'Bota Editor');
    expect(await done(editor)).not.toContain('Name your publication');
    await run(desk.app, removeExample, administrator, {});
    expect(await done(editor)).not.toContain('Name your publication');
    const { publication, version } = await loadPublication(db().read);
    await run(desk.app, changePublication, anEditor, { version, to: settingsOf(publication) });
    expect(await done(editor)).toContain('Name your publication');
  });

  it('are hidden for everyone at the desk when they are dismissed, and never shown to others', async () => {
    const desk = deskOn(db());
    const administrator = await desk.join('administrator', 'Dana Ospanova');
    const monitor = await desk.join('monitor', 'Aliya Nurlan');
    expect(await monitor.text(routes.desk.home())).not.toContain('first-steps');
    expect((await monitor.get(routes.desk.firstSteps())).status).toBe(403);
    const browser = await new PlainBrowser(administrator).open(routes.desk.home());
    expect(browser.text).toContain('Create the recovery key');
    await browser.press(`form[action="${routes.desk.dismissFirstSteps()}"] button`);
    expect([browser.path, browser.text.includes('First steps')]).toEqual([routes.desk.home(), false]);
    expect((await administrator.get(routes.desk.firstSteps())).status).toBe(200);
  });
});
