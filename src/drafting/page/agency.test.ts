import { describe, expect, test } from 'vitest';
import type { DraftClaim } from '../schema.ts';
import { beginContent } from '../store/begin.ts';
import { applyEdit } from '../store/edits.ts';
import type { Content } from '../store/schema.ts';
import type { DraftedPage } from './draft-reader.ts';
import { draftedPage } from './drafted-page.ts';

const paragraphs = [
  'Police in Drevno searched the offices of the weekly on Monday and took away four computers and a camera.',
  'The weekly had printed the accounts of the harbour in May. It sells nine thousand copies in the town.',
];
const site = 'The Harbour Lantern';
const read = (html: string, url = 'https://lantern.example/2024/1'): Promise<DraftedPage> =>
  draftedPage({
    bytes: new TextEncoder().encode(
      `<!doctype html><html lang="en"><head><meta property="og:site_name" content="${site}"></head><body>${html}</body></html>`,
    ),
    contentType: 'text/html; charset=utf-8',
    url,
    capturedAt: '2024-05-06',
  });
const page = (head: string, foot = '', opening = ''): string =>
  `<nav><a href="/">Home</a></nav><article><h1>Police search the offices of a weekly</h1>${head}<p>${opening}${paragraphs[0]}</p><p>${paragraphs[1]}</p>${foot}</article><footer>© The Harbour Lantern</footer>`;
const speakers = (claims: readonly DraftClaim[]): Set<string | null> =>
  new Set(claims.flatMap((claim) => (claim.pagesOwn ? [claim.chain[0]!.actor] : [])));
const begin = (drafted: DraftedPage): Content => beginContent(drafted, { near: new Map(), words: (key) => key });

describe('the page’s own words', () => {
  test.each<[string, string, string]>([
    ['By Agence France-Presse', page('<p class="byline">By Agence France-Presse</p>'), 'Agence France-Presse'],
    ['AFP alone', page('<div class="meta"><span class="author">AFP</span></div>'), 'Agence France-Presse'],
    ['a reporter of the agency', page('<p>By Lina Saad, Reuters</p>'), 'Reuters'],
    ['a dateline', page('', '', 'DREVNO (Reuters) — '), 'Reuters'],
    ['the agency in brackets at the end', page('', '<p>(AP)</p>'), 'Associated Press'],
    ['the agency after a dash at the end', page('', '<p>— Interfax</p>'), 'Interfax'],
    ['a line “Source:”', page('', '<p class="source">Source: AFP</p>'), 'Agence France-Presse'],
    ['a line “Source:” in Russian', page('', '<div>Источник: Интерфакс</div>'), 'Interfax'],
    [
      'a byline of an agency that is in no list',
      page('<p class="byline">By Northern Coast News Agency</p>'),
      'Northern Coast News Agency',
    ],
  ])('are the words of the agency that the page credits with its text: %s', async (_, html, agency) => {
    const drafted = await read(html);
    expect(drafted.draft.fields).toMatchObject({ agency, publisher: site });
    expect(speakers(drafted.draft.claims)).toEqual(new Set([agency]));
    const content = begin(drafted);
    const voice = content.cast.find((one) => one.name === agency)!;
    expect(voice.kind).toBe('outlet');
    expect(content.claims.filter((one) => one.own).map((one) => one.chain)).toContainEqual([
      expect.objectContaining({ actor: `#${voice.key}`, pagesOwn: false }),
    ]);
    expect(content.cast.find((one) => `#${one.key}` === content.source.publisher)?.name).toBe(site);
  });

  test.each<[string, string, string?]>([
    ['no credit', page('<p class="byline">By Lina Saad</p>')],
    ['an author of its own beside the agency', page('<p class="byline">By Lina Saad and AFP</p>')],
    ['several agencies', page('', '<p>Sources: AFP, Reuters</p>')],
    ['only material of the agency', page('', '<p>With reporting by Reuters</p>')],
    ['a photograph', page('<figure><img src="a.jpg"><figcaption>Police in Drevno. Photo: AFP</figcaption></figure>')],
    [
      'an agency in the text',
      page('<p>By Lina Saad</p>', '<p>The weekly told Reuters on Monday that it would print.</p>'),
    ],
    [
      'a list of partners',
      `${page('<p>By Lina Saad</p>')}<div><p>Partners</p><p>One</p><p>Two</p><p>Three</p><p>AFP</p></div>`,
    ],
    ['the agency’s own site', page('<p class="byline">By AFP</p>'), 'https://www.afp.com/en/1'],
  ])('are the publisher’s with %s', async (_, html, url) => {
    const drafted = await read(html, url);
    expect(drafted.draft.fields.agency).toBeNull();
    expect(speakers(drafted.draft.claims)).toEqual(new Set([site]));
  });

  test('are the words of the credited agency in a claim that is marked by hand, too', async () => {
    const drafted = await read(
      '<article><h1>Полиция обыскала редакцию газеты</h1><p>Полиция Древно в понедельник обыскала редакцию газеты и забрала четыре компьютера и камеру.</p><p>Газета выходит в городе с мая прошлого года и продаёт девять тысяч копий.</p><p>Источник: Интерфакс</p></article>',
    );
    const { content } = applyEdit(
      begin(drafted),
      { do: 'mark', start: drafted.text.indexOf('Полиция Древно'), end: drafted.text.indexOf(' и камеру') },
      drafted.text,
    );
    const voice = content.cast.find((one) => one.name === 'Interfax')!;
    expect(content.claims[0]!.chain).toMatchObject([{ actor: `#${voice.key}`, pagesOwn: false }]);
  });
});
