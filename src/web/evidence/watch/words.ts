import type { Finding } from '../../../evidence/watch/views.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

type Found = Pick<Finding, 'kind' | 'about'>;

/** A sentence that says what happened to the page and by what Kronika recognised this, such as its HTTP status. */
export function findingWords(t: Translate, { kind, about }: Found): string {
  switch (kind) {
    case 'altered':
      return t('evidence.watch.found.altered', { added: about.added ?? 0, removed: about.removed ?? 0 });
    case 'blocked':
      return t(`evidence.watch.found.blocked_${about.by ?? 'status'}`, { words: about.words ?? '' });
    case 'redirected':
      return t('evidence.watch.found.redirected', { to: about.to ?? '' });
    case 'unreachable':
      return about.status
        ? t('evidence.watch.found.unreachable_status', { status: about.status })
        : t('evidence.watch.found.unreachable');
    case 'certificate':
      return about.issuer
        ? t('evidence.watch.found.certificate', about.issuer)
        : t('evidence.watch.found.certificate_bad');
    case 'restored':
      return t(about.changed ? 'evidence.watch.found.restored_changed' : 'evidence.watch.found.restored');
    default:
      return t('evidence.watch.found.gone', { status: about.status ?? 404 });
  }
}
