// npm run release -- VERSION: checks the version, the work tree, the changelog, the English messages and the key (it
// runs no tests). Then it writes the version into the files that state it, commits, tags, packs, and signs. It does not
// push. KRONIKA_RELEASE_KEY is the path of an SSH key, or of its public half if an agent has the key.
import './node-version.mjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (file) => readFileSync(join(root, file), 'utf8');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const npm = (...args) => spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });

function stop(reason) {
  console.error(reason);
  process.exit(1);
}

const signers = join(root, 'docs/security/release-signers');
const ssh = (args, options) => spawnSync('ssh-keygen', ['-Y', ...args], { encoding: 'utf8', ...options });

/**
 * Signs a file: writes FILE.sig. Returns the reason if this is not possible, or if the key is not among those that a
 * release may have.
 */
function sign(file, key) {
  rmSync(`${file}.sig`, { force: true });
  const signed = ssh(['sign', '-n', 'kronika-release', '-f', key, file], { stdio: ['inherit', 'pipe', 'pipe'] });
  if (signed.status !== 0) return signed.error?.message ?? signed.stderr.trim();
  const args = ['verify', '-f', signers, '-I', 'release@kronika', '-n', 'kronika-release', '-s', `${file}.sig`];
  const verified = ssh(args, { input: readFileSync(file) });
  return verified.status === 0 ? null : 'docs/security/release-signers does not have this key.';
}

/** Stops if the key cannot sign a release. */
function tryKey(key) {
  if (!key) stop('Set KRONIKA_RELEASE_KEY to the path of the SSH key that signs the release.');
  const folder = mkdtempSync(join(tmpdir(), 'kronika-release-'));
  writeFileSync(join(folder, 'test'), 'test');
  const reason = sign(join(folder, 'test'), key);
  rmSync(folder, { recursive: true });
  if (reason) stop(`KRONIKA_RELEASE_KEY: ${reason}`);
}

const numbers = (version) => version.split('.').map(Number);
const isLater = (a, b) => {
  const at = numbers(a).findIndex((number, index) => number !== numbers(b)[index]);
  return at >= 0 && numbers(a)[at] > numbers(b)[at];
};

/**
 * Moves the changelog's unreleased entries under `version`. Stops if there are none, or if one is not under Added,
 * Changed, Fixed or Security.
 */
function released(changelog, version, date) {
  const [, before, news, after] = /^(.*?\n## Unreleased\n)(.*?)(\n## .*)$/s.exec(changelog) ?? [];
  if (news === undefined) stop('CHANGELOG.md: there is no "## Unreleased" with an older version below it.');
  if (!/^- /m.test(news)) stop('CHANGELOG.md: "Unreleased" has no entries.');
  const [loose, ...sections] = news.split(/^### /m);
  if (loose.trim()) stop('CHANGELOG.md: put every entry under Added, Changed, Fixed or Security.');
  for (const section of sections) {
    const [heading] = section.split('\n', 1);
    if (!['Added', 'Changed', 'Fixed', 'Security'].includes(heading))
      stop(`CHANGELOG.md: "${heading}" is not Added, Changed, Fixed or Security.`);
  }
  return `${before}\n## ${version} – ${date}\n${news}${after}`;
}

const [version] = process.argv.slice(2);
const { version: current } = JSON.parse(read('package.json'));
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) stop('npm run release -- VERSION, for example 0.2.0');
if (!isLater(version, current)) stop(`${version} is not later than ${current}.`);
if (git('status', '--porcelain')) stop('There are changes that are not committed.');
if (git('tag', '--list', `v${version}`)) stop(`The tag v${version} exists.`);
const date = new Date().toISOString().slice(0, 10);
const changelog = released(read('CHANGELOG.md'), version, date);
if (npm('run', '--silent', 'messages', '--', '--check').status !== 0) stop('English messages are missing.');
const key = process.env.KRONIKA_RELEASE_KEY && resolve(process.env.KRONIKA_RELEASE_KEY);
tryKey(key);

for (const file of ['package.json', 'package-lock.json']) {
  const content = JSON.parse(read(file));
  content.version = version;
  if (content.packages) content.packages[''].version = version;
  writeFileSync(join(root, file), `${JSON.stringify(content, null, 2)}\n`);
}
const citation = read('CITATION.cff').replace(/^version: .*$/m, `version: ${version}`);
writeFileSync(join(root, 'CITATION.cff'), citation.replace(/^date-released: .*$/m, `date-released: '${date}'`));
writeFileSync(join(root, 'CHANGELOG.md'), changelog);
git('commit', '--quiet', '--all', '--message', `Release ${version}`);
git('-c', 'gpg.format=ssh', '-c', `user.signingkey=${key}`, 'tag', '--sign', `v${version}`, '-m', `Kronika ${version}`);
const tagged = `Version ${version} is committed and tagged, but`;
if (npm('pack').status !== 0) stop(`${tagged} was not packed: run npm pack.`);
const name = `kronika-${version}`;
copyFileSync(join(root, 'dist/sbom.cdx.json'), join(root, `${name}.cdx.json`));
const sums = [`${name}.tgz`, `${name}.cdx.json`].map(
  (file) =>
    `${createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex')}  ${file}\n`,
);
writeFileSync(join(root, `${name}.sha256`), sums.join(''));
const unsigned = sign(join(root, `${name}.sha256`), key);
if (unsigned) stop(`${tagged} the package was not signed: ${unsigned}`);
console.log(
  `Kronika ${version} is committed, tagged (v${version}), packed and signed, with Node ${process.version}. Push both: git push --follow-tags`,
);
