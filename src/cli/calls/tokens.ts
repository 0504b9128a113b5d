import { z } from 'zod';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { listTokens } from '../../accounts/tokens/find-token.ts';
import { revokeToken } from '../../accounts/tokens/revoke-token.ts';
import { administrators } from '../../accounts/tables.ts';
import { mayRun, run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

export const tokenAdd = defineCall({
  input: createToken.input,
  async run({ app, principal, input, why }) {
    const { id, token, expiresAt } = await run(app, createToken, principal, input, why);
    return { number: id, token, until: expiresAt.toISOString() };
  },
});

export const tokenList = defineCall({
  input: z.object({}),
  async run({ app, principal }) {
    const all = mayRun(principal, { permission: administrators });
    const tokens = await listTokens(app.db.read, app.now(), all ? undefined : principal.accountId!);
    return tokens.map((one) => ({
      number: one.id,
      name: one.name,
      owner: one.email,
      scopes: one.scopes,
      until: one.expiresAt.toISOString(),
      used: one.usedOn,
      state: one.state,
    }));
  },
});

export const tokenRevoke = defineCall({
  input: revokeToken.input,
  run: ({ app, principal, input, why }) => run(app, revokeToken, principal, input, why),
});
