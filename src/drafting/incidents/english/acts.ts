import type { Act } from '../incident.ts';

/**
 * Where the sentence says to whom an act is done. `verb`: the object, or the subject of the passive. `subject`: the
 * subject ("X went on trial"). `noun`: around the noun ("the arrest of X", "X's arrest"). `law`: to no one.
 */
export type Voice = 'verb' | 'subject' | 'noun' | 'law';
/** Whether an act is done to a person, to things of theirs, to an outlet, or to any of them. */
export type Onto = 'person' | 'thing' | 'outlet' | 'any' | 'none';
export type Trigger = { act: Act; voice: Voice; onto: Onto; pattern: RegExp };

const trigger = (act: Act, voice: Voice, onto: Onto, words: string): Trigger => ({
  act,
  voice,
  onto,
  pattern: new RegExp(`(?<![\\p{L}-])(?:${words})(?:(?<= )|(?![\\p{L}-]))`, 'giu'),
});

const thing =
  '(?:cameras?|(?:mobile |cell)?phones?|handsets?|laptops?|computers?|equipment|hard (?:drives?|disks?)|drives?|notebooks?|notes|transmitters?|recorders?|dictaphones?|(?:memory|SIM) cards?|cards?|footage|files|documents|papers|passports?|tapes?|devices?|servers?|copies|microphones?|tripods?|keys|books?|ledger|money|drone|gear)';
const few = "(?:[\\p{L}\\d'’,-]+ ){0,5}?";
const home = '(?:homes?|houses?|flats?|apartments?|residences?|rooms?)';
const case_ = '(?:case|suit|lawsuit|claim|complaint|petition|action|charges?|appeal|plea|motion)s?';

