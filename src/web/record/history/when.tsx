import type { Translate } from '../../../platform/messages/messages.ts';
import { useView } from '../../kit/view.tsx';

/** A moment in words: day and time in UTC. */
export const momentWords = (t: Translate, at: Date): string =>
  t('record.desk.when', {
    at: new Intl.DateTimeFormat(t.tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at),
  });

export function When({ at }: { at: Date }) {
  const { t } = useView();
  return <time datetime={at.toISOString()}>{momentWords(t, at)}</time>;
}
