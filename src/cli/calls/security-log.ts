import { z } from 'zod';
import { noteExport } from '../../accounts/security-log/note-export.ts';
import { securityLines } from '../../accounts/security-log/read-log.ts';
import { oversight } from '../../accounts/tables.ts';
import { verifySecurityLog } from '../../evidence/log/verify-security-log.ts';
import { AppError } from '../../platform/errors.ts';
import { mayRun, run } from '../../platform/operation.ts';
import { defineCall } from './call.ts';

/** Sends the security log as JSON Lines, and verifies it. */
export const securityLog = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal, send }) {
    if (!mayRun(principal, { permission: oversight }))
      throw new AppError('not_permitted', { details: { roles: oversight.join(', ') } });
    await run(app, noteExport, principal, {});
    let bytes = 0;
    for await (const lines of securityLines(app.db.read)) {
      const chunk = Buffer.from(lines);
      await send(chunk);
      bytes += chunk.byteLength;
    }
    return { ...(await verifySecurityLog(app)), bytes };
  },
});

/** Verifies the security log without sending it. */
export const securityLogCheck = defineCall({
  asSystem: true,
  input: z.object({}),
  run: ({ app }) => verifySecurityLog(app),
});
