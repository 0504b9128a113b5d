import { around, few, hint, type Trigger } from '../../trigger.ts';

const omen =
  '(?:bullets?|cartridges?|casings?|wreath|shroud|coffin|noose|(?:dead|slaughtered|headless) \\p{L}+|animal head|candles?|obituary|death notice|tombstone|grave|axe|machete)';
const insult =
  '(?:liars?|traitors?|spy|spies|agents?|terrorists?|enem(?:y|ies)|whores?|prostitutes?|mercenar(?:y|ies)|puppets?|extremists?|parasites?|vermin|vultures?|scum|dogs?|paid|foreign|hired|propagandists?)';
const papers = '(?:passport|nationality|citizenship|visa|residence (?:card|permit)|work permit|travel document|papers)';
const dear =
  '(?:daughter|son|children|child|kids|wife|husband|mother|father|family|school|kindergarten|home|house|door)';
const place =
  '(?:hall|room|chamber|session|meeting|briefing|stadium|ground|gallery|bus|plane|hotel|courtroom|premises|building|centre|match|rally|list|pool|press box)';

/**
 * Words that may report acts against publications, access, jobs, people and things. The trained model decides whether
 * they do, and to whom the act was done.
 */
export const otherHints: readonly Trigger[] = [
  // What is published
  hint(
    'removal',
    'verb',
    'any',
    `(?:delet(?:ed?|es|ing)|pull(?:ed|s)|spiked|killed|cut|emptied|wiped|erased|taken off|took off|removed?|take down|takes? down|taken down|withdrawn|withdrew|scrubbed|buried|dropped|replaced)(?= ${few}(?:posts?|articles?|videos?|episodes?|programmes?|stor(?:y|ies)|pages?|photos?|pictures?|clips?|film|interview|report|footage|column|cartoon|song|text|site|website|server|page)(?!\\p{L}))`,
    `(?<=(?:posts?|articles?|videos?|episodes?|programmes?|stor(?:y|ies)|pages?|photos?|pictures?|clips?|film|interview|report|footage|column|cartoon|text)[^.;]{0,60} (?:was|were|been|be|is|are|has|had|have) )(?:deleted|pulled|spiked|cut|emptied|wiped|erased|taken off|removed|taken down|withdrawn|gone|replaced|dropped|vanished|disappeared)`,
  ),
  hint(
    'takedown-request',
    'verb',
    'any',
    '(?:told|asked|ordered|requested|demanded|demands|instructed|warned|given)(?= [^.;]{0,60}(?:to (?:take down|remove|delete|pull|erase|withdraw)|removal|take it down))',
  ),
  hint(
    'blocking',
    'subject',
    'outlet',
    `(?:does|do|did|will|would) not (?:open|load|come up|work)|(?:is|was|were|are|went|goes|been) (?:down|dark|gone|offline|unreachable|blank|cut off|slowed)|no longer (?:opens|loads|reachable)|error page`,
  ),
  hint(
    'blocking',
    'verb',
    'outlet',
    'cut off|filter(?:ed|s)|throttl(?:ed|es)|slow(?:ed|s) (?:down)?|switched off|shut off|jamm(?:ed|s)|geoblocked|blacklisted',
  ),
  hint(
    'suspension',
    'verb',
    'outlet',
    `(?:took|take|taken|takes|put|pulled|ordered|knocked|forced|kept|removed|dropped|thrown)(?= [^.;]{0,60}(?:off (?:the )?(?:air|cable|satellite|grid|multiplex|package)|from (?:the )?(?:cable|package|multiplex|satellite)))|silenced|switched off|cut (?:short|off)|interrupted|jammed`,
  ),
  hint(
    'suspension',
    'subject',
    'outlet',
    '(?:is|was|has been|went|fell|falls|goes|remains) (?:silent|mute|off the air|off air|dark)|nothing but (?:static|music)|only music',
  ),
  hint(
    'closure',
    'subject',
    'outlet',
    `(?:ceased|stopped|ceases|stops|ends?|ended|gave up|gives up|suspended) (?:to (?:appear|print|publish|broadcast|exist)|publication|printing|publishing|appearing|broadcasting)|no longer (?:appears?|prints?|exists?|comes out)|(?:has|had) (?:its )?last (?:issue|edition|number)|(?:lost|loses) its (?:lease|premises|printer|building)|bankrupt|insolvent`,
  ),
  hint(
    'closure',
    'verb',
    'outlet',
    '(?:sealed|padlocked|locked|evicted|bolted|boarded up|cordoned off|chained|bricked up|wound up|liquidated|struck off|dissolved|disbanded|banned|outlawed)|changed the locks',
  ),
  hint(
    'registration-revoked',
    'verb',
    'outlet',
    'withdraw(?:n|s)?|withdrew|cancel(?:led|s)|annulled|rescinded|(?:did|would|will|does|do|has|have) not (?:be )?renew(?:ed)?|lapsed?|expire[sd]?|ran out|(?:take|took|taken|takes) (?:back|away)',
  ),
  hint(
    'other',
    'verb',
    'any',
    `(?:declar(?:ed|es)|label(?:l?ed|s)|designat(?:ed|es)|list(?:ed|s)|brand(?:ed|s)|put|added|adds|place[sd]?|enter(?:ed|s)|register(?:ed|s)|recogni[sz](?:ed|es)|name[sd]?|classifi(?:ed|es))(?= [^.;]{0,90}(?:foreign (?:agents?|influence)|undesirable|extremist|terrorist|agents? of|register|registry|list of))`,
  ),
  hint(
    'other',
    'verb',
    'person',
    around('took|taken|stripped|lost|revoked|cancelled|declined to renew|refused to renew|withdrew|annulled', papers),
  ),
  hint(
    'other',
    'subject',
    'person',
    '(?:fled|left|leaves|flees|escaped|went into hiding|lives in exile|in hiding|had to flee|had to leave|resident abroad|now abroad|in exile)',
  ),
  hint(
    'other',
    'subject',
    'any',
    '(?:shall|may|must|will) not (?:appear|be shown|be printed|be named|speak|write|work|publish|broadcast)|(?:has|have|had) to be shown to|(?:must|has to) (?:submit|show|send) (?=[^.;]{0,40}(?:before|prior|advance))',
  ),
  hint(
    'letter-sent',
    'verb',
    'any',
    `(?:warn(?:ed|s)|caution(?:ed|s)|remind(?:ed|s|ing)|notif(?:ied|ies)|reprimanded|admonished|rebuked)(?= \\p{L})|(?:sent|served|wrote|handed|gave|delivered|addressed|issued)(?= [^.;]{0,60}(?:warning|caution|questions|letter|notice|request for information|reprimand|questionnaire))`,
  ),
  hint(
    'letter-sent',
    'noun',
    'any',
    '(?:written|official|formal|final|second|first|third|public) (?:warning|caution|notice|reprimand)s?|warning letter|(?:letter|notice|paper|warning)(?= (?:from|of|arrived|came|had|by)\\b)',
  ),
  hint(
    'internet-shutdown',
    'law',
    'none',
    `(?:internet|mobile data|networks?|web|social media|connections?|signal|the net)[^.;]{0,40} (?:was|were|is|are|been|be|had been|went|goes|go) (?:shut (?:down|off)|cut(?: off)?|off|turned off|switched off|down|dark|blocked|slowed|disrupted|throttled|out)|(?:shut(?:ting)? (?:down|off)|cut(?:ting)?(?: off)?|turned off|switched off|disrupt(?:ed|ing)|block(?:ed|ing)|disconnect(?:ed)?)(?= (?:the |all |mobile |access to the )*(?:internet|mobile data|web|networks?|social media))|(?:internet|network|data|web|communications?) (?:shutdown|blackout|cut|outage|disruption)`,
  ),
  hint(
    'cyberattack',
    'subject',
    'any',
    `(?:was|were|is|became|went|been|had been|has been|came) (?:down|unreachable|offline|flooded|swamped|overwhelmed|under)(?= [^.;]{0,80}(?:requests|traffic|attack|bots|queries|wave|flood))|(?:lost|loses) (?:control of|access to) (?:his|her|its|their) (?:\\p{L}+ )?(?:account|page|channel|mail|profile)`,
  ),
  hint(
    'cyberattack',
    'verb',
    'any',
    '(?:flood(?:ed|s)|swamp(?:ed|s)|overwhelm(?:ed|s)|bombard(?:ed|s)|knock(?:ed|s|ing)|brought|took|take|taken|cracked|hijacked|cloned|spoofed|impersonated)(?= [^.;]{0,60}(?:requests|traffic|over|down|offline|bots|site|server|account|channel|page|mail))',
  ),
  // Access, travel, jobs
  hint(
    'denial-of-access',
    'verb',
    'person',
    `(?:kept|left|shut|locked|turned|waved|sent|ordered|asked|told|shown|walked|led|escorted|removed|thrown|taken|moved|pushed|barred|excluded|omitted|struck|crossed|dropped|stopped|refused|uninvited|disinvited|struck)(?= [^.;]{0,50}(?:out|outside|away|back|${place}|gate|door|barrier|entrance|list|leave))`,
    `not (?:admitted|allowed|let|invited|called|given|on the list|permitted|accredited|welcome)|denied|refused|disinvited|uninvited|without (?:him|her|them|the (?:press|reporter))`,
    '(?:cut|switched off|turned off|took away)(?= (?:his|her|their|the) (?:microphone|mic))',
  ),
  hint(
    'denial-of-access',
    'subject',
    'person',
    '(?:stood|stands|stand|waited|waits|wait|stayed|stays|sat) (?:at the (?:gate|door|barrier|fence)|outside|in the (?:street|rain|corridor))|(?:had|has|have) to (?:leave|wait|go|stand|stay)|(?:shut|shuts|closed|closes) (?:the|its) doors?',
  ),
  hint(
    'accreditation-refused',
    'verb',
    'any',
    `(?:withh[eo]ld(?:s|ing)?|did not renew|does not renew|took|taken|takes|cancel(?:led|s)|refus(?:ed|es)|declined|collected|cut up|asked for|gave no|no)(?= ${few}(?:card|cards|badge|badges|accreditation|pass|passes|credentials?|press card))`,
  ),
  hint(
    'expulsion',
    'verb',
    'person',
    `(?:put|sent|escorted|walked|taken|flown|driven|marched|led|shown|told|given|ordered|asked)(?= [^.;]{0,50}(?:plane|flight|border|airport|frontier|ferry|leave the|hours to|days to|out of the country|aboard))|(?:may|can|could|will) not (?:come back|return|re-?enter)|not (?:let|allowed) (?:back )?in(?:to)?`,
  ),
  hint(
    'border-stop',
    'verb',
    'person',
    `(?:stopped|prevented|turned|taken|pulled|kept|barred|held|hindered|refused|removed|sent|blocked|banned|forbidden|searched|questioned)(?= [^.;]{0,60}(?:boarding|airport|frontier|border|flight|plane|train|passport|leaving|travel|abroad|gate|crossing|leave))|did not stamp|not allowed to (?:leave|travel|fly|board)|travel ban`,
  ),
  hint(
    'dismissal',
    'verb',
    'person',
    `(?:shown the door|replaced|let go|moved|transferred|demoted|reassigned|sent on leave|put on leave|taken off|removed|dropped|pushed out|forced out|ousted|retired|suspended from|not renewed|discontinued|released from)`,
    `(?:end(?:ed|s)|not renew(?:ed)?|terminat(?:ed|es)|cancel(?:led|s))(?= ${few}(?:contract|programme|show|column|slot))`,
  ),
  hint(
    'dismissal',
    'subject',
    'person',
    '(?:resign(?:ed|s)|quit|quits|lost|loses|stepped down|no longer (?:presents|works|writes|edits|hosts|reads)|(?:had|has) to (?:go|resign|clear))',
  ),
  // Violence
  hint(
    'attack',
    'verb',
    'person',
    `(?:hit|hits|struck|strikes|beat(?:en|s)?|kicked|kicks|pushed|pushes|shoved|knocked|knifed|knifes|cut|grabbed|seized|thrown|threw|dragged|pulled|pelted|spat|punched|slapped|jumped|clubbed|hurt|burn(?:ed|t)|broke|broken|tied|gassed|sprayed|wounded|injured|trampled|run down|ran down|mugged|waylaid|set on|fell upon|laid hands on|rained blows|swung at|went for)(?= \\p{L})`,
    `came (?=[^.;]{0,20}with (?:sticks|clubs|knives|machetes|stones|iron|bats|guns|axes))`,
  ),
  hint(
    'attack',
    'subject',
    'person',
    `(?:in|to) (?:the )?(?:hospital|clinic|intensive care|infirmary)|(?:needed|needs|has|had|got|received|with) (?:[\\p{L}\\d-]+ ){0,2}(?:stitches|broken|cracked|split|bruises|fracture|concussion|wounds?|teeth)|lost (?:consciousness|an eye|a tooth|two teeth|teeth|the sight)|bled|bleeding|bloodied`,
  ),
  hint(
    'attack',
    'noun',
    'person',
    '(?:assault|attack|beating|blows?|fists|kicks|stab wounds|shots|gunfire|ambush|knifing|stabbing)',
  ),
  hint(
    'killing',
    'verb',
    'person',
    `(?:shot|shoots|stabbed|gunned down|executed|slain|killed|murdered|fired)(?= \\p{L}|[.,;])|fires (?:[\\p{L}\\d]+ )?(?:times|shots)`,
  ),
  hint(
    'killing',
    'subject',
    'person',
    'did not (?:live|survive)|does not live|died|dies|fell dead|(?:was|were) dead|(?:is|are) dead',
  ),
  hint('killing', 'noun', 'person', '(?:murder|killing|assassination|death)'),
  hint(
    'death',
    'subject',
    'person',
    '(?:was|were) (?:found|discovered|pulled|fished|dug)(?= [^.;]{0,60}(?:pond|river|well|ditch|field|canal|sea|lake|forest|car|roadside|dead|flat|hotel|drain|bush|sack))|died',
  ),
  hint(
    'attempted-killing',
    'verb',
    'any',
    '(?:shots?|bullets?|gunmen|men|gunman|motorcycl\\p{L}+)[^.;]{0,30} (?:fired|fire|shot|hit|sprayed|riddled|struck)(?= [^.;]{0,40}(?:car|house|home|van|window|door|office|at|on))|fired at|opened fire|shot at|survived|bomb(?= (?:under|in|at|outside))',
  ),
  hint(
    'threat',
    'verb',
    'person',
    `(?:left|leaves|put|puts|placed|sent|sends|posted|laid|hung|nailed|pinned|delivered|threw|mailed|found|finds|received|got|had (?:been )?(?:left|put|found)|arrived|came|lay)(?= [^.;]{0,50}${omen})`,
    `(?:told|warned|warns|tells|advised|asked|called after|shouted at|messaged|texted|rang|phoned|visited|said to|promised)(?= [^.;]{0,60}(?:stop|careful|next|regret|quiet|silence|end up|be found|remember|children|family|daughter|son|burn|die|kill|last|how well))`,
    `(?:named?|mention(?:ed|s)|knew|knows|with)(?= (?:the name of )?(?:his|her|their) ${dear})`,
    `(?:menac(?:ed|es)|frighten(?:ed|s)|blackmail(?:ed|s)|extort(?:ed|s)|cow(?:ed|s)|terrori[sz](?:ed|es))`,
    `${omen}(?= [^.;]{0,60}(?:was|were|had been|has been|lay|arrived|came|left|hung|put|appeared|with))`,
  ),
  hint(
    'threat',
    'subject',
    'person',
    `(?:received|receives|got|gets|had|has had|found|opened) (?:an? |the |two |three |several |anonymous )*(?:\\p{L}+ ){0,2}(?:voice notes?|messages?|calls?|letters?|notes?|texts?|visits?|e-?mails?|parcels?|envelopes?|photos?|pictures?|videos?)`,
  ),
  hint(
    'threat',
    'noun',
    'person',
    `(?:call|message|note|voice note|letter|text|visit|warning|wreath|bullet|cartridge|shroud|graffiti|leaflets?)(?= (?:from|that|which|with|to|of|saying|was|had|said|telling|on|in|at|by)\\b)`,
  ),
  hint(
    'death-threat',
    'noun',
    'person',
    `${omen}(?= [^.;]{0,40}(?:with (?:his|her|their) (?:name|measurements|photo|face|picture)|in (?:his|her)|at (?:his|her)|on (?:his|her)|name))`,
  ),
  hint(
    'property-damage',
    'verb',
    'thing',
    `(?:broke|broken|smashed|burn(?:ed|t)|set (?:alight|ablaze|fire)|wrecked|slashed|cut|stripped|filled|glued|sprayed|painted|daubed|rolled|thrown|threw|pushed|overturned|destroyed|trampled|scratched|punctured|let down|knocked|stoned|egged|doused|poured|drove into|rammed|blew up|blown up|bombed|shot at)(?= [^.;]{0,70})`,
  ),
  hint(
    'property-damage',
    'noun',
    'thing',
    '(?:fire|petrol can|petrol bomb|broken pane|smashed window|stones?|explosion|blaze|arson)(?= (?:at|in|on|through|was|outside|under|destroyed|gutted)\\b)',
  ),
  hint(
    'harassment',
    'verb',
    'person',
    `(?:followed|shouted (?:at|down)|insulted|cursed|heckled|mocked|filmed|photographed|surrounded|besieged|pursued|chased|jostled|hounded|hissed|booed|spat at|visited|pestered|rang|waited for)(?= \\p{L})`,
  ),
  hint(
    'online-harassment',
    'subject',
    'person',
    `(?:received|receives|got|gets|had|counted|faced|read|woke (?:up )?to) (?:[\\p{L}\\d,.]+ ){0,4}(?:messages|comments|posts|mails|e-?mails|insults|calls|replies|tweets|notifications)`,
  ),
  hint(
    'online-harassment',
    'verb',
    'person',
    `(?:hounded|flooded|targeted|swarmed|mobbed|trolled|bombarded)|(?:[\\d,.]+|hundreds of|thousands of|dozens of) (?:messages|comments|mails|posts|insults|replies)(?= [^.;]{0,40}(?:came|arrived|were|in|about|under|calling|to|with))|doctored (?:images?|pictures?|photos?|videos?)|deep-?fakes?`,
  ),
  hint(
    'doxing',
    'verb',
    'any',
    `(?:put|published|posted|printed|shared|read out|spread|shown|showed|gave|given|leaked|listed|circulated|revealed)(?= [^.;]{0,60}(?:address(?:es)?|phone|number(?: plate)?|car plate|door code|passport|photo of (?:his|her)|school|kindergarten|online))|(?:home )?address (?:was|is|were|appeared)|(?<=(?:address|number|plate|photograph|school|data)[^.;]{0,60} (?:was|were|been) )(?:put|published|posted|printed|shared|read out|spread|shown|leaked|listed)`,
  ),
  hint(
    'smear',
    'verb',
    'person',
    `(?:call(?:ed|s|ing)|brand(?:ed|s)|label(?:led|s)|denounc(?:ed|es)|describ(?:ed|es)|portray(?:ed|s)|paint(?:ed|s)|nam(?:ed|es)|accus(?:ed|es)|mock(?:ed|s))(?= (?:him|her|them|it|the (?:\\p{L}+ )?(?:reporter|journalist|editor|paper|portal|site|station)|\\p{L}+(?: \\p{L}+)?) (?:an? |as (?:an? )?|of being (?:an? )?)?(?:\\p{L}+ ){0,2}${insult})`,
    `(?:posters?|billboards?|leaflets?|flyers?|stickers?|placards?|graffiti|banners?|video|film|programme|broadcast|report)(?= [^.;]{0,80}(?:his|her|their|with|showing|calling|named|face|portrait|liar|traitor|went up|pasted|appeared))`,
    `(?:showed|shown|paraded|presented|aired|exhibited|pasted up|held up|held)(?= [^.;]{0,60}(?:video|confession|repent|television|camera|photograph|face|picture))`,
  ),
  hint(
    'chilling-statement',
    'verb',
    'person',
    `(?:said of|told|warned|reminded|wished|advised|suggested|promised|vowed)(?= [^.;]{0,80}(?:should|must|careful|remember|consequences|regret|dealt with|learn|lesson|shut|silence))`,
  ),
  hint(
    'surveillance',
    'verb',
    'any',
    `(?:infect(?:ed|s)|bugg?(?:ed|s)|tapp?(?:ed|s)|watch(?:ed|es)|follow(?:ed|s)|trail(?:ed|s)|tail(?:ed|s)|listen(?:ed|s)|read|recorded|filmed|tracked|obtained|pulled|requested)(?= [^.;]{0,60}(?:phone|calls|messages|mail|handset|device|home|house|street|car|for (?:days|weeks|months)|by|records|location|source))|(?:implant|infection|spyware|trojan|bug|microphone|tracker|listening device|camera)(?= [^.;]{0,40}(?:in|on|under|was|were|had|found|of))|call (?:records|logs|data)|phone records`,
  ),
  hint(
    'surveillance',
    'subject',
    'person',
    `(?:was|were|is|been|being|under) (?:followed|watched|shadowed|filmed|tracked|listened|the control|observation|surveillance)`,
  ),
  hint(
    'bill-introduced',
    'law',
    'none',
    `(?:tabled|tables|submitted|submits|introduced|brought in|drafted|moved|proposed|unveiled|presented|put forward)(?= [^.;]{0,60}(?:bill|draft|amendments?|law|act)\\b)|(?<=(?:bill|draft|amendments?)[^.;]{0,60} )(?:tabled|submitted|introduced|brought in|moved|presented|put forward|first read|laid)`,
  ),
  hint(
    'law-adopted',
    'law',
    'none',
    `(?:voted|pushed|waved|rushed) through|(?:adopted|passed|approved|voted|endorsed)(?= [^.;]{0,40}(?:law|bill|act|amendments?|rules|code|regulation)\\b)|(?<=(?:law|bill|act|amendments?|rules|code|regulations?)[^.;]{0,60} )(?:adopted|passed|approved|voted)`,
  ),
];
