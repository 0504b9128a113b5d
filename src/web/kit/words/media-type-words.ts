import type { Translate } from '../../../platform/messages/messages.ts';
import { ownValue } from '../../../platform/text/own-value.ts';

/** The common names of formats. Other formats are shown by their media type. */
const formats: Readonly<Record<string, string>> = {
  'text/html': 'HTML',
  'application/xhtml+xml': 'XHTML',
  'text/csv': 'CSV',
  'application/json': 'JSON',
  'application/xml': 'XML',
  'text/xml': 'XML',
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word (DOCX)',
  'application/vnd.oasis.opendocument.text': 'OpenDocument (ODT)',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel (XLSX)',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'image/gif': 'GIF',
  'image/svg+xml': 'SVG',
};

/** The format of a file in words, such as "HTML" or "Plain text". The parameters of its media type are ignored. */
export function mediaTypeWords(t: Translate, mediaType: string): string {
  const type = mediaType.split(';')[0]!.trim().toLowerCase();
  return type === 'text/plain' ? t('kit.plain_text') : (ownValue(formats, type) ?? type);
}
