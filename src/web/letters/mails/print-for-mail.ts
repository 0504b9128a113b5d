import { loadHosted } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { findThing } from '../../../record/refs.ts';
import { createWeb } from '../../create-web.ts';
import { shippedAssets, type Assets } from '../../kit/assets.ts';
import { printLetter } from '../print/letter-print.ts';
import { slugify } from '../../routes.ts';
import type { PrintForMail } from './mails.ts';

const quiet = { info() {}, warn() {}, error() {} };

/**
 * Creates the PDFs of a letter, one for each of its languages. The first is in the language of its first text.
 * @param assets the built style sheets and fonts
 */
export const printsWith =
  (assets: () => Assets): PrintForMail =>
  async (app, number, log = quiet) => {
    const db = app.db.read;
    const { publication } = await loadPublication(db);
    const web = createWeb({ app, assets: assets(), log, paper: () => publication, findSession: async () => null });
    const thing = await findThing(db, 'letter', number);
    const letter = thing && (await loadHosted(db, thing, 'public'));
    if (!letter?.current || !app.config.publicUrl) throw new AppError('not_found');
    const slug = slugify(letter.brief.title);
    const made = [];
    for (const { language } of letter.current.content.texts) {
      const { pdf } = await printLetter(app, web, letter, language, { patient: true });
      made.push({ filename: `${slug}-${language}.pdf`, content: pdf, contentType: 'application/pdf' });
    }
    return made;
  };

export const printForMail = printsWith(shippedAssets);
