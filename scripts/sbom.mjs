// The software bill of materials of a package, as CycloneDX 1.6: what is installed with it, and the code and data of
// others in its own files. It contains no time and no random number, so two builds of one commit have the same one.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, relative } from 'node:path';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const spdx = (expression) => [{ expression }];
const named = (name) => [{ license: { name } }];
const purlOf = (name, version) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
const own = spdx('AGPL-3.0-or-later');

/** Files with data of others, or made from such data. The other word lists are Kronika's own. */
export const foreign = {
  'src/drafting/words/en/word-classes.txt': {
    licenses: named('WordNet 3.0 License'),
    ancestors: [{ type: 'data', name: 'WordNet', version: '3.0', licenses: named('WordNet 3.0 License') }],
  },
  'src/drafting/words/en/name-genders.txt': {
    licenses: spdx('MIT'),
    ancestors: [
      {
        type: 'library',
        name: '@faker-js/faker',
        version: '10.6.0',
        purl: purlOf('@faker-js/faker', '10.6.0'),
        licenses: spdx('MIT'),
      },
    ],
  },
  'src/drafting/model/english.model': {
    licenses: own,
    ancestors: [
      { type: 'data', name: 'Kronika corpus', licenses: spdx('CC0-1.0') },
      { type: 'data', name: 'Georgetown University Multilayer corpus', licenses: spdx('CC-BY-4.0') },
    ],
  },
};

/**
 * The bill of materials, as an object for JSON.
 * @param root the folder with package.json and package-lock.json
 * @param dist the built folder
 * @param assetInputs the source files of the assets, as paths from `root` (`buildAssets` returns them)
 */
export function makeSbom(root, dist, assetInputs) {
  const read = (path) => readFileSync(join(root, path));
  const { name, version, description, license } = JSON.parse(read('package.json'));
  const { packages: lock } = JSON.parse(read('package-lock.json'));
  const installed = Object.entries(lock).filter(([path, { dev }]) => path && !dev);
  const inDist = list(dist);

  /** The packages whose code is in the built files, with these files. */
  const bundled = new Map();
  const bundle = (source, file) => {
    const owner = /^node_modules\/(?:.+\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(source)?.[0];
    if (owner) bundled.set(owner, (bundled.get(owner) ?? new Set()).add(file));
  };
  const data = new Set();
  for (const file of inDist.filter((one) => one.endsWith('.map')))
    for (const source of JSON.parse(readFileSync(join(dist, file), 'utf8')).sources) {
      const path = posix.normalize(posix.join(posix.dirname(`dist/${file}`), source));
      bundle(path, 'dist/*.js');
      if (/^src\/.*\.(txt|json|model)$/.test(path)) data.add(path);
    }
  for (const source of assetInputs) bundle(source.replaceAll('\\', '/'), 'dist/assets/*.js');

  const library = ([path, { version: at, license: terms, integrity, optional, devOptional }]) => {
    const full = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const slash = full.indexOf('/');
    const within = bundled.get(path);
    return {
      type: 'library',
      'bom-ref': path,
      ...(slash > 0 && { group: full.slice(0, slash) }),
      name: full.slice(slash + 1),
      version: at,
      scope: optional || devOptional ? 'optional' : 'required',
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.split('-')[1], 'base64').toString('hex') }],
      licenses: spdx(terms),
      purl: purlOf(full, at),
      ...(within && { evidence: { occurrences: [...within].sort().map((location) => ({ location })) } }),
    };
  };

  const fonts = ['PT Serif', 'PT Sans'].map((family) => {
    const from = family.toLowerCase().replace(' ', '-');
    const source = `node_modules/@expo-google-fonts/${from}`;
    const files = inDist.filter(
      (file) => file.startsWith(`assets/${from}-`) || file.startsWith('assets/embedded-fonts'),
    );
    return {
      type: 'data',
      'bom-ref': `fonts/${from}`,
      name: family,
      version: lock[source].version,
      description: 'Fonts, reduced to the characters that Kronika uses',
      licenses: spdx('OFL-1.1'),
      pedigree: {
        ancestors: [{ type: 'library', name: from, group: '@expo-google-fonts', version: lock[source].version }],
      },
      evidence: { occurrences: files.map((file) => ({ location: `dist/${file}` })) },
    };
  });

  const lists = [...data, 'src/drafting/model/english.model'].sort().map((path) => ({
    type: path.endsWith('.model') ? 'machine-learning-model' : 'data',
    'bom-ref': path,
    name: path,
    hashes: [{ alg: 'SHA-256', content: sha256(read(path)) }],
    licenses: foreign[path]?.licenses ?? own,
    ...(foreign[path] && { pedigree: { ancestors: foreign[path].ancestors } }),
    evidence: { occurrences: [{ location: path.endsWith('.model') ? path : 'dist/*.js' }] },
  }));

  const components = [...installed.map(library), ...fonts, viewer(dist), ...lists];
  const content = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': name,
        name,
        version,
        description,
        licenses: spdx(license),
        purl: purlOf(name, version),
      },
    },
    components,
    dependencies: [
      {
        ref: name,
        dependsOn: [...dependsOn(lock, ''), ...[...fonts, ...lists].map((one) => one['bom-ref']), 'viewer'],
      },
      ...installed.map(([path]) => ({ ref: path, dependsOn: dependsOn(lock, path) })),
    ],
  };
  // A number that only another content would change, in the form of a UUID of version 8.
  const digest = sha256(JSON.stringify(content));
  const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return { ...content, serialNumber: `urn:uuid:${uuid}` };
}

/** The viewer of preserved pages, with the packages that are bundled in it. */
function viewer(dist) {
  const page = readFileSync(join(dist, 'viewer/CONTENTS.md'), 'utf8');
  const [, name, version] = /npm package `([\w-]+)`, version ([\d.]+);/.exec(page);
  const files = ['ui.js', 'sw.js'];
  const within = files.flatMap((file) => {
    const table = page.split(`## ${file}\n`)[1].split('\n## ')[0];
    return [...table.matchAll(/^\| (?!package |-)(\S+) \| *(\S*) *\| (.+) \|$/gm)].map(([, one, at, terms]) => ({
      type: 'library',
      'bom-ref': `viewer/${file}/${one}`,
      name: one,
      ...(at && { version: at.replaceAll('*', '') }),
      licenses: named(terms),
      evidence: { occurrences: [{ location: `dist/viewer/${file}` }] },
    }));
  });
  return {
    type: 'library',
    'bom-ref': 'viewer',
    name,
    version,
    licenses: own,
    purl: purlOf(name, version),
    components: [
      ...files.map((file) => ({
        type: 'file',
        'bom-ref': `viewer/${file}`,
        name: `dist/viewer/${file}`,
        hashes: [{ alg: 'SHA-256', content: sha256(readFileSync(join(dist, 'viewer', file))) }],
      })),
      ...within,
    ],
  };
}

/** The paths in the lock file of what a package depends on, found as Node finds it: the nearest folder node_modules. */
function dependsOn(lock, path) {
  const { dependencies, optionalDependencies, peerDependencies } = lock[path];
  const parts = path.split('/node_modules/');
  const found = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).flatMap((name) => {
    const folders = parts.map((_, index) => parts.slice(0, parts.length - index).join('/node_modules/'));
    const places = [
      ...folders.filter(Boolean).map((folder) => `${folder}/node_modules/${name}`),
      `node_modules/${name}`,
    ];
    const place = places.find((one) => lock[one]);
    return place && !lock[place].dev ? [place] : [];
  });
  return [...new Set(found)].sort();
}

function list(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('pgdata-'))
    .sort();
}
