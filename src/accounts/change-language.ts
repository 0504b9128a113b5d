import { z } from 'zod';
import { interfaceLocales } from '../platform/messages/messages.ts';
import { defineOperation } from '../platform/operation.ts';
import { desk } from './tables.ts';

/**
 * Sets the language in which the signed-in account sees the desk and gets emails. Without `language`, the account uses
 * the language of the publication.
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
