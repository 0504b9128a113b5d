/** The checkbox by which the author of a claim says that they have compared it with its source. */
export const checkedField = {
  kind: 'checkbox',
  label: 'record.desk.claim.checked',
  hint: 'record.desk.claim.checked_hint',
} as const;
