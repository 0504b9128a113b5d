/** The checkbox “checked”: the author of the claim has compared it with its source. */
export const checkedField = {
  kind: 'checkbox',
  label: 'record.desk.claim.checked',
  hint: 'record.desk.claim.checked_hint',
} as const;
