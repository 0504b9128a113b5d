import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';

/** Records which alerts were emailed to the people who watch the pages. */
export const markAlertsNotified = defineOperation({
  name: 'evidence.noteFindingsTold',
  permission: ['system'],
  input: z.object({ findings: z.array(z.number().int()).max(10_000) }),
  async write({ tx, input }): Promise<void> {
    if (input.findings.length)
      await tx.updateTable('watch_finding').set({ told: true }).where('id', 'in', input.findings).execute();
  },
});
