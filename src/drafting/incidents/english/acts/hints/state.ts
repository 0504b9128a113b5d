import { around, few, hint, thing, type Trigger } from '../../trigger.ts';

/**
 * Words that may report acts of the police, courts and offices. The trained model decides whether they do, and to whom
 * the act was done.
 */
export const stateHints: readonly Trigger[] = [
  // Custody
  hint(
    'detention',
    'verb',
    'person',
    'fetched|collect(?:ed|s)|lifted|nicked|picked up|hauled in|whisked|bundled|escorted|marched|frogmarched|led (?:off|away|out)|driven off|stopped(?= (?:by|at|on|outside)\\b)|intercepted|confined|locked|cornered',
    `(?:kept|held|put|placed)(?= (?:in|at|inside|under|behind|against|on)\\b)`,
    `(?:taken|took|takes|brought|brings)(?= ${few}(?:from|to|by|at|off|away|aside|in|inside|with)\\b)`,
  ),
  hint(
    'detention',
    'subject',
    'person',
    `(?:spent|spends|passed|had) (?:[\\p{L}\\d-]+ ){0,5}(?:nights?|hours?|days?|weeks?|months?) (?:in|at|behind|on|as|with)`,
    `(?:is|was|were|are|sits|sat|remains?|stays?|wakes) (?:still |now |back )?in (?:an? |the )?(?:\\p{L}+ )?(?:cell|cells|prison|jail|lock-?up|camp|barracks|dungeon|custody)`,
    'did not (?:come|return|get) home|never came home',
  ),
  hint(
    'detention',
    'noun',
    'person',
    '(?:nights?|hours?|days?) (?:at|in) (?:an? |the )?(?:police|cell|post|station|cells|barracks)',
  ),
  hint(
    'abduction',
    'verb',
    'person',
    `(?:taken|kept|held|carried off|dragged|pulled|forced|put|pushed|driven)(?= [^.;]{0,80}(?:by (?:men|gunmen|fighters|militia|armed|masked|unknown)|against (?:his|her|its|their) will|roadblock|at gunpoint|into (?:an? |the )(?:\\p{L}+ )?(?:car|van|pick-up|lorry|jeep|boat|forest)))`,
  ),
  hint(
    'enforced-disappearance',
    'subject',
    'person',
    `(?:has|have|had) not been (?:seen|heard)|disappear(?:ed|s)|vanish(?:ed|es)|went missing|(?:is|was|has been|remains|still) missing|gone missing|without trace`,
  ),
  hint(
    'enforced-disappearance',
    'verb',
    'person',
    '(?:nobody|no one|no-one|none) (?:has|had) (?:seen|heard)|last seen|disappeared(?= \\p{L})',
  ),
  hint(
    'release',
    'subject',
    'person',
    '(?:came|comes|went|returned|is|was|are|were) (?:back )?(?:home|out|free)(?= (?:on|after|from|again|at|without|late|this|in)\\b)|(?:out|free) (?:on bail|again|at last)',
  ),
  hint('release', 'verb', 'person', 'let (?:out|go|off|home)|sent home|bail(?:ed)?(?= \\p{L})|discharged'),
  // Searches and seizures
  hint(
    'search',
    'verb',
    'thing',
    `(?:went|gone|goes|going|looked|leafed|combs?|combed|rummaged|rooted) (?:through|around|round|over)`,
    `turn(?:ed|ing|s) (?:out|over|upside down|inside out)|opened (?=${few}(?:drawers?|bags?|boxes|boot|cupboards?))`,
    `(?:came|come|comes|arrived|called|turned up|appeared|knocked)(?= [^.;]{0,40}(?:at|to|in) (?:his|her|their|our|the) (?:\\p{L}+ )?(?:home|house|flat|apartment|office|newsroom|studio|door|room|desk)s?\\b)`,
    'forced (?:open )?(?=(?:the|his|her|their|its) (?:\\p{L}+ )?(?:door|lock|safe|drawer))',
  ),
  hint(
    'seizure',
    'verb',
    'thing',
    `(?:took|taken|takes|take|taking|carried|carrying|loaded|unscrewed|unplugged|removed|collected|pocketed|bagged|boxed|packed|wheeled|drove off with|kept|keeps|withheld|grabbed|snatched|ripped|pulled)(?: (?:away|off|out|down|up))?(?= ${few}${thing})`,
    `(?:not|never) (?:been )?(?:given|handed|returned|sent) (?:back|returned)?|(?:not|never|yet to be) returned`,
    `(?<=${thing}[^.;]{0,40} (?:was|were|been|are|is) )(?:taken|gone|kept|removed|held|carried|missing|with the police)`,
    `(?:gone|missing)(?= from (?:his|her|their|my|our|the))`,
  ),
  hint(
    'seizure',
    'subject',
    'person',
    `without (?:his|her|their|its) (?=(?:\\p{L}+ )?${thing})|(?:gave|give|handed) (?:up|over) (?=${few}${thing})`,
  ),
  hint(
    'inspection',
    'verb',
    'outlet',
    `(?:went|gone|going|goes|looked) through (?:the|its|their) (?:books|accounts|papers|finances|files)|(?:combs?|combed|examin(?:ed|es)|check(?:ed|s)|scrutini[sz](?:ed|es)|review(?:ed|s)|visited|measured)(?= \\p{L})|inspectors|(?:tax|fire|labou?r|sanitary|health) (?:office|inspectors?|officials?|service) (?:came|called|arrived)`,
  ),
  hint(
    'account-frozen',
    'verb',
    'any',
    `(?<=(?:money|account|accounts|funds|assets|savings|donations?)[^.;]{0,40} (?:was|were|is|been|are) )(?:locked|closed|stopped|held|seized|taken|cut off|blocked)|(?:clos(?:ed|es)|lock(?:ed|s)|stopp(?:ed|s))(?= ${few}(?:accounts?|money))`,
  ),
  // Questions
  hint(
    'questioning',
    'subject',
    'person',
    `(?:answer(?:ed|s|ing)?|faced?|facing) (?:[\\p{L}\\d-]+ ){0,3}questions|(?:put|went|sat) through (?=[^.;]{0,40}(?:session|hours?))`,
    `(?:talked|spoken|spoke) to (?:for|by) ${few}(?:hours?|officers|police)`,
  ),
  hint(
    'questioning',
    'verb',
    'person',
    `asked(?= (?:for [\\p{L}\\d]+ (?:hours|days)|who (?:had|paid|gave)|about (?:his|her|their|its)|where (?:he|she|they)|why (?:he|she|they)))|interviewed(?= (?:by|for|at|as)\\b)`,
  ),
  hint(
    'summons',
    'verb',
    'person',
    '(?:call(?:ed|s)|asked|asks|invited|invites|wanted|ordered|told|summoned|bidden|expected|required|requested)(?: (?:in|up|back|over))?(?= [^.;]{0,60}(?:to (?:the|an?|his|her|its|their|come|appear|report|explain|present|see)|for (?:tea|an? (?:talk|conversation|chat|interview|word|explanation))|at the|before))',
    'called in',
  ),
  hint(
    'subpoena',
    'verb',
    'any',
    'served(?= (?:on|upon|with)\\b)|order(?:ed|s)? to (?:produce|hand over|name|reveal|disclose)',
  ),
  hint(
    'investigation-opened',
    'noun',
    'any',
    '(?:inquiry|investigation|probe|criminal case|file|docket|proceedings)(?= (?:was|were|has been|is|are|into|on|about|against|over)\\b)|(?:complaint)(?= (?:against|about|by|from)\\b)',
  ),
  hint(
    'investigation-opened',
    'verb',
    'any',
    'open(?:ed|s)|open(?:ed|s) (?:an? |the )?(?:file|case|docket|inquiry|book)(?: on| against| about| into)?',
  ),
  hint(
    'criminal-complaint',
    'verb',
    'any',
    '(?:lodg(?:ed|es)|fil(?:ed|es)|made|laid|submitted|brought|sent)(?= (?:an? |the |two |several )?(?:\\p{L}+ ){0,2}complaints?)|reported(?= [^.;]{1,60} to (?:the )?(?:police|prosecutor|authorities|cybercrime))',
  ),
  hint(
    'pre-action-letter',
    'verb',
    'any',
    around('sent|sends|served|wrote|delivered|addressed', '(?:letters?|notices?|demand)'),
    "(?:lawyer'?s?|lawyers’|solicitors?’?|legal) (?:letter|notice|demand)s?|letter before action|cease-and-desist",
  ),
  hint(
    'charge-brought',
    'verb',
    'person',
    'accused(?= of\\b)|accus(?:ed|es)(?= \\p{L})|booked|cited(?= (?:for|under|by)\\b)|put in the dock|referred to (?:the )?(?:prosecutor|court|trial)|formally|committed for trial|sent for trial',
  ),
  hint(
    'charge-brought',
    'subject',
    'person',
    '(?:faces?|facing|risks?|is (?:to answer|liable)|stands accused|must answer|has to answer)(?= \\p{L})',
  ),
  hint(
    'suit-filed',
    'verb',
    'any',
    `(?:gone|went|goes|going|turned|took|taken|takes|brought|brings?|dragged|hauled)(?: [\\p{L}’'-]+){0,5}? (?:to|before|into) (?:the |a )?(?:\\p{L}+ )?(?:court|courts|judge|bench|law)|(?:wants?|demand(?:s|ed|ing)?|seek(?:s|ing)?|sought|claim(?:s|ed|ing)|ask(?:s|ed|ing)? for)(?= [^.;]{0,40}(?:\\d|million|thousand|damages|compensation|euros|dollars|apology))|(?:brought|filed|lodged|started|instituted)`,
  ),
  hint(
    'suit-filed',
    'noun',
    'any',
    '(?:writ|claim|proceedings|legal action|action|summonses)(?= (?:against|by|from|for|over|of|was|were)\\b)|(?:claims?|action)(?= for (?:damages|defamation|libel))',
  ),
  hint(
    'suit-withdrawn',
    'verb',
    'any',
    '(?:dropp?ed|drops|withdrew|withdrawn|withdraws|abandoned|discontinued)(?= (?:the|its|his|her|their|all|a) (?:\\p{L}+ )?(?:case|suit|claim|action|lawsuit|complaint|charges?|proceedings))',
  ),
  hint(
    'hearing',
    'subject',
    'person',
    '(?:appear(?:ed|s)|stood|stands|sat|was brought|is due|are due|was due|came|comes)(?= (?:again |back )?(?:in|before|at|on|up|to) (?:the )?(?:\\p{L}+ ){0,3}(?:court|dock|bench|judge|tribunal|trial|magistrate))',
  ),
  hint(
    'hearing',
    'noun',
    'any',
    '(?:called and adjourned|next date|put off|puts off|postponed|adjourn(?:s|ment)|sitting|bail plea|opened|resumed)(?= [^.;]{0,80}(?:court|bench|judge|tribunal|trial|case|hearing|on \\p{L}+ \\d|\\d))',
  ),
  // Courts
  hint(
    'sentence',
    'subject',
    'any',
    `(?:got|gets|received|drew|was given|were given|is to serve|must serve|serves|serving|faces|condemned to|must pay|has to pay|had to pay|is to pay|are to pay|to pay|pays?)(?= [^.;]{0,30}(?:\\d|years?|months?|days|fine|thousand|million|two|three|four|five|six|seven|eight|nine|ten))`,
  ),
  hint(
    'sentence',
    'verb',
    'any',
    `(?:g[ai]ven?|gives|condemn(?:ed|s)|punish(?:ed|es)|penali[sz]ed|sent down|put away|banned|barred|forbidden)(?= \\p{L})|behind bars`,
  ),
  hint(
    'sentence',
    'noun',
    'any',
    '(?:[\\p{L}\\d-]+ )?(?:years|months) (?:behind bars|in (?:prison|jail|a (?:labou?r |penal )?(?:camp|colony)))|(?:fine|penalty|sentence|term|punishment)s?',
  ),
  hint(
    'conviction',
    'verb',
    'person',
    '(?:held|found|ruled|judged|declared)(?= [^.;]{0,40}(?:guilty|liable|responsible|to have))',
  ),
  hint(
    'judgment',
    'verb',
    'any',
    `(?:found|ruled|decided|held|awarded|ordered|granted|quash(?:ed|es)|dismissed|threw out|struck down)(?= [^.;]{0,80}(?:for|against|in favou?r|damages|to (?:pay|publish|apologi[sz]e|print|retract|correct)|motion|subpoena|claim|liable))`,
  ),
  hint('acquittal', 'verb', 'person', 'cleared|let off|absolved|not guilty|exonerat(?:ed|es)'),
  hint(
    'appeal-filed',
    'verb',
    'none',
    '(?:has |have |had )?appeal(?:ed|s)(?= (?:against|to|the|on|in|his|her|their|its)\\b)|(?:contest(?:ed|s)|challeng(?:ed|es))(?= (?:the|this|his|her|its|their) (?:\\p{L}+ )?(?:verdict|ruling|decision|sentence|judgment|order|fine|ban|measure))|(?:fil(?:ed|es)|lodg(?:ed|es)|enter(?:ed|s)) (?:an? |the |its |his |her )?(?:appeal|objection|cassation)',
  ),
  hint(
    'appeal-decided',
    'verb',
    'none',
    '(?:upheld|confirmed|rejected|turned down|dismissed|overturned|reversed|set aside|left untouched|annulled|reduced|cut)(?= (?:the|an?|his|her|its|their) (?:\\p{L}+ ){0,3}(?:appeal|verdict|sentence|ruling|decision|conviction|judgment|fine|term))',
  ),
  hint(
    'injunction',
    'noun',
    'any',
    '(?:gag|gagging order|publication ban|reporting ban|injunction|restraining order|ban)(?= (?:on|against|by|until|was|has|from|over)\\b)',
  ),
  hint(
    'injunction',
    'verb',
    'any',
    '(?:restrain(?:ed|s)|forbid(?:s|den)?|forbade|barr?(?:ed|s)|gagg(?:ed|s)|prohibit(?:ed|s)|stopp(?:ed|s))(?= \\p{L})|(?:must|may|shall) not (?:publish|name|print|broadcast|report|appear|air)',
  ),
];
