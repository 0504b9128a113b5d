import { declareReader } from '../../platform/readers/reader.ts';
import type { LogoFile } from './publication.ts';

/** A logo without what may not be in it. */
export type CleanLogo = Omit<LogoFile, 'sha256'> & { bytes: Uint8Array };

/** Null if it is neither an SVG picture nor a PNG. */
export const ownLogoReader = declareReader<Uint8Array, CleanLogo | null>('publishing.logo', {
  seconds: 10,
  megabytes: 700,
});
