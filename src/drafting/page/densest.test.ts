import { describe, expect, test } from 'vitest';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import { warningsOf } from '../words.ts';

describe('the body of a page whose structure is unclear', () => {
  const long = Array.from(
    { length: 8 },
    (_, at) =>
      `On day ${at + 2} of the hearing the clerk of the harbour court read out, for the first time, what the port authority had asked of the paper, and the judge wrote every word of it down, slowly and by hand, without a question to either side.`,
  );
  const words = long.join(' ').split(' ').length;
  const marked = (open: string, close: string): string => long.map((text) => `${open}${text}${close}`).join('\n');
  test.each([
    ['all in a footer', false, `<body><footer>${marked('<p>', '</p>')}</footer></body>`],
    ['all in an aside', false, `<body><aside class="sidebar">${marked('<p>', '</p>')}</aside></body>`],
    ['every paragraph a widget', true, `<body>${marked('<div class="widget"><p>', '</p></div>')}</body>`],
    ['every paragraph a share box', true, `<body><div>${marked('<div class="share-card">', '</div>')}</div></body>`],
    ['headings only', true, `<body><div>${marked('<h3>', '</h3>')}</div></body>`],
    ['in a list of teasers', false, `<body><ul class="teaser">${marked('<li>', '</li>')}</ul></body>`],
    [
      'captions only',
      true,
      `<body><h1>A day in court</h1><div>${marked('<figure><figcaption>', '</figcaption></figure>')}</div></body>`,
    ],
    ['called comments', true, `<body><div id="comments">${marked('<p>', '</p>')}</div></body>`],
    ['in navigation', false, `<body><nav>${marked('<p>', '</p>')}</nav></body>`],
    ['in a dialog', false, `<body><dialog open class="modal">${marked('<p>', '</p>')}</dialog></body>`],
  ])('is found, with a warning if it was guessed: %s', (_, unclear, html) => {
    expect(words).toBeGreaterThan(300);
    const page = extract(Buffer.from(`<html lang="en">${html}</html>`), { contentType: 'text/html' });
    const draft = draftPage(page);
    expect(draft.fields.body.join(' ').split(' ').length).toBeGreaterThan(300);
    expect(draft.furniture.map(({ text }) => text).filter((text) => long.includes(text))).toEqual([]);
    expect(draft.unclear).toBe(unclear);
    expect(warningsOf(page, draft).map(({ key }) => key)).toEqual(unclear ? ['drafting.structure.unclear'] : []);
  });

  test.each([
    [
      'a page of links',
      `<body><nav>${'<a href="/x">Harbour news of the day and the week</a> '.repeat(60)}</nav></body>`,
    ],
    [
      'short notices',
      '<body><div class="widget"><p>Our office is open on weekdays from nine to five.</p></div><div class="cookie"><p>You can call us on weekdays between nine and noon.</p></div><div class="promo"><p>You can visit the press room on the first Friday.</p></div></body>',
    ],
  ])('is empty if the page has no article: %s', (_, html) => {
    const draft = draftPage(extract(Buffer.from(html), { contentType: 'text/html' }));
    expect(draft.fields.body).toEqual([]);
    expect(draft.unclear).toBe(false);
  });
});
