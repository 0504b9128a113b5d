import { langOf } from '../../kit/components/own-words.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { LeadPhoto } from '../../../publishing/public/lead-photos.ts';
import type { PublicPhoto } from '../../../publishing/public/public-photo.ts';
import type { PhotoShape } from '../../../record/photos/crops.ts';
import { photoFormats, type PhotoFormat, type PictureKind } from '../../../record/photos/tables.ts';
import type { PhotoCrops, PhotoSize, PhotoView } from '../../../record/photos/view.ts';
import type { HeadMeta } from '../../kit/components/page-head.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';

/** The files of a picture in several sizes. `wide`: files of another crop, for wide screens. */
type Shown = { sizes: readonly PhotoSize[]; wide?: readonly PhotoSize[] };

type PictureProps = {
  photo: Shown;
  /** Returns the address of a file, by its name. */
  hrefOf(file: string): string;
  alt: string;
  /** The language of `alt`, if it is not the language of the page. */
  altLanguage?: string;
  /** The HTML attribute `sizes`: the width of the picture on the page. */
  sizes: string;
  /** Whether the picture is visible without scrolling, so that it must not be lazy-loaded. */
  eager?: boolean;
  /** The aspect ratio in which the page shows the picture if the crop does not exist yet. */
  ratio?: number;
};

/** A picture in several formats and sizes. The page reserves its space while it loads. */
export function Picture({ photo, hrefOf, alt, altLanguage, sizes, eager, ratio }: PictureProps) {
  const set = (shown: readonly PhotoSize[]): string => srcsetOf(shown, hrefOf);
  const plain = ofFormat(photo.sizes, 'jpeg');
  const largest = plain.at(-1);
  if (!largest) return null;
  return (
    <picture>
      {photoFormats.map((format) => {
        const shown = ofFormat(photo.wide ?? [], format);
        return shown.length ? (
          <source
            media="(min-width: 48rem)"
            type={`image/${format}`}
            srcset={set(shown)}
            sizes={sizes}
            width={shown.at(-1)!.width}
            height={shown.at(-1)!.height}
          />
        ) : null;
      })}
      {(['avif', 'webp'] as const).map((format) => {
        const shown = ofFormat(photo.sizes, format);
        return shown.length ? <source type={`image/${format}`} srcset={set(shown)} sizes={sizes} /> : null;
      })}
      <img
        src={hrefOf((plain.find((one) => one.width >= 900) ?? largest).file)}
        srcset={set(plain)}
        sizes={sizes}
        width={largest.width}
        height={ratio ? Math.round(largest.width / ratio) : largest.height}
        alt={alt}
        {...langOf({ language: altLanguage })}
        loading={eager ? undefined : 'lazy'}
        fetchpriority={eager ? 'high' : undefined}
        decoding="async"
      />
    </picture>
  );
}

const srcsetOf = (sizes: readonly PhotoSize[], hrefOf: PictureProps['hrefOf']): string =>
  sizes.map((one) => `${hrefOf(one.file)} ${one.width}w`).join(', ');

const ofFormat = (sizes: readonly PhotoSize[], format: PhotoFormat): readonly PhotoSize[] =>
  sizes.filter((one) => one.format === format);

/** Returns a function for the public addresses of the files of a photo. */
export const publicSize =
  (photo: Pick<PublicPhoto, 'number'>, address: (at: { number: number; file: string }) => string) =>
  (file: string): string =>
    address({ number: photo.number!, file });

/** Returns a function for the desk's addresses of the files of a photo. */
export const deskSize =
  (photo: { number: number }) =>
  (file: string): string =>
    routes.desk.photoFile({ number: photo.number, file });

/** The files of a crop, or of the whole picture if the crop does not exist yet. */
export const cropOf = (photo: { sizes: readonly PhotoSize[]; crops: PhotoCrops }, shape: PhotoShape): Shown => ({
  sizes: photo.crops[shape].some((one) => one.format === 'jpeg') ? photo.crops[shape] : photo.sizes,
});

/** Kinds of pictures that are not cropped below a headline, because a crop would cut off words. */
const uncut: readonly PictureKind[] = ['screenshot', 'document'];

/**
 * The picture below a headline: the crop `lead` on phones, and the crop `card` on wide screens, which is less high and
 * leaves more space for text. If one of these crops does not exist yet, the whole picture.
 */
export const leadOf = ({
  kind,
  sizes,
  crops,
}: {
  kind: PictureKind;
  sizes: readonly PhotoSize[];
  crops: Pick<PhotoCrops, 'lead' | 'card'>;
}): Shown =>
  uncut.includes(kind) || ![crops.lead, crops.card].every((crop) => ofFormat(crop, 'jpeg').length)
    ? { sizes }
    : { sizes: crops.lead, wide: crops.card };

/** The key of the message for the credit of a kind of picture. */
export const creditKey = (kind: PictureKind): string =>
  kind === 'photo' ? 'record.photos.by' : `record.photos.by.${kind}`;

/**
 * The credit of a picture and its licence: “Photo: Ada · CC BY 4.0”. No word is added to a credit that already begins
 * with one (“Drawing: Ada”).
 */
