import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One run of glyphs, as pdf.js returns it. `transform` maps text space to the page's user space. */
export type TextItem = { str: string; dir: string; width: number; transform: number[]; fontName: string };
export type TextContent = {
  items: (TextItem | { type: string })[];
  styles: Record<string, { vertical?: boolean } | undefined>;
};
type PdfPage = {
  getViewport(options: { scale: number }): { width: number; height: number; transform: number[] };
  getTextContent(): Promise<TextContent>;
  cleanup(): boolean;
};
export type PdfDocument = {
  loadingTask: { destroy(): Promise<void> };
  numPages: number;
  getPage(number: number): Promise<PdfPage>;
  getMetadata(): Promise<{ info: Record<string, unknown> }>;
};

type Pdfjs = {
  getDocument(options: Record<string, unknown>): { promise: Promise<PdfDocument>; destroy(): Promise<void> };
};
/** Only its name is needed, so that it is not loaded. */
const nativeCanvas = '@napi-rs/canvas';

const require = createRequire(import.meta.url);
let loaded: Promise<(bytes: Uint8Array) => Promise<PdfDocument>> | undefined;

/**
 * Opens a PDF for reading its text. Scripts in it never run, and pictures are not decoded. The document stays in memory
 * until its `loadingTask` is destroyed.
 */
export const openPdf = async (bytes: Uint8Array): Promise<PdfDocument> => (await (loaded ??= load()))(bytes);

async function load(): Promise<(bytes: Uint8Array) => Promise<PdfDocument>> {
  leaveOutCanvas();
  const folder = dirname(require.resolve('pdfjs-dist/package.json'));
  // With this global, pdf.js reads in this thread. It would otherwise look for its worker by a path.
  (globalThis as { pdfjsWorker?: unknown }).pdfjsWorker = await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  const { getDocument } = (await import('pdfjs-dist/legacy/build/pdf.mjs')) as unknown as Pdfjs;
  return async (bytes) => {
    const opening = getDocument({
      // pdf.js takes the bytes away from their owner, so it gets a copy.
      data: Uint8Array.from(bytes),
      verbosity: 0,
      isEvalSupported: false,
      enableXfa: false,
      disableFontFace: true,
      useSystemFonts: false,
      useWasm: false,
      useWorkerFetch: false,
      cMapUrl: join(folder, 'cmaps/'),
      cMapPacked: true,
      standardFontDataUrl: join(folder, 'standard_fonts/'),
    });
    try {
      return await opening.promise;
    } catch (error) {
      await opening.destroy();
      throw error;
    }
  };
}

/**
 * In Node, pdf.js loads a native canvas, if one is installed, for drawing. Reading text needs none, and native code is
 * less safe with files from outside. So pdf.js gets an empty module, and empty classes where it needs names.
 */
function leaveOutCanvas(): void {
  try {
    const path = require.resolve(nativeCanvas, { paths: [dirname(require.resolve('pdfjs-dist/package.json'))] });
    require.cache[path] ??= { id: path, filename: path, loaded: true, exports: {} } as NodeJS.Module;
  } catch {
    // It is not installed.
  }
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D'])
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value: class {}, configurable: true });
}
