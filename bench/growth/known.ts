/**
 * Pages, jobs and commands that read more rows in a larger record, although they show or change the same. The exponents
 * are those between 1,000 and 10,000 cases (`npm run bench growth`). The test of growth fails if one becomes worse, and
 * also if it became better and the number here is still the old one.
 */
export const known: Readonly<Record<string, number>> = {};
