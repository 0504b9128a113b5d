import { around, be, few, forms, gets, stays, them, trigger, type Trigger } from '../trigger.ts';

const case_ = '(?:case|suit|lawsuit|claim|complaint|petition|action|charges?|appeal|plea|motion)s?';
const inquiry =
  '(?:(?:criminal|pre-trial|preliminary|police|official|internal|formal|tax|disciplinary|defamation|libel|terrorism|espionage|treason) )*(?:investigation|inquiry|probe|case|proceedings|file|docket|dossier)s?';
const opens =
  '(?:open(?:ed|s|ing)|launch(?:ed|es|ing)|beg(?:an|un|ins)|start(?:ed|s|ing)|initiat(?:ed|es)|institut(?:ed|es)|register(?:ed|s)|announc(?:ed|es))';
const files =
  '(?:fil(?:ed|es|ing)|brought|brings?|bringing|mov(?:ed|es)|lodg(?:ed|es|ing)|launch(?:ed|es|ing)|initiat(?:ed|es)|start(?:ed|s)|submitt(?:ed|ing)|enter(?:ed|s))';
const suit = '(?:suit|lawsuit|claim|legal action|proceedings|action|writ|case|petition)s?';
const term =
  '(?:(?:an? |the )?(?:\\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\p{L}+teen|twenty|thirty|forty|fifty|several)[ -](?:[\\p{L}\\d-]+ ){0,2}?(?:years?|months?|days?|weeks?|hours)|(?:an? |the )(?:[\\p{L}\\d-]+ ){0,4}?(?:year|month|term|sentence|fine|probation))';

