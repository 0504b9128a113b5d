import { beforeAll, expect, it } from 'vitest';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { countQueries } from '../../../platform/testing/count-queries.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { composeFrontPage } from '../../../publishing/front-page/compose.ts';
import { frontPageQueue } from '../../../publishing/front-page/queue.ts';
import { readFrontPage } from '../../../publishing/front-page/read.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('the page that composes the front page', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let editor: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
  const version = async (): Promise<string> =>
    /name="_version" value="(\d+)"/.exec(await editor.text('/desk/front-page'))![1]!;
  const addCases = (titles: readonly string[]) =>
    run(desk.app, file, editor.principal, {
      cases: titles.map((title, index) => ({ key: `c${index}`, title, visibility: 'public' as const })),
    });

  beforeAll(async () => {
    desk = deskOn(db());
    await prepareJobs(db(), [frontPageQueue]);
    editor = await desk.join(['editor']);
    await addCases(['A raid', 'A trial', 'A fine']);
  });

  it('publishes what was typed, in its order, and readers see it at once', async () => {
    const sent = await editor.post('/desk/front-page', {
      _version: await version(),
      'lead.item': 'case/2',
      'stories[0].item': 'case/3',
      'stories[1].item': 'A raid',
      'notices[0].text': 'The desk is closed.',
      'notices[0].until': '1 December 2038',
      figure: 'usual',
    });
    expect([sent.status, sent.headers.get('location')?.split('?')[0]]).toEqual([303, '/desk/front-page']);
    const shown = await desk.nobody.text('/');
    const places = ['The desk is closed.', 'A trial', 'A fine', 'A raid'].map((words) => shown.indexOf(words));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places.every((place) => place > 0)).toBe(true);
  });

  it('keeps what was typed if something is wrong, and says where', async () => {
    const answer = await editor.post('/desk/front-page', {
      _version: await version(),
      'lead.item': 'case/999',
      'notices[0].text': 'Half a notice',
      figure: 'own',
      statistic: 'https://elsewhere.example',
    });
    const page = await answer.text();
    expect([answer.status, page.includes('Half a notice'), page.includes('case/999')]).toEqual([400, true, true]);
  });

  it('moves a row up and down without a script', async () => {
    const fields = { _version: await version(), 'stories[0].item': 'case/1', 'stories[1].item': 'case/2' };
    for (const [name, row] of [
      ['_up', 'stories[1]'],
      ['_down', 'stories[0]'],
    ] as const) {
      const page = await (await editor.post('/desk/front-page', { ...fields, [name]: row })).text();
      expect(
        /name="stories\[0\]\.item"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="stories\[0\]\.item"/
          .exec(page)
          ?.slice(1)
          .join(''),
      ).toBe('case/2');
    }
  });

  it('shows a colleague’s version beside what was typed, and overwrites nothing', async () => {
    const base = await version();
    await run(desk.app, composeFrontPage, editor.principal, {
      version: Number(base),
      to: { lead: { item: 'case/3' } },
    });
    const answer = await editor.post('/desk/front-page', { _version: base, 'lead.item': 'case/1', figure: 'usual' });
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('A fine · case/3');
    expect(await desk.nobody.text('/')).toMatch(/class="display"><a[^>]*>A fine/);
  });

  it('previews at two widths in frames without scripts, and changes nothing', async () => {
    const before = await desk.nobody.text('/');
    const page = await (
      await editor.post('/desk/front-page', {
        _version: await version(),
        _intent: 'preview',
        'lead.item': 'case/1',
        figure: 'usual',
      })
    ).text();
    expect(page.match(/<iframe[^>]* sandbox="allow-same-origin"/g)).toHaveLength(2);
    expect(page).toMatch(/srcdoc="[^"]*A raid/);
    expect(page.replaceAll(/srcdoc="[^"]*"/g, '')).toContain('value="case/1"');
    expect(await desk.nobody.text('/')).toBe(before);
  });

  it('never shows the title of a lead that was hidden, and names it at the desk only', async () => {
    await run(desk.app, composeFrontPage, editor.principal, {
      version: Number(await version()),
      to: { lead: { item: 'case/1' } },
    });
    await run(desk.app, setVisibility, editor.principal, {
      things: ['case/1'],
      visibility: 'desk',
    });
    expect(await desk.nobody.text('/')).not.toContain('A raid');
    expect(await editor.text('/desk/front-page')).toMatch(/A raid:[^<]*no longer public/);
    const monitor = await desk.join(['monitor']);
    expect((await monitor.get('/desk/front-page')).status).toBe(403);
  });

  it('needs as many queries for many cases as for a few', async () => {
    const at = desk.app.now();
    const few = await countQueries(db().read, (read) => readFrontPage(read, at, 'UTC'));
    await addCases(Array.from({ length: 120 }, (_, index) => `Case ${index}`));
    const many = await countQueries(db().read, (read) => readFrontPage(read, at, 'UTC'));
    expect([many, many <= 10]).toEqual([few, true]);
  });
});
