import type { Pages } from '../../kit/context.ts';
import { importPages } from './import.tsx';
import { importListPages } from './list.tsx';
import { importMappingPages } from './mapping.tsx';

/** The desk's imports: adding tables, import profiles, running, each row's outcome. */
export const importsPages: Pages = (web, deps) => {
  for (const register of [importListPages, importMappingPages, importPages]) register(web, deps);
};
