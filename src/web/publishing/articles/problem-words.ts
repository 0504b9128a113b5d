import type { ArticleCheck } from '../../../documents/checks/check-article.ts';
import { problemMessage, type Problem } from '../../../documents/checks/problem.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { routes } from '../../routes.ts';

export const problemWords = (t: Translate, { code, params }: Problem): string =>
  t(problemMessage(code), { ...params, ...(params.on && { on: edtfWords(t, params.on).text }) });

/** The address of the preserved copy of a linked page that is gone from the web. */
export const heldAddress = ({ held }: Problem): string | null =>
  held ? routes.desk.capture({ number: held.source, capture: held.capture }) : null;

/** How many sentences were not compared with the claims that they cite. */
export const countNotCompared = ({ not }: ArticleCheck['agreement']): number =>
  Object.values(not).reduce((all, one) => all + one, 0);

/** How many sentences were compared with their claims, in words. */
export const comparedWords = (t: Translate, agreement: ArticleCheck['agreement']): string => {
  const count = countNotCompared(agreement);
  return t(count ? 'documents.compared.some' : 'documents.compared.all', { citing: agreement.citing, count });
};

/** How many sentences are parts of a letter and need no source, in words. Empty if there are none. */
export const partsWords = (t: Translate, { sentences }: Pick<ArticleCheck, 'sentences'>): string => {
  const count = sentences.filter(({ part }) => part !== null).length;
  return count ? t('documents.parts', { count }) : '';
};
