import { afterAll, describe, expect, it } from 'vitest';
import { closeServers } from '../fetch/fetch-servers.factory.ts';
import { verdictOn } from './kind.factory.ts';
import { kinds } from './kinds.factory.ts';

afterAll(closeServers);

describe('the verdict on a capture, by its replay in the viewer', () => {
  it.each(kinds)(
    'is right for $name, and nothing else was contacted',
    async (kind) => {
      const { got, expected } = await verdictOn(kind);
      expect(got).toEqual(expected);
    },
    200_000,
  );
});
