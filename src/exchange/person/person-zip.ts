import { zipOf, type ZipEntry } from '../../platform/archive/zip.ts';
import type { App } from '../../platform/operation.ts';
import { personEntries, photosOf, type PersonEntry, type PersonExport, type PersonSection } from './entries.ts';

/** The parts that the export leaves out. It always names all of them, so that no reader can tell whether there are any. */
const leftOut = ['sealed', 'sources', 'unsure', 'files', 'others'] as const;

/**
 * Everything about a person as a ZIP: a page to read, the same as JSON, and the photos. The record is read while the
 * ZIP is sent, once for each of the two files, so only a few entries are in memory.
 */
export async function* personZip(app: App, of: PersonExport, paper: string): AsyncGenerator<Uint8Array> {
  const at = app.now();
  const photos = await photosOf(of.db, of.thing);
  const files: ZipEntry[] = [
    { name: 'about-you.html', bytes: () => page(of, paper, at) },
    { name: 'about-you.json', bytes: () => json(of, paper, at) },
    ...photos.map(({ file, sha256 }) => ({
      name: file,
      async *bytes() {
        const bytes = await app.blobs.get(sha256);
        if (bytes) yield bytes;
      },
    })),
  ];
  yield* zipOf(files, at);
}

async function* json(of: PersonExport, paper: string, at: Date): AsyncGenerator<Uint8Array> {
  const { t } = of;
  const head = {
    format: 'kronika-person',
    publication: paper,
    address: of.address,
    at: at.toISOString(),
    leftOut: leftOut.map((what) => t(`exchange.person.left.${what}`)),
  };
  yield Buffer.from(`${JSON.stringify(head).slice(0, -1)},"entries":[`);
  let separator = '\n';
  for await (const entry of personEntries(of)) {
    yield Buffer.from(separator + JSON.stringify(entry));
    separator = ',\n';
  }
  yield Buffer.from('\n]}\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style =
  'body{font:1rem/1.5 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}h2{margin-top:2.5rem}li{margin-bottom:1rem}dl{margin:.25rem 0;font-size:.9rem}dt{float:left;margin-right:.5em}dd{margin:0}blockquote{margin:.25rem 0}img{max-width:100%}';

/** The readable page. It has no script, and loads only the photos beside it. */
async function* page(of: PersonExport, paper: string, at: Date): AsyncGenerator<Uint8Array> {
  const { t } = of;
  const title = escaped(t('exchange.person.title', { paper }));
  yield Buffer.from(
    `<!doctype html>\n<html lang="${escaped(t.locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1><p>${escaped(t('exchange.person.lead', { day: at.toISOString().slice(0, 10) }))}</p><h2>${escaped(t('exchange.person.left_title'))}</h2><ul>${leftOut.map((what) => `<li>${escaped(t(`exchange.person.left.${what}`))}</li>`).join('')}</ul>`,
  );
  let section: PersonSection | null = null;
  for await (const entry of personEntries(of)) {
    if (entry.section !== section) {
      if (section) yield Buffer.from('</ul>');
      section = entry.section;
      yield Buffer.from(`<h2>${escaped(t(`exchange.person.section.${section}`))}</h2><ul>`);
    }
    yield Buffer.from(item(of, entry));
  }
  yield Buffer.from(`${section ? '</ul>' : ''}</main></body></html>\n`);
}

function item({ t }: PersonExport, { title, url, text, fields, file }: PersonEntry): string {
  const name = url ? `<a href="${escaped(url)}">${escaped(title)}</a>` : escaped(title);
  const lines = Object.entries(fields)
    .map(
      ([key, value]) =>
        `<dt>${escaped(t(`exchange.person.field.${key}`))}:</dt>${[value]
          .flat()
          .map((one) => `<dd>${escaped(one)}</dd>`)
          .join('')}`,
    )
    .join('');
  return `<li>${name}${text === null ? '' : `<blockquote>${escaped(text)}</blockquote>`}${file ? `<p><img src="${escaped(file)}" alt=""></p>` : ''}${lines ? `<dl>${lines}</dl>` : ''}</li>`;
}
