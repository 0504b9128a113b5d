import { beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { App } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { articleIndexer } from '../../publishing/articles/article-index.ts';
import { recordIndexers, searchProjection } from '../../search/index/projection.ts';
import { fileSecrets, open, openFields, secret } from '../../web/testing/secrets.ts';
import { zipTables } from '../formats/csv-zip.ts';
import { esfAbout } from '../formats/esf/esf-zip.ts';
import { endLine, headLine, recordLine } from '../formats/jsonl-lines.ts';
import { picturesEnd, picturesHead, publicPictureLine } from '../formats/pictures-lines.ts';
import { flatColumns } from './flat.ts';
import type { Asked } from './about.ts';
import { exportFiles, type ExportFile } from './open-export.ts';
import { exportedBytes } from './testing/exported.ts';
import { readCsv } from './testing/read-csv.ts';
import { unzip } from './testing/unzip.ts';

/**
 * The allowed fields of each JSON format, level by level. Before you add a field to an export, consider whether it may
 * be public, and add it here first.
 */
const mayHave = {
  'record.jsonld': [
    '@context',
    '@graph',
    '@type',
    '@id',
    'name',
    'alternateName',
    'sameAs',
    'memberOf',
    'birthDate',
    'deathDate',
    'jobTitle',
    'worksFor',
    'foundingDate',
    'dissolutionDate',
    'parentOrganization',
    'publisher',
    'datePublished',
    'dateModified',
    'inLanguage',
    'url',
    'isBasedOn',
    'translationOfWork',
    'citation',
    'identifier',
    'description',
    'startDate',
    'endDate',
    'location',
    'address',
    'addressCountry',
    'addressLocality',
    'about',
    'keywords',
    'superEvent',
    'attendee',
    'roleName',
    'text',
    'author',
    'creditText',
    'appearance',
    'isPartOf',
    'legislationIdentifier',
    'legislationJurisdiction',
    'legislationDate',
    'legislationLegalForce',
    'creativeWorkStatus',
    '@value',
    '@language',
    'claimInterpreter',
    'headline',
    'isAccessibleForFree',
    'license',
    'dateCreated',
    'creator',
    'commentCount',
    'comment',
  ],
  'annotations.jsonld': [
    '@context',
    'id',
    'type',
    'label',
    'creator',
    'created',
    'rights',
    'name',
    'homepage',
    'first',
    'startIndex',
    'items',
    'total',
    'motivation',
    'body',
    'purpose',
    'value',
    'language',
    'format',
    'target',
    'source',
    'selector',
    'exact',
    'start',
    'end',
    'conformsTo',
    'state',
    'sourceDate',
  ],
  'entities.ftm.json': ['id', 'schema', 'properties', 'datasets'],
} as const;

function* keysOf(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* keysOf(one);
  else if (value && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) {
      yield key;
      yield* keysOf(one);
    }
}

onOneDatabase('an export', (db) => {
  let app: App;
  const texts = new Map<string, string>();

  /**
   * Exports everything, and then the results of searches that nearly match hidden items. Of a ZIP, each file is tested.
   */
  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection([...recordIndexers, articleIndexer])] });
    await fileSecrets(app);
    const queries: Asked[] = [
      {},
      { text: 'openwordActorname' },
      { text: 'openwordCasetitle', kind: ['case'] },
      { kind: ['actor'] },
      { kind: ['source'] },
      { kind: ['claim'] },
      { kind: ['article'] },
      { country: ['KZ'] },
      { country: ['UZ'] },
      { year: [2031] },
      { year: [1999] },
      { text: 'deskwordCasetitle' },
      { text: 'sealwordActorname' },
      { outlet: Array.from({ length: 20 }, (_, index) => index + 1) },
    ];
    for (const [at, query] of queries.entries())
      for (const file of Object.keys(exportFiles) as ExportFile[]) {
        const bytes = await exportedBytes(app, file, query);
        if (file.endsWith('.zip'))
          for (const [name, text] of await unzip(bytes)) texts.set(`${at} ${file}/${name}`, text);
        else texts.set(`${at} ${file}`, bytes.toString('utf8'));
      }
  });

  it('contains nothing that is desk only, sealed, withdrawn, not yet checked, or hidden in a chain', () => {
    expect(texts.size).toBeGreaterThan(300);
    const found = [...texts].flatMap(([name, text]) => {
      const at = text.search(secret);
      return at < 0 ? [] : [`${name}: …${text.slice(Math.max(0, at - 80), at + 60)}…`];
    });
    expect(found).toEqual([]);
  });

  it('contains every field of the public items, so that these tests would find a hidden one', () => {
    const shown = (file: string): string =>
      [...texts]
        .filter(([name]) => name.startsWith(`0 ${file}`))
        .map(([, text]) => text)
        .join('\n')
        .toLowerCase();
    const fields: Record<Exclude<ExportFile, 'cases.csv-metadata.json'>, string[]> = {
      'cases.csv': ['Casetitle', 'Casesummary', 'Outletname', 'Place'],
      'record.zip': [...openFields, 'Abouthidden', 'Copy'],
      'esf.zip': [
        'Actorname',
        'Actoralias',
        'Casetitle',
        'Casesummary',
        'Eventtitle',
        'Claimwording',
        'Place',
        'Position',
        'Passage',
        'Byhidden',
        'address',
      ],
      'ftm.zip': [
        'Actorname',
        'Actoralias',
        'Outletname',
        'Sourcetitle',
        'Casetitle',
        'Casesummary',
        'Eventtitle',
        'Proceedingtitle',
        'Chargetitle',
        'Claimwording',
        'Ground',
        'Position',
        'site',
        'Passage',
        'Byhidden',
        'Basis',
      ],
      'record.jsonld': [
        'Actorname',
        'Actoralias',
        'Sourcetitle',
        'address',
        'Casetitle',
        'Casesummary',
        'Eventtitle',
        'Proceedingtitle',
        'Claimwording',
        'Place',
        'Position',
        'site',
        'Byhidden',
        'Headline',
        'Standfirst',
        'Author',
      ],
      'annotations.jsonld': ['Passage', 'Passagepublic'],
      'record.jsonl': [...openFields, 'Basis'],
      'pictures.jsonl': ['Alt', 'Credit', 'Licence'],
    };
    for (const [file, wanted] of Object.entries(fields))
      expect([file, wanted.filter((field) => !shown(file).includes(`${open}${field}`.toLowerCase()))]).toEqual([
        file,
        [],
      ]);
    // An export mentions a hidden speaker without the name.
    for (const file of [
      'record.zip/claims.csv',
      'record.zip/chain.csv',
      'record.jsonld',
      'ftm.zip/entities.ftm.json',
      'esf.zip/information.csv',
    ])
      expect([file, shown(file).includes('known to the desk')]).toEqual([file, true]);
  });

  it('has only fields that are on the list of allowed fields', () => {
    const columns = new Map(
      [...zipTables('public'), ...esfAbout].map((table) => [table.file, table.columns.map((column) => column.name)]),
    );
    /** The fields of a file that are not on its list. */
    const unlisted = (name: string, text: string): unknown[] => {
      const file = name.split(/[ /]/).at(-1)!;
      const head = (listed: readonly string[]): string[] =>
        text.replace(/^\uFEFF/, '').split('\r\n')[0] === listed.join(',') ? [] : ['columns'];
      if (name.includes('record.zip/') || name.includes('esf.zip/'))
        return !file.endsWith('.csv') || file === 'dictionary.csv' ? [] : head(columns.get(file) ?? []);
      if (file === 'cases.csv') return head(flatColumns('public').map((column) => column.name));
      if (file === 'record.jsonl') {
        const lines = text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { visibility?: string });
        const parsed = [
          headLine.safeParse(lines[0]),
          endLine.safeParse(lines.at(-1)),
          ...lines.slice(1, -1).map((line) => recordLine.safeParse(line)),
        ];
        return [
          ...parsed.flatMap((one) => one.error ?? []),
          ...lines.slice(1, -1).filter((line) => line.visibility !== 'public'),
        ];
      }
      if (file === 'pictures.jsonl') {
        const lines = text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as object);
        return [
          picturesHead.safeParse(lines[0]),
          picturesEnd.safeParse(lines.at(-1)),
          ...lines.slice(1, -1).map((line) => publicPictureLine.safeParse(line)),
        ].flatMap((one) => one.error ?? []);
      }
      if (!(file in mayHave))
        return file in exportFiles && file !== 'cases.csv-metadata.json' ? ['no list of its fields'] : [];
      const parsed: unknown =
        file === 'entities.ftm.json'
          ? text
              .trim()
              .split('\n')
              .filter(Boolean)
              .map((line) => ({ ...(JSON.parse(line) as object), properties: [] }))
          : JSON.parse(text);
      const allowed = new Set<string>(mayHave[file as keyof typeof mayHave]);
      return [...new Set(keysOf(parsed))].filter((key) => !allowed.has(key));
    };
    for (const [name, text] of texts) expect([name, unlisted(name, text)]).toEqual([name, []]);
    for (const file of ['cases.csv', 'record.jsonl', ...Object.keys(mayHave)])
      expect([file, [...texts.keys()].some((name) => name.endsWith(file))]).toEqual([file, true]);
  });

  it('is empty if only hidden items contain the words', () => {
    for (const at of [11, 12]) {
      expect(readCsv(texts.get(`${at} cases.csv`)!)).toEqual([]);
      expect(texts.get(`${at} record.jsonl`)!.trim().split('\n').length).toBe(2);
      expect(JSON.parse(texts.get(`${at} annotations.jsonld`)!)).toMatchObject({ total: 0 });
    }
  });

  it('counts no hidden items', async () => {
    const [row] = readCsv(texts.get('0 cases.csv')!).filter((one) => one['title'] === 'openwordCasetitle');
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from claim c join thing t on t.id = c.id join thing k on k.id = c.case_id join "case" title on title.id = k.id
      where title.title = 'openwordCasetitle' and c.state = 'checked' and t.visibility = 'public' and t.withdrawn_at is null`.execute(
      db().read,
    );
    expect([row!['claims'], row!['events'], row!['sources'], row!['targets']]).toEqual([
      String(rows[0]!.n),
      '1',
      '1',
      'openwordOutletname',
    ]);
  });

  it('gives at most 300 characters of a page', () => {
    const passages = [...texts.entries()]
      .filter(([name]) => name.endsWith('claims.csv'))
      .flatMap(([, text]) => readCsv(text).map((row) => row['quotation']!));
    expect(passages.some((passage) => passage === 'openwordPassage')).toBe(true);
    expect(passages.every((passage) => passage.length <= 300)).toBe(true);
  });
});
