import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../../record/actors/change-actor.ts';
import { file } from '../../record/filing/file.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { loadLaw, type ProvisionView } from '../../law/views/law.ts';
import { findThing, parseRef } from '../../record/refs.ts';
import { orphans } from '../../record/testing/orphans.ts';
import { loadActor } from '../../record/views/actor.ts';
import { loadCase } from '../../record/views/case.ts';
import { valuesOf, type PropertyView } from '../../record/views/facts.ts';
import { incidentTypeOfEvent } from '../../record/vocabulary/event-types.data.ts';
import { lineOf } from '../../record/vocabulary/terms.ts';
import { loadSource } from '../../record/views/sources.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { ownRows, references } from './references.ts';
import { readExample } from './data.ts';
import { readInvented } from './invented-data.ts';
import { loadExample, type ExampleRefs } from './load.ts';
import { removeExample } from './remove.ts';

const dossier = new URL('../../../../shared/dossier.md', import.meta.url);

describe('the data file of the sample data', () => {
  it('has every claim of the research file, each with its chain, a source and a colleague’s check', async () => {
    const { filing } = await readExample();
    const numbers = new Set(filing.claims.flatMap((claim) => /^c(\d\d)-/.exec(claim.key ?? '')?.[1] ?? []));
    expect([...numbers].toSorted()).toEqual(
      Array.from({ length: 16 }, (_, index) => String(index + 1).padStart(2, '0')),
    );
    for (const claim of filing.claims)
      expect(claim).toMatchObject({ checked: true, visibility: 'public', support: { kind: 'reference' } });
  });

  it.skipIf(!existsSync(dossier))('puts only words in quotation marks that the research file quotes', async () => {
    const straight = (text: string): string => text.replace(/[“”]/g, '"').replace(/’/g, "'");
    const given = straight(readFileSync(dossier, 'utf8')).replace(/\s+/g, ' ');
    const { filing } = await readExample();
    const quoted = filing.claims.flatMap((claim) =>
      claim.kind === 'quotation'
        ? [`"${straight(claim.wording)}"`]
        : [...(straight(claim.wording).match(/"[^"]+"/g) ?? [])],
    );
    expect(quoted.length).toBeGreaterThan(5);
    for (const words of quoted) expect(given).toContain(words);
  });

  it('never records an order as what it orders', async () => {
    type Filed = { mode: string; wording: string; statements?: { property: string; value: unknown }[] };
    const claims = [await readExample(), await readInvented()].flatMap(
      ({ filing }) => filing.claims as unknown as Filed[],
    );
    const done = claims.filter(({ statements = [] }) =>
      statements.some(
        ({ property, value }) =>
          property === 'incident-type' && /^(?:blocking|removal-of-content)$/.test(String(value)),
      ),
    );
    expect(done.map(({ mode, wording }) => [mode, /\b(?:were blocked|removed)\b/.test(wording)])).toEqual([
      ['stated', true],
      ['stated', true],
    ]);
  });

  it('never records an investigation as a prosecution or a charge', async () => {
    const samples = [await readExample(), await readInvented()];
    const claims = samples.flatMap(({ filing }) => filing.claims as { statements?: unknown }[]);
    const types = claims
      .flatMap(({ statements }) => (statements ?? []) as { property: string; value: unknown }[])
      .flatMap(({ property, value }) => (property === 'incident-type' ? [String(value)] : []));
    expect(types).toContain('criminal-investigation');
    // No source of the samples says that anyone was charged.
    expect(types.filter((type) => lineOf('incident-type', type).includes('criminal-prosecution'))).toEqual([]);
    for (const event of ['investigation-opened', 'suspect-named', 'criminal-complaint'] as const)
      expect(lineOf('incident-type', incidentTypeOfEvent[event]!), event).not.toContain('criminal-prosecution');
  });

  it.skipIf(!existsSync(dossier))('names every page of the research file by its URL', async () => {
    const addresses = readFileSync(dossier, 'utf8').match(/https?:\/\/[^\s)|]+/g) ?? [];
    const { filing } = await readExample();
    expect(filing.sources.flatMap((source) => source.addresses)).toEqual(
      expect.arrayContaining([...new Set(addresses)]),
    );
  });
});

const view = async (db: Database, ref: string, audience: 'public' | 'desk' = 'public') => {
  const { kind, number } = parseRef(ref)!;
  return loadCase(db.read, (await findThing(db.read, kind, number))!, audience);
};
const factOf = (facts: readonly PropertyView[] | undefined, property: string): PropertyView =>
  facts!.find((fact) => fact.property === property)!;

onEitherDatabase('the sample data in the record', (db) => {
  let refs: ExampleRefs;

  it('loads once, quickly', async () => {
    const app = testApp(db());
    refs = (await loadExample(app))!;
    expect(await loadExample(app)).toBeNull();
    const cases = await db().read.selectFrom('case').select('id').execute();
    expect(cases).toHaveLength(4);
    const flagged = await db().read.selectFrom('thing').select('id').where('example', '=', false).execute();
    expect(flagged).toEqual([]);
  });

  it('has articles that its claims do not contradict, although they were published without a comparison', async () => {
    const { rows } = await db().executeSql(`select number from thing where kind = 'article'`, []);
    expect(rows).not.toEqual([]);
    for (const { number } of rows as { number: number }[]) {
      const { check } = await loadDeskArticle(db().read, Number(number));
      expect(check).toMatchObject({ blocking: 0, agreement: { not: {} } });
      expect(check.agreement.citing).toBeGreaterThan(20);
    }
  });

  it('gives two dates of the investigation that agree, and two of the lawsuit that do not', async () => {
    const probe = await view(db(), refs['case-probe']!);
    const opened = factOf(probe.proceedings[0]!.facts, 'opened');
    expect(opened.values.map((value) => value.value).toSorted()).toEqual(['2018-03-30', '[2018-03-21..2018-03-31]']);
    expect(opened.disagrees).toBe(false);
    const suit = await view(db(), refs['case-suit']!);
    const filed = factOf(suit.proceedings[0]!.facts, 'filed');
    expect(filed.values.map((value) => value.value)).toEqual(['2016-12', '2017-01']);
    expect(filed.disagrees).toBe(true);
  });

  it('shows that sources disagree about what happened to the four people, and about who Vorotilov was', async () => {
    const probe = await view(db(), refs['case-probe']!);
    const four = probe.events.find((event) => event.brief.ref === refs['ev-four'])!;
    expect(factOf(four.facts, 'event-type')).toMatchObject({
      disagrees: true,
      values: [{ value: 'detention' }, { value: 'questioning' }],
    });
    const { number } = parseRef(refs['vorotilov']!)!;
    const vorotilov = await loadActor(db().read, (await findThing(db().read, 'actor', number))!, 'public');
    const position = factOf(vorotilov.facts, 'position');
    expect(position.disagrees).toBe(true);
    expect(position.values.map((value) => value.origins).toSorted()).toEqual([1, 2]);
  });

  it('counts AFP’s story as one independent source, although several sites republished it', async () => {
    const dossier = await view(db(), refs['case-law']!);
    const event = dossier.events.find((one) => one.brief.ref === refs['ev-law'])!;
    const law = await loadLaw(db().read, (await findThing(db().read, 'law', 1))!, 'public');
    const [commenters, secrets] = law.provisions as [ProvisionView, ProvisionView];
    const signed = factOf(law.facts, 'signed').values[0]!;
    expect(signed.claimIds).toHaveLength(4);
    expect(signed.origins).toBe(1);
    expect(factOf(commenters.facts, 'retention-period').values).toMatchObject([{ value: 'P3M', origins: 1 }]);
    expect(factOf(event.facts, 'date').disagrees).toBe(false);
    expect(
      [factOf(commenters.facts, 'duty').values, factOf(secrets.facts, 'duty').values].map((values) => values.length),
    ).toEqual([1, 1]);
    const { number } = parseRef(refs['src-afp']!)!;
    const story = await loadSource(db().read, (await findThing(db().read, 'source', number))!, 'public');
    expect(story.addresses).toEqual([]);
    expect(story.copies.filter((copy) => copy.kind === 'republishes')).toHaveLength(4);
  });

  it('leads from the page to the post through the source that cited it', async () => {
    const probe = await view(db(), refs['case-probe']!);
    const claim = [...probe.claims.values()].find((one) => one.ref === refs['c11-tol'])!;
    expect(claim.chain.map((link) => [link.speaker?.title, link.verb, link.source?.ref])).toEqual([
      ['Zeinulla Kakimzhanov', 'wrote', refs['src-post']],
      ['Human Rights Watch', 'cited', refs['src-hrw']],
    ]);
    expect(claim.attributed).toBe(true);
    expect(probe.questions).toMatchObject([
      { raisedBy: { ref: refs['c12-tol'], mode: 'left-unclear' }, answeredBy: null },
    ]);
  });

  it('has the letter as sources report it: four addressees, 26 signatories, three of them named', async () => {
    const probe = await view(db(), refs['case-probe']!);
    const letter = probe.events.find((event) => event.brief.ref === refs['ev-letter'])!;
    expect(factOf(letter.facts, 'addressee').values).toHaveLength(4);
    expect(factOf(letter.facts, 'signatories').values).toMatchObject([{ value: { count: 26 } }]);
    expect(
      factOf(letter.facts, 'signatory')
        .values.map((value) => value.thing!.title)
        .toSorted(),
    ).toEqual(['International Press Institute', 'PEN International', 'Reporters Without Borders']);
  });

  it('relates the cases, and gives the amount of the order in both currencies', async () => {
    const probe = await view(db(), refs['case-probe']!);
    expect(new Set(probe.related.map((relation) => relation.case.ref))).toEqual(
      new Set([refs['case-suit'], refs['case-blocking'], refs['case-law']]),
    );
    const suit = await view(db(), refs['case-suit']!);
    const damages = suit.proceedings[0]!.orders.find((order) => order.brief.ref === refs['o-damages'])!;
    const amount = factOf(damages.facts, 'amount');
    expect(amount.disagrees).toBe(false);
    expect(amount.values.map((value) => (value.value as { currency: string }).currency).toSorted()).toEqual([
      'KZT',
      'USD',
    ]);
    // The source says that the rulings are not complied with. It names none of the orders.
    expect(suit.proceedings[0]!.orders.flatMap(({ facts }) => valuesOf(facts, 'complied'))).toEqual([]);
  });
});

onEitherDatabase('removing the sample data', (db) => {
  it('has a complete list of references between items', async () => {
    const { rows } = await sql<{ column: string }>`
      select t.relname || '.' || a.attname as "column"
      from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class f on f.oid = c.confrelid
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
      where c.contype = 'f' and c.confdeltype <> 'c' and f.relname = any(${['thing', ...ownRows().map((rows) => rows.table)]}::text[])`.execute(
      db().read,
    );
    const listed = new Set([
      ...references().map((one) => one.column),
      ...ownRows().flatMap(({ table, key }) => [key].flat().map((column) => `${table}.${column}`)),
      // What is due to be erased from the files stays due, without its item (on delete set null).
      'file_erasure.thing_id',
      // The list of an uploaded archive stays, without the link to the capture (on delete set null).
      'upload_page.capture_id',
    ]);
    expect(rows.map((row) => row.column).filter((column) => !listed.has(column))).toEqual([]);
  });

  it('leaves nothing behind if no item of a user refers to it', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    await loadExample(app);
    await run(app, changeActor, editor, {
      actor: 'actor/1',
      version: 1,
      to: { kind: 'person', names: [{ text: 'Renamed' }], visibility: 'public' },
    });
    await expect(run(app, removeExample, editor, {})).rejects.toMatchObject({ code: 'not_permitted' });
    const result = await run(app, removeExample, administrator, {});
    expect(result.kept).toBe(0);
    const left: Record<string, number> = {};
    const index = ['search_entry', 'search_key', 'search_name', 'case_began', 'case_point', 'case_actor'];
    for (const table of ['thing', ...ownRows().map((rows) => rows.table), ...index]) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db().read);
      if (rows[0]!.n) left[table] = rows[0]!.n;
    }
    expect(left).toEqual({});
    expect(await orphans(db())).toEqual([]);
    const changes = await db()
      .read.selectFrom('change')
      .select(['kind', 'action'])
      .where('kind', '<>', 'setting')
      .execute();
    expect(changes).toEqual([{ kind: 'example', action: 'removed' }]);
    expect(await loadExample(app)).toBeNull();
    expect(await run(app, removeExample, administrator, {})).toEqual({ removed: 0, kept: 0 });
  });
});

