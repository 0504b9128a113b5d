import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { ownTrust } from '../../evidence/package/signature/own-trust.ts';
import { verifyPackage } from '../../evidence/package/verify-package.ts';
import { loadLaw } from '../../law/views/law.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { changeSections } from '../../publishing/publication/change-sections.ts';
import { loadPublication, settingsOf } from '../../publishing/publication/publication.ts';
import { loadSupportMessages } from '../../publishing/support-messages/message.ts';
import { changeSupportMessage } from '../../publishing/support-messages/change-message.ts';
import { createSupportMessages } from '../../publishing/support-messages/create-messages.ts';
import { file } from '../../record/filing/file.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { orphans } from '../../record/testing/orphans.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { loadCase } from '../../record/views/case.ts';
import { isPressed } from '../../search/index/case-facets.ts';
import { inventedCountry } from '../../record/vocabulary/countries.ts';
import { readExample } from './data.ts';
import { loadExample } from './load.ts';
import { readInvented } from './invented-data.ts';
import { loadInvented } from './load-invented.ts';
import { ownRows } from './references.ts';
import { removeExample } from './remove.ts';

const prepared = async (db: Database): Promise<App> => {
  await prepareJobs(db, [photoSizesJob]);
  return testApp(db);
};
const found = async (db: Database, ref: string) => {
  const { kind, number } = parseRef(ref)!;
  return (await findThing(db.read, kind, number))!;
};

