/**
 * The categories of other press-freedom organisations to which terms map (`Term.map`). The labels are those of the
 * organisations. They are not translated, and exports contain them unchanged.
 */
export const fieldLists = {
  /** Council of Europe, Platform for the Safety of Journalists: its categories, and the subdivisions of two of them. */
  coe: {
    physical: 'Attacks on physical safety and integrity of journalists',
    detention: 'Detention and imprisonment of journalists',
    harassment: 'Harassment and intimidation of journalists',
    'harassment-judicial': 'Harassment and intimidation of journalists: judicial intimidation',
    'harassment-political': 'Harassment and intimidation of journalists: political intimidation',
    impunity: 'Impunity',
    chilling: 'Other acts having chilling effects on media freedom',
    'chilling-legislation': 'Other acts having chilling effects on media freedom: restrictive legislation',
    'chilling-censorship':
      'Other acts having chilling effects on media freedom: censorship, interference with editorial freedom',
    'chilling-sources':
      'Other acts having chilling effects on media freedom: threats to the confidentiality of sources',
  },
  /** Mapping Media Freedom: five groups and their categories. */
  mmf: {
    physical: 'Physical assault',
    'physical-death': 'Physical assault: resulting in death',
    'physical-injury': 'Physical assault: resulting in injury',
    'physical-none': 'Physical assault: no injury',
    verbal: 'Verbal attack',
    'verbal-intimidation': 'Verbal attack: intimidation/threatening',
    'verbal-discrediting': 'Verbal attack: defamation/discrediting',
    'verbal-harassment': 'Verbal attack: harassment',
    'verbal-sexual': 'Verbal attack: sexual harassment',
    'verbal-trolling': 'Verbal attack: trolling/cyberbullying',
    property: 'Attack to property',
    legal: 'Legal incident',
    'legal-civil': 'Legal incident: civil lawsuits',
    'legal-arrest': 'Legal incident: arrest/detention/imprisonment',
    'legal-charges': 'Legal incident: criminal charges',
    'legal-interrogation': 'Legal incident: interrogation',
    'legal-measures': 'Legal incident: legal measures',
    'legal-surveillance': 'Legal incident: surveillance/interception',
    'legal-conviction': 'Legal incident: conviction',
    'legal-employment': 'Legal incident: loss of employment',
    'legal-defamation': 'Legal incident: defamation',
    censorship: 'Censorship',
    'censorship-access': 'Censorship: interference with journalistic activity',
  },
  /** US Press Freedom Tracker: categories, and the statuses of orders, charges and cases. */
  uspft: {
    'arrest-charge': 'Arrest/Criminal Charge',
    'border-stop': 'Border Stop',
    'denial-of-access': 'Denial of Access',
    'search-seizure': 'Equipment Search or Seizure',
    'physical-attack': 'Physical Attack',
    'leak-case': 'Leak Case',
    subpoena: 'Subpoena/Legal Order',
    'equipment-damage': 'Equipment Damage',
    other: 'Other Incident',
    'chilling-statement': 'Chilling Statement',
    'prior-restraint': 'Prior Restraint',
    'order-unknown': 'Unknown',
    'order-pending': 'Pending',
    'order-dropped': 'Dropped',
    'order-quashed': 'Quashed',
    'order-upheld': 'Upheld',
    'order-partially-upheld': 'Partially upheld',
    'order-carried-out': 'Carried out',
    'order-ignored': 'Ignored',
    'order-objected': 'Objected to',
    'charges-unknown': 'Unknown',
    'charges-not-charged': 'Not charged',
    'charges-pending': 'Charges pending',
    'charges-dropped': 'Charges dropped',
    'charges-convicted': 'Convicted',
    'charges-acquitted': 'Acquitted',
    'charges-pending-appeal': 'Pending appeal',
    'case-ongoing': 'Ongoing',
    'case-settled': 'Settled',
    'case-dismissed': 'Dismissed',
    'case-unknown': 'Unknown',
    'case-appealed': 'Appealed',
  },
  /** Committee to Protect Journalists: types of death, imprisonment with its grounds, impunity. */
  cpj: {
    murder: 'Murder',
    crossfire: 'Crossfire',
    'dangerous-assignment': 'Dangerous Assignment',
    imprisoned: 'Imprisoned',
    missing: 'Missing',
    'charge-anti-state': 'Anti-State',
    'charge-false-news': 'False News',
    'charge-defamation': 'Defamation',
    'charge-insult': 'Ethnic or Religious Insult',
    'charge-retaliatory': 'Retaliatory',
    'charge-other': 'Other',
    'charge-none': 'No Charge Disclosed',
    'impunity-complete': 'Complete Impunity',
    'impunity-partial': 'Partial Impunity',
    'impunity-none': 'Full Justice',
  },
  /** UNESCO, Sustainable Development Goal indicator 16.10.1. */
  unesco: {
    killing: 'Killing',
    kidnapping: 'Kidnapping',
    disappearance: 'Enforced disappearance',
    detention: 'Arbitrary detention',
    torture: 'Torture',
    other: 'Other harmful acts',
  },
} as const;

export type FieldList = keyof typeof fieldLists;

/** The label of a key in a list; undefined if the list has no such key. */
export function fieldListLabel(list: FieldList, key: string): string | undefined {
  const labels: Readonly<Record<string, string>> = fieldLists[list];
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}
