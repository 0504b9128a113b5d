import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { createArticles } from '../../../documents/create-articles.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { publicArticle } from '../../../publishing/public/public-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { amendLaw } from '../../../law/amend-law.ts';
import { createLaws } from '../../../law/create-laws.ts';
import { importLaw } from '../../../law/import/import-law.ts';
import { lawIndexer } from '../../../law/law-index.ts';
import { amendedLaw } from '../../../law/testing/amended.xml.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../../platform/testing/test-app.ts';
import { checkClaims } from '../../../record/claims/check-claims.ts';
import { file } from '../../../record/filing/file.ts';
import { setVisibility, withdraw } from '../../../record/lifecycle/withdraw.ts';
import { findThing } from '../../../record/refs.ts';
import { searchProjection } from '../../../search/index/projection.ts';
import type { Env } from '../../kit/context.ts';
import { publicLaw, publicProvision } from '../api/law.ts';
import { routes, slugify } from '../../routes.ts';
import { exampleSite, type Site } from '../../testing/site.ts';
import { createWeb } from '../../create-web.ts';
import { testDeps } from '../../testing/test-deps.ts';

const mediaLaw = { number: 1, slug: 'the-amendments-to-kazakhstans-media-law-of-december-2017' };

onEitherDatabase('the page of a law', (db) => {
  let site: Site;
  let web: Hono<Env>;
  let imported: { number: number; slug: string };
  const get = async (path: string): Promise<string> => {
    const response = await web.request(path);
    expect([path, response.status]).toEqual([path, 200]);
    return response.text();
  };
  const words = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
  const answersOf = async (path: string, today?: string): Promise<Record<string, string>> => {
    const app = today && testApp(db(), { now: () => new Date(today) });
    const html = app ? await (await createWeb({ ...testDeps(), app }).request(path)).text() : await get(path);
    const { document } = parseHTML(html);
    // The number of a note is there twice: as a button, and as a link for browsers without popovers.
    for (const hidden of document.querySelectorAll('.refs button, .print-only')) hidden.remove();
    const text = (one: Element | null): string => (one?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    return Object.fromEntries(
      [...document.querySelectorAll('.answers > div')].map((row) => [
        text(row.querySelector('dt')),
        text(row.querySelector('dd')),
      ]),
    );
  };
  beforeAll(async () => {
    site = await exampleSite(db(), { listeners: [searchProjection([lawIndexer])] });
    web = site.web;
    const made = await run(site.app, importLaw, editor, {
      content: amendedLaw,
      title: 'Law on public notices',
      source: { kind: 'law-text', title: 'Gazette', visibility: 'public' },
      visibility: 'public',
      checked: true,
    });
    imported = { number: Number(made.laws[0]!.split('/')[1]), slug: 'law-on-public-notices' };
  });

  it('says before the day of signing that it was not yet law, and after it that its coming into force is unknown', async () => {
    const before = words(await get(routes.law(mediaLaw, { on: '2017-12-27' })));
    expect(before).toContain('Then On 27 December 2017 this was not yet law. It is dated 28 December 2017.');
    expect(before).toContain('Not in force yet on this day.');
    expect(before).not.toContain('identify those who comment on articles and to keep');
    expect(before).toContain('must identify people who comment Not yet law on this day Signed 28 December 2017');
    const after = words(await get(routes.law(mediaLaw, { on: '2017-12-28' })));
    expect(after).not.toContain('not yet law');
    expect(after).toMatch(
      /Status on 28 December 2017: Signed 28 December 2017 [\d, ]+\. We don’t know whether or when it came into force\./,
    );
    expect(after).not.toContain('Dated 28 December 2017');
    expect(after).toMatch(/Law as enacted .*Signed 28 December 2017 In force from not recorded/);
    expect(after).toContain('The text is not in the record. What sources say about it:');
    expect(after).toContain('The law obliges websites to identify those who comment on articles');
  });

  it('shows legal duties, criticism and events, each with its attribution', async () => {
    const page = words(await get(routes.law(mediaLaw)));
    for (const said of [
      'A law to protect corrupt officials',
      'Adil Soz',
      'leaves “personal and family confidentiality” undefined',
      'Reporters Without Borders',
      'The president signs the amendments',
    ])
      expect(page).toContain(said);
    expect(page).toMatch(
      /must store for 3 months the data that identifies people who comment [\d, ]+Not known whether in force/,
    );
    const code = words(await get(routes.law({ number: 2, slug: 'criminal-code-of-kazakhstan' })));
    expect(code).toContain('Article 274');
    // The Criminal Code has only one source. So the note about independent sources is missing.
    expect([page, code].map((one) => one.includes('One page can quote several independent sources'))).toEqual([
      true,
      false,
    ]);
    expect(await get(routes.laws({ country: 'KZ' }))).toContain('/laws/2/criminal-code-of-kazakhstan');
  });

  it('answers what it says, whom it binds, since when, and its status, as of any day', async () => {
    const answers = await answersOf(routes.law(mediaLaw));
    expect(answers['Says']).toMatch(
      /^Websites must identify people who comment[\d,]+\. Websites must store for 3 months/,
    );
    expect(answers).toMatchObject({
      Binds: expect.stringMatching(/^Websites[\d,]+; Journalists[\d,]+$/) as string,
      'Not recorded': 'Kind, by whom',
      Country: expect.stringMatching(/^Kazakhstan\d{1,2}$/) as string,
      When: expect.stringMatching(/^Signed 28 December 2017\d{1,2}$/) as string,
      Now: expect.stringMatching(
        /^Signed 28 December 2017\d{1,2}\. We don’t know whether or when it came into force\.Newest source: 21 May 2018$/,
      ) as string,
    });
    expect((await answersOf(routes.law(mediaLaw, { on: '2017-12-27' })))['Then']).toBe(
      'On 27 December 2017 this was not yet law. It is dated 28 December 2017.',
    );
    const now = await answersOf(routes.law(imported));
    expect(now).toMatchObject({
      Says: 'Chapter 1: Notices1',
      When: 'Dated 10 March 20151; in force from 1 April 20151',
      Now: 'In force since 1 April 20151Changed 3 times, last by Law of 10 May 2018, 20 May 20181One provision was repealed',
    });
    expect((await answersOf(routes.law(imported, { on: '2016-06-01' })))['Then']).toBe(
      'Status on 1 June 2016: In force since 1 April 20151Changed once, by Law of 20 November 2015, 1 January 20161Next change: Law of 5 May 2017, 1 July 20171',
    );
  });

  it('is not called current if no source is newer than a year', async () => {
    expect(await answersOf(routes.law(mediaLaw), '2019-05-20')).toHaveProperty('Now');
    const old = await answersOf(routes.law(mediaLaw), '2019-05-22');
    expect(old).not.toHaveProperty('Now');
    expect(old['As of 21 May 2018']).toMatch(/We don’t know whether or when it came into force\.$/);
    // A status that began after the newest source has the day on which it began, until when it is that of now.
    const title = 'A law that came into force later';
    const facts = { signed: '2018-03-01', 'in-force': '2018-12-01' };
    const at = await lawWith(
      title,
      Object.entries(facts).map(([property, value]) => ({ property, value })),
    );
    expect((await answersOf(at, '2019-11-30'))['Now']).toBe(
      'In force since 1 December 20181Newest source: 2 March 2018',
    );
    expect((await answersOf(at, '2019-12-02'))['As of 1 December 2018']).toBe(
      'In force since 1 December 20181Newest source: 2 March 2018',
    );
    // A change to come keeps a law up to date.
    const coming = await answersOf(
      await lawWith('A law that ends', [
        { property: 'in-force', value: '2018-01-01' },
        { property: 'repealed', value: '2020-01-01' },
      ]),
      '2019-12-02',
    );
    expect(coming['Now']).toBe('In force since 1 January 20181Newest source: 2 March 2018');
  });

  it.each([
    ['a bill', [{ property: 'law-kind', value: 'bill' }], 'Bill1Newest source: 2 March 2018'],
    [
      'adopted',
      [{ property: 'adopted', value: '2018-02-01' }],
      'Adopted 1 February 20181. We don’t know whether or when it came into force.Newest source: 2 March 2018',
    ],
    [
      'in force',
      [
        { property: 'signed', value: '2018-01-01' },
        { property: 'in-force', value: '2018-02-01' },
      ],
      'In force since 1 February 20181Newest source: 2 March 2018',
    ],
    [
      'not in force yet',
      [
        { property: 'adopted', value: '2018-02-01' },
        { property: 'in-force', value: '2999-01-01' },
      ],
      'Adopted 1 February 20181. Not in force until 1 January 2999.Newest source: 2 March 2018',
    ],
    [
      'struck down',
      [
        { property: 'in-force', value: '2017-02-01' },
        { property: 'struck-down', value: '2018-02-01' },
      ],
      'Struck down 1 February 20181Newest source: 2 March 2018',
    ],
    ['unknown', [{ property: 'law-number', value: '12' }], 'Not known whether in forceNewest source: 2 March 2018'],
  ])('gives the status of a law that is %s', async (what, facts, expected) => {
    expect((await answersOf(await lawWith(`A law: ${what}`, facts)))['Now']).toBe(expected);
  });

  /** The address of a new law with these facts, on which a report of 2 March 2018 is the only source. */
  async function lawWith(title: string, facts: { property: string; value: string }[]): Promise<string> {
    const { laws } = await run(site.app, createLaws, editor, {
      filing: {
        sources: [{ key: 's', kind: 'report', title: 'A report', published: '2018-03-02', visibility: 'public' }],
        claims: [
          {
            key: 'c',
            wording: 'The law is so.',
            kind: 'paraphrase',
            mode: 'stated',
            chain: [{ pagesOwn: true }],
            support: { kind: 'reference', source: '#s' },
            checked: true,
            visibility: 'public',
            statements: facts.map((fact) => ({ subject: '#law', ...fact })),
          },
        ],
      },
      laws: [{ key: 'law', title, language: 'en', visibility: 'public', changes: [] }],
    });
    return routes.law({ number: Number(laws[0]!.split('/')[1]), slug: slugify(title) });
  }

  it('is linked from a case, which shows the provisions used in it as they were at the time', async () => {
    const number = Number(site.refs['case-probe']!.split('/')[1]);
    const response = await web.request(`/cases/${number}`);
    // Without a text or a date of the law, the page has nothing to say about it.
    expect(words(await get(response.headers.get('location')!))).not.toContain('The law at the time');
    await run(site.app, file, editor, {
      claims: [
        {
          case: site.refs['case-probe']!,
          wording: 'The Criminal Code came into force in 2015.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ asWritten: 'a lawyer' }],
          support: { kind: 'direct-word', note: 'By telephone.' },
          checked: true,
          visibility: 'public',
          statements: [{ subject: site.refs['criminal-code']!, property: 'in-force', value: '2015-01-01' }],
        },
      ],
    });
    const html = await get(response.headers.get('location')!);
    expect(words(html)).toMatch(
      /The law at the time The provisions used in the proceedings, as they were at the time\. Where a source gives no exact day, but for example only a month, we use the last possible day\. Criminal Code of Kazakhstan Investigation of [^:]+: the law as it was on 3[01] March 2018 /,
    );
    expect(html).toContain('href="/laws/2/criminal-code-of-kazakhstan?on=2018-03-3');
    expect(html).toContain('#art_274');
  });

  it('shows an imported law as of a day, the differences between two days, and the history of one provision', async () => {
    const old = words(await get(routes.law(imported, { on: '2015-06-01' })));
    expect(old).toContain('Anybody may post a notice.');
    expect(old).not.toContain('an adult;');
    expect(words(await get(routes.law(imported, { on: '2016-06-01' })))).toContain('an adult;');
    const changes = words(
      await get(routes.lawChanges({ number: imported.number }, { from: '2017-12-31', to: '2018-05-20' })),
    );
    expect(changes).toContain('2 provisions differ.');
    expect(changes).toContain('No longer law');
    expect(changes).toMatch(/removed an adult\s*added a person aged sixteen or more|an adult/i);
    const law = JSON.parse(await get(routes.law.json(imported, { on: '2016-06-01' }))) as {
      provisions: { eid: string; number: number; on: { standing: string } }[];
    };
    expect(publicLaw.parse(law).provisions.map((one) => [one.eid, one.on.standing])).toContainEqual([
      'art_2a',
      'not-yet',
    ]);
    const one = law.provisions.find((each) => each.eid === 'art_2')!;
    const history = words(await get(routes.provision({ number: one.number })));
    expect(history).toMatch(
      /Replaced by .* · In force from 1 January 2016.*In the first version of the law: .* · In force from 1 April 2015/,
    );
    expect(
      publicProvision.parse(JSON.parse(await get(routes.provision.json({ number: one.number })))).provision.versions,
    ).toHaveLength(2);
  });

  it('is linked from an article that shows embedded provisions as of a day, on its page, in its data and in the feed', async () => {
    const provisionOf = async (law: number, eid: string): Promise<number> =>
      (
        await db()
          .read.selectFrom('provision')
          .innerJoin('thing', 'thing.id', 'provision.id')
          .innerJoin('thing as law', 'law.id', 'provision.law_id')
          .select('thing.number')
          .where('law.number', '=', law)
          .where('eid', '=', eid)
          .executeTakeFirstOrThrow()
      ).number;
    const [held, notHeld] = [
      await provisionOf(imported.number, 'art_2'),
      (
        await db()
          .read.selectFrom('provision')
          .innerJoin('thing', 'thing.id', 'provision.id')
          .innerJoin('thing as law', 'law.id', 'provision.law_id')
          .select('thing.number')
          .where('law.number', '=', mediaLaw.number)
          .orderBy('position')
          .executeTakeFirstOrThrow()
      ).number,
    ];
    const form = {
      headline: { text: 'Next steps', kind: 'connective' as const },
      blocks: [
        { sentences: [{ text: 'Here is what is known so far.', kind: 'connective' as const }] },
        ...[`${held} 2015-06-01`, `/provisions/${held}, 2016-06-01`, `provision/${notHeld}@2018-03-30`].map((ref) => ({
          type: 'provision' as const,
          ref,
        })),
      ],
    };
    const [made] = await run(site.app, createArticles, monitor, { articles: [form] });
    expect((await loadDeskArticle(db().read, made!.number)).form.blocks.map((one) => one.ref)).toEqual([
      undefined,
      `provision/${held}@2015-06-01`,
      `provision/${held}@2016-06-01`,
      `provision/${notHeld}@2018-03-30`,
    ]);
    for (const ref of ['art. 2', `${held}`, `${held} 2015-02-30`])
      await expect(
        run(site.app, createArticles, monitor, { articles: [{ ...form, blocks: [{ type: 'provision', ref }] }] }),
      ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ message: 'documents.error.embed.provision' }] });
    await run(site.app, publishArticle, editor, { article: made!.article, version: made!.version });
    const at = { number: made!.number, slug: 'next-steps' };
    const html = await get(routes.article(at));
    const page = words(html);
    expect(page).toMatch(
      /Anybody may post a notice\..*Law on public notices · as of 1 June 2015 Source of the text: .*an adult;.*as of 1 June 2016/,
    );
    expect(page).toContain('The text is not in the record. What sources say about it:');
    expect(html).toContain(`${routes.law(imported, { on: '2015-06-01' })}#art_2`);
    expect(html).toContain('"mentions":[{"@type":"Legislation","name":"Article 2');
    const { blocks } = publicArticle.parse(JSON.parse(await get(routes.article.json(at))));
    expect(blocks[1]).toMatchObject({
      type: 'provision',
      provision: {
        number: held,
        on: '2015-06-01',
        law: { number: imported.number },
        text: [{ standing: 'in-force', lines: [expect.stringContaining('Article 2'), 'Anybody may post a notice.'] }],
      },
    });
    expect(blocks[3]).toMatchObject({
      provision: {
        text: [
          {
            lines: null,
            said: expect.arrayContaining([
              {
                wording: expect.stringContaining('identify those who comment') as string,
                language: 'en',
                quotation: false,
                claims: expect.any(Array) as number[],
              },
            ]) as object[],
          },
        ],
      },
    });
    const feed = words((await get(routes.feedXml())).replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
    expect(feed).toMatch(/Anybody may post a notice\..*as of 1 June 2015/);
    // After the law is no longer public, the article does not show it. The desk sees why the article cannot be
    // published again.
    await run(site.app, setVisibility, editor, { things: [`law/${imported.number}`], visibility: 'desk' });
    expect(words(await get(routes.article(at)))).not.toContain('Anybody may post a notice.');
    expect((await loadDeskArticle(db().read, made!.number)).check.embeds.map((one) => one.fault)).toEqual([
      'embed-hidden',
      'embed-hidden',
    ]);
    await run(site.app, setVisibility, editor, { things: [`law/${imported.number}`], visibility: 'public' });
  });

  it('offers the law as Akoma Ntoso, with all versions or as of one day, and in schema.org terms', async () => {
    expect(await get(routes.law.as('xml', imported))).toContain('contains="multipleVersions"');
    const day = await get(routes.law.as('xml', imported, { on: '2015-06-01' }));
    expect(day).toContain('Anybody may post a notice.');
    expect(day).not.toContain('an adult;');
    const linked = JSON.parse(await get(routes.law.as('jsonld', imported))) as Record<string, unknown>;
    expect(linked).toMatchObject({
      '@type': 'Legislation',
      name: 'Law on public notices',
      legislationIdentifier: '12-V',
      legislationJurisdiction: 'KZ',
      legislationLegalForce: 'https://schema.org/InForce',
    });
    expect(await get(routes.law(imported))).toContain('"@type":"Legislation"');
    // The file contains each provision as it was on the requested day. A provision is inside the part of the law to
    // which it belongs.
    const parts = async (on: string) =>
      (
        JSON.parse(await get(routes.law.as('jsonld', imported, { on }))) as {
          hasPart: {
            name: string;
            hasPart: { legislationIdentifier: string; legislationLegalForce?: string; creativeWorkStatus: string }[];
          }[];
        }
      ).hasPart;
    const third = async (on: string) =>
      (await parts(on))[0]!.hasPart.find((one) => one.legislationIdentifier === 'art_3');
    expect([(await parts('2016-06-01'))[0]!.name, await third('2016-06-01'), await third('2018-06-01')]).toMatchObject([
      'Chapter 1.',
      { legislationLegalForce: 'https://schema.org/InForce' },
      { legislationLegalForce: 'https://schema.org/NotInForce', creativeWorkStatus: 'repealed' },
    ]);
    // The law was signed, but it may not be in force. So the file does not mention whether it is.
    const unknown = JSON.parse(await get(routes.law.as('jsonld', mediaLaw))) as { hasPart: object[] };
    expect([unknown, unknown.hasPart[0]]).toMatchObject([
      { creativeWorkStatus: 'signed' },
      { creativeWorkStatus: 'uncertain' },
    ]);
    expect(JSON.stringify(unknown)).not.toContain('LegalForce');
  });

  it('lists what the law changes in other laws, with the attribution', async () => {
    const thing = await findThing(db().read, 'law', imported.number);
    const { laws } = await run(site.app, createLaws, editor, {
      laws: [{ title: 'Law of May', language: 'en', visibility: 'public', changes: [] }],
    });
    const filing = {
      sources: [{ key: 's', kind: 'article' as const, title: 'A story of May', visibility: 'public' as const }],
      claims: [
        {
          key: 'c',
          wording: 'The law of May repeals Article 4.',
          kind: 'paraphrase' as const,
          mode: 'stated' as const,
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference' as const, source: '#s' },
          checked: true,
          visibility: 'public' as const,
        },
      ],
    };
    await run(site.app, amendLaw, editor, {
      law: `law/${imported.number}`,
      version: thing!.version,
      changes: [
        {
          sort: 'amendment',
          title: 'Law of May',
          by: laws[0]!,
          made: '2018-05-10',
          claim: '#c',
          instructions: [{ act: 'repeals', provision: 'art_4' }],
        },
      ],
      filing,
    });
    const amending = { number: Number(laws[0]!.split('/')[1]), slug: 'law-of-may' };
    expect(words(await get(routes.law(amending)))).toMatch(
      /What it changes in other laws Law on public notices .*Dated 10 May 2018 In force from not recorded .*A story of May/,
    );
    expect(await get(routes.law.as('jsonld', amending))).toContain('"legislationChanges"');
  });

  it('is found by words of the law’s text, and is in the lists and in the sitemap', async () => {
    for (const path of [
      routes.search({ q: 'sixteen or more' }),
      routes.laws(),
      routes.laws({ country: 'KZ' }),
      routes.laws.json(),
      routes.sitemapPart.as('xml', { kind: 'laws', part: '1' }),
    ])
      expect([path, (await get(path)).includes(`/laws/${imported.number}/law-on-public-notices`)]).toEqual([
        path,
        true,
      ]);
  });

  it('refuses an invalid day, and redirects short URLs', async () => {
    const bad = await web.request(routes.law(imported, { on: '2017-02-30' }));
    expect(bad.status).toBe(400);
    expect(words(await bad.text())).toContain('“2017-02-30” is not a date');
    expect(
      words(await get(routes.lawChanges({ number: imported.number }, { from: '2018-01-01', to: '2017-01-01' }))),
    ).toContain('Enter two dates');
    const moved = await web.request(`/laws/${imported.number}?on=2016-06-01`);
    expect([moved.status, moved.headers.get('location')]).toEqual([301, routes.law(imported, { on: '2016-06-01' })]);
    expect((await web.request('/laws/999')).status).toBe(404);
    expect((await web.request('/laws/999.xml')).status).toBe(404);
  });

  it('shows readers no text whose claim is not checked or was withdrawn', async () => {
    const filed = await run(site.app, importLaw, editor, {
      content: 'Article 1. Hidden heading\nUnchecked words.',
      title: 'Unchecked law',
      source: { kind: 'law-text', title: 'Gazette two', visibility: 'public' },
      visibility: 'public',
    });
    const number = Number(filed.laws[0]!.split('/')[1]);
    const at = { number, slug: 'unchecked-law' };
    const paths = [
      routes.law(at),
      routes.law.json(at),
      routes.law.as('xml', at),
      routes.search({ q: 'Unchecked words' }),
    ];
    for (const path of paths)
      expect([
        path,
        /Hidden heading|Unchecked words\.|Article 1/.test((await get(path)).replaceAll('Nothing has', '')),
      ]).toEqual([path, false]);
    const provision = (
      await db()
        .read.selectFrom('provision')
        .innerJoin('thing', 'thing.id', 'provision.id')
        .select('thing.number')
        .where('law_id', '=', (await findThing(db().read, 'law', number))!.id)
        .executeTakeFirstOrThrow()
    ).number;
    expect((await web.request(routes.provision({ number: provision }))).status).toBe(404);
    await run(site.app, checkClaims, editor, { claims: filed.filed.claims, state: 'checked' });
    expect(await get(routes.law(at))).toContain('Unchecked words.');
    expect(await get(routes.search({ q: 'Unchecked words' }))).toContain('/laws/');
    await run(site.app, withdraw, editor, { things: filed.filed.claims, reason: 'The gazette was a forgery.' });
    expect(await get(routes.law(at))).not.toContain('Unchecked words.');
    await run(site.app, withdraw, editor, { things: filed.laws, reason: 'The gazette was a forgery.' });
    expect([(await web.request(routes.law(at))).status, (await web.request(routes.law.as('xml', at))).status]).toEqual([
      410, 410,
    ]);
  });

  it('shows provisions in the requested language, or else in the reader’s, and standards the law is compared with', async () => {
    const { laws } = await run(site.app, createLaws, editor, {
      filing: {
        sources: [{ key: 's', kind: 'report', title: 'A report on doors', visibility: 'public' }],
        claims: [
          {
            key: 'c',
            wording: 'The law on doors falls short of Article 19.',
            kind: 'paraphrase',
            mode: 'stated',
            chain: [{ pagesOwn: true }],
            support: { kind: 'reference', source: '#s' },
            checked: true,
            visibility: 'public',
            statements: [
              {
                subject: '#law',
                property: 'held-against',
                value: { text: 'Article 19 of the Covenant', language: 'en' },
              },
              {
                subject: '#law:art_1',
                property: 'held-against',
                value: { text: 'Recommendation 2016/4', language: 'en' },
              },
            ],
          },
        ],
      },
      laws: [
        {
          key: 'law',
          title: 'Law on doors',
          language: 'ru',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'Law on doors',
              commences: '2016-01-01',
              claim: '#c',
              instructions: [
                {
                  act: 'enacts',
                  provision: 'art_1',
                  label: 'Статья 1',
                  texts: [
                    { language: 'ru', num: 'Статья 1.', body: 'Дверь заперта.' },
                    { language: 'en', num: 'Article 1.', body: 'A door is locked.' },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    const at = { number: Number(laws[0]!.split('/')[1]), slug: 'law-on-doors' };
    const { number } = await db()
      .read.selectFrom('provision')
      .innerJoin('thing', 'thing.id', 'provision.id')
      .innerJoin('thing as law', 'law.id', 'provision.law_id')
      .select('thing.number')
      .where('law.number', '=', at.number)
      .executeTakeFirstOrThrow();
    for (const path of [
      (language: string) => routes.law(at, { language }),
      (language: string) => routes.provision({ number }, { language }),
    ]) {
      const [russian, english, none] = [await get(path('ru')), await get(path('en')), await get(path('cs'))];
      expect(russian).toContain('<p lang="ru">Дверь заперта.</p>');
      expect(russian).not.toContain('A door is locked.');
      expect(words(english)).toContain('A door is locked.');
      expect(english).not.toContain('Дверь заперта.');
      // The law has no Czech text, so the page uses its own language, English.
      expect(words(none)).toContain('A door is locked.');
    }
    expect(await get(routes.law.as('xml', at, { language: 'ru' }))).toContain('<FRBRlanguage language="rus"/>');
    const page = words(await get(routes.law(at)));
    expect(page).toMatch(
      /Standards it is compared with .*Article 19 of the Covenant.*Article 1 .*Recommendation 2016\/4.*Notes: .*A report on doors/,
    );
  });

  it('names charges and orders under the law with their attribution, and their case shows the law as it was', async () => {
    const article = `provision/${(await db().read.selectFrom('provision').innerJoin('thing', 'thing.id', 'provision.id').select('thing.number').where('eid', '=', 'art_2').executeTakeFirstOrThrow()).number}`;
    const { cases } = await run(site.app, file, editor, {
      sources: [{ key: 's', kind: 'report', title: 'A report', visibility: 'public' }],
      cases: [{ key: 'c', title: 'A case of notices', visibility: 'public' }],
      proceedings: [{ key: 'p', case: '#c', title: 'The suit', visibility: 'public' }],
      orders: [{ key: 'o', proceeding: '#p', title: 'The order', visibility: 'public' }],
      charges: [{ key: 'ch', proceeding: '#p', title: 'The charge', visibility: 'public' }],
      claims: [
        {
          case: '#c',
          wording: 'The order rests on Article 2.',
          kind: 'paraphrase',
          mode: 'stated',
          chain: [{ pagesOwn: true }],
          support: { kind: 'reference', source: '#s' },
          checked: true,
          visibility: 'public',
          statements: [
            { subject: '#o', property: 'date', value: '2015-10-05' },
            { subject: '#o', property: 'under-law', value: article },
            { subject: '#ch', property: 'date', value: '2016-06-01' },
            { subject: '#ch', property: 'under-law', value: article },
          ],
        },
      ],
    });
    const number = Number(cases[0]!.split('/')[1]);
    const page = words(await get(routes.case_({ number, slug: 'a-case-of-notices' })));
    expect(page).toMatch(/The charge [^:]*: the law as it was on 1 June 2016 .*an adult;/);
    expect(page).toMatch(/The order [^:]*: the law as it was on 5 October 2015 .*Anybody may post a notice\./);
    expect(words(await get(routes.law(imported)))).toMatch(
      /Cases, charges and orders under this law The charge Article 2, Law on public notices (\d+) \1 .*The order Article 2, Law on public notices \1 \1 .*Notes: .*\1 The order rests on Article 2\. .*A report/,
    );
  });
});
