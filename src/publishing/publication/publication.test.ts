import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  accents,
  contrast,
  backgrounds,
  minContrast,
  legibility,
  legible,
  markOf,
  readColour,
  type Mode,
} from './accent.ts';
import { cleanPng } from './clean-png.ts';
import { cleanSvg } from './clean-svg.ts';
import { readIssn } from './publication.ts';
import { publicationSchema } from './publication.ts';
import { namedIn } from '../../web/kit/publication.ts';

const issues = (over: object) => {
  const read = publicationSchema.safeParse({ name: 'Chronicle', language: 'en', ...over });
  return read.success ? [] : read.error.issues.map((issue) => [issue.path.join('.'), issue.message]);
};

describe('ISSN', () => {
  it('is read in various forms, and printed in one', () => {
    for (const written of ['2049-3630', '20493630', 'ISSN 2049-3630', ' 2049–3630 '])
      expect(readIssn(written)).toBe('2049-3630');
    expect([readIssn('0000-006x'), readIssn('0000-006Х')]).toEqual(['0000-006X', '0000-006X']);
  });

  it('is refused if a digit is wrong, or two are swapped', () => {
    const good = '20493630';
    for (let at = 0; at < 8; at++)
      for (let digit = 0; digit <= 9; digit++) {
        const slip = good.slice(0, at) + digit + good.slice(at + 1);
        expect([slip, readIssn(slip) !== null]).toEqual([slip, slip === good]);
      }
    expect([readIssn('20943630'), readIssn('2049-363'), readIssn('2049-36300'), readIssn('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(issues({ imprint: { issn: '2049-3631' } })).toEqual([
      ['imprint.issn', 'publishing.publication.error.issn.bad'],
    ]);
  });
});

describe('the accent colour', () => {
  it('is readable on every background, and so is text on its highlight', () => {
    const ink = { light: '#1c1b1a', dark: '#e7e4e0' } as const;
    for (const [key, accent] of Object.entries(accents))
      for (const ground of ['light', 'dark'] as Mode[]) {
        for (const paper of backgrounds[ground])
          expect([key, contrast(accent[ground], paper) >= minContrast]).toEqual([key, true]);
        expect(contrast(ink[ground], markOf(accent, ground))).toBeGreaterThan(7);
      }
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  });

  it('is refused if it is not readable, and the nearest readable one is suggested', () => {
    const read = publicationSchema.safeParse({
      name: 'Chronicle',
      language: 'en',
      accent: { light: '#ff9900', dark: '#203040' },
    });
    const told =
      read.error?.issues.map((issue) => [
        issue.path.join('.'),
        issue.message,
        'params' in issue ? (issue.params as { nearest: string }).nearest : null,
      ]) ?? [];
    expect(told.map(([path, message]) => [path, message])).toEqual([
      ['accent.light', 'publishing.publication.error.colour.light'],
      ['accent.dark', 'publishing.publication.error.colour.dark'],
    ]);
    const [light, dark] = told.map((one) => readColour(one[2]!)!);
    expect([legibility(light!, 'light') >= minContrast, legibility(dark!, 'dark') >= minContrast]).toEqual([
      true,
      true,
    ]);
    expect(legible('#1f4fa8', 'light')).toBe('#1f4fa8');
    expect(issues({ accent: { light: 'red', dark: '#ffffff' } })).toEqual([
      ['accent.light', 'publishing.publication.error.colour.bad'],
    ]);
  });
});

describe('an SVG logo', () => {
  it('keeps its drawing and loses everything that could run or load something', () => {
    const svg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50" onload="alert(1)">
      <style>@import url(https://elsewhere.example/x.css);</style><script>alert(2)</script><foreignObject><div>html</div></foreignObject>
      <image href="https://elsewhere.example/p.png"/><a href="javascript:alert(3)"><circle r="4"/></a><set attributeName="href" to="x"/>
      <defs><linearGradient id="g"><stop offset="0" style="stop-color:#123456;behavior:url(x)"/></linearGradient></defs>
      <path d="M0 0h9v9z" fill="url(#g)" onclick="x()" stroke="url(https://elsewhere.example/#a)"/><use xlink:href="#g"/><use href="https://elsewhere.example/#a"/>
      <text x="1">A &lt;b&gt; &amp; "c"</text></svg>`;
    const clean = cleanSvg(svg)!;
    expect([clean.width, clean.height]).toEqual([200, 50]);
    expect(clean.svg).toContain('<path d="M0 0h9v9z" fill="url(#g)">');
    expect(clean.svg).toContain('<stop offset="0" stop-color="#123456">');
    expect(clean.svg).toContain('<use href="#g">');
    expect(clean.svg).not.toMatch(
      /script|alert|elsewhere|javascript|style|foreign|image|onload|onclick|ENTITY|behavior|<b>|<set|<a[ >]/i,
    );
    // Cleaning the result again changes nothing.
    expect(cleanSvg(clean.svg)!.svg).toBe(clean.svg);
  });

  it('is refused without a drawing, a size, or valid SVG', () => {
    for (const bad of [
      '',
      'hello',
      '<html><svg viewBox="0 0 1 1"><path d="M0 0"/></svg></html>',
      '<svg viewBox="0 0 9 9"></svg>',
      '<svg><path d="M0 0"/></svg>',
      '<svg viewBox="0 0 0 9"><path d="M0 0"/></svg>',
    ])
      expect([bad, cleanSvg(bad)]).toEqual([bad, null]);
  });

  it('is refused if its references multiply into too many shapes', () => {
    const svg = (inside: string) => `<svg viewBox="0 0 9 9">${inside}</svg>`;
    const tens = (of: (id: string) => string) =>
      Array.from({ length: 8 }, (_, level) => of(`a${level}`).replace('>', ` id="a${level + 1}">`)).join('');
    const uses = (id: string) => `<g>${`<use href="#${id}"/>`.repeat(10)}</g>`;
    const patterns = (id: string) => `<pattern>${`<rect fill="url(#${id})"/>`.repeat(10)}</pattern>`;
    for (const bad of [
      `<rect id="a0"/>${tens(uses)}<use href="#a8"/>`,
      `<pattern id="a0"><rect/></pattern>${tens(patterns)}<rect style="fill: url('#a8')"/>`,
      '<g id="a"><use xlink:href="#a"/></g>',
    ])
      expect([bad, cleanSvg(svg(bad))]).toEqual([bad, null]);
    expect(cleanSvg(svg(`<g id="a"><rect/></g>${'<use href="#a"/>'.repeat(100)}`))).not.toBeNull();
  });
});

describe('a PNG logo', () => {
  const chunk = (name: string, data: Uint8Array): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.byteLength);
    head.write(name, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const header = (width: number, height: number) => {
    const data = Buffer.alloc(13);
    data.writeUInt32BE(width);
    data.writeUInt32BE(height, 4);
    return chunk('IHDR', data);
  };
  const png = (...chunks: Buffer[]) =>
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]);
  const end = chunk('IEND', Buffer.alloc(0));

  it('loses its metadata', () => {
    const clean = cleanPng(
      png(
        header(3, 2),
        chunk('tEXt', Buffer.from('Author\0Aliya')),
        chunk('eXIf', Buffer.from('GPS')),
        chunk('IDAT', deflateSync(Buffer.alloc(20))),
        end,
        Buffer.from('trailing words'),
      ),
    )!;
    expect([clean.width, clean.height]).toEqual([3, 2]);
    expect(Buffer.from(clean.bytes).toString('latin1')).not.toMatch(/Aliya|GPS|trailing/);
  });

  it('is refused if it is truncated, huge or another format', () => {
    for (const bad of [
      png(header(3, 2)),
      png(header(60_000, 60_000), end),
      png(end),
      Buffer.from('GIF89a'),
      png(header(0, 2), end),
    ])
      expect(cleanPng(bad)).toBeNull();
  });
});

describe('the settings', () => {
  it('refuse an invalid language, country, time zone or address, and name its field', () => {
    expect(issues({ name: ' ' })).toEqual([['name', 'publishing.publication.error.name.missing']]);
    expect(issues({ contentLanguages: ['en', 'english'] })).toEqual([
      ['contentLanguages.1', 'errors.field.language.bad'],
    ]);
    expect(issues({ contentLanguages: ['en', 'ru', 'en'] })).toEqual([
      ['contentLanguages.2', 'publishing.publication.error.language.twice'],
    ]);
    expect(issues({ jurisdictions: ['KZ', 'XX'] })).toEqual([
      ['jurisdictions.1', 'publishing.publication.error.country.bad'],
    ]);
    expect(issues({ timeZone: 'Almaty' })).toEqual([['timeZone', 'publishing.publication.error.zone.bad']]);
    expect(issues({ imprint: { email: 'desk' } })).toEqual([
      ['imprint.email', 'publishing.publication.error.email.bad'],
    ]);
    expect(issues({ interfaceLanguages: [] })).toEqual([
      ['interfaceLanguages', 'publishing.publication.error.interface.missing'],
    ]);
    expect(issues({ translations: [{ language: 'en', name: 'Again' }] })).toEqual([
      ['translations.0.language', 'publishing.publication.error.language.own'],
    ]);
    expect(issues({ timeZone: 'Asia/Almaty', jurisdictions: ['KZ', 'XK'], contentLanguages: ['en', 'kk'] })).toEqual(
      [],
    );
  });

  it('name the publication in a reader’s language if available', () => {
    const paper = {
      name: 'Chronicle',
      motto: 'Who says so',
      translations: [{ language: 'ru', name: 'Хроника', motto: undefined }],
    };
    expect(namedIn(paper, 'ru')).toEqual({ name: 'Хроника', motto: 'Who says so' });
    expect(namedIn(paper, 'cs')).toEqual({ name: 'Chronicle', motto: 'Who says so' });
  });
});
