import type { LeadPhoto } from '../../../publishing/public/lead-photos.ts';
import type { PublicPhoto } from '../../../publishing/public/public-photo.ts';
import type { PhotoSize } from '../../../record/photos/view.ts';

type PictureProps = {
  photo: { sizes: readonly PhotoSize[] };
  /** The address of the file for a size. */
  hrefOf(file: string): string;
  alt: string;
  /** The width of the picture on the page. Browsers choose a file by it (attribute `sizes` of HTML). */
  sizes: string;
  /** Whether the picture is visible at once. Such a picture is loaded first. */
  eager?: boolean;
};

/** A picture in its formats and sizes. The page reserves the picture's space while it loads. */
export function Picture({ photo, hrefOf, alt, sizes, eager }: PictureProps) {
  const of = (format: PhotoSize['format']): readonly PhotoSize[] => photo.sizes.filter((one) => one.format === format);
  const set = (format: PhotoSize['format']): string =>
    of(format)
      .map((one) => `${hrefOf(one.file)} ${one.width}w`)
      .join(', ');
  const plain = of('jpeg');
  const largest = plain.at(-1);
  if (!largest) return null;
  return (
    <picture>
      {(['avif', 'webp'] as const)
        .filter((format) => of(format).length)
        .map((format) => (
          <source type={`image/${format}`} srcset={set(format)} sizes={sizes} />
        ))}
      <img
        src={hrefOf((plain.find((one) => one.width >= 900) ?? largest).file)}
        srcset={set('jpeg')}
        sizes={sizes}
        width={largest.width}
        height={largest.height}
        alt={alt}
        loading={eager ? undefined : 'lazy'}
        fetchpriority={eager ? 'high' : undefined}
        decoding="async"
      />
    </picture>
  );
}

/** The public address of a photo's size. */
export const publicSize =
  (photo: Pick<PublicPhoto, 'number'>, address: (at: { number: number; file: string }) => string) =>
  (file: string): string =>
    address({ number: photo.number!, file });

/** The small lead photo of an article, beside the headline in a list. The headline makes a description unnecessary. */
export function Thumbnail({
  photo,
  hrefOf,
  eager,
}: {
  photo: LeadPhoto;
  hrefOf(file: string): string;
  eager?: boolean;
}) {
  const of = (format: PhotoSize['format']): PhotoSize | undefined => photo.sizes.find((one) => one.format === format);
  const [webp, plain] = [of('webp'), of('jpeg')];
  if (!plain) return null;
  return (
    <picture class="thumb">
      {webp ? <source type="image/webp" srcset={hrefOf(webp.file)} /> : null}
      <img
        src={hrefOf(plain.file)}
        width={plain.width}
        height={plain.height}
        alt=""
        loading={eager ? undefined : 'lazy'}
        decoding="async"
      />
    </picture>
  );
}
