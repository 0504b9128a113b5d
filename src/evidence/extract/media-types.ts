import type { Extracted } from './extract.ts';

const documents = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
} as const;

/** The media types of files that are recognised by their content. */
export const mediaTypes: Readonly<Partial<Record<Extracted['kind'], string>>> = {
  pdf: 'application/pdf',
  ...documents,
};

/** Whether a capture is a DOCX or ODT document. No browser shows it, and it can contain deleted and hidden words. */
export const isDocument = (mediaType: string): boolean => Object.values<string>(documents).includes(mediaType);
