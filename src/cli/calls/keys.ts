import { z } from 'zod';
import { SigningKeys } from '../../platform/signing/signing-keys.ts';
import { defineCall } from './call.ts';

export const keyList = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app }) {
    const keys = new SigningKeys(app.config.dataDir);
    await keys.current(app.now());
    return { keys: await keys.history() };
  },
});

export const keyRotate = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app }) => new SigningKeys(app.config.dataDir).rotate(app.now()),
});
