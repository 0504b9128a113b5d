import { z } from 'zod';
import { SigningKeys } from '../../platform/signing/signing-keys.ts';
import { defineCall } from './call.ts';

export const keyList = defineCall({
  asHouse: true,
  input: z.object({}),
  async run({ house }) {
    const keys = new SigningKeys(house.config.dataDir);
    await keys.current(house.now());
    return { keys: await keys.history() };
  },
});

export const keyRotate = defineCall({
  asHouse: true,
  input: z.object({}),
  run: ({ house }) => new SigningKeys(house.config.dataDir).rotate(house.now()),
});
