import { notComparedReasons } from '../../../documents/agreement/cited.ts';
import type { ArticleCheck } from '../../../documents/checks/check-article.ts';
import { problemMessage, type Problem } from '../../../documents/checks/problem.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { edtfWords } from '../../kit/words/edtf-words.ts';
import { routes } from '../../routes.ts';

/** The problem, in words. */
export const problemWords = (t: Translate, { code, params }: Problem): string =>
  t(problemMessage(code), { ...params, ...(params.on && { on: edtfWords(t, params.on).text }) });

/** The preserved copy of a page that is gone. */
export const heldAddress = ({ held }: Problem): string | null =>
  held ? routes.desk.capture({ number: held.source, capture: held.capture }) : null;

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** How many sentences were compared with their claims, in words. */
export const comparedWords = (t: Translate, { citing, not }: ArticleCheck['agreement']): string => {
  const count = sum(Object.values(not));
  return t(count ? 'documents.compared.some' : 'documents.compared.all', { citing, count });
};

/** Why sentences were not compared, in words. */
export const notComparedWords = (t: Translate, { not }: ArticleCheck['agreement']): string[] =>
  notComparedReasons.flatMap((reason) =>
    not[reason]
      ? [t('documents.compared.count', { count: not[reason], why: t(`documents.compared.why.${reason}`) })]
      : [],
  );
