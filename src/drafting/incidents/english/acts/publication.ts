import { around, be, few, forms, stays, them, trigger, type Trigger } from '../trigger.ts';

const content =
  '(?:posts?|articles?|videos?|reports?|footage|photos?|pictures?|stor(?:y|ies)|recordings?|content|items?|pages?|clips?|episodes?|programmes?|broadcasts?|interviews?|texts?|publications?|materials?|images?|films?)';
const cannot =
  "(?:cannot|can not|can no longer|could not|could no longer|no longer|may no longer|can’t|can't|couldn’t|couldn't)";
const licence = '(?:licen[cs]es?|registration|permit|frequency|certificate)';
const pass =
  '(?:accreditations?|press (?:badge|card|pass)(?:es)?|credentials?|press accreditation|(?:press )?badges?|pass(?:es)?)';
const places =
  '(?:the |an? |its |their )?(?:\\p{L}+ ){0,3}?(?:hall|room|chamber|hearing|courtroom|court|gallery|session|meeting|event|press conference|conference|briefing|rally|building|premises|stadium|ground|congress|assembly|council|parliament|polling station|venue|venues|site|scene)';
const cover =
  '(?:entering|covering|filming|attending|reporting|working|taking (?:pictures|photographs|photos)|recording|asking|accessing|leaving|travelling|going)';

