import sharp from 'sharp';
import { paint } from './card.ts';
import { covers, face, outline, widthOf } from './type.ts';

/** The publication's first letter on the accent colour, 48 by 48 pixels, as PNG. */
export async function drawMark({ name, accent }: { name: string; accent: string }): Promise<Buffer> {
  const serif = await face('pt-serif');
  const size = 480;
  const letter = Array.from(name)[0]?.toUpperCase() ?? '';
  const drawn = covers(serif, letter)
    ? [`<path fill="#ffffff" d="${outline(serif, letter, (size - widthOf(serif, letter, 360)) / 2, 365, 360)}"/>`]
    : [];
  return sharp(
    await paint({ width: size, height: size }, [
      `<rect x="0" y="0" width="${size}" height="${size}" fill="${accent}"/>`,
      ...drawn,
    ]),
  )
    .resize(48, 48)
    .png()
    .toBuffer();
}
