import { madeOnceForText } from '../../../platform/made-once.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { useView } from '../../kit/view.tsx';

/** The date format of a language. It is cached, because creating it is slow, and a list can have hundreds of dates. */
const formatIn = madeOnceForText(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
);

/** A day and time in words, in UTC. */
export const momentWords = (t: Translate, at: Date): string =>
  t('record.desk.when', { at: formatIn(t.tag).format(at) });

export function When({ at }: { at: Date }) {
  const { t } = useView();
  return <time datetime={at.toISOString()}>{momentWords(t, at)}</time>;
}
