import { z } from 'zod';
import { createLog } from '../../platform/log/log.ts';
import { shippedAssets } from '../../web/kit/assets.ts';
import { makeMirror } from '../../web/site/mirror/make/make-mirror.ts';
import { defineCall } from './call.ts';

/** Creates a mirror of the public site, in any folder that the server can write to. */
export const mirror = defineCall({
  asSystem: true,
  input: z.object({ folder: z.string().min(1).max(4000), whole: z.boolean().default(false) }),
  run: ({ app, input, signal, progress, address }) =>
    makeMirror({
      app,
      assets: shippedAssets(),
      log: createLog(app.config.logLevel),
      address,
      folder: input.folder,
      whole: input.whole,
      signal,
      progress,
    }),
});
