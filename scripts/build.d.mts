import type { BuildOptions } from 'esbuild';

/** The bundling options for Kronika's own code. */
export function bundling(): BuildOptions;
