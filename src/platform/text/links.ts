const link =
  /\b(?:[a-z]+:\/\/|www\.)\S+|(?<![\p{L}\p{N}.-])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:(?:com|net|org|info|biz|ru|рф|kz|қаз|uz|kg|cz|io|me|top|xyz|online|site|shop|click|live|link|app|dev|ly|co|bet|win|vip|club|store|pro|icu)(?![\p{L}\p{N}])|\p{L}{2,}\/)|\b\d{1,3}(?:\.\d{1,3}){3}\//giu;

/**
 * Everything in a text that a program may turn into a link: web addresses, even without “https://” and with unusual
 * forms of the slash and the full stop. A domain without “https://” or “www.” counts only if a slash follows it, or if
 * `link` lists its ending.
 */
export const linksIn = (text: string): string[] =>
  text.normalize('NFKC').replace(/[⁄∕]/gu, '/').replace(/[。｡]/gu, '.').match(link) ?? [];
