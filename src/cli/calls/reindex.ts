import { z } from 'zod';
import { run } from '../../platform/operation.ts';
import { rebuildSearch } from '../search-index.ts';
import { defineCall } from './call.ts';

export const reindex = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app, principal, why, progress }) =>
    run(
      app,
      rebuildSearch,
      principal,
      { progress: ({ done, total }) => progress({ phase: 'cli.progress.indexing', done, total }) },
      why,
    ),
});
