import { expect, it } from 'vitest';
import { picture } from '../../record/photos/testing/pictures.ts';
import { cleanLogo } from './clean-logo.ts';

it('a PNG with a head of another length is no logo', async () => {
  const png = await picture(1, { width: 20, height: 10, kind: 'png' });
  expect(cleanLogo(png)).toMatchObject({ type: 'image/png', width: 20, height: 10 });
  const short = Buffer.concat([png.subarray(0, 8), Buffer.from('\0\0\0\0IHDR\0\0\0\0', 'latin1')]);
  expect(cleanLogo(short)).toBeNull();
});

it('an SVG without a size that a picture can have is no logo', () => {
  const svg = (side: string): Uint8Array =>
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><rect/></svg>`);
  expect(cleanLogo(svg('100'))).toMatchObject({ width: 100, height: 100 });
  for (const side of ['1e308', '1e-320', 'Infinity', '-1', '0']) expect(cleanLogo(svg(side))).toBeNull();
});
