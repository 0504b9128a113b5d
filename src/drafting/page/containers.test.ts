import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { Draft } from '../schema.ts';

const paragraphs = [
  'The harbour court in Drevno refused on Monday to hear the appeal of the weekly Coastal Reporter, its editor said.',
  'The paper had printed the accounts of the port authority in May, and the authority asked for them to be removed.',
  'Its lawyer said that the judge had not read the file, and that she would bring the case before the regional court.',
  'Two other papers printed the accounts in the same week, and neither of them has been asked to remove anything yet.',
];
const prose = paragraphs.map((text) => `<p>${text}</p>`).join('\n');
const read = (html: string): Draft =>
  draftPage(extract(Buffer.from(`<!doctype html><html lang="en">${html}</html>`), { contentType: 'text/html' }));

describe('classes and ids of elements', () => {
  test.each([
    [
      '“with-captions” on the body',
      `<body class="single with-captions"><h1>Court refuses to hear the weekly</h1><div>${prose}</div></body>`,
    ],
    ['“sidebar” on the body', `<body class="sidebar right comments-open ad"><div id="w">${prose}</div></body>`],
    [
      'WordPress’s classes of a post',
      `<body><article class="post-88 post type-post category-related tag-share sponsored tag-print">${prose}</article></body>`,
    ],
    [
      'WordPress’s classes of a post on a plain element, beside long comments',
      `<body><div class="post-7 type-post hentry category-social tag-newsletter"><p>${paragraphs.join('</p><p>')}</p></div><section id="comments">${`<p>I have read this twice, and I still do not know, frankly, who asked the court for it.</p>`.repeat(12)}</section></body>`,
    ],
    ['a theme’s name on main', `<body><main class="has-sidebar promo-theme carousel print">${prose}</main></body>`],
    ['an article with share buttons', `<body><article class="share social-on paywall-off">${prose}</article></body>`],
    [
      'a wrapper that holds most of the text',
      `<body><div class="account subscription-layout">${prose}</div><div class="x"><p>The port is closed on Sunday, and the ferry leaves at noon from the old pier.</p></div></body>`,
    ],
    [
      'a section called by what is beside it (“has-related”)',
      `<body><div class="has-related with-comments no-ads"><p>${paragraphs[0]}</p><p>${paragraphs[1]}</p></div><div class="part"><p>${paragraphs[2]}</p><p>${paragraphs[3]}</p></div></body>`,
    ],
  ])('do not remove the article: %s', (_, html) => {
    const draft = read(html);
    expect(draft.fields.body).toEqual(paragraphs);
  });

  test.each([
    [
      'a list of related stories',
      'related-posts',
      'A ferry ran aground near Drevno on Friday, and its captain was hurt.',
    ],
    [
      'a promoted article within the article',
      'promo',
      'Read what the mayor of Drevno said about the bridge, the road and the new tunnel.',
    ],
    ['comments', 'comments', 'I have read this twice, and I still do not know, frankly, who asked the court for it.'],
    ['a sidebar', 'sidebar', 'Our office is open on weekdays from nine to five, and closed on every public holiday.'],
    [
      'a figure’s caption',
      'wp-caption-text',
      'The harbour court in Drevno, seen from the old pier, on a morning in winter last year.',
    ],
  ])('still set apart %s', (_, name, text) => {
    const draft = read(
      `<body class="single"><article class="post type-post"><h1>Court refuses to hear the weekly</h1>${prose}<div class="${name}"><article class="card"><p>${text}</p></article></div></article></body>`,
    );
    expect(draft.fields.body).toEqual(paragraphs);
    expect(draft.furniture.map((entry) => entry.text)).toContain(text);
  });

  test('keep long comments out of the article', () => {
    const comment = 'I have read this twice, and I still do not know, frankly, who asked the court for this.';
    const draft = read(
      `<body class="single"><div class="post hentry"><div class="text">${prose}</div><ol class="comment-list">${`<li><article class="comment-item"><p>${comment}</p><p>${comment} Well.</p></article></li>`.repeat(15)}</ol></div></body>`,
    );
    expect(draft.fields.body).toEqual(paragraphs);
  });
});
