/**
 * The types of schema.org that our pages use: their parent, and those of their properties that we use. A type or a
 * property that is missing here is one that no one has looked up.
 */
const vocabulary: Readonly<Record<string, readonly [parent: string | null, properties: string]>> = {
  Thing: [null, 'name url description image identifier sameAs alternateName mainEntityOfPage'],
  CreativeWork: [
    'Thing',
    `about abstract archivedAt author citation comment commentCount correction creativeWorkStatus creditText
     dateCreated dateModified datePublished discussionUrl encoding hasPart headline inLanguage interactionStatistic
     isAccessibleForFree isBasedOn isPartOf keywords license mainEntity mentions publisher text translationOfWork
     version`,
  ],
  Article: ['CreativeWork', 'articleBody articleSection'],
  NewsArticle: ['Article', ''],
  Report: ['Article', ''],
  SocialMediaPosting: ['Article', ''],
  Book: ['CreativeWork', ''],
  Claim: ['CreativeWork', 'appearance claimInterpreter firstAppearance'],
  Quotation: ['CreativeWork', ''],
  Comment: ['CreativeWork', ''],
  CorrectionComment: ['Comment', ''],
  Dataset: ['CreativeWork', 'distribution'],
  Legislation: [
    'CreativeWork',
    `legislationChanges legislationDate legislationIdentifier legislationJurisdiction legislationLegalForce
     legislationPassedBy legislationType`,
  ],
  MediaObject: ['CreativeWork', 'contentUrl encodingFormat height width'],
  ImageObject: ['MediaObject', 'caption'],
  VideoObject: ['MediaObject', ''],
  Message: ['CreativeWork', 'dateSent sender toRecipient'],
  Photograph: ['CreativeWork', ''],
  WebPage: ['CreativeWork', 'breadcrumb primaryImageOfPage'],
  AboutPage: ['WebPage', ''],
  CollectionPage: ['WebPage', ''],
  ProfilePage: ['WebPage', ''],
  WebSite: ['CreativeWork', 'issn'],
  Event: ['Thing', 'about attendee endDate eventStatus keywords location startDate superEvent'],
  Organization: [
    'Thing',
    `actionableFeedbackPolicy correctionsPolicy diversityPolicy dissolutionDate ethicsPolicy foundingDate leiCode logo
     memberOf ownershipFundingInfo parentOrganization publishingPrinciples unnamedSourcesPolicy`,
  ],
  NewsMediaOrganization: ['Organization', 'masthead verificationFactCheckingPolicy'],
  GovernmentOrganization: ['Organization', ''],
  Corporation: ['Organization', ''],
  Person: ['Thing', 'birthDate deathDate jobTitle memberOf worksFor'],
  Place: ['Thing', 'address'],
  Intangible: ['Thing', ''],
  PostalAddress: ['Intangible', 'addressCountry addressLocality'],
  PropertyValue: ['Intangible', 'propertyID value'],
  InteractionCounter: ['Intangible', 'interactionType userInteractionCount'],
  BreadcrumbList: ['Intangible', 'itemListElement'],
  ListItem: ['Intangible', 'item position'],
};

const has = (type: string, property: string): boolean => {
  const found = vocabulary[type];
  if (!found) return false;
  const [parent, properties] = found;
  return properties.split(/\s+/).includes(property) || (parent !== null && has(parent, property));
};

/** Properties whose text is an address. */
const addressProperties = new Set([
  '@id',
  'url',
  'contentUrl',
  'sameAs',
  'item',
  'mainEntityOfPage',
  'discussionUrl',
  'archivedAt',
  'publishingPrinciples',
  'correctionsPolicy',
  'license',
]);
/** Properties whose text is a day, or a time with its zone. */
const isDateProperty = (property: string): boolean => /^date|Date$/.test(property);
const isDate = (text: string): boolean =>
  /^\d{4}(-\d{2}){0,2}$/.test(text) || /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text);

/**
 * What is wrong with a description in schema.org terms: unknown types and properties, addresses without a host, and
 * dates of another form. `found` gets the types and the addresses.
 */
export function problemsIn(data: object, found: { types: Set<string>; addresses: Set<string> }): string[] {
  const problems: string[] = [];
  const visit = (value: unknown, place: string, property: string): void => {
    if (Array.isArray(value)) return value.forEach((one) => visit(one, place, property));
    if (typeof value === 'string') {
      if (addressProperties.has(property)) {
        if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) found.addresses.add(value);
        else problems.push(`${place} is no complete address: ${value}`);
      }
      if (isDateProperty(property) && !isDate(value)) problems.push(`${place} is no date: ${value}`);
      return;
    }
    if (value === null || typeof value !== 'object') return;
    const node = value as Record<string, unknown>;
    if ('@value' in node) return;
    const types = [node['@type'] ?? []].flat() as string[];
    // A node without a type is a reference to another node.
    if (!types.length && !('@id' in node || 'name' in node)) problems.push(`${place} has no type`);
    for (const type of types) {
      found.types.add(type);
      if (!(type in vocabulary)) problems.push(`${place} has an unknown type: ${type}`);
    }
    for (const [name, part] of Object.entries(node)) {
      if (!name.startsWith('@') && types.length && !types.some((type) => has(type, name)))
        problems.push(`${place}: ${types.join(', ')} has no ${name}`);
      if (name !== '@context' && name !== '@type') visit(part, `${place}/${name}`, name);
    }
  };
  visit(data, '', '');
  return problems;
}