onEitherDatabase('removing sample data to which items of users refer', (db) => {
  const own = async (app: App, refs: ExampleRefs) =>
    run(app, file, editor, {
      actors: [{ key: 'twin', kind: 'person', names: [{ text: 'Z. Kakimzhanov' }] }],
      cases: [{ key: 'mine', title: 'A case of our own' }],
      claims: [
        {
          key: 'on-it',
          case: '#mine',
          wording: 'The outlet was blocked.',
          kind: 'paraphrase',
          mode: 'stated',
          checked: true,
          chain: [{ actor: refs['cpj']!, verb: 'said' }],
          support: { kind: 'reference', source: refs['src-press-tv']! },
          statements: [
            { subject: '#mine', property: 'target', value: refs['ratel']! },
            { subject: refs['o-damages']!, property: 'complied', value: 'no' },
          ],
        },
      ],
      questions: [{ wording: 'Is it so?', case: '#mine', raisedBy: refs['c09-tol']! }],
    });

  it('keeps these items as ordinary items, and breaks no reference', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const refs = (await loadExample(app))!;
    const made = await own(app, refs);
    await run(app, merge, editor, { from: refs['zeinulla-kakimzhanov']!, into: made.actors[0]! });
    const { kept } = await run(app, removeExample, administrator, {});

    const left = new Map(
      (await db().read.selectFrom('thing').select(['id', 'kind', 'number', 'example']).execute()).map((thing) => [
        `${thing.kind}/${thing.number}`,
        thing,
      ]),
    );
    expect([...left.values()].some((thing) => thing.example)).toBe(false);
    const staying = [
      // The claim's speaker and page, the page's publisher, the agency's story behind the page, and the agency.
      'cpj',
      'src-press-tv',
      'press-tv',
      'src-afp',
      'afp',
      'ratel',
      // The order that the claim mentions, with its proceeding and case.
      'o-damages',
      'p-suit',
      'case-suit',
      // Another claim led to the same question. It stays, with everything that it names.
      'c09-tol',
      'eurasianet',
      'src-tol',
      'src-eurasianet',
      'ev-suit-filed',
      'ilkhalid-kakimzhanov',
      'forbes',
    ];
    expect(staying.filter((key) => !left.has(refs[key]!))).toEqual([]);
    const leaving = ['case-law', 'vorotilov', 'ev-law', 'c14-tol', 'q12', 'o-removal', 'src-adilsoz'];
    expect(leaving.filter((key) => left.has(refs[key]!))).toEqual([]);
    expect(kept).toBe([...left.values()].length - 4);

    const suit = await view(db(), refs['case-suit']!, 'desk');
    expect(factOf(suit.proceedings[0]!.facts, 'filed').values.map((value) => value.value)).toEqual(['2017-01']);
    expect(suit.proceedings[0]!.orders).toMatchObject([{ facts: [{ property: 'complied' }] }]);
    const changed = await db()
      .read.selectFrom('change')
      .select('thing_id')
      .where('action', '=', 'changed')
      .where('kind', '<>', 'setting')
      .execute();
    expect(changed.length).toBeGreaterThanOrEqual(kept);
    expect(await orphans(db())).toEqual([]);
    expect(
      await db()
        .read.selectFrom('search_entry')
        .select('thing_id')
        .where(
          'thing_id',
          'not in',
          [...left.values()].map((thing) => thing.id),
        )
        .execute(),
    ).toEqual([]);
  });
});
