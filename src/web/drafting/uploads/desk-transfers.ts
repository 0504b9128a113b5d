import { asAppError } from '../../../platform/errors.ts';
import { apiProblem } from '../../kit/api/problem.ts';
import type { Ctx, Pages } from '../../kit/context.ts';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { checkToken, tokenHeader } from '../../kit/middleware/same-site.ts';
import { routes } from '../../routes.ts';
import { answerCreation, answerOffset, answerPieces, answerTermination, asTus } from './tus.ts';

/** Uploads at the desk, by the protocol tus. The script `islands/archive-upload.ts` sends them. */
export const archiveTransfers: Pages = (web) => {
  const { archiveFiles, archiveFile } = routes.desk;
  /** Errors are sent as JSON, as in the API, because only the script reads them. */
  const answering =
    (answer: (asked: { c: Ctx; upload: number } & Pick<Desk, 'app' | 'principal'>) => Promise<Response>) =>
    async (c: Ctx): Promise<Response> => {
      try {
        const { app, principal } = await atDesk(c);
        if (c.req.method !== 'HEAD' && c.req.method !== 'GET') await checkToken(c, c.req.header(tokenHeader));
        return await answer({ c, app, principal, upload: Number(c.req.param('number') ?? 0) });
      } catch (error) {
        return asTus(apiProblem(c, asAppError(error)));
      }
    };
  web.post(
    archiveFiles.pattern,
    answering((asked) => answerCreation(asked, (number) => archiveFile({ number }))),
  );
  web.get(archiveFile.pattern, answering(answerOffset));
  web.on('PATCH', archiveFile.pattern, answering(answerPieces));
  web.on('DELETE', archiveFile.pattern, answering(answerTermination));
};
