import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faces, sourceOf } from '../../../../scripts/type/subsets.mjs';
import { samples } from '../../../../scripts/type/samples.ts';
import { fallbackFiles } from '../../../../scripts/type/widths.ts';
import { testBrowser } from '../../../platform/testing/browser.ts';
import { builtAssets } from '../../testing/test-deps.ts';

/**
 * The rules of a fallback as readers get them, with a file in place of the font of their system. So the result is the
 * same on every machine.
 */
function withFiles(css: string, name: string): string {
  const parts = [
    'U+0-FF,U+131,U+152-153,U+2000-22FF',
    'U+100-130,U+132-151,U+154-2AF',
    'U+400-45F,U+2116',
    'U+460-52F',
  ];
  const rules = css.match(/@font-face\{[^}]*\}/g)!.filter((rule) => rule.includes(`"${name}"`));
  return rules
    .flatMap((rule) => {
      const cut = {
        weight: rule.includes('weight:700') ? 700 : 400,
        style: rule.includes('italic') ? 'italic' : 'normal',
      };
      const files = fallbackFiles[name]!(cut);
      return files.flatMap((file, part) => {
        const only = /unicode-range:([^;}]+)/.exec(rule)?.[1];
        if (only && files.length > 1 && part < 2) return [];
        const range = files.length > 1 ? parts[part] : only;
        const source = `url(data:font/${file.slice(file.lastIndexOf('.') + 1)};base64,${readFileSync(file, 'base64')})`;
        return rule
          .replace(/src:[^;]+/, `src:${source}`)
          .replace(/;unicode-range:[^}]+/, '')
          .replace('}', range ? `;unicode-range:${range}}` : '}');
      });
    })
    .join('');
}

const ourRules = (): string =>
  faces
    .map(
      (face) =>
        `@font-face{font-family:"${face.family}";font-weight:${face.weight};font-style:${face.style};src:url(data:font/ttf;base64,${readFileSync(sourceOf(face), 'base64')})}`,
    )
    .join('');

describe('a fallback', () => {
  let page: Page;
  let css: string;
  beforeAll(async () => {
    const { folder, manifest } = await builtAssets();
    css = readFileSync(join(folder, manifest['public.css']!), 'utf8');
    page = await (await (await testBrowser()).newContext()).newPage();
  });
  afterAll(() => page.context().close());

  it.each(Object.keys(fallbackFiles))('takes the same space as our letters: %s', async (name) => {
    const family = name.split(' ', 2).join(' ');
    const cuts = faces.filter((face) => face.family === family);
    await page.setContent(
      `<style>${ourRules()}${withFiles(css, name)} span{white-space:nowrap;line-height:normal} i{display:inline-block}</style>`,
    );
    const measured = await page.evaluate(
      async ({ families, cuts, samples }) => {
        const found = [];
        for (const { weight, style } of cuts)
          for (const [language, text] of Object.entries(samples)) {
            const sizes = [];
            for (const one of families) {
              const line = document.createElement('div');
              line.style.font = `${style} ${weight} 50px "${one}", monospace`;
              line.innerHTML = '<span></span><i></i>';
              line.firstElementChild!.textContent = text.replace(/\s+/g, ' ');
              document.body.append(line);
              await document.fonts.load(line.style.font, text);
              await document.fonts.ready;
              const box = line.firstElementChild!.getBoundingClientRect();
              sizes.push({
                width: box.width,
                height: box.height,
                baseline: line.lastElementChild!.getBoundingClientRect().bottom - box.top,
              });
              line.remove();
            }
            const [our, their] = sizes as [(typeof sizes)[0], (typeof sizes)[0]];
            found.push({
              what: `${weight} ${style} ${language}`,
              width: their.width / our.width,
              height: their.height - our.height,
              baseline: their.baseline - our.baseline,
            });
          }
        return found;
      },
      { families: [family, name], cuts: cuts.map(({ weight, style }) => ({ weight, style })), samples },
    );
    // The languages that share a script differ a little from their mean. The browser rounds ascent and descent to pixels.
    const differ = measured.filter(
      ({ width, height, baseline }) => Math.abs(width - 1) > 0.025 || Math.abs(height) > 1 || Math.abs(baseline) > 1,
    );
    expect(measured.length).toBe(cuts.length * 4);
    expect(differ).toEqual([]);
  });
});
