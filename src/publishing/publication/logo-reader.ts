import { declareReader } from '../../platform/readers/reader.ts';
import type { LogoFile } from './publication.ts';

/** A logo after cleaning: without scripts, addresses or metadata. */
export type CleanLogo = Omit<LogoFile, 'sha256'> & { bytes: Uint8Array };

/** Cleans a logo. The result is null for anything but an SVG picture or a PNG. */
export const ownLogoReader = declareReader<Uint8Array, CleanLogo | null>('publishing.logo', {
  seconds: 10,
  megabytes: 700,
});
