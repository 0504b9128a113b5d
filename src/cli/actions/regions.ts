import { AppError } from '../../platform/errors.ts';
import type { CountryWithRegions } from '../../search/places/stored-regions.ts';
import { CliError } from '../failures.ts';
import { readInput } from '../files.ts';
import { perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import type { Terminal } from '../terminal.ts';

/** The line for a country with regions. */
export const regionLine = (t: Terminal['t'], { country, regions: count, credit }: CountryWithRegions): string =>
  count === null ? t('cli.regions.damaged', { country, credit }) : t('cli.regions.line', { country, count, credit });

/** Adds the outlines of a country's regions, removes them, or lists all. */
export async function regions(
  terminal: Terminal,
  country: string | undefined,
  file: string | undefined,
  options: RecordOptions & { name: string; credit?: string; remove?: boolean },
): Promise<void> {
  const { t } = terminal;
  if (country && options.remove) {
    await perform(terminal, 'regions.remove', { country }, options).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found' ? new CliError('regions_none', { country }) : error;
    });
    terminal.out(t('cli.regions.removed', { country }));
    return;
  }
  if (country && !file) throw new CliError('regions_file');
  const { name, credit } = options;
  const found =
    country && file
      ? [await perform(terminal, 'regions.add', { country, geojson: await readInput(file), name, credit }, options)]
      : await perform(terminal, 'regions.list', {}, options);
  if (options.json) terminal.json(found);
  else terminal.out(found.length ? found.map((one) => regionLine(t, one)).join('\n') : t('cli.regions.none'));
}