it('names nothing outside the invented country, and only hosts that cannot exist', async () => {
  const data = await readInvented();
  const said = JSON.stringify(data);
  const hosts = [...said.matchAll(/https?:\/\/([^/"\s]+)/g)].map(([, host]) => host!);
  expect(hosts.filter((host) => !host.endsWith('.velmoria.example'))).toEqual([]);
  const countries = [...said.matchAll(/"(?:country|value)":"([A-Z]{2})"/g)].map(([, code]) => code);
  expect(new Set(countries)).toEqual(new Set([inventedCountry]));
});

it('has articles that stay true: expired time limits and old news are in the past tense', async () => {
  const texts = JSON.stringify([(await readExample()).articles, (await readInvented()).articles]);
  for (const words of [
    'An appeal could be filed',
    'его можно было обжаловать',
    'media watchdogs wrote to',
    'It was unclear',
  ])
    expect([words, texts.includes(words)]).toEqual([words, true]);
  expect(texts).not.toMatch(/\bmay be filed\b|его можно обжаловать|\bhave written\b|\bIt is unclear\b|СМИ неясно/);
});

it('counts no authority and no court among those under pressure', async () => {
  const { actors, filing } = await readInvented();
  const statements = filing.claims.flatMap((claim) => claim.statements as { property: string; value: unknown }[]);
  const pressed = statements
    .filter(isPressed)
    .map(({ value }) => (typeof value === 'string' ? value : (value as { actor: string }).actor));
  const kinds = actors.filter(({ key }) => pressed.includes(`#${key}`)).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['outlet', 'person']));
});

type Sentences = { claims?: string[]; kind?: string }[];
type Outlined = {
  headline: Sentences[number];
  standfirst?: { sentences: Sentences };
  blocks: { type: string; sentences: Sentences }[];
  cases?: string[];
};
/** The cases of an article, the kinds of its blocks, and what each of its sentences cites. */
const outlineOf = (form: unknown): unknown => {
  const { headline, standfirst, blocks, cases } = form as Outlined;
  const cited = (sentences: Sentences) => sentences.map(({ kind, claims }) => [kind, claims]);
  return [
    cases,
    cited([headline, ...(standfirst?.sentences ?? [])]),
    blocks.map(({ type, sentences }) => [type, cited(sentences)]),
  ];
};

it('has each article and letter in Russian, too, and each sentence with the same claims', async () => {
  const [dossier, { articles, letter }] = [await readExample(), await readInvented()];
  const all = [...dossier.articles, ...articles];
  const originals = all.filter(({ translationOf }) => !translationOf);
  const pairs = originals.map(({ key, form }) => [form, all.find((one) => one.translationOf === `#${key}`)?.form]);
  for (const [original, translation] of [...pairs, [letter.text, letter.translations[0]]]) {
    expect(translation).toMatchObject({ language: 'ru' });
    expect(outlineOf(translation)).toEqual(outlineOf(original));
  }
});

onEitherDatabase('the invented sample in the record', (db) => {
  let app: App;
  let refs: Readonly<Record<string, string>>;

  it('loads once, beside the other sample, which stays as it is', async () => {
    app = await prepared(db());
    await loadExample(app);
    refs = (await loadInvented(app))!;
    expect(await loadInvented(app)).toBeNull();
    const { rows } = await sql<{ invented: boolean; cases: number; ordinary: number }>`
      select invented, count(*) filter (where kind = 'case')::int as cases, count(*) filter (where not example)::int as ordinary
      from thing group by 1 order by 1`.execute(db().read);
    expect(rows).toEqual([
      { invented: false, cases: 4, ordinary: 0 },
      { invented: true, cases: 2, ordinary: 0 },
    ]);
  });

  it('has every claim on a passage of a preserved page that readers can open', async () => {
    const { rows } = await sql<{ claims: number; exact: number; released: number }>`
      select count(*)::int as claims,
        count(*) filter (where substr(a.text, p.start_at + 1, p.end_at - p.start_at) = p.exact)::int as exact,
        count(r.capture_id)::int as released
      from claim c join thing t on t.id = c.id and t.invented join passage p on p.id = c.passage_id join capture a on a.id = p.capture_id
      left join released_capture r on r.capture_id = a.id where c.support = 'passage'`.execute(db().read);
    expect(rows[0]!.claims).toBeGreaterThan(30);
    expect(rows).toEqual([{ claims: rows[0]!.claims, exact: rows[0]!.claims, released: rows[0]!.claims }]);
  });

  it('has a package of each page that verifies, also of the page that was removed', async () => {
    const { rows } = await sql<{ sha256: string; status: number; at: Date }>`
      select f.sha256, a.status, a.captured_at as at from held_file f join capture a on a.id = f.thing_id order by a.id`.execute(
      db().read,
    );
    expect(rows.map((row) => row.status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 410]);
    for (const { sha256 } of rows) {
      const report = await verifyPackage((await app.blobs.get(sha256))!, await ownTrust(app.config.dataDir));
      expect(report).toMatchObject({ verdict: 'sealed', records: 'good', list: 'good', seal: 'good' });
    }
  });

  it('has a law with two versions of an article, and a case under it', async () => {
    const law = await loadLaw(db().read, await found(db(), refs['info-act']!), 'public');
    expect(law.provisions.map((one) => one.label)).toEqual(['Article 11', 'Article 12', 'Article 12a']);
    const dossier = await loadCase(db().read, await found(db(), refs['case-removal']!), 'public');
    expect(dossier.facts.find((fact) => fact.property === 'under-law')!.values).toHaveLength(1);
  });

  it('has articles and a letter that their claims do not contradict', async () => {
    const { rows } = await sql<{
      number: number;
    }>`select number from thing where kind = 'article' and invented`.execute(db().read);
    expect(rows).toHaveLength(6);
    for (const { number } of rows) {
      const { check } = await loadDeskArticle(db().read, Number(number));
      expect(check).toMatchObject({ blocking: 0, agreement: { not: {} } });
    }
  });

  it('gives the publication an imprint, sections with articles, a support message and Russian', async () => {
    const { publication } = await loadPublication(db().read);
    expect(publication).toMatchObject({ imprint: { issn: '0000-0000' }, replay: true });
    expect(publication.interfaceLanguages).toEqual(['en', 'ru']);
    expect(publication.sections.map((one) => one.key)).toEqual(['courts', 'laws']);
    const { rows } = await sql`select section from article_section order by document_id`.execute(db().read);
    expect(rows).toHaveLength(4);
    expect(await loadSupportMessages(db().read)).toHaveLength(1);
  });
});

onEitherDatabase('removing the invented sample', (db) => {
  it('leaves nothing behind: no item, no setting, no file', async () => {
    const app = await prepared(db());
    await loadExample(app);
    await loadInvented(app);
    const { rows: files } = await sql<{ sha256: string }>`
      select bytes_sha256 as sha256 from capture union select sha256 from held_file union select sha256 from photo_file`.execute(
      db().read,
    );
    expect(files.length).toBeGreaterThan(16);
    const { kept } = await run(app, removeExample, administrator, {});
    expect(kept).toBe(0);
    const left: Record<string, number> = {};
    for (const table of [
      'thing',
      ...ownRows().map((one) => one.table),
      'section',
      'article_section',
      'support_message',
    ]) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db().read);
      if (rows[0]!.n) left[table] = rows[0]!.n;
    }
    expect(left).toEqual({});
    expect(await orphans(db())).toEqual([]);
    for (const { sha256 } of files) expect(await app.blobs.has(sha256)).toBe(false);
    const { publication } = await loadPublication(db().read);
    expect(publication).toMatchObject({ imprint: {}, replay: false, sections: [], invented: [] });
    expect(publication.interfaceLanguages).toEqual(['en']);
    expect(await loadInvented(app)).toBeNull();
  });
});

