import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { articleForm } from '../documents/model/form.ts';
import { readMarkup, writeMarkup } from '../documents/model/markup.ts';
import { runReader } from '../platform/readers/run-reader.ts';
import { fuzz, outcome } from '../platform/testing/fuzz/fuzz.ts';
import { anyBytes, hostileText, mutatedBytes, mutatedText, storableText } from '../platform/testing/fuzz/inputs.ts';
import { picture } from '../record/photos/testing/pictures.ts';
import { ownLogoReader } from './publication/logo-reader.ts';
import { readPage } from './publication/pages/page-text.ts';
import { readRedirectPath, readTarget, redirectPath } from './publication/redirects/address.ts';

const svg =
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50" style="fill:red"><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs><g id="a"><rect width="10" height="10" fill="url(#g)"/><text x="1">Words</text></g><use xlink:href="#a"/></svg>';

describe('hostile logos', () => {
  it('are refused, or cleaned so that nothing runs and nothing is loaded', async () => {
    const inputs = fc.oneof(
      mutatedBytes([Buffer.from(svg), await picture(1, { width: 20, height: 20, kind: 'png' })]),
      mutatedText([svg]).map((text) => Buffer.from(text)),
      fc.tuple(fc.constantFrom('viewBox="0 0 100 50"', 'width="10"', 'fill="url(#g)"', 'id="a"', 'xlink:href="#a"', 'style="fill:red"', 'offset="0"'), hostileText(200)).map(([attribute, text]) => Buffer.from(svg.replace(attribute, () => `${attribute.split('=')[0]}="${text.replaceAll('"', '&quot;')}"`))),
      fc.tuple(fc.constantFrom('script', 'style', 'foreignObject', 'image', 'animate', 'a', 'set', 'title'), hostileText(200)).map(([name, text]) => Buffer.from(svg.replace('<g ', () => `<${name} href="javascript:x" onload="x">${text}</${name}><g `))),
      fc.constantFrom('1e308', '1e-320', 'Infinity', '-1', '0').map((side) => Buffer.from(svg.replace('0 0 100 50', `0 0 ${side} ${side}`))),
      anyBytes,
    ); // prettier-ignore
    await fuzz(inputs, async (bytes) => {
      const read = await outcome(() => runReader(ownLogoReader, bytes), ['reading_too_deep']);
      if ('code' in read || !read.value) return;
      const { type, width, height, bytes: clean } = read.value;
      expect(Number.isFinite(width) && Number.isFinite(height) && width > 0 && height > 0).toBe(true);
      if (type !== 'image/svg+xml') return;
      const text = Buffer.from(clean).toString();
      new SaxesParser().write(text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|&#(?:\d|1\d|2\d|3[01]);/gu, '')).close();
      const { document } = parseHTML(`<html><body>${text}</body></html>`);
      expect([...document.querySelectorAll('script,style,image,foreignobject,animate,set,a')].map((one) => one.outerHTML)).toEqual([]);
      for (const element of document.querySelectorAll('*'))
        for (const { name, value } of element.attributes)
          expect(/^on/i.test(name) || (/href$/i.test(name) && !value.startsWith('#'))).toBe(false);
    }); // prettier-ignore
  });
});

it('hostile texts of pages have only safe links', async () => {
  const text = 'Words [a](https://a.example/) and\n\n## Head\n\n- one\n- two\n\n1. x\n';
  await fuzz(fc.oneof(mutatedText([text]), hostileText(), hostileText(300).map((address) => `[a](${address})`)), (page) => {
    for (const block of readPage(page).blocks)
      for (const span of 'spans' in block ? block.spans : block.items.flat())
        if (span.href !== undefined) expect(span.href).toMatch(/^(?:https?:\/\/|mailto:|tel:|\/(?![/\\]))/i);
  }, { runs: 1000 }); // prettier-ignore
});

it('hostile addresses of redirects lead only into this site or to a web page', async () => {
  const addresses = fc.oneof(hostileText(300), hostileText(100).map((text) => `/${text}`), hostileText(100).map((text) => `https://a.example/${text}`)); // prettier-ignore
  await fuzz(addresses, (address) => {
    for (const path of [readRedirectPath(address), redirectPath(address)])
      if (path !== null) expect(path.startsWith('/')).toBe(true);
    const target = readTarget(address);
    if (target !== null) expect(target).toMatch(/^(?:https?:\/\/|\/(?![/\\]))/i);
  }, { runs: 1000 }); // prettier-ignore
});

it('hostile sentences are written as they were read', async () => {
  const sentences = fc.oneof(
    storableText(),
    mutatedText(['Words [a](https://a.example/x) <b>bold</b> \\[x\\] <i>y</i>']),
  );
  await fuzz(sentences, (text) => {
    const words = readMarkup(text);
    for (const { href } of words.links) expect(href).toMatch(/^(?:https?:\/\/|mailto:)/);
    expect(readMarkup(writeMarkup(words))).toEqual(words);
    articleForm.safeParse({ headline: { text }, blocks: [{ text }] });
  }, { runs: 1000 }); // prettier-ignore
});
