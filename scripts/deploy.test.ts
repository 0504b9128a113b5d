import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../src/platform/config/package-root.ts';
import { readConfig } from '../src/platform/config/config.ts';
import { settingNames } from '../src/platform/config/settings.ts';
import { tempDir } from '../src/platform/testing/temp-dir.ts';

const folder = join(packageRoot, 'deploy');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found!);

it('the image runs as its own user on a read-only root, has one volume, and checks the health of the server', () => {
  const dockerfile = read('Dockerfile');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  expect(all(dockerfile, /^FROM (\S+)/gm).filter((image) => !/:\d+-trixie-slim$/.test(image))).toEqual([]);
  expect(all(last, /^USER (\S+)$/gm)).toEqual(['10001:10001']);
  expect(all(last, /^VOLUME (\S+)$/gm)).toEqual(['/data']);
  expect(last.indexOf('\nUSER ')).toBeGreaterThan(last.lastIndexOf('\nRUN '));
  expect(last).toMatch(/^HEALTHCHECK [^]*\/health\/live/m);
  expect(dockerfile).not.toMatch(/^ADD |curl .*\| *(?:ba)?sh|npm install/m);
  // Nothing secret and nothing built elsewhere gets into the image.
  const ignored = readFileSync(join(packageRoot, '.dockerignore'), 'utf8').split('\n');
  expect(['.git', 'node_modules', 'dist', 'data', 'deploy/.env'].filter((name) => !ignored.includes(name))).toEqual([]);
  const set = all(last, /^ {2}(?:ENV )?(\w+)=/gm);
  expect(set.filter((name) => name.startsWith('KRONIKA_') && !settingNames.includes(name as never))).toEqual([]);
});

it('compose publishes only the ports of the proxy, and takes passwords from a file that is not in the repository', () => {
  const compose = read('compose.yaml');
  const services = Object.fromEntries(
    [...compose.slice(0, compose.indexOf('\nnetworks:')).matchAll(/^ {2}(\w+):\n((?: {4}.*\n|\n)+)/gm)].map(
      ([, name, text]) => [name!, text!],
    ),
  );
  expect(Object.keys(services)).toEqual(['kronika', 'database', 'store', 'proxy']);
  expect(Object.keys(services).filter((name) => services[name]!.includes('ports:'))).toEqual(['proxy']);
  for (const part of ['read_only: true', 'cap_drop: [ALL]', 'no-new-privileges:true', '- data:/data'])
    expect(services['kronika']).toContain(part);
  const example = all(read('env.example'), /^(\w+)=/gm);
  const used = new Set(all(compose, /\$\{(\w+)/g));
  expect([...used].filter((name) => !example.includes(name))).toEqual([]);
  expect(example.filter((name) => !used.has(name))).toEqual([]);
  expect(all(read('env.example'), /^(?:\w*PASSWORD|\w*SECRET|\w*KEY)=(.+)$/gm)).toEqual([]);
  // The settings of Kronika are right, whatever the values in the file are.
  const lines = services['kronika']!.matchAll(/^ {6}(\w+): ["']?(.*?)["']?$/gm);
  const env = Object.fromEntries(
    [...lines].flatMap(([, name, value]) =>
      settingNames.includes(name as never)
        ? [[name!, value!.replaceAll(/\$\{\w+:\?\}/g, 'x.example').replaceAll(/\$\{\w+:-(.*?)\}/g, '$1')]]
        : [],
    ),
  );
  expect(Object.keys(env).length).toBeGreaterThan(7);
  expect(readConfig(env)).toMatchObject({ publicUrl: 'https://x.example', s3: { region: 'garage' }, example: false });
  // Backups are made, into a volume that the user of the image can write to, or into a bucket.
  expect(readConfig(env).backups).toMatchObject({ place: '/backups' });
  expect(services['kronika']).toContain('- ${BACKUP_FOLDER:-backups}:/backups');
  expect(compose.slice(compose.indexOf('\nvolumes:'))).toContain('\n  backups:\n');
  expect(read('Dockerfile')).toMatch(/install -d -o kronika -g kronika .*\/backups/);
  const inBucket = { KRONIKA_BACKUP: 's3://backups/p', KRONIKA_BACKUP_S3: 'https://s3.example' };
  const bucketKey = { KRONIKA_BACKUP_S3_KEY: 'k', KRONIKA_BACKUP_S3_SECRET: 's' };
  expect(Object.keys({ ...inBucket, ...bucketKey }).filter((name) => !(name in env))).toEqual([]);
  expect(readConfig({ ...env, ...inBucket, ...bucketKey }).backups).toMatchObject({ place: 's3://backups/p' });
});

it('the command uses the data folder of the settings, or of its caller, or else that of the service', () => {
  const settings = join(tempDir(), 'kronika.env');
  const script = read('kronika')
    .replace('/etc/kronika/kronika.env', settings)
    .replace(/^exec .*$/m, 'echo "$KRONIKA_DATA"');
  const used = (inFile: string, env: Record<string, string> = {}): string => {
    writeFileSync(settings, inFile);
    return spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8', env }).stdout.trim();
  };
  const [service] = all(read('kronika.service'), /KRONIKA_DATA=(\S+)/g);
  expect(used('PORT=8080\n')).toBe(service);
  expect(used('PORT=8080\n', { KRONIKA_DATA: '/srv/new' })).toBe('/srv/new');
  expect(used('KRONIKA_DATA=/srv/data\n', { KRONIKA_DATA: '/srv/new' })).toBe('/srv/data');
});

it('the onion service of nginx and of Tor use the same port', () => {
  const [port] = all(read('torrc'), /^HiddenServicePort 80 (\S+)$/gm);
  expect(read('nginx-onion.conf')).toContain(`listen ${port};`);
});

const analyze = '/usr/bin/systemd-analyze';

it.skipIf(!existsSync(analyze))('systemd finds few permissions that the service does not need', () => {
  const run = spawnSync(analyze, ['security', '--offline=true', '--threshold=30', join(folder, 'kronika.service')], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([run.status, /exposure level.*: ([\d.]+)/.exec(run.stdout)?.[1]], run.stdout + run.stderr).toEqual([0, '2.1']);
});

it('the unit of a second process differs from the first in its role and port, and leaves the shared folder alone', () => {
  const [first] = all(read('kronika.service'), /^ExecStart=(.+)$/gm);
  const worker = read('kronika-worker.conf');
  const [env, ...starts] = all(worker, /^ExecStart=(.*)$/gm)
    .reverse()[0]!
    .split(' /usr/bin/node ');
  expect(`/usr/bin/node ${starts}`).toBe(`${first} --role worker`);
  const [, port] = /^\/usr\/bin\/env PORT=(\d+) KRONIKA_METRICS=$/.exec(env!)!;
  expect(readConfig({}).port).not.toBe(Number(port));
  // Without an empty line before it, the unit would have two commands, which only a oneshot may have.
  expect(all(worker, /^ExecStart=(.*)$/gm)[0]).toBe('');
  expect(worker).toContain('RuntimeDirectoryPreserve=yes');
});

it('every file is named in the handbook', () => {
  const guide = readFileSync(join(packageRoot, 'docs/operators/deploy.md'), 'utf8');
  expect(readdirSync(folder).filter((name) => !guide.includes(`deploy/${name}`))).toEqual([]);
});
