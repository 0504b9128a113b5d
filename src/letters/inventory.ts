import type { Reader } from '../platform/database/tx.ts';
import type { InventoryFacts, ModuleInventory } from '../platform/inventory.ts';
import { letter } from './kind.ts';

declare module '../platform/inventory.ts' {
  interface InventoryFacts {
    /** Whether there is a letter that is written and signed here, not one that is known from sources. */
    letters: boolean;
  }
}

export const letterInventory: ModuleInventory = {
  inventory: [
    {
      key: 'signatures',
      of: 'reader',
      where: ['database', 'mail'],
      forReaders: true,
      deletedBy: 'self',
      when: ({ letters }) => letters,
      columns: {
        letter_signature: ['name', 'signer', 'role', 'place', 'email', 'refusal_note'],
        letter_invitation: ['organisation', 'email', 'reason', 'bounce'],
        letter_addressee: ['name', 'office', 'address', 'email'],
        letter_mail: ['bounce'],
        letter_logo: [],
      },
    },
  ],
  ofOtherEntries: {
    record: {
      ...letter.textColumns,
      letter_version: ['content', 'docs', 'why'],
      letter_demand: ['texts'],
      letter_response: ['note'],
    },
  },
  withoutPersonalData: ['letter_count', 'letter_event', 'letter_about', 'letter_demand_claim', 'letter_reminder'],
};

export const letterFacts = async (db: Reader): Promise<Pick<InventoryFacts, 'letters'>> => ({
  letters:
    (await db.selectFrom('letter').select('id').where('sort', '=', 'hosted').limit(1).executeTakeFirst()) !== undefined,
});
