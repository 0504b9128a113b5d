import { declareReader } from '../../platform/readers/reader.ts';
import type { Region } from './regions.ts';

/** Reads regions from GeoJSON (read-regions.ts). */
export const regionsReader = declareReader<{ text: string; name: string }, Region[]>('regions.read', {
  seconds: 20,
  megabytes: 700,
});
