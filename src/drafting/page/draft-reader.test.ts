import { describe, expect, it } from 'vitest';
import { obtainPage } from '../../evidence/capture-page.ts';
import { extract } from '../../evidence/extract/extract.ts';
import { readIfText } from '../../evidence/extract/read-text.ts';
import { hasUnstorable } from '../../platform/text/storable.ts';
import { runReader } from '../../platform/readers/run-reader.ts';
import { draftPage } from '../draft.ts';
import { readCaptureInChild } from './capture-reader.ts';
import { draftReader, readDraft } from './draft-reader.ts';
import { readCapture } from './read-capture.ts';

const at = new Date('2031-03-12T10:00:00Z');
const article = `<html lang=en><title>Court Fines the Harbour Gazette</title><article><h1>Court Fines the Harbour Gazette</h1>
<p>12 March 2031
<p>A court ordered the Harbour Gazette to pay 5,000 euros in damages on 3 March 2031, Press Watch said.
<p>“I will appeal,” said its editor, Lena Moroz. It remains unclear whether the hearings were open.</article>`;
const bytes = (html: string): Uint8Array => new TextEncoder().encode(html);
const contentType = 'text/html; charset=utf-8';

describe('a page that is read in a separate process', () => {
  it('gives the same draft as a page that is read in this process', async () => {
    const read = await readDraft(at)({ bytes: bytes(article), contentType, url: 'https://gazette.example/1' });
    const page = extract(bytes(article), { contentType });
    expect(read).toMatchObject({ kind: 'html', text: page.text, charset: 'utf-8', doubtful: false });
    expect(read.draft).toEqual(draftPage(page, { url: 'https://gazette.example/1', capturedAt: '2031-03-12' }));
    expect(read.draft.claims.length).toBeGreaterThan(1);
    expect(read.fields).toMatchObject({ title: 'Court Fines the Harbour Gazette', published: '2031-03-12' });
    const capture = { text: page.text, bytes: bytes(article), mediaType: contentType, url: null };
    expect(await readCaptureInChild(capture)).toEqual(await readCapture(capture));
  });

  it('is read, whatever its description contains', async () => {
    const linked = [
      '{"@type":"NewsArticle","headline":"A","author":{"@type":{"toString":1},"name":"Mary Smith"}}',
      '{"@type":{"toString":1}}',
    ].map((json) => `<script type="application/ld+json">${json}</script>`);
    for (const title of [
      'x &amp;#99999999; y',
      'x &amp;#x110000; y',
      'x &amp;#0; y',
      'x &amp;constructor; y',
      'x &amp;#55296; y',
    ]) {
      const html = `<html lang=en><head><meta property="og:title" content="${title}"></head><p>A court fined the paper.</p>${linked.join('')}`;
      const { draft } = await readDraft(at)({ bytes: bytes(html), contentType });
      expect(hasUnstorable(draft)).toBe(false);
      expect(JSON.stringify(draft)).not.toContain('native code');
    }
  });

  it('does not block this process, however deeply its elements are nested', async () => {
    const hostile = `${'<div>'.repeat(400_000)}${'<p>A court fined the paper, Press Watch said.'.repeat(4000)}`;
    const began = performance.now();
    let [last, longest] = [began, 0];
    const look = (): void => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    };
    // The check runs only every 5 ms. In each turn of the event loop, it would use the processor time that the reader
    // needs.
    const looking = setInterval(look, 5);
    const brought = obtainPage({ file: { name: 'page.html', bytes: bytes(hostile), contentType } }, readDraft(at), {
      allowPrivate: [],
    });
    const { read } = await brought.finally(() => clearInterval(looking));
    look();
    expect(read.text.split('\n')).toHaveLength(4000);
    // If this process read the page, it would be blocked for the whole time.
    expect(longest).toBeLessThan((performance.now() - began) / 4);
  });

  it('is refused with a clear error if it takes too much time or memory, and a damaged PDF has no text', async () => {
    const hostile = { bytes: bytes('<div><p>Word</p>'.repeat(500_000)), contentType };
    await expect(
      runReader({ ...draftReader, seconds: 1 }, { ...hostile, capturedAt: '2031-03-12' }),
    ).rejects.toMatchObject({ code: 'reading_too_slow' });
    await expect(
      runReader({ ...draftReader, megabytes: 150 }, { ...hostile, capturedAt: '2031-03-12' }),
    ).rejects.toMatchObject({ code: 'reading_too_large' });
    expect(await readIfText({ bytes: bytes('%PDF-1.7') })).toBe(null);
  });

  it('is refused with the reason if it is a damaged PDF, a picture or too large', async () => {
    const bring = (content: string) =>
      obtainPage({ file: { name: 'x', bytes: bytes(content) } }, readDraft(at), { allowPrivate: [] });
    await expect(bring('%PDF-1.7')).rejects.toMatchObject({ code: 'page_pdf_damaged' });
    const pasted = await obtainPage({ text: '%PDF-1.7 is how it begins.' }, readDraft(at), { allowPrivate: [] });
    expect(pasted.read.text).toBe('%PDF-1.7 is how it begins.');
    await expect(bring('GIF89a')).rejects.toMatchObject({
      code: 'page_binary',
      details: { format: 'GIF', type: 'GIF' },
    });
    await expect(bring('a'.repeat(17 * 2 ** 20))).rejects.toMatchObject({
      code: 'page_too_large',
      details: { size: '17.0 MB', limit: '16.0 MB' },
    });
  });
});
