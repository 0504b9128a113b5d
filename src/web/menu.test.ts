import { parseHTML } from 'linkedom';
import { expect, it } from 'vitest';
import { roles } from '../accounts/tables.ts';
import { onOneDatabase } from '../platform/testing/databases.ts';
import { loadExample } from '../exchange/example/load.ts';
import { allPages } from './pages.ts';
import { createWeb } from './create-web.ts';
import { routes } from './routes.ts';
import { deskOn, type Client } from './testing/desk.ts';
import { testDeps } from './testing/test-deps.ts';

/** Pages that people reach in another way: by signing in, from a link with a choice, or by a script; and files. */
const elsewhere: readonly string[] = [
  routes.desk.signIn(),
  routes.desk.recover(),
  routes.desk.secondStep(),
  routes.desk.passkeySignIn(),
  routes.desk.lock(),
  routes.desk.unlock(),
  routes.desk.searchTeams(),
  routes.desk.suggest(),
  routes.desk.readDate(),
  routes.desk.style(),
  routes.desk.styleForm(),
  routes.desk.newSearch(),
  routes.desk.duplicate.pattern,
  routes.desk.likes.pattern,
  routes.desk.mirrorDownload(),
  routes.desk.photosToShow(),
  routes.desk.actorsNamed(),
  routes.desk.casesNamed(),
  routes.desk.citeClaims(),
];

const linksOn = async (client: Client, path: string): Promise<string[]> => {
  const answer = await client.get(path);
  const { document } = parseHTML(answer.status === 200 ? await answer.text() : '<html></html>');
  return [...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')!.replace(/[?#].*$/, ''));
};

onOneDatabase('the menu of the desk', (db) => {
  it('leads to every page of the desk that needs no number, in at most two steps', async () => {
    const desk = deskOn(db());
    await loadExample(desk.app);
    const client = await desk.join([...roles], 'Everyone');
    const first = new Set(await linksOn(client, routes.desk.home()));
    const second = new Set(first);
    for (const path of first)
      if (path.startsWith(routes.desk.home())) for (const link of await linksOn(client, path)) second.add(link);
    const served = createWeb(testDeps(), allPages).routes.flatMap(({ method, path }) =>
      method === 'GET' && path.startsWith(routes.desk.home()) && !/[:*.]/.test(path) ? [path] : [],
    );
    expect(served.length).toBeGreaterThan(60);
    expect([...new Set(served)].filter((path) => !second.has(path) && !elsewhere.includes(path))).toEqual([]);
  });

  it.each(roles)('has only pages that someone can open: %s', async (role) => {
    const client = await deskOn(db()).join(role, `Only ${role}`);
    const { document } = parseHTML(await client.text(routes.desk.account()));
    const links = [...document.querySelectorAll('#desk-menu a')].map((link) => link.getAttribute('href')!);
    const answers = await Promise.all(links.map(async (path) => `${path} ${(await client.get(path)).status}`));
    expect(answers.filter((one) => !one.endsWith(' 200'))).toEqual([]);
  });
});
