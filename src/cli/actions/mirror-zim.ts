import { spawn } from 'node:child_process';
import {
  access,
  constants,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '../../platform/errors.ts';
import { slugify } from '../../platform/text/slug.ts';
import { manifestName, readManifest } from '../../publishing/mirror/manifest.ts';
import { drawMark } from '../../web/publishing/cards/mark.ts';
import { CliError } from '../failures.ts';

/**
 * Finds the program that packs a mirror. Called before the mirror is created, so that a missing program is reported at
 * once.
 * @throws CliError `zim_tools_missing`
 */
export async function findZimWriter(env: NodeJS.ProcessEnv): Promise<string> {
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, 'zimwriterfs');
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new CliError('zim_tools_missing');
}

/** ISO 639-3 codes, which a ZIM file needs, by BCP 47 tags. Other languages get the code `und`. */
const threeLetters: Readonly<Record<string, string>> = {
  ar: 'ara',
  az: 'aze',
  be: 'bel',
  bg: 'bul',
  bs: 'bos',
  cs: 'ces',
  da: 'dan',
  de: 'deu',
  el: 'ell',
  en: 'eng',
  es: 'spa',
  et: 'est',
  fa: 'fas',
  fi: 'fin',
  fr: 'fra',
  hr: 'hrv',
  hu: 'hun',
  hy: 'hye',
  it: 'ita',
  ka: 'kat',
  kk: 'kaz',
  ky: 'kir',
  lt: 'lit',
  lv: 'lav',
  mk: 'mkd',
  mn: 'mon',
  nl: 'nld',
  no: 'nor',
  pl: 'pol',
  pt: 'por',
  ro: 'ron',
  ru: 'rus',
  sk: 'slk',
  sl: 'slv',
  sq: 'sqi',
  sr: 'srp',
  sv: 'swe',
  tg: 'tgk',
  tk: 'tuk',
  tr: 'tur',
  tt: 'tat',
  ug: 'uig',
  uk: 'ukr',
  uz: 'uzb',
  zh: 'zho',
};

type Packing = {
  writer: string;
  /** The folder of a mirror. */
  folder: string;
  file: string;
  paper: { name: string; motto: string; language: string; address: string | null; accent: string };
  signal: AbortSignal;
  progress(): void;
};

/**
 * Packs a mirror into one ZIM file, for Kiwix and other readers. Writes a file `….part`, and renames it when it is
 * complete.
 * @returns its size in bytes
 * @throws CliError `zim_failed`; AppError `cancelled`
 */
export async function packZim({ writer, folder, file, paper, signal, progress }: Packing): Promise<number> {
  const work = await mkdtemp(join(tmpdir(), 'kronika-zim-'));
  const part = `${file}.part`;
  try {
    progress();
    // A ZIM file needs an icon, which a mirror does not have. So a temporary folder is packed, with the icon and with
    // hard links to (or copies of) the files of the mirror.
    const pages = join(work, 'pages');
    const { files } = readManifest(await readFile(join(folder, manifestName)))!;
    const made = new Set<string>();
    for (const { path } of files) {
      const to = join(pages, path);
      if (!made.has(dirname(to))) await mkdir(dirname(to), { recursive: true });
      made.add(dirname(to));
      await link(join(folder, path), to).catch(() => copyFile(join(folder, path), to));
    }
    await writeFile(join(pages, 'zim-mark.png'), await drawMark({ name: paper.name, accent: paper.accent }));
    await rm(part, { force: true });
    const cut = (text: string, most: number): string =>
      Array.from(text).length > most
        ? `${Array.from(text)
            .slice(0, most - 1)
            .join('')}…`
        : text;
    await runWriter(
      writer,
      [
        '--welcome=index.html',
        '--illustration=zim-mark.png',
        `--language=${threeLetters[paper.language.split('-')[0]!] ?? 'und'}`,
        `--name=${slugify(paper.name)}`,
        `--title=${cut(paper.name, 30)}`,
        `--description=${cut(paper.motto || paper.name, 80)}`,
        `--creator=${paper.name}`,
        `--publisher=${paper.name}`,
        ...(paper.address ? [`--source=${paper.address}`] : []),
        '--scraper=Kronika',
        pages,
        part,
      ],
      signal,
    );
    await rename(part, file);
    return (await stat(file)).size;
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(part, { force: true });
  }
}

async function runWriter(writer: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(writer, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error: unknown) => {
    if (signal.aborted) throw new AppError('cancelled');
    throw new CliError('zim_failed', { reason: error instanceof Error ? error.message : String(error) });
  });
  if (status !== 0) throw new CliError('zim_failed', { reason: said.trim().split('\n').at(-1) ?? String(status) });
}
