import { expect, it } from 'vitest';
import { createTeam } from '../../../accounts/teams/change-team.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { administrator } from '../../../platform/testing/test-app.ts';
import { PublicationCache } from '../../../publishing/publication/publication-cache.ts';
import { run } from '../../../platform/operation.ts';
import { changeSections } from '../../../publishing/publication/change-sections.ts';
import { placeArticles } from '../../../publishing/publication/place-articles.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { createWeb } from '../../create-web.ts';
import { followRedirect } from '../../exchange/redirects/redirects.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';
import { publishOne } from '../../testing/site.ts';
import { loadExample } from '../../../exchange/example/load.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

onEitherDatabase('the publication’s own pages, sections and redirects', (db) => {
  const open = async () => {
    const here = new PublicationCache({ changed: () => {}, failed: (error) => expect(error).toBeNull() });
    await here.open(db().read);
    const { join, app } = deskOn(db(), { listeners: [here.listener] });
    const web = createWeb({ ...testDeps(), app, paper: () => here.publication, former: followRedirect(app) });
    return { here, join, app, web, chief: await join('editor') };
  };

  it('pages are written at the desk, are linked from every page, and return 410 when they are no longer public', async () => {
    const { web, chief } = await open();
    const typed = {
      key: 'contact',
      'texts.en.title': 'Write to us',
      'texts.en.text': 'By mail.\n\n## Safely\n\n- [Signal](https://signal.example/us)',
      inMenu: '1',
      position: '2',
      _version: '0',
    };
    // The error names the section of the form once, and the field once.
    const blank = await (await chief.post(routes.desk.newPage(), { ...typed, 'texts.en.title': '' })).text();
    const empty = await (
      await chief.post(routes.desk.newPage(), { ...typed, 'texts.en.title': '', 'texts.en.text': '' })
    ).text();
    expect([
      blank.includes('Title and text · Title in English: Enter a title'),
      empty.includes('Title and text: Enter a title'),
    ]).toEqual([true, true]);
    const bad = await chief.post(routes.desk.newPage(), {
      ...typed,
      'texts.en.text': 'See [this](javascript:alert(1)).',
      public: '1',
    });
    const again = await bad.text();
    expect([
      bad.status,
      again.includes('One of the links is not valid'),
      again.includes('javascript:alert(1)'),
    ]).toEqual([400, true, true]);
    expect((await chief.post(routes.desk.newPage(), typed)).status).toBe(303);
    const address = routes.page({ slug: 'contact' });
    expect((await web.request(address)).status).toBe(404);
    expect((await chief.post(routes.desk.newPage(), typed)).status).toBe(400);
    const edit = routes.desk.editPage({ key: 'contact' });
    const version = async () => valueOf(await chief.text(edit), '_version')!;
    expect((await chief.post(edit, { ...typed, public: '1', _version: await version() })).status).toBe(303);
    const shown = await (await web.request(address)).text();
    for (const part of [
      '<h2>Safely</h2>',
      '<a href="https://signal.example/us" rel="noopener">Signal</a>',
      'From Kronika. Last changed',
      `<a href="${address}">Write to us</a>`,
    ])
      expect(shown).toContain(part);
    expect((await chief.post(edit, { ...typed, _version: '1' })).status).toBe(409);
    expect((await chief.post(edit, { ...typed, _version: await version() })).status).toBe(303);
    expect((await web.request(address)).status).toBe(410);
    expect(await (await web.request(routes.about())).text()).not.toContain('Write to us');
  });

  it('sections list their articles, articles link their section, and a section with articles cannot be deleted', async () => {
    const { app, web, chief } = await open();
    const refs = (await loadExample(app))!;
    const number = await publishOne(app, refs);
    await run(app, changeSections, chief.principal, {
      version: (await loadPublication(db().read)).version,
      sections: [{ key: 'courts', names: { en: 'Courts' } }],
    });
    const address = routes.section({ slug: 'courts' });
    expect(await (await web.request(address)).text()).toContain('No articles in this section yet');
    expect((await chief.post(routes.desk.placeArticle({ number }), { section: 'courts' })).status).toBe(303);
    expect(await (await web.request(address)).text()).toContain('Two newsrooms in Almaty');
    const article = await web.request((await web.request(`/articles/${number}`)).headers.get('location')!);
    expect(await article.text()).toContain(`<a href="${address}">Courts</a>`);
    expect((await web.request(routes.section({ slug: 'nothing' }))).status).toBe(404);
    // A section that contains an article cannot be deleted.
    await expect(
      run(app, changeSections, chief.principal, {
        version: (await loadPublication(db().read)).version,
        sections: [],
      }),
    ).rejects.toMatchObject({ fields: [{ message: 'publishing.publication.error.section.used' }] });
  });

  it('a section that contains only limited articles can be deleted by someone who does not see them', async () => {
    const { app, join, chief } = await open();
    await prepareJobs(db(), []);
    const member = await join('editor');
    const { id: team } = await run(app, createTeam, administrator, { name: 'North', members: [member.accountId] });
    const sections = async (who: typeof chief, keys: readonly string[]): Promise<void> =>
      run(app, changeSections, who.principal, {
        version: (await loadPublication(db().read)).version,
        sections: keys.map((key) => ({ key, names: { en: key } })),
      });
    const used = (await loadPublication(db().read)).publication.sections.map((one) => one.key);
    await sections(chief, [...used, 'raids']);
    const [article] = await run(app, createArticles, member.principal, {
      team,
      articles: [{ headline: { text: 'For the team', claims: [] }, blocks: [] }],
    });
    await run(app, placeArticles, member.principal, { articles: [{ article: article!.article, section: 'raids' }] });
    // Members of the team learn that the section is in use. Other people must not learn it.
    await expect(sections(member, used)).rejects.toMatchObject({
      fields: [{ message: 'publishing.publication.error.section.used' }],
    });
    await sections(chief, used);
    expect(await member.text(routes.desk.article({ number: article!.number }))).toContain('For the team');
  });

  it('addresses of a previous website redirect to pages of the site, but never to another site', async () => {
    const { web, chief } = await open();
    const desk = deskOn(db());
    const upload = (text: string, more: Record<string, string> = {}) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ _token: chief.token, ...more })) body.append(name, value);
      body.append('file', new File([text], 'old.csv', { type: 'text/csv' }));
      return desk.web.request(routes.desk.former(), { method: 'POST', headers: { cookie: chief.cookie }, body });
    };
    const wrong = await upload(
      'old;new\n/2019/a-story/;/about\nno address;/about\n/2019/b;https://elsewhere.example/\n/cases;/about\n/2019/c;/articles/999999\n',
    );
    const told = await wrong.text();
    expect(wrong.status).toBe(400);
    for (const line of [
      'Line 3: This is not a web address',
      'Line 4: This is not a page on this site',
      'Line 5: A page on this site already has this address',
    ])
      expect(told).toContain(line);
    const loop = await upload('/2019/a,/search\n/search/old,/2019/a\n');
    expect(loop.status).toBe(400);
    const circle = await (await upload('/pages/a,/pages/b\n/pages/b,/pages/a\n')).text();
    expect(circle).toContain('This leads to another old address');
    const unknown = await (await upload('/2019/c,/articles/999999\n')).text();
    expect(unknown).toContain('Line 1: Nothing here has this number');
    expect(
      Number(
        (
          await db()
            .read.selectFrom('former_address')
            .select((eb) => eb.fn.countAll<number>().as('count'))
            .executeTakeFirstOrThrow()
        ).count,
      ),
    ).toBe(0);

    expect(
      (
        await upload(
          '\uFEFFold;new\r\n"https://old.example/2019/a-story/";/about\r\n/?p=7;/privacy\r\n/articles/77/what-was;/cases\r\n/новости/1;/search\r\n',
        )
      ).status,
    ).toBe(303);
    for (const [from, to] of [
      ['/2019/a-story', '/about'],
      ['/2019/a-story/?utm_source=x', '/about'],
      ['/?p=7', '/privacy'],
      ['/articles/77/what-was', '/cases'],
      [encodeURI('/новости/1'), '/search'],
    ]) {
      const led = await web.request(from!);
      expect([from, led.status, led.headers.get('location')]).toEqual([from, 301, to]);
    }
    expect((await web.request('/2019/nothing')).status).toBe(404);
    expect((await web.request('/?p=8')).status).toBe(200);
    expect((await web.request('/2019/a-story', { method: 'POST' })).status).not.toBe(301);
    const rows = await db().read.selectFrom('former_address').select(['path', 'followed']).execute();
    expect(rows.find((row) => row.path === '/2019/a-story')!.followed).toBe(2);
    expect(await chief.text(routes.desk.former())).toContain('4 redirects, used 5 times in total');
    expect((await chief.post(routes.desk.deleteRedirect(), { path: '/?p=7' })).status).toBe(303);
    expect((await web.request('/?p=7')).status).toBe(200);
  });

  it('posts of a previous website become drafts, or the page says what is wrong with the file', async () => {
    const { chief } = await open();
    const desk = deskOn(db());
    const upload = async (text: string, address = '/{slug}') => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ _token: chief.token, language: 'en', address }))
        body.append(name, value);
      body.append('file', new File([text], 'ghost.json'));
      const answer = await desk.web.request(routes.desk.posts(), {
        method: 'POST',
        headers: { cookie: chief.cookie },
        body,
      });
      return [answer.status, await answer.text()] as const;
    };
    const export_ = JSON.stringify({
      db: [
        { data: { posts: [{ id: 1, title: 'Told in 2019', slug: 'told', html: '<p>It was.</p><img src="a.jpg">' }] } },
      ],
    });
    for (const [wrong, told] of [
      [await upload('a,b\n'), 'This is not an export from Ghost'],
      [await upload(export_, '/all'), 'Enter a path that contains {slug}'],
    ] as const)
      expect([wrong[0], wrong[1].includes(told)]).toEqual([400, true]);
    const [status, made] = await upload(export_);
    expect([
      status,
      made.includes('1 draft created'),
      made.includes('1 picture, video or table was left out.'),
    ]).toEqual([200, true, true]);
    expect(await chief.text(routes.desk.articles({ state: 'draft' }))).toContain('Told in 2019');
  });
});
