// The @font-face rules: our fonts, and fonts of the reader's system that are scaled to take the same space.
import { readFileSync } from 'node:fs';

/**
 * For each of our font families, the fonts of common operating systems that a browser shows until ours are loaded.
 * `latin` and `cyrillic` are the widths of our letters in percent of theirs, from fallbacks.test.ts. `local` has the
 * full names of a font, and of fonts with the same widths.
 */
const families = JSON.parse(readFileSync(new URL('fallbacks.json', import.meta.url), 'utf8'));

/** Writes a rule, without the descriptors that have their default values. */
const rule = (descriptors) =>
  `@font-face{${Object.entries(descriptors)
    .filter(([name, value]) => value && !(name === 'font-weight' && value === 400) && value !== 'normal')
    .map(([name, value]) => `${name}:${value}`)
    .join(';')}}`;

/**
 * `font-display: optional`: a font that arrives late is used only from the next page on, so that no text moves while
 * someone reads it.
 */
export const webFontRules = (fonts, addresses) =>
  fonts
    .map(({ family, weight, style, range }, index) =>
      rule({
        'font-family': `"${family}"`,
        'font-weight': weight,
        'font-style': style,
        'font-display': 'optional',
        src: `url("${addresses[index]}") format("woff2")`,
        'unicode-range': range,
      }),
    )
    .join('');

/** The difference of two widths in percent that is too small for two rules. */
const alike = 0.5;
const percent = (number) => `${Number(number.toFixed(2))}%`;

/** The widths of a face by unicode-range. Cyrillic is second: if several rules cover a letter, the last one applies. */
const widthsOf = ({ latin, cyrillic }) =>
  Math.abs(latin - cyrillic) < alike
    ? [[null, (latin + cyrillic) / 2]]
    : [
        [null, latin],
        ['U+400-52F', cyrillic],
      ];

export const fallbackRules = () =>
  families
    .flatMap(({ family, ascent, descent, lineGap, locals }) =>
      locals.flatMap(({ name, faces }) =>
        faces.flatMap(({ weight, style, local, ...widths }) =>
          widthsOf(widths).map(([letters, width]) =>
            rule({
              'font-family': `"${family} ${name}"`,
              'font-weight': weight,
              'font-style': style,
              src: local.map((one) => `local("${one}")`).join(),
              'size-adjust': percent(width),
              'ascent-override': percent((ascent / width) * 100),
              'descent-override': percent((descent / width) * 100),
              'line-gap-override': percent((lineGap / width) * 100),
              'unicode-range': letters,
            }),
          ),
        ),
      ),
    )
    .join('');
