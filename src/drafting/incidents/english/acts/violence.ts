import { around, few, forms, gets, trigger, type Trigger } from '../trigger.ts';

const body =
  '(?:head|face|eyes?|arms?|legs?|hands?|nose|jaw|ribs?|neck|chest|stomach|back|shoulders?|knee|wrist|skull|teeth|tooth|lip|finger)s?';
const hurt =
  '(?:injur(?:y|ies)|wounds?|fractures?|fractured|concussion|burns?|cuts?|bruises|bruising|stitches|broken|bleeding|lacerations?|trauma)';
const weapon =
  '(?:knife|machete|axe|bat|stick|baton|truncheon|gun|pistol|hammer|iron bar|rod|brick|stone|bottle|whip|belt|rifle butt)s?';
const missile =
  '(?:stones?|rocks?|bottles?|eggs?|bricks?|paint|acid|chairs?|flares?|firecrackers?|tomatoes|water|liquid|dye|grenades?|punches|blows|objects|petrol bombs?|Molotov cocktails?)';
const goods =
  '(?:cameras?|windows?|equipment|phones?|doors?|lens(?:es)?|tripods?|cars?|vans?|vehicles?|laptops?|recorders?|microphones?|transmitters?|masts?|aerials?|antennas?|cables?|tyres?|tires?|offices?|newsrooms?|studios?|homes?|houses?|flats?|gates?|servers?|kiosks?|press(?:es)?|drones?|signs?|boats?|motorbikes?|motorcycles?|scooters?|bicycles?|printers?|printing works|shops?|garages?|fences?)';