/** English words that tell an act. Of two at one place, the longer counts; of equally long ones the first. */
export const triggers: readonly Trigger[] = [
  // Custody
  trigger(
    'arrest',
    'verb',
    'person',
    'arrest(?:ed|s|ing)|picked(?: up)?(?= (?:from|at|by|outside|near|in|on|under)\\b)|re-?arrested|placed under arrest|put under arrest|remanded(?: in custody| to)?|nabbed',
  ),
  trigger('arrest', 'noun', 'person', 'arrests?'),
  trigger(
    'detention',
    'verb',
    'person',
    'detain(?:ed|s|ing)|(?:taken|took|taking) (?:him |her |them )?(?:into|in) custody|(?:taken|took) (?:him |her |them )?off the street|held(?= (?:for|overnight|by|at|in|without|since|on)\\b)|(?:is|are|was|were|been|being) held|locked up|rounded up|bundled into|(?:taken|took) (?:him |her |them )away|(?:was|were|been|being) taken away(?= (?:by|to|in|for|on|from)\\b)|(?:taken|took) (?:him |her |them )?to (?:the |a )?(?:police|station|precinct|barracks)|apprehended|hauled (?:off|away|to)|kept in (?:custody|prison|jail|a cell|cells)|seized(?= (?:by|at|outside|near|from|on|in)\\b)',
  ),
  trigger('detention', 'noun', 'person', 'detention'),
  trigger(
    'house-arrest',
    'verb',
    'person',
    '(?:placed|put) (?:him |her |them )?under house arrest|confined to (?:his|her|their) homes?|(?:ordered|ruled|imposed) house arrest (?:for|on)',
  ),
  trigger('house-arrest', 'noun', 'person', 'house arrest'),
  trigger(
    'imprisonment',
    'verb',
    'person',
    'imprisoned|(?:put|thrown|threw) (?:him |her |them )?in(?:to)? (?:jail|prison)',
  ),
  trigger(
    'release',
    'verb',
    'person',
    'released|freed|let (?:him |her |them )?go(?! of)|let (?:him |her |them )?out|set free',
  ),
  trigger(
    'release',
    'subject',
    'person',
    'walk(?:s|ed) (?:out|free)|left (?:the )?(?:prison|jail|cells?|custody)|made bail',
  ),
  trigger('release', 'noun', 'person', 'release(?= of)'),
  // Search and seizure
  trigger(
    'search',
    'verb',
    'thing',
    'search(?:ed|es|ing)(?! for\\b)|raid(?:ed|s|ing)|combed through|carr(?:y|ied|ying) out (?:a )?search(?:es)? (?:of|at|in)|conduct(?:ed|ing)? (?:a )?search(?:es)? (?:of|at|in)|turned over the|ransacked(?= by (?:police|officers|agents))',
  ),
  trigger('search', 'noun', 'thing', '(?:house |home |office )?search(?:es)?(?= (?:of|at)\\b)|raids?(?= (?:on|at)\\b)'),
  trigger(
    'seizure',
    'verb',
    'thing',
    `seiz(?:ed|es|ing)(?! (?:by|at|outside|near|from|on)\\b)|confiscat(?:ed|es|ing)|impound(?:ed|s)|carr(?:ied|y|ying) (?:off|away)|(?:took|take|taking|taken)(?: away| from (?:him|her|them))? (?=${few}${thing}(?![\\p{L}-]))|walked off with|made off with`,
  ),
  trigger('seizure', 'verb', 'thing', 'seized(?= by)|taken away|taken(?= (?:by|from)\\b)'),
  trigger('seizure', 'noun', 'thing', 'seizure|confiscation'),
  trigger(
    'edition-confiscated',
    'verb',
    'outlet',
    `(?:seiz|confiscat|impound)(?:ed|es|ing)(?= ${few}(?:print run|edition|issue|copies|newspapers))`,
  ),
  trigger('inspection', 'verb', 'outlet', 'opened an (?:audit|inspection) of|audit(?:ed|s|ing)|inspected'),
  trigger('inspection', 'noun', 'outlet', '(?:tax )?(?:audit|inspection)s?(?= of)'),
  trigger(
    'account-frozen',
    'verb',
    'any',
    `froze(?:n)?(?= ${few}(?:bank )?(?:accounts?|assets|funds))|frozen|blocked(?= ${few}(?:bank )accounts?)`,
  ),
  // Questioning
  trigger(
    'questioning',
    'verb',
    'person',
    'question(?:ed|s|ing)(?! (?:whether|why|how|what|if|the|that|its?|when|who|where|a\\b|an\\b|any|about|is|has|was))|question(?:ed|ing)(?= (?:him|her|them|by|for|as|at|over|about)\\b)|interrogat(?:ed|es|ing)|grilled',
  ),
  trigger('questioning', 'noun', 'person', 'interrogation|questioning(?= of)'),
  trigger(
    'summons',
    'verb',
    'person',
    'summon(?:s|ed|ing|sed)|(?:called|calls) (?:him |her |them )?(?:in|to)(?= (?:for|the|by)\\b)(?! (?:on|the attention))|(?:been )?called in|ordered (?:him |her |them )?to (?:appear|report)|told (?:him |her |them )?to report to',
  ),
  trigger(
    'summons',
    'subject',
    'person',
    `appeared before (?:the |a )?${few}(?:panel|committee|commission)(?: on summons)?|(?:received|got|was handed|was served) (?:a |with a )?summons`,
  ),
  trigger('subpoena', 'verb', 'person', 'subpoenaed|served (?:him |her |them )?with a subpoena'),
  trigger('subpoena', 'noun', 'person', 'subpoenas?'),
  // Proceedings
  trigger(
    'investigation-opened',
    'verb',
    'any',
    '(?:opened|launched|began|started|initiated|instituted) (?:an? |the )?(?:criminal |pre-trial |preliminary |police |official |internal |formal )?(?:investigation|inquiry|probe|case|proceedings)(?= (?:against|into|over|on)\\b)',
  ),
  trigger(
    'investigation-opened',
    'noun',
    'any',
    '(?:criminal |pre-trial |preliminary )?(?:investigation|inquiry|probe|proceedings|case)(?= (?:against|into|was opened|was launched|were opened))|investigation against',
  ),
  trigger(
    'investigation-opened',
    'subject',
    'any',
    '(?:is|are|was|were|been) under (?:criminal )?investigation|(?:is|are|was|were|being|been) investigated',
  ),
  trigger(
    'charge-brought',
    'verb',
    'person',
    'charg(?:ed|es|ing)(?= (?:with|under|over|for|by|in|on)\\b)|(?:was|were|been|being) charged|indict(?:ed|s|ing)|(?:brought|pressed|filed|laid|lodged|levelled) (?:an? |the )?(?:\\p{L}+ ){0,2}charges? against|arraigned',
  ),
  trigger(
    'charge-brought',
    'subject',
    'person',
    '(?:faces?|faced|is facing|are facing) (?:an? |the |up to )?(?:\\p{L}+ ){0,3}(?:charges?|years? in (?:prison|jail))',
  ),
  trigger('charge-brought', 'noun', 'person', 'indictment(?= of| against)|charges?(?= against)'),
  trigger('suspect-named', 'verb', 'person', '(?:named|declared|made) (?:him |her |them )?(?:as )?(?:a )?suspects?'),
  trigger(
    'suit-filed',
    'verb',
    'any',
    `su(?:ed|es|ing)|(?:filed|brought|moved|lodged|launched|initiated) (?:an? |the |another )?${few}(?:suit|lawsuit|claim|legal action|proceedings)s?(?: for defamation)?(?= (?:against|seeking|for|over|demanding)\\b)|took (?=.{1,40} to court)|(?:brought|lodged|filed)(?= (?:in \\p{L}+ |on [\\p{L}\\d ]{2,20} |by [^,.;]{1,40} )?against\\b)`,
  ),
  trigger('suit-filed', 'noun', 'any', '(?:law)?suits?(?= (?:against|by)\\b)'),
  trigger(
    'criminal-complaint',
    'verb',
    'person',
    '(?:filed|lodged|made) (?:an? )?(?:police |criminal )complaint against',
  ),
  trigger(
    'hearing',
    'subject',
    'person',
    `(?:went|goes?|was|were|is|are|be|put) on trial|(?:stood|stands?|standing) trial|(?:appeared|appears?|is due|was produced|were produced|produced|was brought|were brought|came) (?:before|in|up before|to) (?:the |an? )?${few}(?:court(?:house|room)?|tribunal|judge|magistrates?|bench)(?! summons)|(?:was|were) brought to the courthouse`,
  ),
  trigger(
    'hearing',
    'noun',
    'person',
    '(?:re)?trials?(?= of)|hearings?(?= (?:in|of|on|is|was|set|against))|hearing|adjourned',
  ),
  trigger('hearing', 'verb', 'any', `(?:is|are|will|was|due) to hear|will hear|takes up|to hear`),
  trigger('conviction', 'verb', 'person', 'convict(?:ed|s|ing)|found (?:him |her |them )?guilty'),
  trigger('conviction', 'noun', 'person', 'conviction'),
  trigger(
    'acquittal',
    'verb',
    'person',
    'acquit(?:s|ted|ting)|clear(?:ed|s)(?= (?:of|by|after|the|on|in|him|her|them|\\p{Lu}\\p{Ll}+)(?!\\p{L}))|found (?:him |her |them )?not guilty',
  ),
  trigger('acquittal', 'noun', 'person', 'acquittal'),
  trigger(
    'sentence',
    'verb',
    'any',
    'sentenc(?:ed|es|ing)|jail(?:ed|s|ing)|fin(?:ed|es|ing)(?! (?:line|print|words?)\\b)|(?:sent|sends) (?:him |her |them )?to (?:prison|jail)|(?:impos(?:ed|es)|levied) (?:an? )?(?:\\p{L}+ )?fines?(?: of [^,.;]{1,40}?)? on|handed (?:him |her |them )?(?:down )?(?:an? )?(?:[\\p{L}\\d-]+ )?(?:sentence|term)|given(?= (?:(?:an?|\\d+|one|two|three|four|five|six|seven|eight|nine|ten|[\\p{L}\\d-]+) (?:years?|months?|days?|[\\p{L}-]*sentence)))|gave (?:him|her|them)(?= [\\p{L}\\d-]+ (?:years?|months?|days?))',
  ),
  trigger(
    'sentence',
    'noun',
    'person',
    '(?:prison |jail )?(?:sentence|term)(?= (?:against|for|of|on))|fine(?= (?:against|on|of))',
  ),
  trigger(
    'judgment',
    'verb',
    'any',
    `ordered to pay|order(?:ed|s) (?=[^.;]{1,90}? to pay)|awarded (?=[^.;]{1,80}?(?:against|damages))|ruled against|found against|found (?:him|her|it|them) liable|ruled in favou?r of`,
  ),
  trigger(
    'case-dismissed',
    'verb',
    'none',
    `(?:dismiss(?:ed|es)|threw out|thrown out|struck out|rejected)(?= (?:the|an?|her|his|its|their) ${few}${case_})`,
  ),
  trigger('charge-dropped', 'verb', 'none', `dropped (?:the |all |its )?(?:\\p{L}+ )?charges?`),
  trigger('appeal-decided', 'verb', 'none', `(?:upheld|overturned|quash(?:ed|es)|annulled|set aside)`),
  trigger(
    'injunction',
    'verb',
    'any',
    'barred (?:him |her |it |them )?from (?:publishing|broadcasting|naming|reporting)|ordered (?:him |her |it |them )?not to publish|(?:granted|issued|obtained|won) (?:an? )?(?:\\p{L}+ )?(?:injunction|gag order)',
  ),
  // Against publication
  trigger(
    'blocking',
    'verb',
    'outlet',
    `block(?:ed|s|ing)(?! (?:from|off the road|the (?:road|street|way|entrance)|by the|traffic))|cut off|(?:made|rendered) inaccessible|restrict(?:ed|s|ing) access to|cut access to`,
  ),
  trigger(
    'blocking',
    'subject',
    'outlet',
    'stopped (?:opening|loading)|(?:(?:is|are|was|were|been|became|went) )?(?:inaccessible|unreachable|unavailable)|(?:cannot|could not|no longer) be (?:opened|reached)',
  ),
  trigger('blocking', 'noun', 'outlet', 'blocking(?= of)'),
  trigger(
    'removal',
    'verb',
    'any',
    `(?:made|forced|order(?:ed|s)|told|obliged|required|instructed|compelled|demanded that|asked) (?=[^.;]{1,60}? (?:to )?(?:delete|remove|take down|erase|wipe|unpublish))|(?:deleted|removed|took down|taken down|wiped|erased)(?= ${few}(?:posts?|articles?|videos?|reports?|footage|photos?|pictures|stor(?:y|ies)|recordings?|content))|withheld(?= (?:in|by|at)\\b|[.,;])|(?:was|were|been) (?:taken down|withheld)`,
  ),
  trigger(
    'closure',
    'verb',
    'outlet',
    `(?:clos(?:ed|es|ing)|shut|shutting|shuttered|sealed(?: off)?|padlocked|liquidated|dissolved)(?: down)?(?! (?:hearing|doors?|session|trial|court|the (?:gate|file|case|road|lid|door)|hearings))|put a padlock on`,
  ),
  trigger(
    'closure',
    'subject',
    'outlet',
    '(?:ceased?|stopped|ended) (?:publication|publishing|printing|broadcasting|operations)|prints? no more|went off the air for good|(?:was|were|been) forced to close',
  ),
  trigger('closure', 'noun', 'outlet', 'closure(?= of)'),
  trigger(
    'suspension',
    'verb',
    'outlet',
    `suspend(?:ed|s|ing)|(?:took|taken|taking|pulled|ordered|forced) (?=[^.;]{0,40}off (?:the )?air)|off the air`,
  ),
  trigger('suspension', 'noun', 'outlet', 'suspension(?= of)'),
  trigger(
    'registration-revoked',
    'verb',
    'outlet',
    `(?:revok(?:ed|es|ing)|cancel(?:l?ed|s)|withdrew|withdrawn|annulled|stripped)(?= ${few}(?:licen[cs]es?|registration|permit))|(?:revoked|deregistered)|struck off the register`,
  ),
  // Access
  trigger(
    'denial-of-access',
    'verb',
    'person',
    `turned (?:him |her |them )?(?:back|away)|barr(?:ed|ing|s)(?= (?:from|entry|by|him|her|them|our|the|two|three|reporters|journalists))|banned(?= (?:from|by|him|her|them|our|two|three|reporters|journalists))|kept (?:him |her |them )?out|refused (?:him |her |them )?(?:entry|admission|access)|(?:was|were|been|be) refused (?:entry|admission|access)|den(?:ied|ies|ying) (?:him |her |them )?(?:entry|access|admission)|not (?:been )?(?:admitted|let in|allowed in(?:to)?|allowed to (?:enter|film|attend|cover))|prevented (?:him |her |them )?from (?:entering|covering|filming|attending|reporting|working)|excluded(?= from)|ejected|thrown out of|escorted out|(?:asked|ordered|told) (?:him |her |them )?to leave|stopped (?:him |her |them )?from (?:entering|covering|filming|attending|reporting)|shut (?:him |her |them )?out`,
  ),
  trigger(
    'accreditation-refused',
    'verb',
    'any',
    `(?:refus(?:ed|es|ing)|den(?:ied|ies|ying)|revok(?:ed|es|ing)|withdrew|withdrawn|withdraws|cancel(?:l?ed|s)|stripped|suspended|took away)(?= ${few}(?:accreditations?|press (?:badge|card|pass)(?:es)?|credentials?))|declined to (?:renew|issue)(?= ${few}(?:accreditation|press (?:badge|card|pass)|credentials))`,
  ),
  trigger(
    'accreditation-refused',
    'subject',
    'person',
    `(?:lost|loses) (?:his|her|their|its) (?:accreditations?|press (?:badge|card|pass)(?:es)?|credentials?)`,
  ),
  trigger(
    'expulsion',
    'verb',
    'person',
    `deport(?:ed|s|ing)|expel(?:led|s|ling)|(?:put|puts) (?=[^.;]{1,40}on a (?:plane|flight))|(?:refused|denied) (?:him |her |them )?entry (?:to|into) the country|ordered (?:him |her |them )?to leave the country|declared (?:him |her |them )?persona non grata`,
  ),
  trigger('border-stop', 'verb', 'person', 'stopped(?= (?:at|on) the (?:border|airport|frontier|crossing))'),
  trigger(
    'dismissal',
    'verb',
    'person',
    `(?:dismiss(?:ed|es)|fired|sacked|laid off|removed)(?= (?:from|as|by|after|over|for|him|her|them)\\b)(?! at\\b)|forced (?:him |her |them )?to resign|let go of`,
  ),
  // Violence
  trigger(
    'killing',
    'verb',
    'person',
    '(?:kill(?:ed|s|ing)|murder(?:ed|s|ing)|assassinated|slain|gunned down)|(?:shot|stabbed|beaten|hacked|bludgeoned|strangled) (?:and killed|dead|to death)',
  ),
  trigger('killing', 'noun', 'person', '(?:killing|murder|assassination)(?= of)'),
  trigger('death', 'subject', 'any', '(?:was|were|been) found dead|died(?= (?:in|at|after)\\b)|(?:was|were) found in'),
  trigger('attempted-killing', 'subject', 'person', 'survived (?:an? )?(?:\\p{L}+ )?(?:attempt|attack|shooting)'),
  trigger('abduction', 'verb', 'person', 'abduct(?:ed|s|ing)|kidnap(?:ped|s|ping)'),
  trigger('torture', 'verb', 'person', 'tortur(?:ed|es|ing)'),
  trigger(
    'attack',
    'verb',
    'person',
    `attack(?:ed|s|ing)|assault(?:ed|s|ing)|beat(?:en|ing|s)?(?: up)?(?! (?:drums?|the))|punch(?:ed|es|ing)|kick(?:ed|s|ing)|slapp(?:ed|ing)|struck(?= (?:by|in|on|with|him|her|them|our|a (?:reporter|journalist|photographer)))|hit(?= (?:by|in|on|with|him|her|them|our|a (?:reporter|journalist|photographer))\\b)|shoved|pushed(?! (?:back|for|through|him to))|knocked (?:down|over|to the ground|unconscious)|dragged|stabbed|thrashed|pelted|manhandled|roughed up|set upon|tear-?gassed|pepper-?sprayed|sprayed(?= with)|headbutted|choked|strangled|injured|wounded|shot(?= (?:at|in|by|on|with|him|her|them)\\b)|jostled|broke (?=(?:his|her|my|their) (?:arm|jaw|leg|nose|hand|wrist|ribs?))|run over|splashed|doused(?= (?:him|her|them))|bitten`,
  ),
  trigger('attack', 'noun', 'person', '(?:attack|assault|beating)(?= (?:on|of|against))|jaw broken|arm broken'),
  trigger(
    'threat',
    'verb',
    'person',
    'threaten(?:ed|s|ing)(?! (?:to|with (?:a )?(?:suit|legal|court)|that|legal|by)\\b)|(?:was|were|been) threatened|threatened (?=(?:him|her|them|our)\\b)',
  ),
  trigger('death-threat', 'noun', 'person', 'death threats?'),
  trigger(
    'threat',
    'noun',
    'person',
    `threats?(?= (?:against|to (?:him|her|the)|by|from|over|in)\\b)|(?:threatening|anonymous) (?:calls?|messages?|letters?|notes?)|call warning|warned (?:him|her|them)(?= (?:off|to stop|not to))`,
  ),
  trigger(
    'property-damage',
    'verb',
    'thing',
    `set (?:on fire|alight|ablaze)|set (?=[^.;]{1,50}(?:on fire|alight|ablaze))|set fire to|torched|fire-?bombed|burn(?:ed|t) (?:down|out)|vandali[sz](?:ed|es|ing)|smash(?:ed|es|ing)|ransack(?:ed|s|ing)|doused(?= with)|damag(?:ed|es|ing)|destroy(?:ed|s|ing)|broke(?:n)?(?= ${few}(?:cameras?|windows?|equipment|phones?|door|lens|tripod))|slashed|threw (?=${few}(?:tripod|camera|phone))|daubed|spray-painted`,
  ),
  trigger('property-damage', 'noun', 'thing', 'arson attack'),
  trigger(
    'harassment',
    'verb',
    'person',
    'harass(?:ed|es|ing)|hound(?:ed|s|ing)|stalk(?:ed|s|ing)|bull(?:ied|ying)|intimidat(?:ed|es|ing)|insulted(?= (?:him|her|them|by))',
  ),
  trigger('harassment', 'noun', 'person', 'harassment(?= of)'),
  trigger('online-harassment', 'verb', 'person', 'troll(?:ed|ing)'),
  trigger(
    'doxing',
    'verb',
    'any',
    `doxx?(?:ed|es|ing)|(?:published|put out|posted|leaked|shared|made public)(?= ${few}(?:(?:home |private |email )?address(?:es)?|(?:phone|telephone) numbers?|door code|passport details))`,
  ),
  trigger('smear', 'verb', 'person', 'smear(?:ed|s|ing)(?! campaign)'),
  trigger('smear', 'noun', 'person', 'smear campaigns?(?= (?:against|on))'),
  trigger(
    'surveillance',
    'verb',
    'person',
    '(?:spied|spying) on|wiretap(?:ped|ping)|tapp(?:ed|ing)(?= (?:his|her|their|the) )|bugged|(?:was|were|been|being) followed(?= (?:by|for|from|home|to|everywhere)\\b)|under surveillance|tailed|surveilled|kept (?=[^.;]{1,30}under (?:surveillance|watch))',
  ),
  trigger('surveillance', 'noun', 'person', 'surveillance(?= of)|spyware|Pegasus'),
  trigger('cyberattack', 'verb', 'outlet', 'hack(?:ed|s|ing)|brought down(?= by)|knocked offline|taken offline'),
  trigger('cyberattack', 'noun', 'outlet', '(?:DDoS|denial-of-service) attacks?|cyber-?attacks?'),
  // Laws
  trigger(
    'law-adopted',
    'law',
    'none',
    '(?<=(?:law|act|bill|code|amendments?|rules|regulations?|ordinance|decree)[^.;]{0,40}?(?:was|were|been|is|,) )(?:adopted|passed|approved|enacted)|(?:adopted|passed|approved|enacted) (?:an? |the |new )?(?=[^.;]{0,30}(?:law|act|bill|code|amendments?|ordinance|decree)\\b)',
  ),
  trigger(
    'law-signed',
    'law',
    'none',
    'signed (?:an? |the )?(?=[^.;]{0,30}(?:law|bill|amendments?|decree)\\b(?! letter))|(?<=(?:law|bill|act|amendments?|decree)[^.;]{0,30}?(?:was|were|been) )signed',
  ),
  trigger(
    'law-in-force',
    'law',
    'none',
    '(?<=(?:laws?|act|code|amendments?|rules|regulations?|decree)[^.;]{0,40}?)(?:came into (?:force|effect)|entered into force|took effect)',
  ),
  trigger(
    'bill-introduced',
    'law',
    'none',
    '(?<=(?:bill|draft law|amendments?|draft)[^.;]{0,40}?(?:was|were|been|is) )(?:introduced|tabled|laid|submitted|referred|presented)|(?:introduced|tabled|submitted|presented) (?:an? |the )?(?=[^.;]{0,30}(?:bill|draft law|amendments?)\\b)',
  ),
];

/** Words for the place that is searched: they decide which search it is. */
export const premises = {
  newsroom:
    /\b(?:newsrooms?|offices?|editorial|studios?|premises|station|print(?:ing)? (?:house|shop|works)|bureau)\b/i,
  home: new RegExp(`\\b${home}\\b`, 'i'),
  edition: /\b(?:print run|editions?|issues?|copies)\b/i,
  account: /\b(?:accounts?|assets|funds)\b/i,
};
/** Acts that may be announced for a coming day. */
export const mayCome: ReadonlySet<Act> = new Set([
  'hearing',
  'summons',
  'law-in-force',
  'bill-introduced',
  'closure',
  'questioning',
]);
