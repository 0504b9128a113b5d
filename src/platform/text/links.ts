const ends = 'com|net|org|info|biz|ru|kz|uz|kg|cz|io|me|top|xyz|online|site|shop|click|live|link|app|dev|ly|co';
const link = new RegExp(
  `\\b(?:[a-z]+://|www\\.)\\S+|(?<![\\p{L}\\p{N}.-])[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.(?:${ends})\\b`,
  'giu',
);

/**
 * The web addresses in a text, also without “https://” and in other forms of the signs, as programs that read mail or
 * comments make links of them.
 */
export const linksIn = (text: string): string[] => text.normalize('NFKC').replace(/[⁄∕]/gu, '/').match(link) ?? [];
