import { sifted } from '../../platform/text/sieve.ts';
import type { BoilerplateReason } from '../schema.ts';
import { cyrillicBoilerplate } from '../languages/lines.ts';
import { oneLine } from './one-line.ts';

/** Patterns that recognise a short line of boilerplate on any page. */
const patterns: [BoilerplateReason, RegExp][] = [
  [
    'copyright',
    /^(?:©|\(c\)\s*\d|copyright\b)|\ball rights reserved\b|©\s*(?:\d{4}|[\p{L}])|\bno part of this (?:article|publication|site)\b|\bmay not be (?:published, broadcast|reproduced)\b/iu,
  ],
  [
    'correction-policy',
    /^(?:our standards\b|disclaimer\s*[:.–—-]|editorial (?:code|standards)\b|(?:we|this (?:website|site|newspaper|publication)).{0,60}\b(?:adhere|abide|subscribe)s?\b.{0,40}\b(?:code|standards)\b).{0,300}$/i,
  ],
  [
    'imprint',
    /^(?:for (?:media|press|more|further|additional) (?:enquir(?:y|ies)|inquir(?:y|ies)|information|queries|interviews?)\b|(?:media|press) (?:contacts?|enquiries|inquiries)\s*:?|contacts?\s*:|notes? (?:to|for) (?:the )?editors?\s*:?$|ends?\.?$|-\s?ends?\s?-$|#{3,}$).{0,300}$/i,
  ],
  ['author-box', /^[Aa]bout (?:the )?\p{Lu}[\p{L}\p{N}&.’' -]{1,60}:\s.{20,}$/u],
  [
    'cookies',
    /\b(?:we|this (?:site|website)|our (?:site|website|partners)|and our partners)\b.{0,60}\bcookies?\b|\bcookie (?:policy|settings|preferences|notice|consent)\b|^(?:accept|reject|allow|manage|decline)(?: all)?(?: cookies)?$|^(?:i agree|got it|accept all|cookie)\b.{0,20}$|\bby continuing to (?:use|browse)\b/i,
  ],
  [
    'newsletter',
    /\b(?:sign[\s-]?up|subscribe|register)\b.{0,60}\b(?:newsletter|inbox|updates|e-?mail|digest|briefing|bulletin)\b|^(?:subscribe|sign up)(?: now| here| today| free)?[!.]?$|\b(?:our|weekly|daily|free) newsletter\b|\bdelivered to your inbox\b|^(?:enter )?your e-?mail(?: address)?$|\bget (?:our|the) (?:latest|best|top)\b.{0,50}\b(?:inbox|e-?mail|newsletter)|\bby signing up\b|\bunsubscribe\b/i,
  ],
  [
    'appeal',
    /^(?:please )?(?:donate|support (?:us|our|independent|free|the|quality|press)|make a (?:donation|contribution)|become a (?:member|supporter|patron|friend)|contribute|give now|help us|chip in|join us|buy us a coffee|back our)\b(?!.{0,40}\b(?:said|told|wrote)\b).{0,220}$|\b(?:donate (?:to|now|today)|your (?:donation|support|contribution)s? (?:help|make|keep|allow|enable|mean)s?|reader[- ]supported|support our (?:work|journalism)|rely on (?:our )?readers|keep(?:s)? (?:our|this) (?:journalism|site|reporting) (?:free|going|alive)|if you (?:value|like|enjoy|appreciate) (?:this|our|what we)\b.{0,60}|thank you for (?:reading|visiting|your support)\b|chip in\b.{0,40}\b(?:price|coffee|month|small|few|us)|become a (?:\w+ )?(?:subscriber|member|supporter)\b)\b|^(?:no,? thanks|not now|maybe later|remind me later|×|✕|x close|close)(?:\s+(?:learn more|donate|close))?[.!]?$|^[×✕✖]\s*\S/i,
  ],
  [
    'share',
    /^(?:share|tweet|like|pin|email|e-mail|print|copy link|link copied!?|bookmark|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|messenger|vk|viber|pinterest|tumblr|pocket|flipboard|instagram|youtube|rss)(?:[\s|·•,/:&-]+(?:and\s+|this\s+|on\s+|via\s+|to\s+)?(?:share|tweet|like|pin|email|e-mail|print|copy(?: link)?|link|bookmark|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|messenger|vk|viber|pinterest|tumblr|pocket|flipboard|instagram|youtube|rss|this|article|story|page|more|save|it|friends?))*[.!]?$|^share (?:this|on|via|the|with|article|story|:)|\bbookmark and share\b|^\d+(?:\.\d+)?k? (?:shares?|likes?|comments?|views?)$|^(?:follow|find|join|like) us (?:on|at)\b|^follow (?:us|@|our)/i,
  ],
  [
    'toolbar',
    /^(?:(?:back|print(?: this)?(?: page)?|e-?mail(?: this)?|bookmark|pdf|listen|save|text size|font size|a[+-]|a a a|zoom|top|print ?bookmark and share|back to top|go back|return|download(?: pdf)?|print version|printer[- ]friendly(?: version)?|send(?: to a friend)?|text|reader view|skip to (?:main )?content|jump to (?:content|navigation)|search|menu|toggle navigation|close|open|play|pause|mute|next|previous|prev|loading\.*|show more|load more|view all|see all|read more\.*|learn more|more|continue reading|expand|reply|report)[\s|·•/,»«<>›‹-]*)+$|\|\s*print|^back\s*\||^(?:\d+ min(?:ute)?s? (?:read|listen)|reading time:?.{0,20}|estimated reading.{0,20}|listen to this (?:article|story).{0,20}|this article is .{0,20} old|listen \(?\d.*)$/i,
  ],
  [
    'account',
    /^(?:log ?in|sign ?in|log ?out|sign ?out|register|create (?:an |a free )?account|my account|forgot (?:your )?password\??|already (?:a )?(?:subscriber|member|registered)\??.{0,30}|subscribe to (?:read|continue).{0,60}|you have \d+ free articles?.{0,40})[\s|/]*(?:log ?in|sign ?in|register|sign ?up)?$/i,
  ],
  [
    'related',
    /^(?:related(?: (?:articles?|stories|news|posts|content|topics|links|reading|coverage))?|(?:read|see|watch) (?:also|next|more)\b.{0,160}|also (?:read|on|in)\b.{0,120}|more (?:on|from|about|in|stories|news|like this)\b.{0,80}|most (?:read|popular|viewed|shared|commented)|recommended(?: (?:for you|reading|stories|articles))?|you (?:may|might|could) (?:also )?(?:like|be interested in|enjoy|have missed)\b.{0,30}|trending(?: now)?|latest (?:news|stories|articles|posts|from)\b.{0,40}|popular (?:now|stories|articles|posts)|editor['’]s? (?:picks?|choice)|don['’]t miss|in this (?:section|series|story)|top stories|up next|next (?:article|story|post)|previous (?:article|story|post)|further reading|from our archives?|other (?:news|stories)|what to read next|explore more)\s*:?$|^(?:read more|see also|related|read also|also read|more|background)\s*(?::|»|>|–|—)\s*\S|^(?:\[?read also\b|>>\s|→\s|»\s)/i,
  ],
  [
    'comments',
    /^(?:(?:\d+|no|post a|leave a|add a|add your|view|show|all|write a|join the) (?:comments?|reply|conversation|discussion)\b.{0,60}|comments?(?: \(\d+\)|: ?\d+)?|comments (?:are|have been) closed.{0,30}|be the first to comment.{0,40}|your e-?mail address will not be published.*|required fields are marked.*|post comment|cancel reply|leave a reply)[.!]?$/i,
  ],
  [
    'advertisement',
    /^(?:advertisement|advertisements?|advert|sponsored(?: content| by.{0,40})?|promoted(?: content)?|ad|ads by.{0,30}|paid content|advertise(?: with us)?|advert(?:isement)?s?\s*[·|•–—-]\s*.{0,40}|scroll to continue|story continues (?:below|after).{0,40}|article continues (?:below|after).{0,40}|continue reading below.{0,40}|remove ads)$/i,
  ],
  [
    'live-player',
    /^(?:your browser does not support.*|video (?:unavailable|player).*|play (?:video|audio)\b.{0,40}|this (?:video|content) (?:is not|can(?:not|'t|’t)).{0,80}|no (?:live streaming|media source).{0,60}|please enable javascript.*|javascript (?:is )?(?:disabled|required).*|embed share.*|media caption.{0,10}|the code has been copied.*|the url has been copied.*|\d{1,2}:\d{2} ?\/ ?\d{1,2}:\d{2})$/i,
  ],
  [
    'author-box',
    /^(?:[—–*-]+\s*)?\p{Lu}[\p{L}.'’ -]{3,40} (?:is|was) (?:a|an|the) (?:[\p{L}-]+ ){0,4}(?:writer|reporter|correspondent|editor|journalist|columnist|contributor|fellow|producer|freelancer)\b(?=.*\b(?:follow|twitter|@|writes about|reach (?:him|her|them)|contact (?:him|her|them)|e-?mail))|^[—–*]\s*\p{Lu}[\p{L}.'’ -]{3,40} (?:is|was) (?:a|an|the) .{0,160}$/iu,
  ],
  [
    'tags',
    /^(?:tags?|topics?|categor(?:y|ies)|filed under|keywords?|labels?|posted in|tagged)\s*:\s*.{0,200}$|^(?:#[\p{L}\p{N}_-]+[\s,]*)+$/iu,
  ],
  [
    'navigation',
    /^(?:home|news|about(?: us)?|contact(?: us)?|world|politics|opinion|business|culture|sports?|society|video|photos?|regions?|topics|archive|sections?|menu|site ?map|faq|help|careers|jobs|press|media|en|ru|uk|kz|fr|de|es|english|русский|українська|қазақша|français|deutsch|español|рус|eng|укр)(?:\s*[|/·•»>›,\u2013-]\s*|\s{2,}|\s+(?=[A-Z]))?(?:home|news|about(?: us)?|contact(?: us)?|world|politics|opinion|business|culture|sports?|society|video|photos?|regions?|topics|archive|sections?|menu|site ?map|faq|help|careers|jobs|press|media|investigations|features|analysis|interviews?|blogs?|podcasts?|lifestyle|economy|health|science|tech(?:nology)?|travel|weather|local|national|international|search|subscribe|donate|login|log in|sign in|en|ru|uk|kz|fr|de|es|english|русский|українська|қазақша|français|deutsch|español|рус|eng|укр|[\s|/·•»>›,\u2013-])*$|^(?:[\p{L}&' ]{2,24}\s*[»>›]\s*){1,5}[\p{L}&' ]{0,80}$/iu,
  ],
  [
    'imprint',
    /^(?:published by|publisher:|editorial office|registered (?:office|in)|imprint|legal (?:notice|information)|company (?:number|registration)|registration (?:no|number|certificate)|VAT (?:no|number)|address:|tel(?:ephone)?\.?:|phone:|fax:|e-?mail:|editor-in-chief:|responsible editor)\b.{0,220}$|\bISSN\b/i,
  ],
  [
    'footer',
    /^(?:(?:privacy|terms|cookies?|legal|imprint|disclaimer|accessibility|advertis(?:e|ing)|contact|about|careers|jobs|sitemap|rss|faq|help|feedback|copyright|code of ethics|editorial (?:policy|standards|guidelines)|corrections)(?:\s+(?:policy|notice|statement|us|of use|of service|&|and|conditions|settings|map|center|centre))*[\s|/·•,-]*){2,}$|^(?:privacy policy|terms (?:of (?:use|service)|and conditions)|powered by .{0,40}|designed by .{0,40}|website by .{0,40}|built (?:by|with) .{0,40}|hosted by .{0,40}|made with .{0,40}|all material on this site.{0,120}|the views expressed .{0,200}|views expressed in this .{0,200})$|^(?:the (?:views|opinions) expressed|this (?:article|story|report|piece) (?:was|is) (?:originally )?(?:published|produced|republished|made possible|funded))\b.{0,300}$/i,
  ],
];

/**
 * The reason why a line is boilerplate, by its words alone; null if it is not. A text of more than 240 characters is
 * boilerplate only for some reasons, such as an appeal or a legal notice, and one of more than 420 characters never is.
 */
export function boilerplateByWords(line: string): BoilerplateReason | null {
  const text = oneLine(line);
  if (text.length > 420) return null;
  if (!text) return null;
  if (/^[\s|·•/\\–—\-_*=+<>»«›‹×✕#.…]+$/.test(text)) return 'toolbar';
  const long = text.length > 240;
  for (const [reason, pattern] of possible(text)) {
    if (!pattern.test(text)) continue;
    if (
      long &&
      ![
        'copyright',
        'cookies',
        'newsletter',
        'appeal',
        'footer',
        'imprint',
        'correction-policy',
        'author-box',
      ].includes(reason)
    )
      continue;
    // A sentence of the article may mention donations, cookies or newsletters. A line that reports something is part of
    // the body.
    if (['appeal', 'newsletter', 'cookies', 'imprint', 'footer'].includes(reason) && reports.test(text)) continue;
    return reason;
  }
  return cyrillicBoilerplate(text);
}

const possible = sifted(patterns, ([, pattern]) => pattern);
const reports =
  /\b(?:said|told|wrote|according to|reported|announced|police|court|prosecutors?|lawsuit|arrested|detained)\b/i;

/** What the classes, id or role of an HTML element say about its purpose. */
const places: [BoilerplateReason, RegExp][] = [
  ['cookies', /cookie|consent|gdpr|onetrust|cmp-/i],
  ['newsletter', /newsletter|subscribe|signup|sign-up|mailchimp|mc-embed|subscription/i],
  ['appeal', /donat|support-?us|fundrais|appeal|membership|paywall|contribute|patreon/i],
  ['share', /\bshar(?:e|ing)\b|share[-_]|[-_]share|social|addtoany|addthis|sharedaddy|follow-us/i],
  [
    'related',
    /related|recommend|read-?more|more-?(?:news|stories|articles)|most-?(?:read|popular)|popular|trending|also-?(?:read|like)|outbrain|taboola|teaser|promo|see-?also|latest-?news|up-?next|carousel/i,
  ],
  ['comments', /\bcomments?\b|comment-|disqus|respond|discussion/i],
  ['advertisement', /(?:^|[\s_-])(?:ad|ads|advert|advertisement|sponsor(?:ed)?|banner|dfp|gpt)(?:$|[\s_-])/i],
  [
    'navigation',
    /(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|pagination|pager|topbar|top-bar|site-header|masthead|skip-link|lang(?:uage)?-?(?:switch|select)?\w*)(?:$|[\s_-])/i,
  ],
  ['tags', /(?:^|[\s_-])(?:tags?|topics|categories|cat-links|post-tags|tag-list|tagcloud)(?:$|[\s_-])/i],
  ['author-box', /author-?(?:box|bio|info|card)|about-?(?:the-)?author/i],
  ['account', /login|sign-?in|user-?menu|account/i],
  ['live-player', /player|audio-|video-js|jw-/i],
  ['toolbar', /toolbar|tools|article-?actions|print|utility|controls/i],
  ['footer', /(?:^|[\s_-])(?:footer|foot|site-info|colophon|bottom|copyright)(?:$|[\s_-])/i],
  [
    'outside-article',
    /\bpull-?quote|(?:^|[\s_-])(?:sidebar|side-bar|aside|widget|widget-area|rail|modal|popup|overlay|infobox-ad|secondary)(?:$|[\s_-])/i,
  ],
];

const possiblePlaces = sifted(places, ([, pattern]) => pattern);

/**
 * Matches classes that describe what is beside or inside an element, not the element itself: "has-sidebar",
 * "with-share-buttons".
 */
const having = /(?<!\S)(?:has|with|no|without)-\S+/gi;

export function boilerplateByPlace(names: string): BoilerplateReason | null {
  const own = names.replace(having, '');
  return possiblePlaces(own).find(([, pattern]) => pattern.test(own))?.[0] ?? null;
}