onEitherDatabase('removing the invented sample after someone has worked with it', (db) => {
  it('leaves their own items, settings, sections and messages, and marks what stays as invented', async () => {
    const app = await prepared(db());
    const refs = (await loadInvented(app))!;
    await run(app, file, editor, {
      cases: [{ key: 'mine', title: 'A case of our own' }],
      claims: [
        {
          case: '#mine',
          wording: 'The outlet reported.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ actor: refs['union']!, verb: 'said' }],
          support: { kind: 'direct-word', note: 'Told to us.' },
          statements: [{ subject: '#mine', property: 'target', value: refs['listok']! }],
        },
      ],
    });
    const { publication, version } = await loadPublication(db().read);
    const imprint = { publisher: 'Our own publisher' };
    await run(app, changePublication, editor, { version, to: { ...settingsOf(publication), imprint } });
    await run(app, changeSections, editor, {
      version: version + 1,
      sections: [...publication.sections, { key: 'ours', names: { en: 'Ours' } }],
    });
    const { publication: sample } = await readInvented();
    await run(app, createSupportMessages, editor, { messages: [{ ...sample.support, title: 'Our own message' }] });

    const { kept } = await run(app, removeExample, administrator, {});
    expect(kept).toBeGreaterThan(1);
    const after = (await loadPublication(db().read)).publication;
    expect(after.imprint).toEqual(imprint);
    expect(after.interfaceLanguages).toEqual(['en', 'ru']);
    expect(after.sections.map((one) => one.key)).toEqual(['ours']);
    expect((await loadSupportMessages(db().read)).map((one) => one.title)).toEqual(['Our own message']);
    expect(after.invented).toEqual(expect.arrayContaining([refs['union'], refs['listok']]));
    const { rows } = await sql`select from thing where example`.execute(db().read);
    expect(rows).toEqual([]);
  });
});

onEitherDatabase('removing the invented sample after someone has changed a part of what it added', (db) => {
  it('takes away the other lines of the imprint, and no longer shows a message with words or the link of the sample', async () => {
    const app = await prepared(db());
    await loadInvented(app);
    const { publication, version } = await loadPublication(db().read);
    const imprint = { ...publication.imprint, publisher: 'Our own publisher' };
    await run(app, changePublication, editor, { version, to: { ...settingsOf(publication), imprint } });
    const [message] = await loadSupportMessages(db().read);
    const { number, version: first, endedAt: _, ...said } = message!;
    await run(app, changeSupportMessage, editor, { number, version: first, to: { ...said, title: 'Our message' } });

    await run(app, removeExample, administrator, {});
    expect((await loadPublication(db().read)).publication.imprint).toEqual({ publisher: 'Our own publisher' });
    expect(await loadSupportMessages(db().read, { open: true })).toEqual([]);
    expect((await loadSupportMessages(db().read)).map((one) => one.title)).toEqual(['Our message']);
  });
});
