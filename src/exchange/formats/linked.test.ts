import { beforeAll, expect, it } from 'vitest';
import { run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { storeCapture } from '../../record/sources/store-capture.ts';
import { searchProjection } from '../../search/index/projection.ts';
import { fileSecrets } from '../../web/testing/secrets.ts';
import { loadExample } from '../example/load.ts';
import { exported } from '../export/testing/exported.ts';

type Node = { '@type': string | string[]; '@id': string } & Record<string, unknown>;
type Annotation = {
  id: string;
  type: string;
  motivation: string;
  body: { type?: string; value?: string }[];
  target: {
    source: string;
    selector: { type: string; exact?: string; start?: number; end?: number; prefix?: string }[];
    state?: { sourceDate: string };
  };
};
type Collection = {
  '@context': string;
  type: string;
  rights: string;
  created: string;
  label: string;
  total: number;
  first: { type: string; startIndex: number; items: Annotation[] };
};

onEitherDatabase('linked data', (db) => {
  let app: App;
  let whole: { '@context': string; '@graph': Node[] };
  let graph: Node[];
  beforeAll(async () => {
    app = testApp(db(), { listeners: [searchProjection()] });
    await loadExample(app);
    await fileSecrets(app);
    whole = JSON.parse(await exported(app, 'record.jsonld')) as typeof whole;
    graph = whole['@graph'];
  });
  const of = (type: string): Node[] => graph.filter((node) => [node['@type']].flat().includes(type));
  const by = (name: string): Node => graph.find((node) => node['name'] === name)!;

  it('in schema.org terms begins with the data set: publication, date, licence, query', () => {
    expect(whole['@context']).toBe('https://schema.org');
    expect(graph[0]).toMatchObject({
      '@type': 'Dataset',
      license: 'https://creativecommons.org/licenses/by/4.0/',
      dateCreated: '2018-05-22T09:00:00.000Z',
      name: 'Test paper: everything public',
      creator: { name: 'Test paper' },
    });
  });

  it('in schema.org terms has each item once by its URL, and no reference without a target', () => {
    const ids = graph.map((node) => node['@id']);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(ids);
    const wanted = [...JSON.stringify(graph).matchAll(/"@id":"([^"]+)"/g)].map((match) => match[1]!);
    expect(wanted.filter((id) => !known.has(id))).toEqual([]);
    expect(by('Forbes Kazakhstan')['@type']).toBe('NewsMediaOrganization');
    expect(by('Police search both newsrooms')).toMatchObject({
      '@type': 'Event',
      startDate: '2018-04-02',
      superEvent: { '@id': by('The criminal investigation of Forbes Kazakhstan and Ratel.kz')['@id'] },
    });
    expect(by('openwordHearingtitle')).toMatchObject({
      '@type': 'Event',
      startDate: '2031-05-06T10:00+05:00',
      location: { '@type': 'Place', '@id': by('openwordOutletname')['@id'] },
      superEvent: { '@id': by('openwordProceedingtitle')['@id'] },
    });
    expect(of('NewsArticle').some((node) => node['headline'] === 'openwordHeadlineRight')).toBe(true);
  });

  it('in schema.org terms has no claim without its attribution', () => {
    const claims = of('Claim');
    expect(claims.length).toBeGreaterThan(60);
    expect(claims.every((claim) => /^.+ \([a-z-]+\)$/.test(String(claim['creditText'])))).toBe(true);
    const hidden = claims.find((claim) => claim['text'] === 'openwordByhidden')!;
    expect([
      hidden['author'],
      hidden['appearance'],
      String(hidden['creditText']).includes('known to the desk'),
    ]).toEqual([undefined, undefined, true]);
  });

  it('in W3C Web Annotations has the passages that readers may see, on their page', async () => {
    const page = `Before it. ${'A long sentence about the search of the newsroom. '.repeat(12)}After it.`;
    const kept = await run(app, storeCapture, monitor, {
      title: 'A page',
      method: 'fetch',
      requestedUrl: 'https://news.example/story',
      finalUrl: 'https://news.example/story',
      mediaType: 'text/html',
      bytes: Buffer.from(page),
      text: page,
      // The second page of a PDF, at the same address.
      layout: {
        pages: [
          { width: 595, height: 842, lines: [[0, 10, 70, 70, 50, 10]] },
          { width: 595, height: 842, lines: [[10, page.length, 70, 70, 400, 10]] },
        ],
      },
    });
    const passage = { kind: 'passage' as const, capture: kept.capture, start: 11, end: page.length - 9 };
    const claim = {
      wording: 'The newsroom was searched.',
      kind: 'paraphrase' as const,
      mode: 'stated' as const,
      chain: [{ pagesOwn: true }],
      support: passage,
    };
    const made = await run(app, file, editor, {
      claims: [
        { ...claim, checked: true, visibility: 'public' },
        { ...claim, wording: 'for the desk', checked: true },
      ],
    });
    const text = await exported(app, 'annotations.jsonld');
    const collection = JSON.parse(text) as Collection;
    expect(collection).toMatchObject({
      '@context': 'http://www.w3.org/ns/anno.jsonld',
      type: 'AnnotationCollection',
      rights: 'https://creativecommons.org/licenses/by/4.0/',
      first: { type: 'AnnotationPage', startIndex: 0 },
    });
    expect(collection.total).toBe(collection.first.items.length);
    expect(collection.first.items.map((item) => item.target.selector[0]!.exact)).toContain('openwordPassage');
    // The source of the passage is desk only, so the export has neither the page nor the words.
    expect(text).not.toContain('A long sentence');
    const source = (
      await db()
        .read.selectFrom('thing')
        .select('id')
        .where('kind', '=', 'source')
        .where('number', '=', Number(kept.source.split('/')[1]))
        .executeTakeFirstOrThrow()
    ).id;
    await app.db.transaction((tx) =>
      tx.updateTable('thing').set({ visibility: 'public' }).where('id', '=', source).execute(),
    );
    const shown = (JSON.parse(await exported(app, 'annotations.jsonld')) as Collection).first.items.find((item) =>
      item.id.endsWith(`/${made.claims[0]!.replace('claim/', 'claims/')}#annotation`),
    )!;
    const [quote, position, fragment] = shown.target.selector;
    expect(fragment).toEqual({
      type: 'FragmentSelector',
      conformsTo: 'http://tools.ietf.org/rfc/rfc3778',
      value: 'page=2',
    });
    expect(shown.target.source).toBe('https://news.example/story');
    expect([quote!.type, quote!.exact!.length <= 300, quote!.prefix]).toEqual(['TextQuoteSelector', true, undefined]);
    expect(page.slice(position!.start, position!.end)).toBe(quote!.exact);
    expect([shown.motivation, shown.body[0]!.value, shown.target.state]).toEqual([
      'describing',
      expect.stringContaining('The newsroom was searched.'),
      undefined,
    ]);
  });
});
