import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { tryLinksJob } from '../../documents/links/try-links.ts';
import { articleSchema, readDocument } from '../../documents/model/schema.ts';
import { docSchema } from '../../documents/working/content.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { fuzz } from '../../platform/testing/fuzz/fuzz.ts';
import { hostileText, hostileValue, mutatedJson, storableText } from '../../platform/testing/fuzz/inputs.ts';
import { fileForArticles } from '../../publishing/testing/filed.ts';
import { photoSizesJob } from '../../record/photos/make-sizes.ts';
import { addPhoto } from '../../record/photos/add-photo.ts';
import { picture } from '../../record/photos/testing/pictures.ts';
import { editor } from '../../platform/testing/test-app.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';
import { dangersIn } from '../testing/safe-html.ts';
import { tokenHeader } from '../kit/middleware/same-site.ts';

const text = (words: string, ...marks: object[]) => ({ type: 'text', text: words, ...(marks.length && { marks }) });
const link = (href: string) => ({ type: 'link', attrs: { href } });
const sentence = (id: string, content: object[], attrs: object = {}) => ({
  type: 'sentence',
  attrs: { id, kind: 'connective', citations: [], reporter: null, basis: null, override: null, ...attrs },
  content,
});
/** A document with every kind of node and mark. */
const whole = {
  type: 'doc',
  content: [
    { type: 'headline', content: [sentence('shead', [text('The headline')])] },
    { type: 'standfirst', content: [sentence('sstand', [text('What it is about.')])] },
    { type: 'paragraph', content: [sentence('sone', [text('Police ', { type: 'bold' }), text('came', { type: 'italic' }, link('https://a.example/'))], { kind: 'cited', citations: [{ claim: 'claim/1' }] }), sentence('stwo', [text('They left.')], { kind: 'own-reporting', reporter: 'A' })] },
    { type: 'heading', attrs: { level: 2 }, content: [sentence('sthree', [text('Head')])] },
    { type: 'quotation', content: [sentence('sfour', [text('Words.')])] },
    { type: 'bullets', content: [{ type: 'bullet', content: [sentence('sfive', [text('Item')])] }] },
    { type: 'numbers', content: [{ type: 'number', content: [sentence('ssix', [text('Item')])] }] },
    { type: 'background', content: [{ type: 'item', content: [sentence('sseven', [text('Item')], { kind: 'computed', basis: '/statistics?by=group', override: { reason: 'because of this', covers: [] } })] }] },
    { type: 'photo', attrs: { photo: 'photo/1', alt: 'Alt' }, content: [sentence('seight', [text('Caption')])] },
    { type: 'embed', attrs: { kind: 'statistic', ref: '/statistics?by=group', finding: { text: 'Four cases', numbers: '' } } },
  ],
}; // prettier-ignore

/** Valid trees in which only texts and attributes are hostile, so that many are accepted. */
const withWords = fc
  .record({ words: storableText(300), name: storableText(200), href: storableText(120), basis: storableText(200), alt: storableText(200), ref: storableText(100) })
  .map(({ words, name, href, basis, alt, ref }) => ({
    type: 'doc',
    content: [
      { type: 'headline', content: [sentence('shead', [text(`H ${words}`)])] },
      { type: 'paragraph', content: [sentence('sone', [text(`P ${words}`, { type: 'bold' })], { kind: 'own-reporting', reporter: name }), sentence('stwo', [text(`L ${words}`, link(`https://a.example/${encodeURI(href.replace(/[()\\]/g, ''))}`))], { kind: 'computed', basis })] },
      { type: 'quotation', content: [sentence('sthree', [text(`Q ${words}`)], { override: { reason: name, covers: [words] } })] },
      { type: 'photo', attrs: { photo: 'photo/1', alt }, content: [sentence('sfour', [text(`C ${words}`)])] },
      { type: 'embed', attrs: { kind: 'source', ref: ref.length % 3 ? 'source/1' : ref || 'source/1', finding: null } },
    ],
  })); // prettier-ignore
const trees = fc.oneof(
  mutatedJson([whole]),
  withWords,
  withWords.chain((one) => mutatedJson([one])),
  hostileValue,
);

describe('a document of the editor', () => {
  it('that is hostile is refused, or is a document of the schema that is written as it was read', async () => {
    const links = fc.oneof(hostileText(60), fc.constantFrom('javascript:alert(1)', 'JaVaScRiPt:x', ' javascript:x', 'data:text/html,x', 'https://a@b.example/', '//a.example', 'mailto:a@b.example?subject=x', 'https://a.example/"onclick="x')); // prettier-ignore
    const linked = links.map((href) => ({ type: 'doc', content: [{ type: 'headline', content: [sentence('shead', [text('x', link(href))])] }] })); // prettier-ignore
    await fuzz(fc.oneof(trees, linked), (json) => {
      const read = docSchema.safeParse(json);
      if (!read.success) return;
      expect(readDocument(read.data.toJSON()).eq(read.data)).toBe(true);
      read.data.descendants((node) => {
        for (const { type, attrs } of node.marks)
          if (type === articleSchema.marks['link']) expect(attrs['href']).toMatch(/^(?:https?:\/\/|mailto:)/);
      });
    }, { runs: 2000 }); // prettier-ignore
  });
});

onOneDatabase('an article with hostile words', (db) => {
  it('is refused, or shown without anything that runs, with the same words', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [tryLinksJob, photoSizesJob]);
    const person = await desk.join('editor');
    // The documents cite the claim and show the photo and the source with number 1.
    await fileForArticles(desk.app);
    await run(desk.app, addPhoto, editor, {
      bytes: await picture(1, { width: 60, height: 40 }),
      alt: 'A red rectangle',
      credit: 'Ada Lovelace',
    });
    let shown = 0;
    await fuzz(trees, async (doc) => {
      const [made] = await run(desk.app, createArticles, editor, { articles: [{ headline: { text: 'A draft' } }] });
      const number = made!.number;
      const send = (path: string, body: object): Promise<Response> =>
        Promise.resolve(
          desk.web.request(path, { method: 'POST', headers: { cookie: person.cookie, [tokenHeader]: person.token, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        ); // prettier-ignore
      const content = { doc, byline: { kind: 'by', names: [] }, language: 'en', cases: [] };
      const kept = await send(routes.desk.keepArticle({ number }), { revision: 1, version: 1, content, check: content }); // prettier-ignore
      expect(kept.status).toBeLessThan(500);
      const saved = await send(routes.desk.saveArticle({ number }), { version: 1, content });
      expect(saved.status).toBeLessThan(500);
      if (saved.status !== 200) return;
      const read = docSchema.parse(doc);
      for (const path of [routes.desk.previewArticle({ number }), routes.desk.writeArticle({ number })]) {
        const answer = await person.get(path);
        const html = await answer.text();
        expect(answer.status).toBeLessThan(500);
        expect(dangersIn(html)).toEqual([]);
        if (path !== routes.desk.previewArticle({ number }) || answer.status !== 200) continue;
        shown++;
        const { document } = parseHTML(html);
        const tidy = (words: string): string => words.normalize('NFC').replace(/\s+/gu, ' ').trim();
        expect(tidy(document.querySelector('h1')?.textContent ?? '')).toContain(tidy(read.firstChild!.textContent));
      }
    }, { runs: 60 }); // prettier-ignore
    expect(shown).toBeGreaterThan(10);
  }, 900_000);
});
