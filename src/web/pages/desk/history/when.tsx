import { useView } from '../../../view.tsx';

/** A moment as people say it: day and time, in UTC, which it says. */
export function When({ at }: { at: Date }) {
  const { t } = useView();
  const words = new Intl.DateTimeFormat(t.tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(at);
  return <time datetime={at.toISOString()}>{t('desk.when', { at: words })}</time>;
}
