import type { Pages } from '../context.ts';
import { stylePages } from '../design/specimen-pages.tsx';

/** Every page of the site, in the order their addresses are tried. */
export const allPages: readonly Pages[] = [stylePages];
