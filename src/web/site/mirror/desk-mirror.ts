import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { administrators, editors } from '../../../accounts/tables.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { asAppError, errorCodes, type ErrorCode } from '../../../platform/errors.ts';
import { defineJob, sendJob } from '../../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run, type ChangeListener, type App } from '../../../platform/operation.ts';
import type { Progress } from '../../../platform/socket/lines.ts';
import { shippedAssets } from '../../kit/assets.ts';
import { readSetting, storeSetting } from '../../../platform/database/settings.ts';

/* The desk's mirror. It is in the folder `KRONIKA_MIRROR`, or in the data directory. A job creates or updates it on
   request, and also after changes if automatic updates are on. */

const settingName = 'mirror';
const madeName = 'site.mirror.made';
/** Seconds between a change and the update of the mirror, so that one update includes several changes. */
const gatherSeconds = 30;

const setting = z.object({ automatic: z.boolean() });
const made = z.object({
  at: z.iso.datetime(),
  seconds: z.number(),
  files: z.number(),
  bytes: z.number(),
  written: z.number(),
  removed: z.number(),
  whole: z.boolean(),
  publicKey: z.string(),
  /** Why and when the last attempt failed. Null if it succeeded. */
  failed: z.object({ at: z.iso.datetime(), code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]) }).nullable(),
});
export type Made = z.output<typeof made>;

/**
 * The state of the desk's mirror. `made` is null until there is a mirror. `failed` is set if the last attempt failed.
 */
export type DeskMirror = { automatic: boolean; made: Omit<Made, 'failed'> | null; failed: Made['failed'] };

export async function loadDeskMirror(db: Reader): Promise<DeskMirror> {
  const rows = await db
    .selectFrom('setting')
    .select(['name', 'value'])
    .where('name', 'in', [settingName, madeName])
    .execute();
  const valueOf = (name: string): unknown => rows.find((row) => row.name === name)?.value;
  const last = made.partial().safeParse(valueOf(madeName));
  const whole = made.omit({ failed: true }).safeParse(valueOf(madeName));
  return {
    automatic: isAutomatic(valueOf(settingName)),
    made: whole.success ? whole.data : null,
    failed: (last.success && last.data.failed) || null,
  };
}

const isAutomatic = (value: unknown): boolean => {
  const read = setting.safeParse(value);
  return read.success && read.data.automatic;
};

export const askForMirror = defineOperation({
  name: 'mirror.ask',
  permission: [...editors, ...administrators],
  input: z.object({ whole: z.boolean().default(false) }),
  write: ({ tx, input }) => sendJob(tx, mirrorJob, { whole: input.whole }),
});

/** Turns updates after every change on or off. */
export const followWithMirror = defineOperation({
  name: 'mirror.follow',
  permission: administrators,
  input: z.object({ automatic: z.boolean() }),
  async write({ tx, input, change }) {
    const before = await loadDeskMirror(tx);
    if (before.automatic === input.automatic) return;
    await storeSetting(tx, settingName, input);
    change({ kind: 'setting', thingId: 0, action: 'changed', before: { automatic: before.automatic }, after: input });
  },
});

/** Stores the result of a run. This does not change the record, so it causes no further update. */
const noteMade = defineOperation({
  name: 'mirror.note',
  permission: ['system'],
  input: made.partial(),
  async write({ tx, input }) {
    const known = (await readSetting(tx, madeName)) as object | undefined;
    await storeSetting(tx, madeName, { ...known, ...input });
  },
});

/**
 * If automatic updates are on, each change requests an update of the mirror. Changes within `gatherSeconds` cause one
 * update.
 */
export const mirrorListener: ChangeListener = {
  name: 'mirror',
  async onChange(tx) {
    if (isAutomatic(await readSetting(tx, settingName)))
      await sendJob(tx, mirrorJob, { whole: false }, { onceIn: gatherSeconds });
  },
};

export const mirrorJob = defineJob({
  name: 'mirror.make',
  input: z.object({ whole: z.boolean() }),
  retries: 0,
  minutes: 120,
  async handler({ input, app, log, signal }) {
    const { makeMirror } = await import('./make/make-mirror.ts');
    const started = performance.now();
    const now = (): string => app.now().toISOString();
    const tell = progressFile(app);
    try {
      await tell.write({ phase: 'cli.progress.mirroring' });
      const address = app.config.publicUrl ?? `http://localhost:${app.config.port}`;
      const {
        folder: _,
        made: __,
        paper: ___,
        ...done
      } = await makeMirror({
        app,
        assets: shippedAssets(),
        log,
        address,
        folder: app.config.mirrorDir,
        whole: input.whole,
        signal,
        progress: (progress) => void tell.write(progress),
      });
      await run(app, noteMade, systemPrincipal, {
        ...done,
        at: now(),
        seconds: Math.round((performance.now() - started) / 100) / 10,
        failed: null,
      });
    } catch (error) {
      const { code } = asAppError(error);
      // Another process is already updating the mirror, so this job has nothing to do.
      if (code === 'mirror_running') return;
      await run(app, noteMade, systemPrincipal, { failed: { at: now(), code } });
      throw error;
    } finally {
      await tell.end();
    }
  },
});

const progress = z.object({
  phase: z.string(),
  done: z.number().optional(),
  total: z.number().optional(),
  at: z.number(),
});

/** The progress of the job is stored in a file, because the page that shows it may belong to another process. */
function progressFile(app: App) {
  const path = join(app.config.dataDir, 'mirror.progress');
  let last = 0;
  return {
    async write(told: Progress): Promise<void> {
      if (Date.now() - last < 1000) return;
      last = Date.now();
      // An error while reporting progress must not stop the mirror.
      await writeFile(`${path}.part`, JSON.stringify({ ...told, at: last }), { mode: 0o600 })
        .then(() => rename(`${path}.part`, path))
        .catch(() => {});
    },
    end: () => rm(path, { force: true }),
  };
}

/** The progress of the current run. Null if there is none, or if it has reported no progress for five minutes. */
export async function mirrorProgress(app: App): Promise<Progress | null> {
  const text = await readFile(join(app.config.dataDir, 'mirror.progress'), 'utf8').catch(() => null);
  const read = text === null ? null : progress.safeParse(JSON.parse(text));
  return read?.success && Date.now() - read.data.at < 300_000 ? read.data : null;
}
