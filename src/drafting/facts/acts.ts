import { sifted } from '../../platform/text/sieve.ts';
import type { Span } from '../reading/sentences.ts';
import type { EventType, Mode } from '../schema.ts';

/** Words that report a step or an act of pressure. Acts are returned in this order. */
const patterns: [EventType, RegExp][] = [
  [
    'complaint',
    /\b(?:(?:filed|lodged|submitted|made) (?:a |an )?(?:\w+ )?(?:complaint|appeal to (?:the )?police)|(?:on|after|following) (?:a |the |his |her )?complaint|complaint (?:by|from|of|against|was)|complained to (?:the )?(?:police|prosecutors?|authorities))/i,
  ],
  [
    'lawsuit',
    /\b(?:sued|suing|sues|to sue|lawsuits?|(?:civil|defamation|libel) (?:suit|case|action|claim)s?|(?:filed|brought|lodged) (?:a |an )?(?:\w+ )?(?:suit|claim|action)|SLAPPs?|legal action|took .{1,40} to court)\b/i,
  ],
  [
    'investigation',
    /\b(?:(?:criminal|pre-trial|preliminary|police|official|tax|internal) (?:investigation|inquiry|probe|proceedings?|case)|(?:opened|launched|started|opens|launches|began) (?:a |an )?(?:\w+ ){0,3}(?:investigation|inquiry|probe|case)|(?:inquiry|probe) into|(?<!publish\w{0,4} |journalistic )(?:an|the) investigation\b(?! (?:by|published|was published|appeared))|investigat(?:ion|ed|ing|es) (?:of|into|against|over|him|her|them|two|the)|under investigation)\b/i,
  ],
  [
    'search',
    /\b(?:(?:officers|police|agents|investigators) to search|search(?:ed|es|ing)? (?:of |at |in |the |their |his |her |both |its |homes?|offices?|newsrooms?|apartments?)|raid(?:ed|s|ing)?\b|searches\b|house search)/i,
  ],
  [
    'seizure',
    /\b(?:seiz(?:ed|es|ing|ure)|confiscat(?:ed|es|ing|ion)|impounded|taken (?:away )?by (?:\w+ )?(?:officers|police|agents|investigators|detectives)|took (?:away )?(?:computers|laptops|phones|documents|equipment|hard drives))\b/i,
  ],
  [
    'account-frozen',
    /\b(?:froze|frozen|blocked)\b.{0,60}\b(?:accounts?|assets|funds)\b|\b(?:accounts?|assets|funds)\b.{0,60}\b(?:froze|frozen|blocked)\b/i,
  ],
  [
    'questioning',
    /\b(?:question(?:ed|ing) (?:by|for|him|her|them|as|at|in|on|about|over|journalists?|reporters?|(?:the|an?|its) (?:\p{L}+ ){0,2}(?:journalists?|reporters?|editors?|photographers?|bloggers?|authors?|staff|publishers?))|interrogat(?:ed|es|ing)|(?:police|an?|the|his|her|their|\d-hour) interrogations?(?! (?:record|room))|(?:was|were|been|being) questioned|questioned(?! (?:why|whether|how|what|if|who|the|that|its|a|an|any|his|her|their)\b))\b/iu,
  ],
  [
    'summons',
    /\b(?:summon(?:ed|s|ing)|summonsed|subpoena(?:s|ed)?|called in (?:for|by)|ordered (?:him |her |them )?to appear)\b/i,
  ],
  [
    'detention',
    /\b(?:detain(?:ed|s|ing)?|detention|taken into custody|in (?:\w+ )?custody|(?:in|from) the custody of|(?:denied|been|was|were|is|are) holding (?:him|her|them)|(?:was|were|been) seized (?:at|outside|from (?:his|her|their) home|by (?:armed|masked|plain|police|security|soldiers|men|officers|agents))|pre-trial detention|remanded|(?:was|were|been|being|is|are) held (?:for|in|at|without|overnight))\b/i,
  ],
  ['arrest', /(?<!\bhouse )\barrest(?:ed|s|ing)?\b/i],
  ['house-arrest', /\bhouse arrest\b|\bconfined to (?:his|her|their) home\b/i],
  [
    'charge',
    /\b(?:charged (?:with|under|over|for)|(?:was|were|been) charged|indict(?:ed|ment|s)|(?:brought|pressed|filed|laid) (?:\w+ ){0,2}charges|(?:faces?|faced|facing) (?:\w+ ){0,2}charges)\b/i,
  ],
  ['hearing', /\b(?:hearings?|trials?|on trial|stood trial|court session|appeared in court|appeared before)\b/i],
  [
    'conviction',
    /\b(?<!(?:must|should|can) be )(?:convict(?:ed|ion|s)|(?:found|finding) (?:him |her |them |\w+ )?guilty)\b/i,
  ],
  [
    'sentence',
    /\b(?:sentenced|jailed (?:for|over)|(?:prison|jail) (?:sentence|term)s?|sent (?:him |her |them |\w+ )?to (?:prison|jail))\b/i,
  ],
  ['acquittal', /\b(?:acquit(?:ted|tal|s)|cleared of|found (?:him |her |them )?not guilty)\b/i],
  ['fine', /\b(?:fined|a fine\b|fines\b|fining)\b/i],
  [
    'ruling',
    /\b(?:ruled|rules that|ruling|verdict|judgment|judgement|court (?:decision|order|decided|directed|upheld|rejected|dismissed|overturned|ordered)|upheld|overturned|quashed|ordered (?:them|him|her|it|the \w+) to pay|injunction)\b/i,
  ],
  [
    'blocking',
    /\b(?<!accounts?[^.;]{0,60} )(?:block access|block(?:ed|ing|s) (?:access|(?:more than |at least |some |about )?\d|dozens|hundreds|several|many|the (?:site|website|page|portal)|its|their|\w+\.(?:kz|com|org|net|ru)|in|by|since|on)|(?:was|were|been|be|is|are|remains?) blocked(?! (?:by the|from))|restrict(?:ed|ing)? access|access to .{1,40} (?:was|is|has been) (?:blocked|restricted)|website (?:was|is) (?:inaccessible|unavailable)|blocking (?:was|is|of)\b|took .{1,20} offline)\b/i,
  ],
  [
    'removal-order',
    /\b(?:(?:ordered|demand(?:ed|s)?|required|obliged|told|instructed)\b.{0,120}\b(?:to )?(?:remove|delete|take down|removal)|to remove the\b|removal of (?:the )?(?:article|post|content|report)s?)/i,
  ],
  [
    'retraction-order',
    /\b(?:(?:ordered|demand(?:ed|s)?|required|obliged)\b.{0,160}\b(?:retract(?:ion)?|refutation|publish a (?:retraction|correction|denial|refutation))|issue a retraction)\b/i,
  ],
  [
    'attack',
    /\b(?:attack(?:ed|ers?|s|ing)?(?! (?:on |the |its |his |her |their |an? |this |that )*(?:\w+ )?(?:ruling|decision|verdict|law|laws|bill|plan|plans|idea|integrity|polic(?:y|ies)|reform|proposal|measure|judgment|freedom|democracy))|assault(?:ed|s|ing)?|beat(?:en|ing)?\b|punched|kicked|stabbed|shot at|set (?:fire|on fire)|arson|torched|fire-?bombed|pushed to the ground|injured|hit (?:him|her|them|\w+ with)|smashed|vandali[sz]ed|pepper spray(?:ed)?|tear gas)\b/i,
  ],
  ['threat', /\b(?:threat(?:s|en(?:ed|ing|s)?)?|death threats?|intimidat(?:ed|ion|ing))\b/i],
  [
    'harassment',
    /\b(?:harass(?:ed|ment|ing|es)?|smear (?:campaign|ed)|troll(?:s|ing|ed)?|doxx?(?:ed|ing)|insulted|bullied|online abuse)\b/i,
  ],
  [
    'surveillance',
    /\b(?:surveill(?:ed|ance)|spyware|Pegasus|wiretap(?:ped|ping|s)?|eavesdrop(?:ped|ping)|(?:was|were|been|being) followed\b|film(?:ed|ing) (?:his|her|their) (?:\w+ )?(?:home|house|door|flat|apartment|car|family)|tracking device|intercept(?:ed|ion)|Predator)\b/i,
  ],
  [
    'killing',
    /\b(?:kill(?:ed|ing|s)?|murder(?:ed|s)?|shot dead|assassinat(?:ed|ion)|shot and killed|found dead|car bomb)\b/i,
  ],
  [
    'law-signed',
    /(?<!\b(?:not|never)(?: yet)? )(?<!n[’']t )\b(?:signed|approved|enacted|ratified|promulgated)\b(?:(?!\b(?:letters?|petitions?|appeals?|statements?|declarations?|warrants?|against|under|over|about|criticis\w+|condemn\w+|calling|urging|demanding|protest\w*|by a court)\b)[^.;]){0,80}?\b(?:law|bill|amendments?|act|decree)\b|\b(?:law|bill|amendments?|act|decree)\b[^.;]{0,50}\b(?:was|were|been) (?:\w+ly )?(?:signed|approved|enacted)\b/i,
  ],
  [
    'law-in-force',
    /(?<!\b(?:since|after|before|until|till|when|once|if|unless|should|whether|as)\b[^.;,]{0,80})\b(?:laws?|legislation|bill|amendments?|act|decree|code|regulations?|rules)\b(?:(?!\b(?:since|after|before|until|when|once|if|that|which)\b)[^.;]){0,50}?(?<!\b(?:not|never|yet|to|would) )\b(?:came into (?:force|effect)|entered into force|took effect|(?:is|are|was|were) (?:now |already )?in force)\b/i,
  ],
  [
    'law-proposed',
    /\b(?:(?:proposed|draft(?:ed)?|submitted|introduced|tabled|planned)\b.{0,40}\b(?:law|bill|amendments?|legislation)|draft law|bill (?:that|would|was introduced))\b/i,
  ],
  [
    'letter-sent',
    /\b(?:(?:sent|wrote|addressed|signed|published|issued|delivered) (?:a |an |the )?(?:joint |open |public |protest )*(?:letter|appeal)|open letter|joint letter|(?:sent|signed) the (?:protest |open |joint )?letter|(?:has|have|had) (?:\w+ )?written to|in (?:a|an|the|its|his|her|their) (?:\w+ )?letter (?:dated|of|to|sent))\b/i,
  ],
  [
    'deportation',
    /\b(?:deport(?:ed|ation|s|ing)?|expel(?:led|s)|expulsion|denied entry|barred from entering|refused entry)\b/i,
  ],
  [
    'denial-of-access',
    /\b(?:(?:denied|refused|barred|banned|blocked|prevented|excluded|turned away|stripped)\b.{0,60}\b(?:access to|from (?:covering|entering|attending|filming|reporting)|accreditation|entry to|press card|press conference)|accreditation (?:was|were)? ?(?:denied|revoked|withdrawn|refused)|revok(?:ed|ing)\b.{0,30}accreditation)\b/i,
  ],
  [
    'licence-revoked',
    /\b(?:(?:revok(?:ed|ing|es)|withdr(?:ew|awn)|annull?ed|cancell?ed|stripped)\b.{0,40}\blicen[cs]es?|licen[cs]e (?:was|were|had been|has been)? ?(?:revoked|withdrawn|annulled|cancell?ed)|lost its licen[cs]e)\b/i,
  ],
  [
    'suspension',
    /\b(?:suspend(?:ed|ing|s)\b.{0,60}\b(?:licen[cs]es?|permit|broadcast\w*|services?|newspaper|station|channel|outlet|publication|website|programme)|(?:licen[cs]e|permit|station|channel|newspaper|broadcasts?|publication) (?:was|were|had been|has been)? ?suspended|(?:taken|took|ordered|pulled|went|forced)\b.{0,30}\boff (?:the )?air|suspension of\b)/i,
  ],
  [
    'closure',
    /\b(?:clos(?:ed|ure|ing) (?:down )?(?:of )?(?:the |its |their )?(?:newspaper|outlet|newsroom|office|station|channel|bureau|website|magazine)|shut(?:ting)? (?:it |them )?down|shutter(?:ed|ing)|forced to close|ceased? (?:publication|publishing|operations|broadcasting)|liquidat(?:ed|ion))\b/i,
  ],
  ['reply', /\b(?:replied to|in (?:a |its |his |her )?(?:reply|response)|responded to|responded that)\b/i],
  [
    'statement',
    /\b(?:(?:issued|released|published|made) (?:a |an )?(?:\w+ )?statement|said in a statement|in an? (?:\w+ ){0,2}statement|press release)\b/i,
  ],
];

const possible = sifted(patterns, ([, pattern]) => pattern);

/** Acts that consist of saying something. */
export const bySaying: ReadonlySet<EventType> = new Set(['statement', 'reply', 'letter-sent']);

/**
 * The acts that a claim reports: acts in the words that are said, the document in which they were said ("in a letter
 * dated …"), and the decision of a court.
 */
export function actsOfClaim(said: string, mode: Mode, around: string): EventType[] {
  const found = new Set(actsIn(said));
  for (const act of actsIn(around)) if (bySaying.has(act)) found.add(act);
  if (mode === 'ruled') found.add('ruling');
  if (mode === 'ordered' && /\bretract|\brefutation\b/i.test(said)) found.add('retraction-order');
  if (
    mode === 'ordered' &&
    /\b(?:remove|delete|take down)\b[^.]{0,60}\b(?:articles?|posts?|videos?|reports?|content|pages?|publications?|stor(?:y|ies))\b/i.test(
      said,
    )
  )
    found.add('removal-order');
  return patterns.flatMap(([type]) => (found.has(type) ? [type] : []));
}

/** The steps and acts of pressure that a passage reports. */
export const actsIn = (text: string): EventType[] => actsAt(text).map(({ act }) => act);

/** The steps and acts that a passage reports, each with the place of the first words that report it. */
function actsAt(text: string): (Span & { act: EventType })[] {
  return possible(text).flatMap(([act, pattern]) => {
    const match = pattern.exec(text);
    return match ? [{ act, start: match.index, end: match.index + match[0].length }] : [];
  });
}
