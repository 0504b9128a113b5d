import { editors } from '../../../accounts/tables.ts';

/** Who may erase a person: `redactPerson` runs more than one operation, and has no permission of its own to ask. */
export const redactPersonPermission = { permission: editors };
