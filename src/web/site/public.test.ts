import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { run } from '../../platform/operation.ts';
import { publicArticle } from '../../publishing/public/public-article.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { rankStatements } from '../../record/claims/rank-statements.ts';
import { publicActor } from '../record/api/actor.ts';
import { publicCase } from '../record/api/case.ts';
import { publicClaimPage } from '../record/api/claim.ts';
import { publicArticleList, publicCaseList, publicSearch } from '../record/api/lists.ts';
import { letterList, publicLetter } from '../letters/api/letter.ts';
import { publicSource } from '../record/api/source.ts';
import { routes } from '../routes.ts';
import { exampleSite, type Site } from '../testing/site.ts';

onEitherDatabase('the public site', (db) => {
  let site: Site;
  beforeAll(async () => {
    site = await exampleSite(db());
  });
  const get = async (path: string) => {
    const response = await site.web.request(path);
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
      headers: response.headers,
    };
  };
  const numberOf = (key: string): number => Number(site.refs[key]!.split('/')[1]);

  it('has one canonical URL for each item, and redirects to it from every other', async () => {
    const right = routes.case_({
      number: numberOf('case-probe'),
      slug: 'the-criminal-investigation-of-forbes-kazakhstan-and-ratel-kz',
    });
    expect((await get(right)).status).toBe(200);
    for (const wrong of [`/cases/${numberOf('case-probe')}`, `/cases/${numberOf('case-probe')}/an-older-title`])
      expect(await get(`${wrong}?a=1`)).toMatchObject({ status: 301, location: `${right}?a=1` });
    expect(await get('/countries/kz')).toMatchObject({ status: 301, location: '/countries/KZ' });
    for (const nothing of ['/cases/0', '/cases/9999999', '/cases/x', '/countries/QQ', '/claims/1/slug'])
      expect([nothing, (await get(nothing)).status]).toEqual([nothing, 404]);
  });

  it('redirects from the page and JSON of a merged item to those of the item that stays', async () => {
    const [from, into] = [site.refs['gulf-times']!, site.refs['iran-daily']!];
    await run(site.app, merge, editor, { from, into });
    const number = numberOf('iran-daily');
    expect(await get(`/${from.replace('actor', 'actors')}/gulf-times`)).toMatchObject({
      status: 301,
      location: `/actors/${number}/iran-daily`,
    });
    expect(await get(`/${from.replace('actor', 'actors')}.json?page=2`)).toMatchObject({
      status: 301,
      location: `/actors/${number}/iran-daily.json?page=2`,
    });
    expect((await get(`/actors/${number}/iran-daily`)).text).toContain('Gulf Times');
  });

  it('has JSON of each item that follows its published schema', async () => {
    const jsonOf = async (path: string): Promise<unknown> => JSON.parse((await get(path)).text);
    expect(
      publicCase.parse(await jsonOf(routes.case_.json({ number: numberOf('case-probe'), slug: '-' }))).claims.length,
    ).toBeGreaterThan(30);
    expect(publicActor.parse(await jsonOf(routes.actor.json({ number: numberOf('ratel'), slug: '-' }))).name).toBe(
      'Ratel.kz',
    );
    expect(
      publicSource.parse(await jsonOf(routes.source.json({ number: numberOf('src-tol') }))).derivedFrom.length,
    ).toBeGreaterThan(3);
    expect(publicClaimPage.parse(await jsonOf(routes.claim.json({ number: numberOf('c11-tol') }))).claim.mode).toBe(
      'alleged',
    );
    expect(
      publicArticle.parse(await jsonOf(routes.article.json({ number: site.article, slug: '-' }))).notes.length,
    ).toBeGreaterThan(8);
  });

  it('shows what sources say about a letter: four addressees and 26 signatories, three of them named', async () => {
    const { letters } = letterList.parse(JSON.parse((await get(routes.letters.json())).text));
    expect(letters).toMatchObject([{ sort: 'reported', sent: ['2018-05-18'], signatories: 26 }]);
    expect(letters[0]!.addressees).toHaveLength(4);
    const letter = publicLetter.parse(JSON.parse((await get(`/letters/${letters[0]!.number}.json`)).text));
    const values = (property: string) => letter.facts.find((fact) => fact.property === property)!.values;
    expect(
      values('signatory')
        .map(({ value }) => (value.type === 'thing' ? value.thing?.name : null))
        .toSorted(),
    ).toEqual(['International Press Institute', 'PEN International', 'Reporters Without Borders']);
    // Each value is based on claims, and the letter's data contains these claims.
    const known = new Set(letter.claims.map((claim) => claim.number));
    for (const fact of letter.facts)
      for (const value of fact.values)
        expect([fact.property, value.claims.length > 0 && value.claims.every((claim) => known.has(claim))]).toEqual([
          fact.property,
          true,
        ]);
    const { text, status } = await get(letter.url);
    expect(status).toBe(200);
    expect(text).toContain('26 signatories, according to sources');
    expect(text).toContain('3 of them are named.');
    expect(text).toContain('suggests misuse of Kazakhstan&#39;s legal system');
    expect(text.match(/<blockquote/g)).toHaveLength(
      letter.words
        .map((number) => letter.claims.find((claim) => claim.number === number)!.wording)
        .filter((wording, index, all) => all.indexOf(wording) === index).length,
    );
    expect((await get(routes.letters())).text).toContain(`href="${letter.url}"`);
    // The letter was not signed on this site, so there is no signature record.
    expect((await get(`${letter.url}/statement.json`)).status).toBe(404);
  });

  it('has JSON of each list that follows its published schema and has the filters of the page', async () => {
    const jsonOf = async (path: string): Promise<unknown> => JSON.parse((await get(path)).text);
    const cases = publicCaseList.parse(await jsonOf(routes.cases.json()));
    expect([cases.total, cases.cases.length, cases.next]).toEqual([4, 4, null]);
    expect((await get(cases.cases[0]!.url)).status).toBe(200);
    expect(publicCaseList.parse(await jsonOf(routes.cases.json({ year: [1999] }))).cases).toEqual([]);
    const { articles } = publicArticleList.parse(await jsonOf(routes.articles.json()));
    expect(articles.map((one) => [one.number, one.example, one.byline.names])).toContainEqual([
      site.article,
      true,
      ['Aliya Nurlan'],
    ]);
    const found = publicSearch.parse(await jsonOf(routes.search.json({ q: 'Ratel' })));
    expect(found.hits.some((hit) => hit.kind === 'actor' && hit.title === 'Ratel.kz')).toBe(true);
    // Each claim in the results has its speaker.
    const said = publicSearch.parse(await jsonOf(routes.search.json({ q: 'Facebook' })));
    expect(said.claims.length).toBeGreaterThan(0);
    expect(said.claims.every((claim) => claim.chain.length > 0)).toBe(true);
    const { direct } = publicSearch.parse(await jsonOf(routes.search.json({ q: site.refs['c11-tol']! })));
    expect(direct.map((hit) => [hit.kind, hit.title, hit.claim?.mode])).toEqual([['claim', null, 'alleged']]);
    expect(publicSearch.parse(await jsonOf(routes.search.json())).hits).toEqual([]);
    expect((await get(routes.cases())).text).toContain(
      '<link rel="alternate" type="application/json" href="/cases.json"',
    );
  });

  it('marks the sample data with its date, and keeps search engines and feeds away from it', async () => {
    for (const path of [
      `/cases/${numberOf('case-suit')}`,
      `/actors/${numberOf('ratel')}`,
      `/sources/${numberOf('src-tol')}`,
      `/claims/${numberOf('c11-tol')}`,
      `/articles/${site.article}`,
    ]) {
      const found = await get(path);
      const page = found.status === 301 ? await get(found.location!) : found;
      expect([
        path,
        page.text.includes('Sample data, as of May 2018'),
        page.text.includes('<meta name="robots" content="noindex"'),
      ]).toEqual([path, true, true]);
    }
    expect((await get(routes.feedXml())).text).not.toContain('<entry>');
  });

  it('shows an alleged claim with its speaker, also in the title of its page', async () => {
    const { text } = await get(routes.claim({ number: numberOf('c11-tol') }));
    expect(text).toMatch(/<title>Zeinulla Kakimzhanov: Despite/);
    expect(text).toContain('Alleged by');
  });

  it('explains on the page “About” what “checked” means, and links only feeds and data that exist', async () => {
    const about = (await get(routes.about())).text;
    expect(about).toContain(
      '“Checked” means that someone at the desk has compared the claim’s words with its source. It does not say whether the claim is true.',
    );
    expect(about).not.toContain('colleague');
    for (const [path] of about.matchAll(/\/[a-z]+\.(?:json|xml)\b/g))
      expect([path, (await get(path)).status]).toEqual([path, 200]);
  });

  it('shows both values of a disagreement, and which one the desk prefers', async () => {
    const address = `/cases/${numberOf('case-suit')}/kakimzhanovs-suit-against-forbes-kazakhstan-and-ratel-kz`;
    const before = (await get(address)).text;
    expect(before).toContain('Sources disagree on one point');
    expect(before).not.toContain('preferred by the desk');
    const filed = await db()
      .read.selectFrom('statement')
      .innerJoin('thing', 'thing.id', 'statement.claim_id')
      .select('statement.id')
      .where('thing.kind', '=', 'claim')
      .where('thing.number', '=', numberOf('c09-tol'))
      .where('property', '=', 'filed')
      .executeTakeFirstOrThrow();
    await run(site.app, rankStatements, editor, { statements: [{ id: filed.id, rank: 'preferred' }] });
    const after = (await get(address)).text;
    const section = after.slice(after.indexOf('id="disagreements"'), after.indexOf('id="who"'));
    expect(section).toContain('December 2016');
    expect(section).toContain('January 2017');
    expect(section).toContain('preferred by the desk');
  });

  it('filters cases, and removes one of several filters with a button', async () => {
    const all = (await get(routes.cases())).text;
    expect(all).toContain('4 cases');
    const { text } = await get(routes.cases({ q: 'Ratel', country: ['KZ'], outlet: [numberOf('ratel')] }));
    expect(text).toContain('aria-label="Remove Country: Kazakhstan"');
    expect(text).toContain('aria-label="Remove Outlet: Ratel.kz"');
    const removes = text.match(
      /<button class="pill"[^>]* value="([^"]*)" aria-label="Remove Country: Kazakhstan"/,
    )?.[1];
    const asked = `${routes.cases({ q: 'Ratel', country: ['KZ'], outlet: [numberOf('ratel')] })}&without=${removes}`;
    expect((await site.web.request(asked)).headers.get('location')).toBe(`/cases?q=Ratel&outlet=${numberOf('ratel')}`);
    expect((await get(routes.cases({ year: [1999] }))).text).toContain('Nothing found');
  });
});