export const creditOf = (
  t: Translate,
  { kind, credit, licence }: { kind: PictureKind; credit: string; licence: string | null },
): string => [/^\p{L}+: /u.test(credit) ? credit : t(creditKey(kind), { credit }), licence].filter(Boolean).join(' · ');

/** The width of a picture below a headline (`sizes`). */
export const leadWidth = '(min-width: 46rem) 44rem, 94vw';

/** The places of a picture at the top of an item's page (CSS classes), each with the width of the picture (`sizes`). */
const headPlaces = {
  /** Below the name. */ lead: leadWidth,
  /** Beside the summary; on a phone below it. */ beside: '(min-width: 60rem) 20rem, 94vw',
  /** For a person. */ portrait: '12rem',
} as const;

/** The picture of a case or an actor at the top of its page, with its credit. */
export function HeadPicture({ photo, place }: { photo: PhotoView; place: keyof typeof headPlaces }) {
  const t = useWords();
  const { sizes, wide } = place === 'portrait' ? cropOf(photo, 'portrait') : leadOf(photo);
  return (
    <figure class={`head-picture ${place}`}>
      <Picture
        photo={place === 'lead' ? { sizes, wide } : { sizes }}
        hrefOf={publicSize(photo, routes.photo)}
        alt={photo.alt}
        altLanguage={photo.altLanguage}
        sizes={headPlaces[place]}
        eager
      />
      <figcaption class="credit">{creditOf(t, photo)}</figcaption>
    </figure>
  );
}

/** The maximum width of an Open Graph image, in pixels. No site shows wider images at full size. */
const maxSharedWidth = 1600;

/**
 * The Open Graph image: the crop `card`. If it does not exist yet, the largest file up to `maxSharedWidth`, or the
 * smallest file if all are wider. Always a JPEG, because every site can show JPEGs.
 */
export function sharedPicture(photo: {
  number: number;
  alt: string;
  sizes: readonly PhotoSize[];
  crops?: Pick<PhotoCrops, 'card'>;
}): { src: string; alt: string; width: number; height: number } | null {
  const jpegs = (sizes: readonly PhotoSize[] = []) =>
    sizes.filter((one) => one.format === 'jpeg').toSorted((a, b) => b.width - a.width);
  const best =
    jpegs(photo.crops?.card)[0] ??
    jpegs(photo.sizes).find((one, index, all) => one.width <= maxSharedWidth || index === all.length - 1);
  return best
    ? {
        src: routes.photo({ number: photo.number, file: best.file }),
        alt: photo.alt,
        width: best.width,
        height: best.height,
      }
    : null;
}

/** The data of the Open Graph image for the HTML head. */
export function sharedMeta(photo: PhotoView | null): Pick<HeadMeta, 'image' | 'imageSize'> {
  const shared = photo && sharedPicture(photo);
  return shared
    ? { image: { src: shared.src, alt: shared.alt }, imageSize: { width: shared.width, height: shared.height } }
    : {};
}

/**
 * The places of a small picture, each with the crop (`shape`), the width on the page (`sizes`), and the maximum width
 * of a file in pixels (`most`).
 */
const thumbPlaces = {
  /** Beside a headline. */ list: { shape: 'lead', sizes: '(min-width: 42rem) 10rem, max(6rem, 24vw)', most: 480 },
  /** Above a headline, in a column. */ column: { shape: 'lead', sizes: '(min-width: 40rem) 24rem, 94vw', most: 960 },
  /** Beside a name. */ name: { shape: 'square', sizes: '3.5rem', most: 320 },
} as const;

/** A small picture in a list. `alt` is empty because the picture only repeats the headline or name beside it. */
export function Thumbnail({
  photo,
  eager,
  place = 'list',
}: {
  photo: LeadPhoto;
  eager?: boolean;
  place?: keyof typeof thumbPlaces;
}) {
  const { shape, sizes, most } = thumbPlaces[place];
  const all = cropOf(photo, shape).sizes;
  const hrefOf = publicSize(photo, routes.photo);
  const set = (format: PhotoFormat): readonly PhotoSize[] => {
    const made = ofFormat(all, format);
    const small = made.filter((one) => one.width <= most);
    return small.length ? small : made.slice(0, 1);
  };
  const srcset = (shown: readonly PhotoSize[]): string => srcsetOf(shown, hrefOf);
  const plain = set('jpeg');
  const [small] = plain;
  if (!small) return null;
  // One modern format is enough for a small picture, and keeps the HTML of a long list small.
  const modern = [set('avif'), set('webp')].find((shown) => shown.length);
  return (
    <picture class={`thumb ${place}`}>
      {modern ? <source type={`image/${modern[0]!.format}`} srcset={srcset(modern)} sizes={sizes} /> : null}
      <img
        src={hrefOf(small.file)}
        srcset={plain.length > 1 ? srcset(plain) : undefined}
        sizes={plain.length > 1 ? sizes : undefined}
        width={small.width}
        height={small.height}
        alt=""
        loading={eager ? undefined : 'lazy'}
        decoding="async"
      />
    </picture>
  );
}
