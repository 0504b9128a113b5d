import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import families from './fallbacks.json' with { type: 'json' };
import { samplesOf } from './samples.ts';
import { faces, sourceOf } from './subsets.mjs';
import { fallbackFiles, openFace, ratio } from './widths.ts';

const ours = ({ family, weight, style }: { family: string; weight: number; style: string }) =>
  openFace([sourceOf(faces.find((one) => one.family === family && one.weight === weight && one.style === style)!)]);
const rounded = (number: number): number => Math.round(number * 100) / 100;

describe.each(families)('the fallbacks of $family', ({ family, ascent, descent, lineGap, locals }) => {
  it('have our ascent and descent', () => {
    for (const face of faces.filter((one) => one.family === family)) {
      const [font] = ours(face);
      const { ascender, descender, lineGap: gap } = font!.tables['hhea'] as Record<string, number>;
      const inPercent = (units: number) => rounded((units / font!.unitsPerEm) * 100);
      expect([inPercent(ascender!), inPercent(-descender!), inPercent(gap!)]).toEqual([ascent, descent, lineGap]);
    }
  });

  // If this fails because a font has changed, copy the numbers that it shows to fallbacks.json.
  it.each(locals)('of $name take as much space as our letters', ({ name, faces: cuts }) => {
    const measured = cuts.map((cut) => {
      const [our, their] = [ours({ family, ...cut }), openFace(fallbackFiles[`${family} ${name}`]!(cut))];
      return {
        ...cut,
        latin: rounded(ratio(our, their, samplesOf.latin)),
        cyrillic: rounded(ratio(our, their, samplesOf.cyrillic)),
      };
    });
    expect(cuts).toEqual(measured);
  });

  it('replace each weight and style that we have', () => {
    const all = faces.flatMap(({ weight, style, ...face }) => (face.family === family ? [{ weight, style }] : []));
    for (const { faces: cuts } of locals) expect(cuts.map(({ weight, style }) => ({ weight, style }))).toEqual(all);
  });

  it('are the next in the style sheet', () => {
    const css = readFileSync(new URL('../../src/web/kit/design/base.css', import.meta.url), 'utf8');
    const stack = [family, ...locals.map(({ name }) => `${family} ${name}`)].map((one) => `'${one}'`).join(', ');
    expect(css.replace(/\s+/g, ' ')).toContain(`: ${stack}, ${family === 'PT Sans' ? 'sans-serif' : 'serif'};`);
  });
});
