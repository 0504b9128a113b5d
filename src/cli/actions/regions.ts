import { addRegions, listRegions, removeRegions } from '../../search/places/region-files.ts';
import { readConfig } from '../../platform/config/config.ts';
import { CliError } from '../failures.ts';
import { readInput } from '../files.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Adds the outlines of a country's regions to the data folder, removes them, or lists all. Opens no database, so the
 * server can run.
 */
export async function regions(
  terminal: Terminal,
  country: string | undefined,
  file: string | undefined,
  options: { name: string; credit?: string; remove?: boolean; json?: boolean },
): Promise<void> {
  const { t } = terminal;
  const { dataDir } = readConfig(terminal.env);
  if (country && options.remove) {
    if (!(await removeRegions(dataDir, country))) throw new CliError('regions_none', { country });
    terminal.out(t('cli.regions.removed', { country }));
    return;
  }
  if (country && !file) throw new CliError('regions_file');
  const found =
    country && file
      ? [
          await addRegions(dataDir, {
            country,
            geojson: await readInput(file),
            name: options.name,
            credit: options.credit ?? '',
          }),
        ]
      : await listRegions(dataDir);
  if (options.json) terminal.json(found);
  else
    terminal.out(
      found.length
        ? found.map((one) => t('cli.regions.line', { ...one, count: one.regions })).join('\n')
        : t('cli.regions.none'),
    );
}
