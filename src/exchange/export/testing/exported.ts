import type { App } from '../../../platform/operation.ts';
import type { Audience } from '../../../record/views/briefs.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { addressOfThing } from '../../../web/record/components/of-record.ts';
import { licenceOf } from '../../../publishing/publication/licences.ts';
import type { About, Asked } from '../about.ts';
import { openExport, type ExportFile } from '../open-export.ts';

export const aboutTest = (app: App, audience: Audience = 'public'): About => ({
  paper: 'Test paper',
  language: 'en',
  licence: licenceOf(undefined),
  address: 'https://paper.example',
  at: app.now(),
  query: { words: 'everything public', path: '/export' },
  audience,
  t: messages(),
  links: addressOfThing,
});

/** A whole export, as bytes. */
export async function exportedBytes(
  app: App,
  file: ExportFile,
  query: Asked = {},
  audience: Audience = 'public',
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openExport(app, { file, query, about: aboutTest(app, audience) })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const exported = async (
  app: App,
  file: ExportFile,
  query: Asked = {},
  audience: Audience = 'public',
): Promise<string> => (await exportedBytes(app, file, query, audience)).toString('utf8');
