import { z } from 'zod';
import { removeExample } from '../../exchange/example/remove.ts';
import { run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

export const exampleRemove = defineCall({
  input: z.object({}),
  run({ app, principal, why, progress }) {
    progress({ phase: 'cli.progress.removing' });
    return run(app, removeExample, principal, {}, why);
  },
});
