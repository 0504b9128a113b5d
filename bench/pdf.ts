import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readText } from '../src/evidence/extract/read-text.ts';
import { readPdf } from '../src/evidence/pdf/read-pdf.ts';
import { setParagraph, writePdf } from '../src/evidence/pdf/testing/write-pdf.ts';
import { endReaders } from '../src/platform/readers/run-reader.ts';

/**
 * Measures how long it takes to read PDFs, and how much memory: a judgment of 40, 100 and 1,000 pages that is written
 * here, or the files that are named. For comparison: `pdftotext`, if it is installed.
 */
export async function bench(...files: string[]): Promise<void> {
  const documents = files.length
    ? files.map((file) => ({ name: file, bytes: readFileSync(file) }))
    : [40, 100, 1000].map((pages) => ({ name: `${pages} pages`, bytes: judgment(pages) }));
  // The first reading starts the process and loads pdf.js.
  await timed(() => readText({ bytes: judgment(1) }));
  for (const { name, bytes } of documents) {
    const apart = await timed(() => readText({ bytes }));
    const before = process.resourceUsage().maxRSS;
    const { layout, text } = await readPdf(bytes);
    const grown = Math.round((process.resourceUsage().maxRSS - before) / 1024);
    const { length } = layout!.pages;
    console.log(
      `${name}: ${length} pages, ${Math.round(text.length / 1000)} thousand characters: ${apart} ms, ${grown} MB more`,
    );
    const began = performance.now();
    if (spawnSync('pdftotext', ['-', '-'], { input: bytes, maxBuffer: 2 ** 28 }).status === 0)
      console.log(`  pdftotext: ${Math.round(performance.now() - began)} ms`);
  }
  endReaders();
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return Math.round(performance.now() - began);
}

const sentence =
  'The court finds that the article was based on documents which the claimant has never disputed, that the public had a serious interest in reading it, and that the sum which the claimant demands would end the newspaper.';

const judgment = (pages: number): Uint8Array<ArrayBuffer> =>
  writePdf(
    Array.from({ length: pages }, (_, page) => [
      { text: 'Regional court, case 12 C 34/2031', x: 70, y: 40, size: 8 },
      ...Array.from({ length: 12 }, (_one, index) =>
        setParagraph(`${page * 12 + index + 1}. ${sentence}`, { x: 70, y: 70 + index * 50, characters: 85 }),
      ).flat(),
      { text: `${page + 1} See the judgment of the supreme court of 3 March 2029.`, x: 70, y: 760, size: 8 },
      { text: String(page + 1), x: 290, y: 810 },
    ]),
  );
