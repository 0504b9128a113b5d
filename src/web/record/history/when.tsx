import { madeOnceForText } from '../../../platform/made-once.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { useView } from '../../kit/view.tsx';

/** The format of a language. A list shows hundreds of moments, and making a format takes longer than using it. */
const formatIn = madeOnceForText(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
);

/** A moment in words: day and time in UTC. */
export const momentWords = (t: Translate, at: Date): string =>
  t('record.desk.when', { at: formatIn(t.tag).format(at) });

export function When({ at }: { at: Date }) {
  const { t } = useView();
  return <time datetime={at.toISOString()}>{momentWords(t, at)}</time>;
}
