import { readFileSync } from 'node:fs';

/**
 * How Vite transforms Kronika's own code, for tests and `npm run dev`; `bundling` in build.mjs has the same for
 * esbuild.
 */
export const transform = {
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  plugins: [
    {
      name: 'text-files',
      enforce: 'pre',
      load: (id) => (id.endsWith('.txt') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : null),
    },
  ],
};
