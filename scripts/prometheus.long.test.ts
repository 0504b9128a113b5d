import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';
import { kronikaServing, useKronika } from '../src/cli/testing/kronika.ts';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

useKronika();

const promtool = (args: string[], input?: string) =>
  spawnSync('promtool', args, {
    cwd: join(packageRoot, 'deploy/prometheus'),
    encoding: 'utf8',
    timeout: 60_000,
    input,
  });
const lacksPromtool = promtool(['--version']).error !== undefined;
const reason = lacksPromtool ? ' (skipped: promtool is missing; Debian has it in the package prometheus)' : '';

it.skipIf(lacksPromtool)(
  `Prometheus loads the alerts and the example, and the alerts pass their tests${reason}`,
  () => {
    for (const args of [
      ['check', 'rules', 'kronika.rules.yml'],
      ['test', 'rules', 'kronika.rules.test.yml'],
      ['check', 'config', 'scrape.yml'],
    ]) {
      const run = promtool(args);
      expect([args, run.status, run.stdout + run.stderr]).toEqual([args, 0, expect.stringContaining('SUCCESS')]);
    }
  },
);

it.skipIf(lacksPromtool)(`Prometheus reads what a server answers, and finds nothing to improve${reason}`, async () => {
  const folder = tempDir();
  const socketPath = join(folder, 'metrics');
  const server = await kronikaServing({ KRONIKA_DATA: join(folder, 'data'), KRONIKA_METRICS: socketPath });
  await (await fetch(`${server.address}/about`)).text();
  const scraped = await new Promise<string>((resolve, reject) =>
    request({ socketPath, path: '/metrics' }, (answer) => text(answer).then(resolve, reject))
      .on('error', reject)
      .end(),
  );
  expect(await server.stop()).toBe(0);
  expect(scraped).toContain('# TYPE kronika_http_requests_total counter');
  const run = promtool(['check', 'metrics'], scraped);
  expect([run.status, run.stdout + run.stderr]).toEqual([0, '']);
});
