import type { House } from '../../../platform/operation.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { links } from '../../../web/exchange/export/export.ts';
import { licenceOf } from '../../../publishing/publication/licences.ts';
import type { About, Asked } from '../about.ts';
import { openExport, type ExportFile } from '../open-export.ts';

export const aboutTest = (house: House, audience: Audience = 'public'): About => ({
  paper: 'Test paper',
  language: 'en',
  licence: licenceOf(undefined),
  address: 'https://paper.example',
  at: house.now(),
  query: { words: 'everything public', path: '/export' },
  audience,
  t: messages(),
  links,
});

/** A whole export, as bytes. */
export async function exportedBytes(
  house: House,
  file: ExportFile,
  query: Asked = {},
  audience: Audience = 'public',
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openExport(house, { file, query, about: aboutTest(house, audience) })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const exported = async (
  house: House,
  file: ExportFile,
  query: Asked = {},
  audience: Audience = 'public',
): Promise<string> => (await exportedBytes(house, file, query, audience)).toString('utf8');
