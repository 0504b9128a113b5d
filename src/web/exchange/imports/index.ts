import type { Pages } from '../../kit/context.ts';
import { importPages } from './import.tsx';
import { importListPages } from './list.tsx';
import { importMappingPages } from './mapping.tsx';

/** The desk's pages for imports: uploading tables, import profiles, running an import, and the outcome of each row. */
export const importsPages: Pages = (web, deps) => {
  for (const register of [importListPages, importMappingPages, importPages]) register(web, deps);
};
