import type { Translate } from '../../../platform/messages/messages.ts';
import type { LeadPhoto } from '../../../publishing/public/lead-photos.ts';
import type { PublicPhoto } from '../../../publishing/public/public-photo.ts';
import { photoShapes, type PhotoShape } from '../../../record/photos/crops.ts';
import type { PictureKind } from '../../../record/photos/tables.ts';
import type { PhotoCrops, PhotoSize, PhotoView } from '../../../record/photos/view.ts';
import type { HeadMeta } from '../../kit/components/page-head.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';

type PictureProps = {
  photo: { sizes: readonly PhotoSize[] };
  /** The address of the file for a size. */
  hrefOf(file: string): string;
  alt: string;
  /** The width of the picture on the page. Browsers choose a file by it (attribute `sizes` of HTML). */
  sizes: string;
  /** Whether the picture is visible at once. Such a picture is loaded first. */
  eager?: boolean;
  /** The proportions in which the page shows the picture, until its crop is made. */
  ratio?: number;
};

/** A picture in its formats and sizes. The page reserves the picture's space while it loads. */
export function Picture({ photo, hrefOf, alt, sizes, eager, ratio }: PictureProps) {
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
        height={ratio ? Math.round(largest.width / ratio) : largest.height}
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

/** The addresses of a photo's files at the desk. */
export const deskSize =
  (photo: { number: number }) =>
  (file: string): string =>
    routes.desk.photoFile({ number: photo.number, file });

/** The sizes of a crop. Until the crop is made, those of the whole picture. */
export const cropOf = (photo: { sizes: readonly PhotoSize[]; crops: PhotoCrops }, shape: PhotoShape) => ({
  sizes: photo.crops[shape].some((one) => one.format === 'jpeg') ? photo.crops[shape] : photo.sizes,
});

/** The message key for the credit of a kind of picture. */
export const creditKey = (kind: PictureKind): string =>
  kind === 'photo' ? 'record.photos.by' : `record.photos.by.${kind}`;

/** Who made a picture, and its licence: “Photo: Ada · CC BY 4.0”. A credit that says itself what the picture is stands alone. */
export const creditOf = (
  t: Translate,
  { kind, credit, licence }: { kind: PictureKind; credit: string; licence: string | null },
): string => [/^\p{L}+: /u.test(credit) ? credit : t(creditKey(kind), { credit }), licence].filter(Boolean).join(' · ');

/** The picture of a case or an actor at the head of its page, with its credit. */
export function HeadPicture({ photo, shape }: { photo: PhotoView; shape: 'lead' | 'portrait' }) {
  const t = useWords();
  const [across, down] = photoShapes[shape].ratio;
  return (
    <figure class={`head-picture ${shape}`}>
      <Picture
        photo={cropOf(photo, shape)}
        hrefOf={publicSize(photo, routes.photo)}
        alt={photo.alt}
        sizes={shape === 'portrait' ? '12rem' : '(min-width: 60rem) 42rem, 94vw'}
        eager
        ratio={across / down}
      />
      <figcaption class="credit">{creditOf(t, photo)}</figcaption>
    </figure>
  );
}

/** The widest picture for a shared link, in pixels. No site shows wider pictures at full size. */
const widest = 1600;

/**
 * The picture for shared links: the card, or, until it is made, the largest JPEG up to `widest`. If all are wider, the
 * smallest. JPEG, because every site can show it.
 */
export function sharedPicture(photo: {
  number: number;
  alt: string;
  sizes: readonly PhotoSize[];
  crops?: PhotoCrops;
}): { src: string; alt: string; width: number; height: number } | null {
  const jpegs = (sizes: readonly PhotoSize[] = []) =>
    sizes.filter((one) => one.format === 'jpeg').toSorted((a, b) => b.width - a.width);
  const best =
    jpegs(photo.crops?.card)[0] ??
    jpegs(photo.sizes).find((one, index, all) => one.width <= widest || index === all.length - 1);
  return best
    ? {
        src: routes.photo({ number: photo.number, file: best.file }),
        alt: photo.alt,
        width: best.width,
        height: best.height,
      }
    : null;
}

/** The data for the head of a page with this picture. */
export function sharedMeta(photo: PhotoView | null): Pick<HeadMeta, 'image' | 'imageSize'> {
  const shared = photo && sharedPicture(photo);
  return shared
    ? { image: { src: shared.src, alt: shared.alt }, imageSize: { width: shared.width, height: shared.height } }
    : {};
}

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
  const { sizes } = cropOf(photo, 'lead');
  const of = (format: PhotoSize['format']): PhotoSize | undefined => sizes.find((one) => one.format === format);
  const [small, plain] = [of('avif') ?? of('webp'), of('jpeg')];
  if (!plain) return null;
  return (
    <picture class="thumb">
      {small ? <source type={`image/${small.format}`} srcset={hrefOf(small.file)} /> : null}
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
