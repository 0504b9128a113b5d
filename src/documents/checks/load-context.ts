import type { Node } from 'prosemirror-model';
import type { Reader } from '../../platform/database/tx.ts';
import { loadCited } from '../claims/load-cited.ts';
import { loadFigures } from '../computed/figures.ts';
import { checkEmbeds } from '../embeds/registry.ts';
import { citedRefs, embedsOf, photosOf, sentencesOf } from '../model/sentences.ts';
import { addressesOf } from '../links/addresses.ts';
import { loadFailed } from '../links/load-tries.ts';
import { loadArticlePhotos } from '../photos/load-photos.ts';
import type { CheckContext } from './check-article.ts';
import { findQuotedNames } from './quoted-names.ts';
import { quotationsOf } from './quotations.ts';

/** Loads everything that the checks of a document need. */
export async function loadContext(
  db: Reader,
  doc: Node,
  { byline, language, letter = false }: { byline: readonly string[]; language: string; letter?: boolean },
): Promise<CheckContext> {
  const sentences = sentencesOf(doc);
  const embeds = embedsOf(doc);
  const claims = await loadCited(db, citedRefs(sentences));
  const figures = await loadFigures(db, sentences, embeds);
  const links = await loadFailed(db, addressesOf(sentences, claims));
  const quotedNames = await findQuotedNames(
    db,
    sentences.flatMap((one) => quotationsOf(one).quotations),
  );
  return {
    claims,
    figures,
    embeds: await checkEmbeds(db, embeds, figures),
    photos: await loadArticlePhotos(db, photosOf(doc)),
    links,
    quotedNames,
    byline,
    language,
    letter,
  };
}
