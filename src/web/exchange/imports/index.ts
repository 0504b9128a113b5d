import type { Pages } from '../../kit/context.ts';
import { importPages } from './import.tsx';
import { importListPages } from './list.tsx';
import { importMappingPages } from './mapping.tsx';

/** The desk's imports: bringing tables in, mapping, running, each row's fate. */
export const importsPages: Pages = (web, deps) => {
  for (const register of [importListPages, importMappingPages, importPages]) register(web, deps);
};
