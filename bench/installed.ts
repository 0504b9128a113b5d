import { installedPackages, type InstalledPackage } from './measure/installed.ts';

const megabytes = (packages: readonly InstalledPackage[]): string =>
  (packages.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000_000).toFixed(1).padStart(7);

/**
 * Lists what `npm start` installs, largest first, and how much more `npm test` installs. `ROWS=20` sets how many
 * packages are listed.
 */
export async function bench(): Promise<void> {
  const rows = Number(process.env.ROWS ?? 20);
  const all = installedPackages();
  const [needed, development] = [all.filter((one) => !one.development), all.filter((one) => one.development)];
  for (const one of needed.slice(0, rows)) console.log(`${megabytes([one])} MB  ${one.name}`);
  console.log(`${megabytes(needed.slice(rows))} MB  ${Math.max(0, needed.length - rows)} other packages`);
  console.log(`${megabytes(needed)} MB  ${needed.length} packages: all that npm start installs (goal: 220 MB)`);
  console.log(`${megabytes(development)} MB  ${development.length} packages that only development and tests need`);
}
