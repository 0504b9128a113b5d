import { describe, expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { oneDatabase } from '../../../platform/testing/databases.ts';
import { administrator, editor } from '../../../platform/testing/test-app.ts';
import { whole } from '../../../platform/testing/whole.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { addPage } from '../../../drafting/store/add-page.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { limitItem } from '../../../record/teams/limit-item.ts';
import { routes } from '../../routes.ts';
import { faultsInLooks, faults, inBrowser, looks } from '../../testing/in-browser.ts';
import { deskOn } from '../../testing/desk.ts';

const filing = (word: string) => ({
  actors: [{ key: 'a', kind: 'person' as const, names: [{ text: `${word} Akhmetova` }] }],
  sources: [{ key: 's', kind: 'article' as const, title: `${word}: what the clerk told us` }],
  cases: [{ key: 'c', title: `${word}: a search at the office` }],
  events: [{ key: 'e', case: '#c', title: 'The search' }],
  claims: [1, 2].map((number) => ({
    case: '#c',
    wording: `The clerk said ${number} officers came.`,
    kind: 'paraphrase' as const,
    mode: 'stated' as const,
    checked: true,
    chain: [{ actor: '#a', verb: 'said' }],
    support: { kind: 'reference' as const, source: '#s' },
    statements: [{ subject: '#e', property: 'date', value: '2018-03-30' }],
  })),
});

let other: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
const { open, base } = inBrowser(async (assets) => {
  const made = await oneDatabase();
  const desk = deskOn(made.db, { assets: assets.folder });
  await prepareJobs(made.db, []);
  const chief = await desk.join(['administrator', 'editor'], 'Dana Ospanova');
  const member = await desk.join('editor', 'Aliya Nurlan');
  other = await desk.join('editor', 'Timur Bek');
  const { id: team } = await run(desk.app, createTeam, administrator, {
    name: 'North',
    members: [chief.accountId, member.accountId],
  });
  const limited = await run(desk.app, file, editor, filing('Limited'));
  await run(desk.app, file, editor, filing('Open'));
  const known = await run(desk.app, file, editor, filing('Known'));
  await run(desk.app, setVisibility, editor, {
    things: [known.sources[0]!, known.cases[0]!, known.claims[0]!],
    visibility: 'public',
  });
  await run(desk.app, limitItem, member.principal, { thing: limited.sources[0]!, team });
  await run(desk.app, limitItem, member.principal, { thing: limited.cases[0]!, team });
  await member.get(routes.desk.source({ number: 1 }));
  await member.get(routes.desk.case_({ number: 1 }));
  await run(desk.app, createArticles, member.principal, {
    articles: [{ headline: { text: 'Limited: the search, hour by hour' } }],
    team,
  });
  await addPage(desk.app, member.principal, {
    text: 'The editor said on Monday that four officers had searched the office.',
    title: 'Limited: what the editor said',
    team,
  });
  return { web: desk.web, session: chief.sessionToken, close: made.drop };
});

const lists: Readonly<Record<string, string>> = {
  cases: routes.desk.cases(),
  sources: routes.desk.sources({ q: 'clerk' }),
  articles: routes.desk.articles(),
  drafts: routes.desk.drafts(),
  'found-in-teams': routes.desk.searchTeams({ q: 'office' }),
};

const limitOf = (kind: string, number: number): string => routes.desk.act({ kind, number, act: 'limit' });

describe('teams in a browser', () => {
  const pages: Readonly<Record<string, string>> = {
    teams: routes.desk.teams(),
    'new-team': routes.desk.newTeam(),
    team: routes.desk.team({ number: 1 }),
    'edit-team': routes.desk.editTeam({ number: 1 }),
    'limited-source': routes.desk.source({ number: 1 }),
    'limited-claim': routes.desk.claim({ number: 1 }),
    'limit-open': limitOf('source', 2),
    'limit-limited': limitOf('source', 1),
    'limit-public': limitOf('source', 3),
    'search-in-teams': routes.desk.search({ q: 'search' }),
    'new-page': routes.desk.newFromPage(),
    ...lists,
  };
  for (const [name, path] of Object.entries(pages))
    it(`${name}: accessible, and not wider than the screen`, async () => {
      await open(path, {}, async (page) => {
        expect(await page.locator('h1').count()).toBe(1);
        expect(await faultsInLooks(page, name)).toEqual([]);
      });
    });

  it.each(Object.entries(lists))('%s: the limited item alone has a label with its team', async (_, path) => {
    await open(path, {}, async (page) => {
      const badge = page.locator('main').getByText('Limited to North', { exact: true });
      for (const { look, viewport } of looks) {
        await page.setViewportSize(viewport);
        expect([look, await badge.count(), await badge.first().isVisible()]).toEqual([look, 1, true]);
      }
    });
    expect((await other.text(path)).replaceAll(/North (?:Korea|Macedonia)|Northern Mariana/g, '')).not.toContain(
      'North',
    );
  });

  for (const viewport of [
    { width: 1280, height: 900 },
    { width: 360, height: 740 },
  ])
    it.runIf(whole || viewport.width === 360)(
      `lets someone create a team, limit a source, lift the limit and close the team by keyboard, ${viewport.width} pixels wide`,
      async () => {
        const name = `South ${viewport.width}`;
        await open(routes.desk.newTeam(), { viewport }, async (page) => {
          const press = async (...keys: string[]): Promise<void> => {
            for (const key of keys) await page.keyboard.press(key);
          };
          const send = async (button: string): Promise<void> => {
            await page.getByRole('button', { name: button, exact: true }).focus();
            await Promise.all([page.waitForNavigation(), press('Enter')]);
          };
          await page.getByLabel('Name').focus();
          await page.keyboard.type(name);
          await page.getByLabel(/^Dana Ospanova/).focus();
          await press('Space');
          await send('Create team');
          expect(await page.locator('h1').textContent()).toBe(name);
          const team = page.url();

          await page.goto(base() + routes.desk.source({ number: 2 }));
          await page.locator('summary', { hasText: 'More' }).focus();
          await press('Enter');
          await page.getByRole('link', { name: 'Who at the desk can see it' }).focus();
          await Promise.all([page.waitForNavigation(), press('Enter')]);
          expect(await page.locator('main').textContent()).toContain('Claims: 2');
          await page.getByLabel('Everyone at the desk').focus();
          await press('ArrowDown', 'ArrowDown');
          expect(await page.getByLabel(`Team ${name}`).isChecked()).toBe(true);
          await send('Save');
          expect(await page.locator('main').textContent()).toContain(`Limited to ${name}`);
          expect((await other.get(routes.desk.source({ number: 2 }))).status).toBe(404);
          expect(await faults(page)).toEqual([]);

          await page.goto(team);
          expect(await page.locator('main').textContent()).toContain('Open: what the clerk told us');
          await page.goto(base() + limitOf('source', 2));
          expect(await page.locator('main').textContent()).toContain(
            'What becomes visible if you choose “Everyone at the desk”',
          );
          await page.getByLabel(`Team ${name}`).focus();
          await press('ArrowUp', 'ArrowUp');
          await send('Save');
          expect(await page.locator('main').textContent()).not.toContain('Limited to');
          expect((await other.get(routes.desk.source({ number: 2 }))).status).toBe(200);
          await page.goto(`${team}/edit`);
          await page.getByLabel('Close this team').focus();
          await press('Space');
          await send('Save');
          expect(await page.locator('main').textContent()).toContain('Closed');
        });
      },
    );
});
