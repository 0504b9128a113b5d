import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadInvented } from '../../exchange/example/load-invented.ts';
import { oneDatabase } from '../../platform/testing/databases.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { createWeb } from '../create-web.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';

/** What a reader needs to check what we say, to cite it, and to report an error. */
describe('a reader who checks', () => {
  let site: Site;
  let addressed: ReturnType<typeof createWeb>;
  beforeAll(async () => {
    const made = await oneDatabase();
    await prepareJobs(made.db, [photoSizesJob]);
    site = await exampleSite(made.db);
    await loadInvented(site.app);
    addressed = createWeb({
      ...site.deps,
      app: { ...site.app, config: { ...site.app.config, publicUrl: 'https://paper.example' } },
    });
    return () => made.drop();
  });
  const textOf = async (path: string, web = site.web): Promise<string> => {
    const answer = await web.request(path);
    const html = await (answer.status === 200 ? answer : await web.request(answer.headers.get('location')!)).text();
    return parseHTML(html).document.querySelector('main')!.textContent!.replaceAll(/\s+/g, ' ');
  };
  const at = (key: string): string => site.refs[key]!.split('/')[1]!;

  it('can cite a page with its whole address, or is offered no citation', async () => {
    for (const path of [`/cases/${at('case-probe')}`, routes.country({ code: 'KZ' })]) {
      expect(await textOf(path)).not.toContain('Cite this page');
      expect(await textOf(path, addressed)).toMatch(
        /Cite this page ?Kronika.*https:\/\/paper\.example\/(cases|countries)\//,
      );
    }
  });

  it('learns which sources have no web address', async () => {
    expect(await textOf(`/articles/${site.article}`)).toContain('For one of them, we know no web address.');
    const notes = await textOf(`/cases/${at('case-probe')}`);
    expect(notes).toMatch(/Transitions Online, 21 May 2018 \(cited; no copy preserved\) No web address is known\./);
    expect(notes).not.toMatch(/original page No web address/);
  });

  it('learns how to report an error', async () => {
    for (const path of [routes.about(), routes.corrections()])
      expect(await textOf(path)).toMatch(/Have you found an error\? Write to \S/);
  });

  it('sees on the map how many invented cases are not counted', async () =>
    expect(await textOf(routes.map())).toContain('2 invented cases are not counted'));
});