/** Words that report investigations, charges, suits, trials and decisions of courts. */
export const courts: readonly Trigger[] = [
  trigger(
    'investigation-opened',
    'verb',
    'any',
    `${opens} (?:an? |the |another |its own )?${inquiry}(?: of [^.,;]{1,40}?)?(?: (?:against|into|over|on|involving))`,
    `(?:registered|filed|lodged) (?:an? )?(?:FIR|first information report|(?:police |criminal )?case) against`,
  ),
  trigger(
    'investigation-opened',
    'verb',
    'person',
    'investigat(?:ing|ed|es)(?! (?:the|how|whether|who|what|why|claims|reports)\\b)|(?:is|are|was|were) looking into',
  ),
  trigger(
    'investigation-opened',
    'noun',
    'any',
    `${inquiry}(?= (?:against|into|was opened|was launched|were opened|has been opened))|investigation(?:s)? against`,
  ),
  trigger(
    'investigation-opened',
    'subject',
    'any',
    `(?:${be}|came|come|comes|put|placed|remains|fell) under (?:\\p{L}+ ){0,2}?(?:investigation|scrutiny by (?:police|prosecutors))`,
    '(?:is|are|was|were|being|been) investigated',
    `(?:became|become|is|are|was|were|made) (?:the |an? )?(?:subject|target|object)s? of (?:an? |the )?${inquiry}`,
    `(?:fac(?:es?|ed|ing)|(?:is|are) facing) (?:an? |the )?${inquiry}`,
  ),
  trigger(
    'charge-brought',
    'verb',
    'person',
    'charg(?:ed|es|ing)(?= (?:with|under|over|for|by|in|on)\\b)|(?:was|were|been|being|are) charged|charg(?:ed|es?|ing)(?= (?:him|her|them|(?:an? |two |three |the )?(?:\\p{L}+ )?(?:reporter|journalist|editor|photographer|blogger|correspondent|publisher)s?)\\b)|charged(?= \\p{L})',
    `${forms('indict arraign prosecute')}|booked(?= (?:for|under|on|by)\\b)`,
    '(?:brought|press(?:ed|es)|fil(?:ed|es)|laid|lodged|levelled|levied|preferred|bring) (?:an? |the |new |fresh |more |formal |criminal )*(?:\\p{L}+ ){0,2}(?:charges?|counts?|accusations?)(?: of [^.,;]{1,50}?)? against',
    'formally accused',
    around('slapped|hit|served', 'with (?:[\\p{L}\\d]+ ){0,4}?(?:charges?|an indictment|counts?)'),
  ),
  trigger(
    'charge-brought',
    'subject',
    'person',
    '(?:faces?|faced|is facing|are facing) (?:an? |the |up to |at least )?(?:[\\p{L}\\d-]+ ){0,3}(?:charges?|counts?|indictment|prosecution|years? in (?:prison|jail)|years? behind bars)',
    '(?:is|was|are|were|stands) accused (?=(?:of|under)[^.;]{1,60}(?:under|charge|indictment|court))',
  ),
  trigger(
    'charge-brought',
    'noun',
    'person',
    'indictment|charges?(?= (?:against|of [^.,;]{1,50}? against))|charges? (?:was|were) (?:filed|brought|laid|pressed)(?= against)|prosecution(?= of)|charge sheet',
  ),
  trigger(
    'suspect-named',
    'verb',
    'person',
    around('named|declared|made|names|declares|formally named|identified', '(?:as )?(?:a |formal )*suspects?'),
  ),
  trigger(
    'suspect-named',
    'subject',
    'person',
    '(?:became|become|becomes) (?:a |an official |a formal )?suspects?|(?:was|were|been) given the status of (?:a |an )?(?:suspect|accused)',
  ),
  trigger(
    'suit-filed',
    'verb',
    'any',
    'su(?:ed|es|ing)',
    `${files} (?:an? |the |another |its |his |her |two |three )?${few}${suit}(?: for (?:defamation|libel|damages|slander))?(?= (?:against|seeking|for|over|demanding)\\b)`,
    around(
      'took|takes|taken|taking|dragged|drags|hauled|hauls',
      '(?:to|before|into) (?:the |a |an )?(?:\\p{L}+ )?court',
    ),
    '(?:brought|lodged|filed)(?= (?:in \\p{L}+ |on [\\p{L}\\d ]{2,20} |by [^,.;]{1,40} )?against\\b)',
    `(?:wants?|demand(?:s|ed|ing)?|seek(?:s|ing)?|sought|claim(?:s|ed|ing)) (?=(?:[\\p{L}$€£₽₸\\d.,]+ ){1,6}?(?:in (?:moral |civil )?(?:damages|compensation) )?from\\b)(?=[^.;]{0,60}(?:\\d|million|thousand|damages|compensation))`,
  ),
  trigger(
    'suit-filed',
    'subject',
    'any',
    `(?:fac(?:es?|ed|ing)|received|${gets}) (?:an? |the |another |with a |a total of )?(?:[\\p{L}\\d-]+ ){0,3}?(?:suits?|lawsuits?|libel (?:claim|action|case)s?|defamation (?:claim|action|case)s?|civil (?:claim|action|case)s?|writ)`,
  ),
  trigger(
    'suit-filed',
    'noun',
    'any',
    '(?:law)?suits?|(?:libel|defamation|civil|slander) (?:action|claim|case|proceedings|complaint)s?',
  ),
  trigger(
    'pre-action-letter',
    'verb',
    'any',
    around('sent|sends|served', "(?:an? )?(?:legal|cease-and-desist|lawyer’s|lawyer's|pre-action) (?:letter|notice)"),
  ),
  trigger(
    'pre-action-letter',
    'subject',
    'any',
    `${gets} (?:an? )?(?:legal|cease-and-desist|lawyer’s|lawyer's|pre-action) (?:letter|notice)s?`,
  ),
  trigger(
    'criminal-complaint',
    'verb',
    'person',
    '(?:filed|lodged|made|brought|submitted|files|lodges) (?:an? )?(?:(?:police|criminal|formal|defamation) )*complaint(?: with [^.,;]{1,40})? (?:against|about)',
    'reported (?=[^.;]{1,50} to (?:the )?(?:police|prosecut))',
  ),
  trigger(
    'hearing',
    'subject',
    'person',
    `(?:went|goes?|was|were|is|are|be|put|been) (?:back )?on trial|(?:stood|stands?|standing|faces?|faced) trial|(?:appeared|appears?|is due|was produced|were produced|produced|was brought|were brought|came|stood|sat) (?:again )?(?:before|in|up before|to) (?:the |an? )?${few}(?:court(?:house|room)?|tribunal|judge|magistrates?|bench|dock)(?! summons)|(?:was|were) brought to the courthouse`,
  ),
  trigger(
    'hearing',
    'noun',
    'person',
    '(?:re)?trials?|hearings?(?= (?:in|of|on|is|was|set|against))|hearing|adjourned',
  ),
  trigger(
    'hearing',
    'verb',
    'any',
    `(?:is|are|will|was|due) to hear|will hear|takes up|to hear|began hearing|(?:opened|resumed|began|adjourned|postponed) the trial of`,
  ),
  trigger(
    'conviction',
    'verb',
    'person',
    `${forms('convict')}|found (?:him |her |them )?guilty`,
    around('found|finds', '(?<!not )guilty'),
  ),
  trigger('conviction', 'noun', 'person', 'convictions?|guilty verdict'),
  trigger(
    'acquittal',
    'verb',
    'person',
    'acquit(?:s|ted|ting)|clear(?:ed|s)(?= \\p{L}{2})|found (?:him |her |them )?(?:not guilty|innocent)|exonerat(?:ed|es)',
    around('found|finds', '(?:not guilty|innocent)'),
  ),
  trigger('acquittal', 'noun', 'person', 'acquittal'),
  trigger(
    'sentence',
    'verb',
    'any',
    `sentenc(?:ed|es|ing)|${forms('jail')}|fin(?:ed|es|ing)(?! (?:line|print|words?)\\b)`,
    around('sent|sends', '(?:back )?to (?:prison|jail|a (?:labou?r camp|penal colony|prison colony)|prison)'),
    '(?:impos(?:ed|es)|levied|levies|handed down) (?:an? )?(?:[\\p{L}\\d-]+ )*?(?:fines?|sentence|penalty|term)(?: of [^.;]{1,40}?)?(?: (?:on|against|for))',
    '(?:handed|hands|hand)(?: him| her| them)?(?: down)? (?:an? )?(?:[\\p{L}\\d-]+ ){0,4}?(?:sentence|term|fine)',
    `given(?= ${term})|gave (?:him|her|them)(?= [\\p{L}\\d-]+ (?:years?|months?|days?))|(?:given|gave|gives) ${them}(?=(?:an? )?(?:[\\p{L}\\d-]+ ){0,3}?(?:sentence|fine|term))`,
    around('gave|gives|handed|hands', term),
    around('condemned|condemns', `to ${term}`),
    around(
      'slapped|slaps|hit|hits|punished|landed',
      'with (?:an? )?(?:[\\p{L}\\d$€£,.-]+ ){0,4}?(?:fine|penalty|sentence|term)',
    ),
    '(?:slapped|slaps) (?:an? )?(?:[\\p{L}\\d-]+ ){0,2}?fine of [^.;]{1,40}? on|(?:slapped|slaps) (?:an? )?(?:[\\p{L}\\d$€£,.-]+ ){0,4}?fine on',
    'ordered (?:him |her |them )?to (?:serve|do|perform)(?= [^.;]{1,40}(?:years?|months?|community|hours))',
    around('banned|bans|barred', 'from (?:practising|working as|journalism|the profession)'),
  ),
  trigger(
    'sentence',
    'subject',
    'any',
    `(?:received|gets?|got|drew|draws|is to serve|must serve|was handed|was given|were given|were handed|faces?) ${term}(?! ago)`,
    '(?:must|has to|have to|had to) pay (?:an? )?(?:[\\p{L}\\d$€£,.-]+ ){0,4}?(?:fine|penalty)',
    '(?:is|was|are|were) to (?:go to|serve [^.;]{1,20} in) (?:prison|jail)',
  ),
  trigger(
    'sentence',
    'noun',
    'person',
    '(?:prison |jail )?(?:sentences?|terms?)(?= (?:against|for|of|on))|fines?(?= (?:against|on|of|for))|sentencing|(?:prison|jail) (?:sentence|term)',
  ),
  trigger(
    'judgment',
    'verb',
    'any',
    `ordered to pay|order(?:ed|s) (?=[^.;]{1,90}? to pay)|told (?=[^.;]{1,60}? to pay)|awarded (?=[^.;]{1,80}?(?:against|damages))|(?:rul(?:ed|es)|found|finds|decided) (?:against|for the plaintiffs? against)|found (?:him|her|it|them) liable|ruled in favou?r of`,
    around('found|held|finds|holds', '(?:liable|to have (?:defamed|libelled|insulted|slandered))'),
  ),
  trigger(
    'judgment',
    'subject',
    'any',
    '(?:must|has to|have to|had to|is to|are to|will have to) (?:\\p{L}+(?: \\p{L}+){0,4} and )?pay (?=[^.;]{0,60}(?:\\d|thousand|million|damages|compensation))',
    '(?:lost|loses) (?:the|its|his|her|an?) (?:\\p{L}+ ){0,2}?(?:case|suit|lawsuit|libel action)',
  ),
  trigger(
    'case-dismissed',
    'verb',
    'none',
    `(?:dismiss(?:ed|es)|threw out|thrown out|throws out|struck out|rejected|tossed out|quashed)(?= (?:the|an?|her|his|its|their) ${few}${case_})`,
  ),
  trigger(
    'charge-dropped',
    'verb',
    'none',
    `(?:dropped|drops|withdrew|withdrawn) (?:the |all |its |their )?(?:\\p{L}+ )?(?:charges?|case) against`,
    `(?:dropped|drops) (?:the |all |its )?(?:\\p{L}+ )?charges?`,
  ),
  trigger(
    'appeal-decided',
    'verb',
    'none',
    '(?:upheld|upholds|overturn(?:ed|s)|quash(?:ed|es)|annulled|set aside|confirmed(?= (?:the|his|her|an?) [^.;]{0,30}(?:sentence|conviction|verdict|fine)))',
  ),
  trigger('appeal-decided', 'subject', 'person', '(?:lost|loses) (?:his|her|their|its|an?|the)? ?appeal'),
  trigger(
    'appeal-decided',
    'verb',
    'any',
    '(?:turned down|rejected|dismissed|threw out|turns down|rejects|dismisses) (?:an? |the )?appeal (?:of|by)',
  ),
  trigger(
    'injunction',
    'verb',
    'any',
    `(?:barr(?:ed|s|ing)|forbidden|forbade|forbids|prohibit(?:ed|s)|bann(?:ed|s)|enjoin(?:ed|s)|restrain(?:ed|s)|stopp(?:ed|s)|prevent(?:ed|s)|gagg(?:ed|s))(?= (?:[^.;:]{1,60}? )?(?:from (?:publishing|broadcasting|naming|reporting on|printing|airing|writing about|identifying)|to (?:publish|name|report on|print|identify|broadcast)))`,
    around('ordered|told|instructed|orders', 'not to (?:publish|name|report|print|broadcast|identify|write)'),
    '(?:granted|issued|obtained|won|imposed|secured) (?:an? )?(?:[\\p{L}-]+ ){0,2}?(?:injunction|gag order|gagging order|reporting ban|publication ban|restraining order)(?: (?:against|on|barring|stopping|preventing|forbidding))?',
  ),
  trigger(
    'injunction',
    'subject',
    'any',
    `(?:${stays}under|${gets}) (?:an? |with an? )?(?:\\p{L}+ )?(?:injunction|gag order|gagging order)`,
  ),
];
