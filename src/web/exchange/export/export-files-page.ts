import { exportFiles, fileNameOf, isExportFile, openExport } from '../../../exchange/export/open-export.ts';
import { AppError } from '../../../platform/errors.ts';
import { aboutExport, queryOf } from './export.ts';
import type { Ctx, Router } from '../../kit/context.ts';
import { sendStream } from '../../kit/stream.ts';
import { readRecordFilters, routes } from '../../routes.ts';

/** The configured public address, without a final slash. Without one, the origin of the request. */
export const hostOf = (c: Ctx): string => c.get('deps').app.config.publicUrl ?? new URL(c.req.url).origin;

/**
 * The files of `/export`. They are streamed while the record is read, and contain only public data, even for signed-in
 * people.
 */
export function exportDownloads(web: Router): void {
  web.get(routes.exportFile.pattern, (c) => {
    const { file } = routes.exportFile.read(c.req.param());
    if (!isExportFile(file)) throw new AppError('not_found');
    const { app, paper } = c.get('deps');
    const filters = readRecordFilters(new URL(c.req.url));
    const at = app.now();
    const about = aboutExport(c.get('t'), { paper: paper(), filters, address: hostOf(c), at, audience: 'public' });
    return sendStream(c, openExport(app, { file, query: queryOf(filters), about }), {
      'Content-Type': exportFiles[file].mediaType,
      'Content-Disposition': `attachment; filename="${fileNameOf(file, at)}"`,
      'Cache-Control': 'no-cache',
      Link: [
        `<${about.licence.url}>; rel="license"`,
        ...(file === 'cases.csv'
          ? [
              `<${routes.exportFile({ file: 'cases.csv-metadata.json' }, { ...filters, sort: undefined, page: undefined })}>; rel="describedby"; type="application/csvm+json"`,
            ]
          : []),
      ].join(', '),
      'X-Robots-Tag': 'noindex',
    });
  });
}
