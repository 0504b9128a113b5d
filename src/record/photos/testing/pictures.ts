import sharp from 'sharp';

/** A picture with a red left half and a right half of another colour. The picture differs for each `seed`. */
async function drawn(seed: number, width: number, height: number) {
  const half = await sharp({
    create: { width: Math.ceil(width / 2), height, channels: 3, background: { r: 200, g: (seed * 37) % 256, b: 30 } },
  })
    .png()
    .toBuffer();
  return sharp({
    create: { width, height, channels: 3, background: { r: (seed * 53) % 256, g: 90, b: 200 } },
  }).composite([{ input: half, left: 0, top: 0 }]);
}

export type PictureKind = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif';

/** The bytes of an uploaded picture. */
export async function picture(
  seed = 1,
  { width = 1200, height = 800, kind = 'jpeg' as PictureKind } = {},
): Promise<Buffer<ArrayBuffer>> {
  return Buffer.from(await (await drawn(seed, width, height)).toFormat(kind).toBuffer());
}

/**
 * What `tellingPicture` contains besides its pixels. A phone writes such data: a place, the device and a description.
 */
export const privateMetadata = { place: '43/1 14/1 30/1', camera: 'Sourcephone 9', words: 'Zarina Erasova at home' };

export async function tellingPicture(seed = 7): Promise<Buffer> {
  return (await drawn(seed, 800, 600))
    .withExif({
      IFD0: { Make: privateMetadata.camera, ImageDescription: privateMetadata.words, Copyright: privateMetadata.words },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: privateMetadata.place,
        GPSLongitudeRef: 'E',
        GPSLongitude: '76/1 53/1 10/1',
      },
    })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${privateMetadata.words}"/></rdf:RDF></x:xmpmeta>`,
    )
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}
