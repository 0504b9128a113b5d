import { z } from 'zod';
import { entryDays } from './security-log/append-entry.ts';
import { upkeep } from './tables.ts';
import { noteEnded } from '../platform/erasing/note-erasure.ts';
import { defineOperation } from '../platform/operation.ts';
import { usedSince } from './sessions.ts';
import './factors/tables.ts';
import './security-log/tables.ts';
import './tokens/tables.ts';

/**
 * Deletes ended sessions, sign-ins and challenges, browsers that are no longer known, and one-time links and API tokens
 * that ended more than 30 days ago. Empties entries of the security log after a year; their hashes stay.
 */
export const purgeAccounts = defineOperation({
  name: 'accounts.purge',
  permission: upkeep,
  onFullDisk: 'runs',
  byClock: true,
  input: z.object({}),
  async write({ tx, at }) {
    const ago = (days: number): Date => new Date(at.getTime() - days * 86_400_000);
    const sessions = await tx
      .deleteFrom('session')
      .where((eb) => eb.or([eb('expires_at', '<=', at), eb('used_at', '<=', usedSince(at))]))
      .executeTakeFirst();
    const links = await tx.deleteFrom('one_time_link').where('expires_at', '<', ago(30)).executeTakeFirst();
    const devices = await tx.deleteFrom('known_device').where('expires_at', '<=', at).executeTakeFirst();
    const halves = await tx.deleteFrom('half_session').where('expires_at', '<=', at).executeTakeFirst();
    const steps = await tx.deleteFrom('recovery_step').where('expires_at', '<=', at).executeTakeFirst();
    const challenges = await tx.deleteFrom('used_challenge').where('expires_at', '<=', at).executeTakeFirst();
    const tokens = await tx
      .deleteFrom('api_token')
      .where((eb) => eb.or([eb('expires_at', '<', ago(30)), eb('revoked_at', '<', ago(30))]))
      .executeTakeFirst();
    const entries = await tx
      .updateTable('security_entry')
      .set({ entry: null })
      .where('at', '<', ago(entryDays))
      .where('entry', 'is not', null)
      .executeTakeFirst();
    await noteEnded(tx, {
      session: sessions.numDeletedRows,
      one_time_link: links.numDeletedRows,
      known_device: devices.numDeletedRows,
      half_session: halves.numDeletedRows,
      recovery_step: steps.numDeletedRows,
      used_challenge: challenges.numDeletedRows,
      api_token: tokens.numDeletedRows,
      security_entry: entries.numUpdatedRows,
    });
    return {
      sessions: Number(sessions.numDeletedRows),
      links: Number(links.numDeletedRows),
      devices: Number(devices.numDeletedRows),
    };
  },
});
