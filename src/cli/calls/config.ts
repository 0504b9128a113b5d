import { z } from 'zod';
import { reportSettings } from '../../platform/config/report-settings.ts';
import { settingNames } from '../../platform/config/settings.ts';
import { defineCall } from './call.ts';

/**
 * The settings of the server. `differ`: settings that differ from `given`, which are the settings of the command.
 */
export const configState = defineCall({
  asSystem: true,
  input: z.object({ given: z.record(z.string(), z.string()) }),
  run: async ({ input: { given } }) => ({
    lines: reportSettings(process.env),
    differ: settingNames.filter((name) => (process.env[name] || undefined) !== (given[name] || undefined)),
  }),
});
