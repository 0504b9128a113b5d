import type { UploadError } from '../../../drafting/uploads/load-uploads.ts';
import type { Translate } from '../../../platform/messages/messages.ts';

/** The text of a stored error. */
export const errorWords = (t: Translate, { code, details }: UploadError): string =>
  t(`errors.${code}`, { reason: '', id: '', ...details });
