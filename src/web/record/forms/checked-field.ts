/** Whether the person who writes a claim has compared it with its source. */
export const checkedField = {
  kind: 'checkbox',
  label: 'record.desk.claim.checked',
  hint: 'record.desk.claim.checked_hint',
} as const;
