const link =
  /\b(?:[a-z]+:\/\/|www\.)\S+|(?<![\p{L}\p{N}.-])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:(?:com|net|org|info|biz|ru|рф|kz|қаз|uz|kg|cz|io|me|top|xyz|online|site|shop|click|live|link|app|dev|ly|co|bet|win|vip|club|store|pro|icu)(?![\p{L}\p{N}])|\p{L}{2,}\/)|\b\d{1,3}(?:\.\d{1,3}){3}\//giu;

/**
 * The web addresses in a text, also without “https://” and in other forms of the signs, as programs that read mail or
 * comments make links of them. An ending that is not listed counts only before a slash.
 */
export const linksIn = (text: string): string[] =>
  text.normalize('NFKC').replace(/[⁄∕]/gu, '/').replace(/[。｡]/gu, '.').match(link) ?? [];