/** Words that report acts against outlets and what they publish, and that people lost access, papers or jobs. */
export const publication: readonly Trigger[] = [
  trigger(
    'blocking',
    'verb',
    'outlet',
    `block(?:ed|s|ing)?(?! (?:from|off the road|the (?:road|street|way|entrance)|by the|traffic)\\b)|geo-?block(?:ed|s)|throttl(?:ed|es)`,
    'cut off|(?:made|rendered|makes) inaccessible|(?:restrict(?:ed|s|ing)|limit(?:ed|s|ing)|cut|cuts|closed|bar(?:red|s)|shut off|suspended|den(?:ied|ies)) (?:off )?access to',
    'pull(?:ed|s) the plug on',
    around('made|rendered|makes|left', '(?:inaccessible|unreachable|unavailable)'),
    around(
      'added|adds|put|placed|entered',
      '(?:to|on|in|into) (?:the|its|a) (?:\\p{L}+ )?(?:list|register|registry|blacklist) of (?:banned|blocked|prohibited|forbidden|restricted)',
    ),
    around('took|taken|knocks|pulled', 'offline'),
    '(?:told|ordered|instructed|asked|forced|directed) (?:\\p{L}+ ){0,2}?(?:providers|operators|ISPs|carriers|companies) to (?:block|cut|restrict|close|bar) (?:off )?(?:access to )?',
  ),
  trigger(
    'blocking',
    'subject',
    'outlet',
    `(?:stopped|ceased) (?:opening|loading)|ceased to (?:open|load)|(?:(?:is|are|was|were|been|became|went|become|has been|remains) )?(?:inaccessible|unreachable|unavailable)(?: in| inside| without| from| to)?|${cannot} be (?:opened|reached|accessed|loaded|viewed|read|found)`,
    '(?:went|gone|goes) (?:dark|offline|blank)|(?:disappeared|vanished) from the (?:internet|web|net|air)',
  ),
  trigger('blocking', 'noun', 'outlet', 'blocking'),
  trigger(
    'removal',
    'verb',
    'any',
    `(?:made|forced|forces|order(?:ed|s)|told|tells|obliged|required|instructed|compelled|demanded that|asked|directed|pressed|pressured) (?=[^.;]{1,90}? (?:to )?(?:delete|remove|take down|takedown|erase|wipe|unpublish|pull|withdraw)\\b)`,
    `(?:deleted|delet(?:es|ing)|removed|remov(?:es|ing)|took down|takes down|taken down|wiped|erased|unpublished|pulled|purged|scrubbed)(?= ${few}${content}(?!\\p{L}))`,
    'withheld(?= (?:in|by|at)\\b|[.,;])|(?:was|were|been) (?:taken down|withheld|unpublished)',
    `(?<=${content}[^.;]{0,60} (?:was|were|been|be) )(?:deleted|removed|pulled|wiped|erased)`,
  ),
  trigger(
    'removal',
    'subject',
    'any',
    `(?:had|has|have) to (?:delete|remove|take down|pull|erase|withdraw)|(?:was|were) (?:forced|made|ordered) to (?:delete|remove|take down|pull|erase|withdraw)`,
    `(?<=(?:page|account|channel|posts?|videos?|articles?|report|profile)s?[^.;]{0,80} )(?:vanished|disappeared|was suspended|were suspended|was disabled|was deleted|was removed)`,
  ),
  trigger('removal', 'noun', 'outlet', 'removal|takedown|deletion'),
  trigger(
    'closure',
    'verb',
    'outlet',
    `(?:clos(?:ed|es|ing)|shut|shuts|shutting|shutter(?:ed|s)|sealed(?: off)?|padlocked|liquidat(?:ed|es)|dissolv(?:ed|es)|disband(?:ed|s)|outlaw(?:ed|s)|wound up|dismantled|evicted|bulldozed)(?: down)?(?! (?:hearing|doors?|session|trial|court|the (?:gate|file|case|road|lid|door|mouths?)|hearings))|put a padlock on`,
    'bann(?:ed|s|ing)(?! (?:from|by the court from))',
    '(?:order(?:ed|s)|forced|decreed|demanded) the (?:closure|shutdown|liquidation|dissolution) of',
  ),
  trigger(
    'closure',
    'subject',
    'outlet',
    '(?:ceased?|ceases|stopped|ended|halted) (?:publication|publishing|printing|broadcasting|operations|operating|to (?:exist|appear|publish))|prints? no more|went off the air for good|(?:was|were|been) forced to (?:close|shut|cease|stop)',
    '(?:will|would) (?:not|no longer) (?:appear|be published|broadcast|print)|(?:went|gone|goes) out of (?:business|print)|(?:printed|published|put out|aired) its (?:last|final) (?:issue|edition|broadcast|programme|bulletin)|(?:closed|shut|closes|shuts) (?:its|their) doors|(?:had|has) to (?:close|shut|fold)|folded',
  ),
  trigger('closure', 'noun', 'outlet', 'closure|shutdown|shutting down(?= of)|liquidation'),
  trigger(
    'suspension',
    'verb',
    'outlet',
    `(?<!(?:years?|months?|weeks?|days?)(?:, | (?:half )?))suspend(?:ed|s|ing)?(?! (?:sentence|term|prison|jail|his|her|the (?:hearing|trial|sentence))\\b)|(?:took|taken|taking|pulled|ordered|forced|knocked|put|takes|pulls|orders|kept) (?=[^.;]{0,60}off (?:the )?air)|off the air`,
    around(
      'ordered|orders|told|forced|tells|forces|instructed',
      `(?:to )?(?:stop|halt|cease|suspend|interrupt) (?:broadcasting|transmitting|publishing|printing|publication|transmission|its (?:broadcasts?|programmes?|transmissions?|publication))`,
    ),
    '(?:halted|interrupted|silenced|halts|silences|jammed) (?=[^.;]{0,60})',
  ),
  trigger(
    'suspension',
    'subject',
    'outlet',
    '(?:went|goes|fell|falls|gone) (?:silent|off (?:the )?air)|(?:may|must|can) not (?:broadcast|publish|appear|print) (?:for|until)|(?:has|have|had) to stop (?:broadcasting|publishing|transmitting)',
  ),
  trigger('suspension', 'noun', 'outlet', 'suspension'),
  trigger(
    'registration-revoked',
    'verb',
    'outlet',
    `(?:revok(?:ed|es|ing)|cancel(?:l?ed|s|l?ing)|withdrew|withdraws|withdrawn|annul(?:led|s)|stripp?(?:ed|s)|pull(?:ed|s)|rescind(?:ed|s)|void(?:ed|s)|terminat(?:ed|es)|took away|taken away|took back)(?= ${few}${licence})`,
    around('stripped|strips|deprived', `of (?:its|their|the|his|her) ${few}${licence}`),
    `(?:refus(?:ed|es|ing)|declin(?:ed|es)|fail(?:ed|s)) to (?:renew|extend|prolong|issue|register|re-register)(?= ${few}(?:${licence}|station|channel|newspaper|weekly|website|portal|magazine|radio))|(?:did|would|will|has|have) not (?:renew|renewed|extend|extended|prolong)(?= ${few}${licence})|not (?:renewed|extended|prolonged)`,
    '(?:revoked|deregistered|delisted|de-registered)',
    around(
      'struck|strikes|removed|removes|deleted|dropped',
      '(?:off|from) the (?:\\p{L}+ ){0,2}?(?:register|registry)',
    ),
    `(?<=${licence} (?:was|were|is|been|be) )(?:revoked|cancelled|withdrawn|annulled|rescinded|pulled|voided|taken away|terminated)`,
  ),
  trigger(
    'registration-revoked',
    'subject',
    'outlet',
    `(?:lost|loses|forfeited|has lost) (?:its|their|the|his|her) (?:\\p{L}+ )?${licence}`,
  ),
  trigger(
    'registration-revoked',
    'noun',
    'outlet',
    `revocation|cancellation(?= of [^.;]{0,40}${licence})|withdrawal(?= of [^.;]{0,30}${licence})`,
  ),
  // Access
  trigger(
    'accreditation-refused',
    'verb',
    'any',
    `(?:refus(?:ed|es|ing)|den(?:ied|ies|ying)|revok(?:ed|es|ing)|withdrew|withdrawn|withdraws|cancel(?:l?ed|s)|stripp?(?:ed|s)|suspend(?:ed|s)|took away|taken away|took back|taken back|takes back|pull(?:ed|s)|yank(?:ed|s)|lift(?:ed|s)|rescind(?:ed|s)|void(?:ed|s)|confiscated|not renewed|collected)(?= ${few}${pass}(?!\\p{L}))`,
    `(?:declined|refused|declines|refuses) to (?:renew|issue|grant|extend|give)(?= ${few}${pass})|(?:did|would|has|have) not (?:renew|issue|grant|extend|renewed|issued|granted|extended)(?= ${few}${pass})`,
    around('stripped|strips|deprived|relieved', `of (?:his|her|their|its|the) ${few}${pass}`),
    `(?<=${pass} (?:was|were|been|is|has been) )(?:revoked|withdrawn|cancelled|taken away|suspended|pulled|not renewed|refused|denied|lifted|rescinded|voided)`,
    around(
      'asked|told|ordered|forced|made',
      `(?:to )?(?:hand in|hand over|give up|return|surrender) (?:his|her|their|its) ${few}${pass}`,
    ),
  ),
  trigger(
    'accreditation-refused',
    'subject',
    'person',
    `(?:lost|loses|has lost|had) (?:his|her|their|its) (?:\\p{L}+ )?${pass}(?: (?:revoked|withdrawn|cancelled|taken|taken away|suspended|pulled))?`,
  ),
  trigger(
    'accreditation-refused',
    'noun',
    'any',
    `(?:withdrawal|loss|revocation|refusal|denial)(?= of [^.;]{0,30}${pass})`,
  ),
  trigger(
    'expulsion',
    'verb',
    'person',
    `${forms('deport')}|expel(?:led|s|ling)?|(?:refused|denied) ${them}entry (?:to|into) the country|declared ${them}persona non grata`,
    around(
      'put|puts|placed|escorted|escorts|drove|driven|took|taken|marched|forced',
      '(?:on|onto|to|aboard) (?:an? |the |the next |the first )(?:\\p{L}+ )?(?:plane|flight|aircraft|border|ferry)',
    ),
    around(
      'ordered|orders|told|tells|given|gave|gives',
      '(?:to (?:leave|quit|get out of) the (?:country|island|territory|republic)|(?:\\p{L}+ ){1,3}(?:hours|days) to leave)',
    ),
    around('turned|turns|sent|sends', '(?:back|away) (?:at|from) (?:the )?(?:\\p{L}+ )?(?:airport|border|frontier)'),
    around('sent|sends|flown|flew', 'back to \\p{L}{2,}'),
    around(
      'banned|bans|barred|bars|prohibited',
      'from (?:entering|re-entering|returning to|coming back to) \\p{L}{2,}',
    ),
    around('stripped|strips|deprived', 'of (?:his|her|their) (?:citizenship|nationality|visa|residence)'),
  ),
  trigger(
    'expulsion',
    'verb',
    'thing',
    `(?:revok(?:ed|es)|cancel(?:led|s)|withdrew|withdrawn|annulled|refused to renew|refused|denied|declined to renew|did not renew|did not extend)(?= ${few}(?:visas?|residence permits?|work permits?|residency))`,
  ),
  trigger(
    'expulsion',
    'subject',
    'person',
    '(?:had|has|have) to leave the (?:country|island)|(?:lost|had) (?:his|her|their) (?:visa|residence permit)(?: (?:revoked|cancelled|withdrawn))?|(?:was|were) not (?:let|allowed) (?:back )?into the country',
  ),
  trigger('expulsion', 'noun', 'person', 'deportation|expulsion'),
  trigger(
    'denial-of-access',
    'verb',
    'person',
    `turn(?:ed|s|ing) ${them}(?:back|away)(?! (?:from (?:the )?(?:camera|window)))`,
    around('turned|turns|waved|sent', '(?:back|away)(?= (?:at|from|by|on|to|outside|when|before|as)\\b|[.,;])'),
    '(?:barr(?:ed|ing|s)|bann(?:ed|s|ing))(?= \\p{L})',
    `kept ${them}out|locked ${them}out|shut ${them}out|leaves? ${them}out(?= in)|shuts? ${them}out`,
    around('kept|keeps|locked|shut|left', '(?:out of|outside|away from)'),
    `(?:refus(?:ed|es|ing)|den(?:ied|ies|ying)) ${them}(?:entry|admission|access|permission|a (?:seat|pass|place))`,
    around('refused|denied|refuses|denies', `(?:entry|admission|access|permission to|a (?:seat|pass|place))`),
    `not (?:been )?(?:admitted|let in|let into|let through|allowed in(?:to)?|allowed through|allowed to (?:enter|film|attend|cover|work|take|ask|report)|permitted to|given access)`,
    around(
      `(?:would|did|do|does|could) not (?:let|allow|admit|permit)|(?:wouldn’t|wouldn't|didn’t|didn't) (?:let|allow|admit)|refused to (?:let|allow|admit)|refuses to (?:let|admit)`,
      `(?:in|into|inside|through|to (?:enter|film|attend|cover|take|ask|record)|near)`,
    ),
    `(?:prevent(?:ed|s|ing)|stop(?:ped|s|ping)|block(?:ed|s|ing)|bar(?:red|s)|prohibit(?:ed|s)|ban(?:ned|s)|hinder(?:ed|s)|obstruct(?:ed|s)|discourag(?:ed|es)|kept|keeps) ${them}from ${cover}`,
    around(
      'prevented|prevents|stopped|stops|blocked|blocks|barred|bars|prohibited|banned|hindered|kept|keeps|obstructed',
      `from ${cover}`,
    ),
    'excluded(?= from)|excludes?(?= \\p{L})|ejected|thrown out of|escorted out|evicted(?= from)',
    around(
      'ordered|asked|told|threw|thrown|walked|led|escorted|removed|expelled|drove|driven|ushered|pushed|chased|removes|dragged|marched|sent',
      `(?:to leave|out of|from) ${places}`,
    ),
    around(
      'ordered|asked|told',
      '(?:to leave(?! (?:the country|within))|to stop (?:filming|recording|taking)|to wait outside|to switch off)',
    ),
    around('show|showed|shown|shows', 'the door'),
    `(?<=${be} )stopped(?= (?:at|by [^.;]{1,40} at) the (?:door|gate|entrance|checkpoint|barrier))`,
    'left off the (?:guest |press )?list|struck off the (?:guest |press )?list',
  ),
  trigger(
    'denial-of-access',
    'subject',
    'person',
    `${stays}(?:banned|barred) from|(?:had|was|were|has|have) (?:to|forced to) (?:wait|stay|stand|remain) outside`,
  ),
  trigger('denial-of-access', 'noun', 'person', 'exclusion(?= of)|(?:entry|reporting) ban(?= (?:on|for|against))'),
  trigger(
    'border-stop',
    'verb',
    'person',
    'stopped(?= (?:at|on) the (?:border|airport|frontier|crossing))',
    around('pulled', 'out of the (?:passport )?queue'),
  ),
  trigger(
    'dismissal',
    'verb',
    'person',
    `(?:dismiss(?:ed|es)|fir(?:ed|es)|sack(?:ed|s|ing)|laid off|lays off|removed|axed|axes|dropped|drops)(?= \\p{L})(?! (?:at|from the (?:hall|room|chamber))\\b)`,
    `${be} (?:fired|sacked|dismissed|laid off|let go from|axed)`,
    around('forced|forces|pressured|made|asked|told', '(?:to )?(?:resign|quit|step down|hand in (?:his|her) notice)'),
    'let go of|made (?:him |her |them )?redundant',
    around('made', 'redundant'),
    '(?:end(?:ed|s)|terminat(?:ed|es)|cancel(?:led|s)|cut|broke off|tore up|not renew(?:ed)?|did not renew|refused to renew|declined to extend) (?:its|the|his|her|their|a) (?:\\p{L}+ ){0,2}?contracts?(?: with| of)?',
    around(
      'took|taken|takes|pulled|pulls',
      'off (?:his|her|the|their|air) (?:\\p{L}+ )?(?:programme|show|beat|desk|slot|bulletin|column)',
    ),
    around('suspended|suspends', 'from (?:duty|work|his|her|their|the (?:post|job))'),
    around('removed|replaced', 'as (?:\\p{L}+[ -]){0,2}?(?:editor|head|director|chief|presenter|anchor|host)'),
  ),
  trigger(
    'dismissal',
    'subject',
    'person',
    `(?:lost|loses|has lost) (?:his|her|their) (?:jobs?|posts?|positions?|contracts?|programme|show|column|desk)`,
    `(?:was|were|is|been) (?:told )?(?:that )?(?:he |she |they )?(?:was |were )?no longer (?:needed|wanted|welcome|employed)|${stays}out of (?:a job|work)`,
  ),
  trigger('dismissal', 'noun', 'person', 'dismissal|sacking|firing(?= of)'),
];
