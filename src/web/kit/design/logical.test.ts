import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../platform/config/package-root.ts';

/**
 * Declarations that name the left or the right, and so are wrong on a page that is read from right to left. Gradients
 * may name them, because they are pictures.
 */
function findPhysical(css: string): string[] {
  const found = [];
  for (const [declaration, property, value] of css.replace(/\/\*[^]*?\*\//g, '').matchAll(/([a-z-]+):\s*([^;{}]+);/g)) {
    const sides = value!.trim().split(/\s+/);
    const named = /(?:^|-)(?:left|right)(?:-|$)/.test(property!) || /^(?:left|right)$/.test(value!.trim());
    const four =
      /^(?:margin|padding|inset|border-(?:width|style|color))$/.test(property!) &&
      sides.length === 4 &&
      sides[1] !== sides[3];
    if (named || four) found.push(declaration!);
  }
  return found;
}

it('recognises left and right', () => {
  expect(
    findPhysical(`
      a { margin-left: 1px; margin-inline-start: 1px; text-align: right; text-align: start; left: 0; }
      b { padding: 1px 2px 3px 4px; padding: 1px 2px 3px 2px; background: linear-gradient(to right, red, blue); }
      i { border-top-left-radius: 2px; float: left; float: inline-start; /* left: 0; */ }`),
  ).toEqual([
    'margin-left: 1px;',
    'text-align: right;',
    'left: 0;',
    'padding: 1px 2px 3px 4px;',
    'border-top-left-radius: 2px;',
    'float: left;',
  ]);
});

it('style sheets name no left and no right', () => {
  const source = join(packageRoot, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.css'));
  expect(files.length).toBeGreaterThan(15);
  expect(
    files.flatMap((file) => findPhysical(readFileSync(join(source, file), 'utf8')).map((one) => [file, one])),
  ).toEqual([]);
});
