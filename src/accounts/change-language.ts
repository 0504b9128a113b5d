import { z } from 'zod';
import { interfaceLocales } from '../platform/messages/messages.ts';
import { defineOperation } from '../platform/operation.ts';
import { desk } from './tables.ts';

/**
 * Sets the language of the desk and of its emails for the signed-in account. Without a language, they have the
 * publication's.
 */
export const changeLanguage = defineOperation({
  name: 'accounts.changeLanguage',
  permission: desk,
  input: z.object({ language: z.enum(interfaceLocales, 'errors.field.language.bad').optional() }),
  async write({ tx, input, principal }) {
    await tx
      .updateTable('account')
      .set({ language: input.language ?? null })
      .where('id', '=', principal.accountId!)
      .execute();
  },
});
