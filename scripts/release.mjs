// npm run release -- VERSION: checks the version, the work tree, the changelog and the English messages (it runs no
// tests). Then it writes the version into the files that state it, commits, tags, and packs. It does not push.
import './node-version.mjs';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (file) => readFileSync(join(root, file), 'utf8');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const npm = (...args) => spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });

function stop(reason) {
  console.error(reason);
  process.exit(1);
}

const numbers = (version) => version.split('.').map(Number);
const isLater = (a, b) => {
  const at = numbers(a).findIndex((number, index) => number !== numbers(b)[index]);
  return at >= 0 && numbers(a)[at] > numbers(b)[at];
};

/**
 * Moves the changelog's unreleased entries under `version`. Stops if there are none, or if one is not under Added,
 * Changed or Fixed.
 */
function released(changelog, version, date) {
  const [, before, news, after] = /^(.*?\n## Unreleased\n)(.*?)(\n## .*)$/s.exec(changelog) ?? [];
  if (news === undefined) stop('CHANGELOG.md: there is no "## Unreleased" with an older version below it.');
  if (!/^- /m.test(news)) stop('CHANGELOG.md: "Unreleased" has no entries.');
  const [loose, ...sections] = news.split(/^### /m);
  if (loose.trim()) stop('CHANGELOG.md: put every entry under Added, Changed or Fixed.');
  for (const section of sections) {
    const [heading] = section.split('\n', 1);
    if (!['Added', 'Changed', 'Fixed'].includes(heading))
      stop(`CHANGELOG.md: "${heading}" is not Added, Changed or Fixed.`);
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
git('tag', '--annotate', `v${version}`, '--message', `Kronika ${version}`);
if (npm('pack').status !== 0) stop(`Version ${version} is committed and tagged, but was not packed: run npm pack.`);
console.log(`Kronika ${version} is committed, tagged (v${version}) and packed. Push both: git push --follow-tags`);
