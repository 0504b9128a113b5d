import type { RoomHoldings } from '../platform/holdings.ts';

export const letterHoldings: RoomHoldings = { holdings: [], more: { record: { letter: ['title'] } }, impersonal: ['letter_event'] };
