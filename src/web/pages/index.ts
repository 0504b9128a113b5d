import type { Pages } from '../context.ts';

/** Every page of the site, in the order their addresses are tried. */
export const allPages: readonly Pages[] = [];
