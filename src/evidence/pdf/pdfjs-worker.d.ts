// pdfjs-dist has no types for this file, which is only loaded for its global effect.
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs';
