import type { Finding } from '../../../evidence/watch/views.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

type Found = Pick<Finding, 'kind' | 'about'>;

/** What was found, in one sentence, with how it is known. */
export function findingWords(t: Translate, { kind, about }: Found): string {
  switch (kind) {
    case 'altered':
      return t('watch.found.altered', { added: about.added ?? 0, removed: about.removed ?? 0 });
    case 'blocked':
      return t(`watch.found.blocked_${about.by ?? 'status'}`, { words: about.words ?? '' });
    case 'redirected':
      return t('watch.found.redirected', { to: about.to ?? '' });
    case 'unreachable':
      return about.status
        ? t('watch.found.unreachable_status', { status: about.status })
        : t('watch.found.unreachable');
    case 'certificate':
      return about.issuer ? t('watch.found.certificate', about.issuer) : t('watch.found.certificate_bad');
    case 'restored':
      return t(about.changed ? 'watch.found.restored_changed' : 'watch.found.restored');
    default:
      return t('watch.found.gone', { status: about.status ?? 404 });
  }
}
