import type { Generated } from 'kysely';
import type { Obstacle as DatabaseObstacle, Remains } from '../database/old-versions.ts';

/**
 * What deleted the data: sealing, redaction, an end of storage, people who withdrew what they wrote, a restore, or a new
 * recovery key.
 */
export type Act = 'seal' | 'redact' | 'end' | 'withdraw' | 'restore' | 'rotate';

/** Why an erasure is not finished. `found`: the search of the files still found some of the words. */
export type Obstacle = DatabaseObstacle | 'found';

declare module '../database/tables.ts' {
  interface Tables {
    file_erasure: {
      id: Generated<string>;
      at: Generated<Date>;
      act: Act;
      thing_id: number | null;
      tables: string[];
      xid: Generated<number>;
      words: Uint8Array | null;
      finished_at: Date | null;
      obstacle: Obstacle | null;
      remains: Generated<Remains[]>;
    };
  }
}