/** Words that report violence, threats, harassment, surveillance, and damage to things. */
export const violence: readonly Trigger[] = [
  trigger(
    'killing',
    'verb',
    'person',
    `(?:${forms('kill murder assassinate execute lynch')}|slain|gunned down|blown up)|(?:shot|stabbed|beaten|hacked|bludgeoned|strangled|tortured|clubbed|burned) (?:and killed|dead|to death)|fatally (?:shot|stabbed|wounded|beaten)`,
    around('shot|stabbed|beat|hacked|bludgeoned|strangled|clubbed', '(?:dead|to death)'),
  ),
  trigger(
    'killing',
    'subject',
    'person',
    '(?:lost|loses) (?:his|her|their) (?:life|lives)|died (?:of|from) (?:his|her|gunshot|stab|knife|bullet|the) (?:\\p{L}+ )?(?:wounds?|injuries)|died (?:when|after|in) (?=[^.;]{0,60}(?:bomb|shell|shot|gunmen|drone|missile|attack|explosion|strike))',
  ),
  trigger(
    'killing',
    'noun',
    'person',
    '(?:killing|murder|assassination|shooting dead|lynching|slaying)(?= of)|murder|assassination|killing',
  ),
  trigger(
    'death',
    'subject',
    'any',
    `(?:was|were|been) found (?:dead|hanged|strangled|murdered|shot)|died(?= (?:in|at|after)\\b)|(?:was|were) found in(?= (?:a|an|the) (?:well|river|ditch|car|canal|field|lake|room|flat|cell|sack|bag))`,
  ),
  trigger(
    'death',
    'noun',
    'person',
    `(?:dead |lifeless |mutilated )?(?:body|bodies|remains|corpse)(?= of [^.;]{1,140}? (?:was|were|been) (?:found|discovered|recovered|pulled|washed|fished|dumped|identified))|death(?= of)`,
  ),
  trigger(
    'attempted-killing',
    'subject',
    'person',
    `(?:survived|escaped|survives|escapes) (?:an? )?(?:\\p{L}+ )?(?:attempt|attack|shooting|ambush|assassination)`,
  ),
  trigger(
    'attempted-killing',
    'verb',
    'person',
    '(?:tried|tries|attempted) to (?:kill|murder|assassinate)|made an attempt on the life of',
  ),
  trigger(
    'attempted-killing',
    'noun',
    'person',
    '(?:attempt on the life|attempted (?:murder|killing|assassination)|murder attempt|assassination attempt)(?= (?:of|on|against))',
  ),
  trigger(
    'abduction',
    'verb',
    'person',
    `${forms('abduct kidnap*')}|snatch(?:ed|es)(?= \\p{L})|held hostage|(?:took|taken|takes) ${few}hostage`,
    around(
      'took|taken|dragged|grabbed|pulled|seized',
      'from (?:his|her|their|a|the) (?:own )?(?:car|home|house|taxi|street|flat|office|bed|village|hotel)',
    ),
    '(?<=(?:men|gunmen|militia|fighters|militants|rebels|kidnappers|unknown persons)[^.;]{0,50} )(?:took|seized)(?= \\p{L})',
  ),
  trigger('abduction', 'noun', 'person', 'abduction|kidnapping|kidnap(?= of)'),
  trigger(
    'torture',
    'verb',
    'person',
    'tortur(?:ed|es|ing)|electrocuted|waterboarded|subjected (?=[^.;]{0,50}to (?:torture|electric shocks))',
  ),
  trigger('torture', 'noun', 'person', 'torture(?= of)'),
  trigger(
    'attack',
    'verb',
    'person',
    forms(
      'attack assault punch kick slap* shove stab* thrash pelt manhandle headbutt choke strangle throttle injure wound jostle splash douse ambush tackle trample whip* flog* lash taser club* egg elbow tear-gas pepper-spray',
    ),
    'beat(?:en|ing|s)?(?: up| unconscious| badly| severely)?(?! (?:drums?|the (?:drums?|odds|clock|record|deadline)|off|back))',
    `(?:struck|hit(?:s|ting)?)(?= \\p{L})`,
    'pushed(?! (?:back|for|through|him to|ahead|forward))|push(?:es|ing)(?= \\p{L})',
    `knock(?:ed|s|ing)(?= (?:[^.;]{1,40} )?(?:down|over|to the (?:ground|floor|pavement)|unconscious|off))`,
    'dragged(?! (?:on|to court|before))|roughed up|rough(?:s|ing) up|set upon|set about|laid into|tear-?gassed|pepper-?sprayed|sprayed(?= \\p{L})|mobbed|mauled|bludgeoned|hacked(?= with)|run over|ran over|bitten|tased|grabbed(?= \\p{L})|(?:spat|spit) (?:at|on|in the face of)|rammed|maimed|bloodied|batoned|wrestled|pinned(?= (?:to|down|against|him|her))|tripped|jumped on',
    'shot(?= \\p{L})(?! (?:and killed|by a|by an|on (?:a|film|location)))',
    `(?:went|goes|gone|came|lunged|lunges|charged|swung|swings|rushed|turned|turns|set) (?:for|at|on|upon)(?= \\p{L})(?! (?:to|for)\\b)`,
    around(
      'threw|thrown|throws|flung|hurled|forced|pinned|brought|wrestled|pushed',
      '(?:to|on|onto|against) the (?:ground|floor|pavement|wall|road|asphalt|tarmac)',
    ),
    `(?:broke|breaks|broken|fractured|smashed|twisted|dislocated) (?=(?:his|her|my|their) ${body}(?!\\p{L}))`,
    `(?:surrounded|cornered|chased|pursued)(?= \\p{L})`,
    around('attacked|slashed|cut|threatened', `with (?:an? )?${weapon}`),
  ),
  trigger(
    'attack',
    'verb',
    'any',
    `(?:threw|throws|hurled|hurls|flung|lobbed|thrown|poured|tipped|emptied) ${few}${missile} (?:at|over|on)`,
    '(?:opened|opens|open) fire (?:on|at)|(?:fired|fires|shoots?|shot(?! dead| and)|shooting|aimed|aims)(?: [\\p{L}\\d ]{1,30}?)? (?:at|on|into)',
  ),
  trigger(
    'attack',
    'subject',
    'person',
    `(?:suffered|suffers|sustained|received|needed) (?:an? |two |three |several |serious |severe |minor |multiple |\\d+ |[\\p{L}-]+ ){0,4}?(?:${hurt})(?:[^.;]{0,30})`,
    `(?:was|were|is|are|been) (?:hospitali[sz]ed|(?:being )?treated (?:for|in|at)|rushed to hospital|taken to hospital|left (?:bleeding|unconscious|with (?:an? )?(?:\\p{L}+ )?${hurt}))`,
    `(?:lost|loses|lose|may lose|risks losing) (?:an?|his|her|the sight (?:of|in) (?:an?|his|her|one)|two|three) (?:\\p{L}+ )?${body}`,
    `(?:has|had|left with|suffered) (?:an? |his |her )?(?:broken|fractured|cracked|split|dislocated) ${body}`,
    '(?:came|comes|come) under (?:attack|fire|assault)',
    `(?:had|saw) (?:his|her|their) (?:\\p{L}+ )?${body} (?:broken|smashed|fractured)`,
  ),
  trigger(
    'attack',
    'noun',
    'person',
    '(?:knife |acid |gun |mob |arson |physical )?(?:attacks?|assaults?|beatings?|stabbing|shooting|ambush)|jaw broken|arm broken',
  ),
  trigger(
    'threat',
    'verb',
    'person',
    'threaten(?:ed|s|ing)?(?! (?:to|with (?:a )?(?:suit|legal|court|closure)|that|legal|by|its|the (?:independence|existence|freedom))\\b)|(?:was|were|been) threatened|threatened (?=(?:him|her|them|our)\\b)|menaced',
    'warned (?=(?:him|her|them) (?:off|to stop|not to|that (?:he|she|they) (?:would|will)))|warned (?=[^.;]{1,60} (?:to stop (?:writing|reporting|asking|filming)|to keep (?:quiet|his mouth|her mouth)|not to (?:publish|write)))',
    'told (?=[^.;]{1,50} (?:that )?(?:he|she|they) would be (?:killed|shot|next|burned|dealt with|buried|hurt))',
    around(
      'sent|sends|posted|mailed|left',
      '(?:an? )?(?:\\p{L}+ )?(?:threatening|threats?|(?:bullets?|wreath|coffin)(?! (?:vest|proof)))',
    ),
    around(
      'pointed|points|aimed|levelled|held|put',
      `(?:an? |his |her )(?:\\p{L}+ )?(?:gun|pistol|rifle|weapon|knife) (?:at|to)`,
    ),
  ),
  trigger(
    'threat',
    'verb',
    'any',
    'threaten(?:ed|s|ing) to (?:throw|beat|burn|break|cut|rape|hurt|harm|blow|slit|attack|destroy|smash|set|come|hang|bury|skin|deal)',
  ),
  trigger(
    'threat',
    'subject',
    'person',
    `(?:${gets}|found|opened|discovered) (?:an? |the |two |three |several |anonymous |with )*(?:\\p{L}+ ){0,2}?(?:threats?|threatening [\\p{L}]+|bullets?|funeral wreath|coffin)(?! death)`,
    `(?:received|got|gets) (?:\\p{L}+ )?(?:phone |anonymous )?(?:calls?|messages?|notes?|letters?|visits?)(?= [^.;]{0,60}(?:warn|threat|kill|would be|stop|bullet|burn))`,
  ),
  trigger('death-threat', 'noun', 'person', 'death threats?|threats? to kill'),
  trigger(
    'death-threat',
    'verb',
    'person',
    'threaten(?:ed|s|ing)?(?= (?:to (?:kill|shoot|murder|behead|stab)|(?:[^.;]{1,40} )?with death))( to (?:kill|shoot|murder|behead|stab))?',
  ),
  trigger(
    'threat',
    'noun',
    'person',
    `threats?(?= (?:against|to (?:him|her|the)|by|from|over|in|on|at|of violence)\\b)|(?:threatening|anonymous|menacing) (?:phone )?(?:calls?|messages?|letters?|notes?|texts?|e-?mails?)|call warning|bullet(?= (?:and|in an|was|addressed|arrived|in the))|threats?`,
  ),
  trigger(
    'property-damage',
    'verb',
    'thing',
    'set (?:on fire|alight|ablaze)|set (?=[^.;]{1,80}(?:on fire|alight|ablaze))|set fire to|torch(?:ed|es|ing)?|(?:fire|petrol|fuel)-?bombed|bombed|burn(?:ed|t) (?:down|out)|gutted',
    `${forms('vandalise vandalize smash ransack damage destroy wreck trash burgle')}|doused(?= with)`,
    `(?:broke(?:n)?|breaks|cut|cuts|crushed|trampled|stamped|trod|stole|stolen|robbed|toppled|pulled|tore|torn|shattered|snapped|deflated|keyed|kicked in|overturned|rocked|spray-painted|painted|defaced|demolished)(?: (?:down|up|in|off|out|on|into))?(?= ${few}${goods}(?!\\p{L}))`,
    `(?<=${goods}[^.;]{0,60} (?:was|were|been|be) )(?:broken|cut|crushed|trampled|stolen|robbed|toppled|shattered|snapped|overturned|burned|burnt|blown up|shot at|riddled|pelted|defaced|demolished|thrown|turned upside down)`,
    `slash(?:ed|es)|threw (?=${few}${goods})|daubed|burned(?= (?:his|her|their|its|the) )|burnt(?= (?:his|her|their|its|the) )`,
    `(?:threw|throws|hurled|hurls|lobbed|tossed|fired)(?: [\\p{L} ]{1,40}?)? (?:at|through|into|over|onto) (?=${few}${goods}(?!\\p{L}))`,
    `(?:poured|splashed|sprayed|spilled|tipped) ${few}(?:petrol|paint|acid|fuel|oil|blood|dye|manure) (?:over|on|onto|into)`,
    `(?:painted|sprayed|wrote|scrawled|daubed) (?=[^.;]{1,60} on (?:the|his|her|their) ${few}(?:door|wall|car|house|gate|fence|window))`,
  ),
  trigger(
    'property-damage',
    'subject',
    'any',
    `(?:had|found|saw|discovered|finds) (?:his|her|its|their|all|the|two) (?:[\\p{L}’']+ ){0,3}?${goods} (?:slashed|smashed|broken|damaged|destroyed|burned|burnt|torched|stolen|ransacked|on fire|in flames|vandali[sz]ed|wrecked|daubed|cut|burning|broken into)`,
    '(?:caught fire|went up in flames|burned to the ground|burnt to the ground)',
  ),
  trigger(
    'property-damage',
    'noun',
    'thing',
    '(?:arson|fire-?bomb|petrol bomb|grenade|bomb) attacks?|arson|fire-?bombing|break-in|burglary|vandalism',
  ),
  trigger(
    'harassment',
    'verb',
    'person',
    `${forms('harass hound stalk bully intimidate pester besiege heckle jeer vilify')}|bullied|insult(?:ed|s|ing)(?= \\p{L})|abused(?= by)|(?:verbally|publicly) (?:abused|attacked|insulted)|shouted (?:abuse|insults) at|swore at|booed`,
  ),
  trigger('harassment', 'noun', 'person', 'harassment|intimidation(?= of)'),
  trigger(
    'online-harassment',
    'verb',
    'person',
    `trolled|trolling|(?:flooded|bombarded|inundated|swamped|deluged)(?= (?:[^.;]{1,50} )?with (?:[\\p{L} ]{1,40}?)?(?:abuse|insults|messages|hate|comments|threats|calls|mail))`,
  ),
  trigger(
    'online-harassment',
    'subject',
    'person',
    `(?:received|faced|faces|got|gets|suffered|endured|(?:is|was|were|been) (?:hit by|met with|subjected to|the target of|targeted (?:by|in|with))|became the target of|called) (?:[\\p{L},’' ]{1,60}?)?(?:abusive|hateful|insulting|obscene|hate|sexist|(?:online|social media) (?:abuse|campaign|harassment)|troll(?:s|ing)|torrent|wave of|flood of|thousands of messages|hundreds of messages|thousands of comments)`,
  ),
  trigger(
    'doxing',
    'verb',
    'any',
    `doxx?(?:ed|es|ing)|(?:published|put out|posted|leaked|shared|made public|spread|circulated|printed|revealed|distributed)(?= ${few}(?:(?:home |private |email )?address(?:es)?|(?:phone|telephone) numbers?|door code|passport (?:details|data|number)|personal (?:data|details)))`,
    '(?<=(?:address(?:es)?|numbers?|(?:personal|passport) (?:data|details))[^.;]{0,90} (?:was|were|been|being) )(?:published|posted|leaked|shared|spread|circulated|printed|made public|put online|distributed)',
  ),
  trigger(
    'smear',
    'verb',
    'person',
    'smear(?:ed|s|ing)(?! campaign)|(?:brand(?:ed|s|ing)|denounc(?:ed|es|ing)|portray(?:ed|s)|vilif(?:ied|ies)|slander(?:ed|s)|pilloried|discredit(?:ed|s))(?= \\p{L})',
  ),
  trigger(
    'smear',
    'noun',
    'person',
    '(?:smear|slander|defamation|discrediting|hate) campaigns?(?= (?:against|on|targeting))|smear campaign',
  ),
  trigger(
    'surveillance',
    'verb',
    'person',
    `(?:spied|spying|spies|eavesdropped|snooped) on|wiretap(?:ped|ping)?|tapp(?:ed|ing)(?= (?:his|her|their|the) )|bugged|(?:have|has|had) been following|(?:was|were|been|being) (?:followed|shadowed|watched|tracked|monitored|filmed)(?= (?:by|for|from|home|to|everywhere|around|on|through)\\b)|under (?:\\p{L}+ )?surveillance|tailed|surveilled|shadow(?:ed|s|ing)|kept (?=[^.;]{1,40}under (?:surveillance|watch|observation))|listen(?:ed|s|ing) in (?:on|to)|put (?=[^.;]{1,40} under (?:\\p{L}+ )?surveillance)`,
  ),
  trigger(
    'surveillance',
    'verb',
    'any',
    `(?:intercept(?:ed|s|ing)|monitor(?:ed|s|ing)|track(?:ed|s|ing)|read|reads|record(?:ed|s))(?= ${few}(?:phone calls?|calls|phones?|e-?mails?|correspondence|messages|movements|conversations))|infected|compromised(?= (?:by|with|through))|(?<=(?:phones?|calls?|handsets?|iphones?)[^.;]{0,20} (?:was|were|been|being) )(?:tapped|bugged|infected|hacked|monitored|intercepted|targeted|compromised)`,
  ),
  trigger(
    'surveillance',
    'noun',
    'person',
    '(?:phone |state |police )?surveillance|spyware|Pegasus|wiretaps?|bugging(?= of)|tracking device|tracker(?= (?:under|on|in))|(?:hidden |secret )(?:camera|microphone)s?(?= (?:in|under|at))',
  ),
  trigger(
    'cyberattack',
    'verb',
    'outlet',
    'hack(?:ed|s|ing)?|brought down(?= by)|took down|knocked (?:offline|out|over)|taken (?:offline|down)(?= (?:by|after|in|for))|defac(?:ed|es|ing)|hijack(?:ed|s)|(?:took over|broke into|gained access to|taken over|seized control of|compromised)(?= [^.;]{0,60}(?:accounts?|servers?|channel|page|website|site|mail))|flooded(?= with (?:requests|traffic|queries))',
  ),
  trigger(
    'cyberattack',
    'subject',
    'outlet',
    '(?:was|were|went|been|is) (?:down|offline|knocked out) (?=[^.;]{0,80}(?:attack|DDoS|hack))|(?:came|come|comes) under (?:an? )?(?:\\p{L}+ )?(?:cyber-?attack|DDoS attack|denial-of-service attack)',
  ),
  trigger(
    'cyberattack',
    'noun',
    'outlet',
    '(?:DDoS|denial-of-service) attacks?|cyber-?attacks?|hacking(?= of)|hack(?= (?:of|on))|DDoS',
  ),
];
