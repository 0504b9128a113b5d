import type { RoomHoldings } from '../platform/holdings.ts';

export const exchangeHoldings: RoomHoldings = {
  holdings: [],
  more: {
    record: { import: ['file_name', 'why'], import_fate: ['notes'], import_row: ['identity'] },
    work: { import_mapping: ['name'] },
  },
  impersonal: ['imported_thing'],
};
