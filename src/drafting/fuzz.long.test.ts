import fc from 'fast-check';
import { describe, it } from 'vitest';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import { hostileText, mutatedBytes, mutatedJson, unstorableTexts } from '../platform/testing/fuzz/inputs.ts';
import { readCaptureInChild } from './page/capture-reader.ts';
import { readDraft, readFields } from './page/draft-reader.ts';

const page = (head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">${head}</head><body><article><h1>Court fines newspaper</h1>${body}</article></body></html>`;
const story =
  '<p class="byline">By Mary Smith, 3 April 2018</p><p>ALMATY (Reuters) - Police searched the newsroom of the weekly on Tuesday, the editor Marat Zhyldyzov said. “They took every computer,” he told the court. A judge ordered the paper to pay 50.2 million tenge.</p>';
const linked = { '@context': 'https://schema.org', '@graph': [{ '@type': 'NewsArticle', headline: 'H', author: [{ '@type': 'Person', name: 'Mary Smith' }], publisher: { name: 'P' }, datePublished: '2018-04-03T10:00:00Z', image: [{ creditText: 'C' }] }] }; // prettier-ignore
const samples = [
  page('<title>Court fines newspaper | Example</title>', story),
  page('', '<p>ӘЛЕМ. Полиция обыскала редакцию 3 апреля 2018 года, сообщил Марат Жылдызов. «Забрали всё», — сказал он.</p>'),
  page('', '<p>Алматы қаласының соты журналистке 100 мың теңге айыппұл салды, — деді редактор.</p>'),
].map((text) => Buffer.from(text)); // prettier-ignore

const pages = fc.oneof(
  mutatedBytes(samples),
  mutatedJson([linked]).map((json) => Buffer.from(page(`<script type="application/ld+json">${JSON.stringify(json).replaceAll('<', '\\u003c')}</script>`, story))),
  hostileText(2000).map((text) => Buffer.from(page(`<meta property="og:title" content="${text.replace(/[&"]/g, (sign) => (sign === '&' ? '&amp;' : '&quot;'))}">`, `${story}<p>${text}</p>`))),
  hostileText(8000).map((text) => Buffer.from(page('', `<p>${text.replaceAll('<', '&lt;')} said on 3 April ${text}</p>`))),
); // prettier-ignore

const allowed = ['reading_too_deep'];

describe('hostile pages', () => {
  it('become drafts that can be stored, or are refused', async () => {
    const read = readDraft(new Date('2018-05-22T10:00:00Z'));
    await fuzz(pages, async (bytes) => {
      const draft = await outcome(() => read({ bytes, contentType: 'text/html', url: 'http://a.example/2018/04/03/x' }), allowed); // prettier-ignore
      if ('value' in draft && unstorableTexts(draft.value).length) throw new Error('text that cannot be stored');
    });
  });

  it('have fields that can be stored, or are refused', async () => {
    await fuzz(pages, async (bytes) => {
      const read = await outcome(() => readFields({ bytes, contentType: 'text/html' }), allowed);
      if ('value' in read && unstorableTexts(read.value).length) throw new Error('text that cannot be stored');
    });
  });

  it('are read for comparison with others', async () => {
    await fuzz(fc.tuple(pages, hostileText(3000)), ([bytes, text]) =>
      outcome(() => readCaptureInChild({ text, bytes, mediaType: 'text/html', url: null }), allowed),
    );
  });
});
