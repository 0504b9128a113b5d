import type { Term } from './term.ts';

/**
 * The kinds of pressure by which readers filter cases, in two levels. Each type maps to the lists of other
 * organisations and, if it is an act that violates a right, to list 4 (type of act) of the Events Standard Formats.
 */
export const incidentTypes = [
  // Against life and health
  {
    key: 'physical',
    map: { coe: ['physical'], mmf: ['physical'], uspft: ['physical-attack'], unesco: ['other'] },
    esf: [4, '020101000000'],
  },
  {
    key: 'killing',
    broader: 'physical',
    map: {
      coe: ['physical'],
      mmf: ['physical-death'],
      uspft: ['physical-attack'],
      cpj: ['murder'],
      unesco: ['killing'],
    },
    esf: [4, '010101000000'],
  },
  {
    key: 'killed-on-assignment',
    broader: 'physical',
    map: {
      coe: ['physical'],
      mmf: ['physical-death'],
      uspft: ['physical-attack'],
      cpj: ['crossfire', 'dangerous-assignment'],
      unesco: ['killing'],
    },
    esf: [4, '010103030000'],
  },
  {
    key: 'attempted-killing',
    broader: 'physical',
    map: { coe: ['physical'], mmf: ['physical-injury'], uspft: ['physical-attack'], unesco: ['other'] },
    esf: [4, '010109000000'],
  },
  {
    key: 'assault',
    broader: 'physical',
    map: {
      coe: ['physical'],
      mmf: ['physical-injury', 'physical-none'],
      uspft: ['physical-attack'],
      unesco: ['other'],
    },
    esf: [4, '020101000000'],
  },
  {
    key: 'sexual-violence',
    broader: 'physical',
    map: { coe: ['physical'], mmf: ['physical'], uspft: ['physical-attack'], unesco: ['other'] },
    esf: [4, '020102000000'],
  },
  {
    key: 'torture',
    broader: 'physical',
    map: { coe: ['physical'], mmf: ['physical-injury'], uspft: ['physical-attack'], unesco: ['torture'] },
    esf: [4, '020111110000'],
  },
  {
    key: 'abduction',
    broader: 'physical',
    map: { coe: ['physical'], mmf: ['physical'], uspft: ['other'], cpj: ['missing'], unesco: ['kidnapping'] },
    esf: [4, '030104000000'],
  },
  {
    key: 'enforced-disappearance',
    broader: 'physical',
    map: { coe: ['physical'], mmf: ['physical'], uspft: ['other'], cpj: ['missing'], unesco: ['disappearance'] },
    esf: [4, '030103000000'],
  },
  // Against liberty
  {
    key: 'detention',
    map: { coe: ['detention'], mmf: ['legal-arrest'], uspft: ['arrest-charge'], unesco: ['detention'] },
    esf: [4, '030102000000'],
  },
  {
    key: 'arrest',
    broader: 'detention',
    map: { coe: ['detention'], mmf: ['legal-arrest'], uspft: ['arrest-charge'], unesco: ['detention'] },
    esf: [4, '030101000000'],
  },
  {
    key: 'imprisonment',
    broader: 'detention',
    map: {
      coe: ['detention'],
      mmf: ['legal-arrest', 'legal-conviction'],
      uspft: ['arrest-charge'],
      cpj: ['imprisoned'],
      unesco: ['detention'],
    },
    esf: [4, '030102000000'],
  },
  {
    key: 'house-arrest',
    broader: 'detention',
    map: { coe: ['detention'], mmf: ['legal-arrest'], uspft: ['arrest-charge'], unesco: ['detention'] },
    esf: [4, '030105000000'],
  },
  {
    key: 'forced-psychiatry',
    broader: 'detention',
    map: { coe: ['detention'], mmf: ['legal-arrest'], uspft: ['other'], unesco: ['detention'] },
    esf: [4, '030102000000'],
  },
  {
    key: 'border-stop',
    broader: 'travel',
    map: { coe: ['harassment'], mmf: ['censorship-access'], uspft: ['border-stop'] },
    esf: [4, '050106000000'],
  },
  {
    key: 'travel',
    map: { coe: ['harassment'], mmf: ['legal-measures'], uspft: ['border-stop'] },
    esf: [4, '050106000000'],
  },
  {
    key: 'expulsion',
    broader: 'travel',
    map: { coe: ['harassment'], mmf: ['legal-measures'], uspft: ['other'] },
    esf: [4, '050102000000'],
  },
  {
    key: 'exile',
    broader: 'travel',
    map: { coe: ['harassment'], mmf: ['verbal-intimidation'], uspft: ['other'] },
    esf: [4, '050102000000'],
  },
  // By legal means
  { key: 'legal', map: { coe: ['harassment-judicial'], mmf: ['legal'], uspft: ['other'] }, esf: [4, '350100000000'] },
  {
    // No one is charged yet: an investigation is not a prosecution.
    key: 'criminal-investigation',
    broader: 'legal',
    map: { coe: ['harassment-judicial'], mmf: ['legal-measures'], uspft: ['other'] },
  },
  {
    key: 'criminal-prosecution',
    broader: 'legal',
    map: { coe: ['harassment-judicial'], mmf: ['legal-charges'], uspft: ['arrest-charge'], cpj: ['charge-other'] },
  },
  {
    key: 'false-information-charge',
    broader: 'criminal-prosecution',
    map: { coe: ['harassment-judicial'], mmf: ['legal-charges'], uspft: ['arrest-charge'], cpj: ['charge-false-news'] },
  },
  {
    key: 'criminal-defamation',
    broader: 'criminal-prosecution',
    map: {
      coe: ['harassment-judicial'],
      mmf: ['legal-defamation', 'legal-charges'],
      uspft: ['arrest-charge'],
      cpj: ['charge-defamation'],
    },
  },
  {
    key: 'insult-charge',
    broader: 'criminal-prosecution',
    map: { coe: ['harassment-judicial'], mmf: ['legal-charges'], uspft: ['arrest-charge'], cpj: ['charge-defamation'] },
  },
  {
    key: 'extremism-charge',
    broader: 'criminal-prosecution',
    map: { coe: ['harassment-judicial'], mmf: ['legal-charges'], uspft: ['arrest-charge'], cpj: ['charge-anti-state'] },
  },
  {
    key: 'state-secrets-charge',
    broader: 'criminal-prosecution',
    map: { coe: ['harassment-judicial'], mmf: ['legal-charges'], uspft: ['leak-case'], cpj: ['charge-anti-state'] },
  },
  {
    key: 'incitement-charge',
    broader: 'criminal-prosecution',
    map: { coe: ['harassment-judicial'], mmf: ['legal-charges'], uspft: ['arrest-charge'], cpj: ['charge-insult'] },
  },
  {
    key: 'retaliatory-charge',
    broader: 'criminal-prosecution',
    map: {
      coe: ['harassment-judicial'],
      mmf: ['legal-charges'],
      uspft: ['arrest-charge'],
      cpj: ['charge-retaliatory'],
    },
  },
  {
    key: 'conviction',
    broader: 'legal',
    map: { coe: ['harassment-judicial'], mmf: ['legal-conviction'], uspft: ['arrest-charge'] },
  },
  {
    key: 'civil-suit',
    broader: 'legal',
    map: { coe: ['harassment-judicial'], mmf: ['legal-civil'], uspft: ['other'] },
  },
  {
    key: 'civil-defamation',
    broader: 'civil-suit',
    map: { coe: ['harassment-judicial'], mmf: ['legal-civil', 'legal-defamation'], uspft: ['other'] },
  },
  {
    key: 'slapp',
    broader: 'civil-suit',
    map: { coe: ['harassment-judicial'], mmf: ['legal-civil'], uspft: ['other'] },
  },
  {
    key: 'interrogation',
    broader: 'legal',
    map: { coe: ['harassment-judicial'], mmf: ['legal-interrogation'], uspft: ['other'] },
  },
  {
    key: 'administrative-penalty',
    broader: 'legal',
    map: { coe: ['harassment-judicial'], mmf: ['legal-measures'], uspft: ['other'] },
  },
  { key: 'tax-audit', broader: 'legal', map: { coe: ['harassment'], mmf: ['legal-measures'], uspft: ['other'] } },
  {
    key: 'source-disclosure',
    broader: 'legal',
    map: { coe: ['chilling-sources'], mmf: ['legal-measures'], uspft: ['subpoena'] },
  },
  {
    key: 'leak-prosecution',
    broader: 'legal',
    map: { coe: ['chilling-sources'], mmf: ['legal-charges'], uspft: ['leak-case'], cpj: ['charge-anti-state'] },
  },
  {
    key: 'accreditation',
    broader: 'legal',
    map: { coe: ['harassment'], mmf: ['censorship-access'], uspft: ['denial-of-access'] },
  },
  {
    key: 'foreign-agent-label',
    broader: 'legal',
    map: { coe: ['harassment-political'], mmf: ['legal-measures'], uspft: ['other'] },
  },
  // Searches, property
  {
    key: 'search-seizure',
    map: { coe: ['harassment', 'chilling-sources'], mmf: ['legal-measures'], uspft: ['search-seizure'] },
    esf: [4, '040101000000'],
  },
  {
    key: 'newsroom-search',
    broader: 'search-seizure',
    map: { coe: ['harassment', 'chilling-sources'], mmf: ['legal-measures'], uspft: ['search-seizure'] },
    esf: [4, '120102000000'],
  },
  {
    key: 'home-search',
    broader: 'search-seizure',
    map: { coe: ['harassment', 'chilling-sources'], mmf: ['legal-measures'], uspft: ['search-seizure'] },
    esf: [4, '040101000000'],
  },
  {
    key: 'equipment-seizure',
    broader: 'search-seizure',
    map: { coe: ['harassment', 'chilling-sources'], mmf: ['legal-measures'], uspft: ['search-seizure'] },
    esf: [4, '130107000000'],
  },
  {
    key: 'property-damage',
    map: { coe: ['harassment'], mmf: ['property'], uspft: ['equipment-damage'], unesco: ['other'] },
    esf: [4, '130103000000'],
  },
  {
    key: 'arson',
    broader: 'property-damage',
    map: { coe: ['harassment', 'physical'], mmf: ['property'], uspft: ['equipment-damage'], unesco: ['other'] },
    esf: [4, '130103000000'],
  },
  // Threats and insults
  {
    key: 'threat',
    map: { coe: ['harassment'], mmf: ['verbal-intimidation'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '020103010000'],
  },
  {
    key: 'death-threat',
    broader: 'threat',
    map: { coe: ['physical'], mmf: ['verbal-intimidation'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '020103020000'],
  },
  {
    key: 'harassment',
    map: { coe: ['harassment'], mmf: ['verbal', 'verbal-harassment'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '020103000000'],
  },
  {
    key: 'online-harassment',
    broader: 'harassment',
    map: { coe: ['harassment'], mmf: ['verbal-trolling'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '020103000000'],
  },
  {
    key: 'doxing',
    broader: 'harassment',
    map: { coe: ['harassment'], mmf: ['verbal-trolling'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '040100000000'],
  },
  {
    key: 'sexual-harassment',
    broader: 'harassment',
    map: { coe: ['harassment'], mmf: ['verbal-sexual'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '020103050000'],
  },
  {
    key: 'smear',
    broader: 'harassment',
    map: { coe: ['harassment-political'], mmf: ['verbal-discrediting'], uspft: ['chilling-statement'] },
    esf: [4, '140101000000'],
  },
  {
    key: 'chilling-statement',
    broader: 'harassment',
    map: { coe: ['harassment-political'], mmf: ['verbal-discrediting'], uspft: ['chilling-statement'] },
    esf: [4, '020103000000'],
  },
  {
    key: 'surveillance',
    map: { coe: ['chilling-sources', 'harassment'], mmf: ['legal-surveillance'], uspft: ['other'] },
    esf: [4, '020103030000'],
  },
  {
    key: 'spyware',
    broader: 'surveillance',
    map: { coe: ['chilling-sources', 'harassment'], mmf: ['legal-surveillance'], uspft: ['other'] },
    esf: [4, '020103030000'],
  },
  {
    key: 'stalking',
    broader: 'surveillance',
    map: { coe: ['harassment'], mmf: ['verbal-intimidation'], uspft: ['other'], unesco: ['other'] },
    esf: [4, '020103040000'],
  },
  // Against publication
  {
    key: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100101000000'],
  },
  {
    key: 'blocking',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100103000000'],
  },
  {
    key: 'blocking-order',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100103000000'],
  },
  {
    key: 'removal-of-content',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100103000000'],
  },
  {
    key: 'removal-order',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100103000000'],
  },
  {
    key: 'prior-restraint',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['prior-restraint'] },
    esf: [4, '100102000000'],
  },
  {
    key: 'closure',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship', 'legal-measures'], uspft: ['other'] },
    esf: [4, '120101000000'],
  },
  {
    key: 'licence-revoked',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['legal-measures'], uspft: ['other'] },
    esf: [4, '100102000000'],
  },
  {
    key: 'confiscation-of-edition',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100103000000'],
  },
  {
    key: 'cyberattack',
    broader: 'censorship',
    map: { coe: ['harassment'], mmf: ['property'], uspft: ['other'] },
    esf: [4, '100101000000'],
  },
  {
    key: 'internet-shutdown',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '090100000000'],
  },
  {
    key: 'denial-of-access',
    map: { coe: ['harassment'], mmf: ['censorship-access'], uspft: ['denial-of-access'] },
    esf: [4, '090101000000'],
  },
  {
    key: 'editorial-interference',
    broader: 'censorship',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
    esf: [4, '100101000000'],
  },
  { key: 'dismissal', map: { coe: ['harassment'], mmf: ['legal-employment'], uspft: ['other'] } },
  { key: 'economic-pressure', map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] } },
  {
    key: 'takeover',
    broader: 'economic-pressure',
    map: { coe: ['chilling-censorship'], mmf: ['censorship'], uspft: ['other'] },
  },
  // Other
  {
    key: 'restrictive-law',
    map: { coe: ['chilling-legislation'], mmf: ['legal-measures'], uspft: ['other'] },
    esf: [4, '102101000000'],
  },
  {
    key: 'impunity',
    map: { coe: ['impunity'], mmf: ['legal'], uspft: ['other'], cpj: ['impunity-complete', 'impunity-partial'] },
  },
  { key: 'other', map: { coe: ['chilling'], mmf: ['censorship-access'], uspft: ['other'], unesco: ['other'] } },
] as const satisfies readonly Term[];
