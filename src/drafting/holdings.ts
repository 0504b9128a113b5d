import type { RoomHoldings } from '../platform/holdings.ts';

export const draftingHoldings: RoomHoldings = {
  holdings: [],
  more: { record: { draft: ['title', 'content'], capture_order: ['url', 'why'] } },
  impersonal: [],
};
