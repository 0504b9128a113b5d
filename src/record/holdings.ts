import type { RoomHoldings } from '../platform/holdings.ts';

export const recordHoldings: RoomHoldings = {
  holdings: [
    {
      key: 'record', of: 'named', where: ['database', 'files'], told: true, erased: 'desk',
      columns: {
        actor: [], actor_name: ['text'], case: ['title', 'summary'], event: ['title'], proceeding: ['title'], charge: ['title'], order: ['title'], claim: ['wording', 'support_note'], chain_link: ['as_written'], statement: ['value'], fact: ['value'], question: ['wording'],
        source: ['title', 'note'], source_address: ['url'], capture: ['text', 'requested_url', 'final_url'], passage: ['exact', 'prefix', 'suffix'], change: ['before', 'after'], disagreement_answer: ['reason'], duplicate: ['why'], duplicate_key: ['key'], merger: ['why'], thing: ['withdrawn_reason'],
        sealed_content: [], sealed_for: [],
      },
    },
    { key: 'photos', of: 'named', where: ['database', 'files'], told: true, erased: 'desk', columns: { photo: ['credit', 'alt', 'note'], photo_actor: [], photo_file: [] } },
  ],
  impersonal: ['case_began', 'derivation', 'disagreement', 'duplicate_due', 'rests_elsewhere', 'tombstone'],
};
