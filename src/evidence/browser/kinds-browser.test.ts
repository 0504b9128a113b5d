import { afterAll, describe, expect, it } from 'vitest';
import { isFurtherBrowser } from '../../platform/testing/browser.ts';
import { whole } from '../../platform/testing/whole.ts';
import { closeServers } from '../fetch/fetch-servers.factory.ts';
import { verdictOn } from './kind.factory.ts';
import { kinds } from './kinds.factory.ts';

afterAll(closeServers);

describe.skipIf(isFurtherBrowser && !whole)('the verdict on a capture, by its replay in the viewer', () => {
  it.each(kinds.filter(({ usual }) => usual))(
    'is right for $name, and nothing else was contacted',
    async (kind) => {
      const { got, expected } = await verdictOn(kind);
      expect(got).toEqual(expected);
    },
    200_000,
  );
});
