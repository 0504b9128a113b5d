import { beforeAll, expect, it } from 'vitest';
import type { Hono } from 'hono';
import { parseHTML } from 'linkedom';
import { postQueue } from '../../../letters/post/queue.ts';
import { makeLetter, type MadeLetter } from '../../../letters/testing/published.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { createWeb } from '../../create-web.ts';
import type { Env } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { testDeps } from '../../testing/test-deps.ts';

const title = 'The law must not silence <the> media & us';

onOneDatabase('a published letter, for feeds and other sites', (db) => {
  let web: Hono<Env>;
  let letter: MadeLetter;
  let open: MadeLetter;
  beforeAll(async () => {
    const bare = testApp(db());
    const app = { ...bare, config: { ...bare.config, publicUrl: 'https://paper.example' } };
    await prepareJobs(db(), [postQueue]);
    web = createWeb({ ...testDeps(), app });
    letter = await makeLetter(app, {
      title,
      signed: Array.from({ length: 14 }, (_, index) => ({ organisation: `Organisation ${index + 10}` })),
    });
    open = await makeLetter(app, { title: 'Not published yet', open: true });
  });
  const get = async (path: string) => {
    const response = await web.request(path);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const at = () => ({ number: letter.number, slug: 'the-law-must-not-silence-the-media-and-us' });

  it('is in the feed of letters with its text, unlike a letter that is not published', async () => {
    const { text } = await get(routes.feeds.letters.as('xml'));
    const { document } = parseHTML(text);
    expect([...document.querySelectorAll('entry > title')].map((one) => one.textContent)).toEqual([title]);
    const json = JSON.parse((await get(routes.feeds.letters.json())).text) as {
      items: { url: string; content_html: string; date_published: string }[];
    };
    expect(json.items).toMatchObject([
      { url: `https://paper.example${routes.letter(at())}`, date_published: '2018-05-22T09:00:00.000Z' },
    ]);
    for (const words of [
      '<p>The General Prosecutor</p>',
      '<p>We ask you to look into it. </p>',
      '<li>Close the investigation.</li>',
    ])
      expect(json.items[0]!.content_html).toContain(words);
    for (const path of [routes.letters(), routes.letter(at())])
      expect((await get(path)).text).toContain(`href="${routes.feeds.letters.as('xml')}"`);
  });

  it('has an embeddable page, which other sites may frame, unlike its other pages', async () => {
    const embed = await get(routes.letterEmbed(at()));
    expect(embed.headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(embed.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    for (const words of [
      '14 confirmed signatures.',
      'and 2 more',
      `href="https://paper.example${routes.letter(at())}"`,
    ])
      expect(embed.text).toContain(words);
    expect(embed.text).not.toContain('<script');
    for (const path of [routes.letter(at()), routes.letterPaper(at())])
      expect((await get(path)).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect((await get(routes.letterEmbed({ number: open.number, slug: 'x' }))).status).toBe(404);
  });

  it('offers HTML to copy that loads nothing, whatever its title contains, and is described in schema.org terms', async () => {
    const { document } = parseHTML((await get(routes.letter(at()))).text);
    // The HTML to copy is in a text field. This parser does not decode the escaped characters of such a field, so the
    // content is parsed twice.
    const copied = parseHTML(`<html><body>${document.querySelector('#copy-words')!.innerHTML}</body></html>`).document
      .body.textContent!;
    const { document: there } = parseHTML(`<html><body>${copied}</body></html>`);
    expect(there.querySelectorAll('script, img, iframe, link, style')).toHaveLength(0);
    expect([there.querySelector('a')!.textContent, there.querySelector('a')!.getAttribute('href')]).toEqual([
      title,
      `https://paper.example${routes.letter(at())}`,
    ]);
    expect(there.body.textContent).toContain('to The General Prosecutor · 14 signatories (22 May 2018)');
    expect(document.querySelector('#copy-frame')!.textContent).toContain(
      `https://paper.example${routes.letterEmbed(at(), { language: 'en' })}`,
    );
    const data = JSON.parse(document.querySelector('script[type="application/ld+json"]')!.textContent!) as object;
    expect(data).toMatchObject({
      '@type': 'Message',
      headline: title,
      dateSent: '2018-05-22T09:00:00.000Z',
      toRecipient: [{ name: 'The General Prosecutor' }],
      interactionStatistic: { userInteractionCount: 14 },
      encoding: [{ contentUrl: expect.stringContaining('.pdf?language=en') }],
    });
  });
});
