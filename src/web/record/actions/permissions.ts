import { editors } from '../../../accounts/tables.ts';

/** Who can redact a person: `redactPerson` runs several operations, so it has no permission of its own. */
export const redactPersonPermission = { permission: editors };
