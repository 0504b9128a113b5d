import type { Pages } from '../context.ts';
import { stylePages } from '../design/specimen-pages.tsx';
import { accountPages } from './desk/accounts/accounts.tsx';
import { entryPages } from './desk/accounts/entry.tsx';
import { homePages } from './desk/home/home.tsx';
import { publicPages } from './public/index.ts';

/** Every page of the site, in the order their addresses are tried. */
export const allPages: readonly Pages[] = [entryPages, homePages, accountPages, stylePages, publicPages];
