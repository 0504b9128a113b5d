import type { LogoFile } from '../../../letters/signing/logos.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Ctx } from '../../kit/context.ts';
import { routes } from '../../routes.ts';

/** A logo for a page: the addresses of its small and large file, and the dimensions of the small one. */
export type LogoShown = { src: string; width: number; height: number; large?: string };

/** @param at the address of the small file, or a function that returns the address of a file by its name */
export function logoOf(files: readonly LogoFile[], at: string | ((file: string) => string)): LogoShown | null {
  const [small, large] = files;
  if (!small) return null;
  const address = (file: LogoFile): string => (typeof at === 'string' ? at : at(`${file.sha256}.webp`));
  return {
    src: address(small),
    width: small.width,
    height: small.height,
    ...(large && typeof at !== 'string' && { large: address(large) }),
  };
}

export const shownLogo = (letter: number, files: readonly LogoFile[]): LogoShown | null =>
  logoOf(files, (file) => routes.letterLogo({ number: letter, file }));

/** A signatory's logo. `alt` is empty, because the name is beside the logo. */
export function SignatureLogo({ logo }: { logo: LogoShown | null }) {
  if (!logo) return null;
  return (
    <img
      class="signature-logo"
      src={logo.src}
      srcset={logo.large ? `${logo.large} 2x` : undefined}
      width={logo.width}
      height={logo.height}
      alt=""
      loading="lazy"
    />
  );
}

/** @throws AppError `not_found` if there is no such logo */
export async function sendLogo(c: Ctx, sha256: string | null, caching: string): Promise<Response> {
  const bytes = sha256 && (await c.get('deps').app.blobs.get(sha256));
  if (!bytes) throw new AppError('not_found');
  return c.body(Uint8Array.from(bytes), 200, { 'Content-Type': 'image/webp', 'Cache-Control': caching });
}
