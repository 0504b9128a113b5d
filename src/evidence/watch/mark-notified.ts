import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';

/** Notes of which findings those who set the watch had a mail. */
export const markAlertsNotified = defineOperation({
  name: 'evidence.noteFindingsTold',
  permission: ['system'],
  input: z.object({ findings: z.array(z.number().int()).max(10_000) }),
  async write({ tx, input }): Promise<void> {
    if (input.findings.length)
      await tx.updateTable('watch_finding').set({ told: true }).where('id', 'in', input.findings).execute();
  },
});
