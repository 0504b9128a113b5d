import type { RuleWords } from '../rules.ts';

const money = ['million*', 'billion*', 'thousand*', 'dollar*', 'euro|euros', 'tenge', 'ruble*|rouble*', 'pound|pounds', 'franc|francs', '#'];
const secrecy = ['secret*', 'confidential*', 'leaked', 'leak', 'undisclosed', 'unpublished', 'internal', 'proprietary', 'classified', 'not public', 'obtained'];
const kin = 'wife|husband|son|daughter|child|children|brother|sister|father|mother|mother-in-law|father-in-law|son-in-law|daughter-in-law|nephew|niece|cousin|uncle|aunt|parents|grandson|granddaughter|family|spouse|partner|relatives|stepson|stepdaughter';

/** English word lists. See phrase.ts for how phrases are written. */
export const english: RuleWords = {
  home: [
    { words: ['home address*', 'residential address*', 'private address*', 'lives|live|living|lived at', 'lives|live|living|resides ~ street|avenue|road|lane|boulevard|flat|apartment|building|villa|dacha', 'resides at', 'registered at ~ street|avenue|road|flat|apartment|house', 'his|her|their|whose flat|apartment|house|home|villa ~ street|avenue|road|lane|boulevard|floor', 'moved|moves ~ flat|apartment|house|villa', 'address is', 'front door', 'flat|apartment #', 'house|villa number #'] },
  ],
  contact: [{ shapes: ['phone', 'email'] }, { words: ['phone|mobile|telephone|whatsapp number*', 'private|personal e-mail|email|phone', 'cell number', 'be reached at|on #'] }],
  identity: [
    { shapes: ['identity'], words: ['identification number*', 'identity number*', 'passport number*', 'iin', 'social security number', 'date|place of birth', 'identity card number', 'id card number', 'passport details|data|copy', 'copy of ~ passport', 'taxpayer number', 'driving|driver licence|license number', 'number plate*'] },
    { words: ['fingerprint*', 'dna', 'biometric*'] },
  ],
  correspondence: [
    { words: ['private|personal|intimate|love letter*|message*|chat*|correspondence|mail|emails|e-mails|diary|diaries|notes|photo*|picture*|video*|recording*|conversation*', 'diary|diaries', 'text messages', 'messages|texts|letters|emails|e-mails to|from|between|with ~ lover|mistress|girlfriend|boyfriend|wife|husband|friend|son|daughter|mother|colleague', 'whatsapp|telegram|signal messages|chat*|correspondence', 'intercepted|recorded|wiretapped|tapped|bugged ~ call*|conversation*|phone*|message*', 'phone|telephone ~ tapped|bugged|wiretapped', 'wiretap*', 'phone conversation*|records', 'call records|log|logs', 'hacked ~ email|e-mail|mail|phone|account', 'wrote to ~ lover|mistress|wife|husband|mother', 'location data', 'browsing history', 'bugged'] },
  ],
  'private-life': [
    { words: ['affair with', 'love affair', 'extramarital', 'mistress', 'lover', 'intimate', 'sex life', 'sex tape', 'sexual*', 'gay|lesbian|homosexual|bisexual|transgender|queer', 'same-sex', 'had sex|slept with', 'nude|naked', 'is|was|been dating', 'romantic*', 'secret relationship', 'private life', 'prostitute*|escort|escorts', 'spends|spent ~ nights with', 'relationship with ~ secretary|assistant|woman|man|student|colleague|singer|model|boyfriend|girlfriend', 'virginity', 'converted to ~ islam|christianity|judaism', 'religious beliefs', 'sauna with', 'boyfriend|girlfriend'] },
  ],
  income: [{ words: ['his|her|their|whose salary|wage|wages|income|pension', 'earns|earned', 'monthly|annual salary|income|pay|wage', 'paid ~ a month', 'salary of'], with: money }],
  marriage: [
    { words: ['divorc*', 'separated from', 'left ~ wife|husband|family', 'second|first|third|former|secret|common-law wife|husband|family|marriage', 'ex-wife|ex-husband', 'marriage|marriages', 'marital', 'married|marries|marry', 'wedding', 'infidelity', 'cheated|cheating on ~ wife|husband', 'wife|husband|spouse ~ left|leave|leaving', 'not been living with ~ wife|husband', 'polygam*', 'bride', 'engaged to'] , unless: ['marriage law', 'marriage bill', 'marriage registry office'] },
  ],
  children: [
    { words: ['out of wedlock', 'illegitimate ~ son|daughter|child|children', 'adopted|adoptive|foster ~ son|daughter|child|children|boy|girl|baby|parents|mother|father', 'adoption of', 'adopted from|at|as|by', 'paternity', 'custody of|over|battle', 'biological ~ father|mother|parents|child', 'secret|second child|son|daughter|family', 'surrogate*', 'gave|given|gives birth', 'newborn', 'father|mother of ~ child|son|daughter|baby', 'baby boy|girl', 'fathered', 'orphanage'] },
    { words: ['son|sons|daughter|daughters|child|children|grandson|granddaughter'], with: ['school*', 'kindergarten*', 'nursery', 'studies|study|studying|attends|attend', 'grades', 'teenage*', 'year-old', 'bullied', 'runaway|ran away'] },
  ],
  conflict: [
    { words: [`beat|beats|beating|beaten|hits|slapped|threatened|abused ~ ${kin}`, 'domestic violence|abuse', 'family quarrel*|dispute|feud|conflict*|argument*|secret*|row', 'estranged', `not speak|spoken|speaking|talk|talked ~ ${kin}`, 'alimony', 'child support', `quarrel*|feud*|rift|row with|between ~ ${kin}`, 'abandoned ~ wife|children|son|daughter|family|mother', 'home life', 'family life', 'family matters'] },
  ],
  inheritance: [{ words: ['inherit*', 'disinherit*', 'heir|heirs|heiress', 'left ~ in ~ will', 'last will', 'bequeath*', 'prenuptial', `written out of`] }],
  illness: [
    { words: ['diagnos*', 'cancer', 'tumour|tumor|tumours|tumors', 'diabet*', 'hiv*', 'has|with|of|contracted aids', 'hepatitis', 'tuberculosis', 'epilep*', 'stroke', 'heart attack|disease|condition|surgery|failure|problem|problems', 'leukaemia|leukemia|lymphoma', 'multiple sclerosis', 'asthma', 'illness*', 'terminally|seriously|gravely|mentally|chronically ill|sick', 'ill|sick with', 'disease', 'infected', 'syphilis|gonorrhoea|gonorrhea|std', 'tested|tests positive', 'sexually transmitted', 'kidney*|liver|lung ~ failure|disease|transplant|condition', 'suffers|suffering|suffered from', 'state of health', 'health condition|problems|state', 'impotence|impotent', 'covid*|coronavirus', 'in remission', 'metastas*', 'incurable'], unless: ['suffers|suffering|suffered from ~ corruption|inflation|sanctions|shortage*|crisis', 'stroke of', 'at a stroke', 'disease control', 'campaign against', 'fight against', 'awareness'] },
  ],
  treatment: [
    { words: ['underwent|undergo|undergoes|undergoing|undergone ~ surgery|operation|treatment|chemotherapy|radiotherapy|transplant|therapy|examination|dialysis|procedure*', 'operated on', 'surgery', 'chemotherapy|radiotherapy|dialysis', 'treated|treatment for|at|in|by ~', 'hospitalis*|hospitaliz*', 'hospital ~ with|after|for', 'admitted to ~ hospital|clinic|ward', 'intensive care', 'medication|medications|medicine|pills|insulin|antiretroviral*|painkillers', 'prescribed|prescription*', 'patient at|of|in', 'plastic surgery', 'transplant', 'his|her|their doctor*', 'doctors told|found|removed|say|said', 'oncolog*', 'clinic ~ for|with|after'], unless: ['treated in ~ manner|way', 'treated as', 'operated on ~ budget|principle'] },
  ],
  pregnancy: [{ words: ['pregnan*', 'miscarriage*', 'abortion*', 'ivf', 'infertil*', 'fertility'], unless: ['abortion law|bill|ban|debate'] }],
  mind: [{ words: ['psychiatr*', 'psychotherap*', 'psycholog*', 'schizophren*', 'depression|depressed', 'antidepressant*', 'bipolar', 'dementia', "alzheimer*", "parkinson*", 'anorexia|bulimia', 'nervous breakdown', 'suicide attempt', 'attempted suicide', 'tried to kill himself|herself', 'mental health|illness|disorder|condition|hospital', 'panic attacks', 'autis*'], unless: ['economic depression', 'great depression', 'psychological pressure|operation*|warfare', 'psychologically'] }],
  addiction: [{ words: ['drug addict*', 'addict', 'alcoholi*', 'addicted to', 'addiction', 'drinking problem', 'overdose*', 'rehab', 'rehabilitation clinic|centre|center', 'heroin|cocaine', 'sober', 'detox*', 'gambling addict*'] , unless: ['trafficking', 'smuggl*', 'seized ~ heroin|cocaine'] }],
  disability: [{ words: ['disability', 'disabled', 'wheelchair', 'deaf|blind in', 'registered disabled', 'down syndrome', 'cerebral palsy'], unless: ['disability law|policy|rights', 'disabled people|persons|access|the'] }],
  'medical-papers': [{ words: ['medical record*|history|file*|card|certificate*|report*|test*|data|secret*|documents|condition', 'blood test*|type|sample*', 'test results', 'hospital records', 'sick leave', 'health records|certificate', 'autopsy'] }],
  account: [
    { shapes: ['iban'], words: ['bank|savings|current|swiss|offshore|personal|private|foreign account*', 'accounts|account at|in|with ~ bank|banks|branch|switzerland|liechtenstein|cyprus|dubai|singapore', 'account number*', 'bank statement*|records|details|secre*', 'client|customer of ~ bank', 'banking records|details|secre*|history'], unless: ['bank accounts for ~ percent'] },
    { words: ['account|accounts'], with: ['bank|banks|banker', 'swiss|offshore', 'opened|opens|holds|held|frozen|emptied|closed|credited', ...money.filter((one) => one !== '#'), 'deposit*', 'transfer*', 'wired', 'money|funds|cash'], unless: ['twitter|facebook|instagram|telegram|youtube|tiktok|social|e-mail|email|media account*', 'on account of', 'by ~ accounts', 'takes|take|took into account', 'account of', 'accounts for', 'eyewitness account*', 'hold|held ~ to account', 'accounts chamber', 'called to account'] },
  ],
  savings: [
    { words: ['savings', 'deposit|deposits|deposited', 'bank balance', 'balance of|on|in', 'safe deposit', 'deposit box', 'brokerage', 'keeps|kept|holds|held ~ in|at ~ bank'], with: [...money, 'bank|banks', 'account*'], unless: ['deposits of ~ oil|gold|copper|uranium|gas|zinc|coal', 'oil|gold|copper|uranium|gas|zinc|coal|mineral ~ deposit*', 'deposit insurance'] },
  ],
  loan: [{ words: ['loan|loans', 'mortgage*', 'overdraft', 'owes|owed ~ bank|lender|million|thousand|dollars|tenge|euros', 'borrowed', 'credit history|score|line', 'debt|debts|arrears to|at|with|of ~ bank|lender|million|thousand', 'repay*', 'defaulted on', 'creditor*', 'bankruptcy'], unless: ['world bank', 'imf', 'soft loans', 'state loan*', 'government loan*', 'loans to ~ farmers|businesses|companies|small|industry', 'loan rates'] }],
  transfer: [{ words: ['transferred|transfers|transfer|transferring|wired|wire|remitted|moved|sent|withdrew|withdrawn|withdraws|received|cashed|paid'], with: ['account*', 'to|from|through|via|at ~ bank', 'bank transfer*', 'wire transfer*', 'money transfer*', 'wired ~ million|thousand|dollars|tenge|euros', 'transferred|withdrew|remitted ~ million|thousand|dollars|tenge|euros|rubles|pounds'], unless: ['twitter|facebook|instagram|telegram account*', 'from the state|federal budget', 'national bank', 'central bank'] }],
  card: [{ shapes: ['card'], words: ['credit|debit|bank|salary card*', 'card number|statement|details'] }],
  'trade-secret': [{ words: ['trade|commercial|business|corporate|industrial secret*', 'commercially sensitive', 'industrial espionage', 'non-disclosure', 'nda'], person: false }],
  contract: [
    { words: ['confidential|secret|undisclosed|unpublished|closed ~ contract*|agreement*|deal|terms|price*|tender|bid|offer', 'contract|agreement|deal ~ confidential|secret|undisclosed|unpublished', 'terms|price|details of ~ contract|agreement|deal|supply'], person: false, unless: ['published ~ terms', 'state secret*'] },
    { words: ['contract*', 'agreement*', 'purchase price*', 'procurement price*', 'discount*', 'bid|bids', 'rebate*', 'tariff*'], with: secrecy, person: false, unless: ['internal affairs|ministry', 'state secret*', 'obtained ~ passport|record*'] },
  ],
  internal: [{ words: ['internal ~ memo*|document*|report*|figures|accounts|audit|email*|e-mail*|calculation*|presentation|spreadsheet|ledger|books|price*|correspondence|minutes', 'confidential ~ memo*|report*|audit|presentation|spreadsheet|figures|accounts|board|business', 'board ~ minutes', 'minutes of ~ board', 'management accounts', 'business plan', 'unaudited', 'cost price*|structure', 'production cost*', 'profit margin*|margins', 'markup|mark-up', 'bookkeeping'], person: false, unless: ['internal affairs', 'ministry'] }],
  customers: [{ words: ['supplier list*', 'list|lists|names|database of ~ suppliers|customers|clients|buyers|subscribers', 'customer|client list*|base|database|data', 'names of ~ clients|customers|suppliers'], person: false }],
  'know-how': [
    { words: ['know-how', 'source code', 'secret recipe|formula|technology', 'blueprint*', 'patent-pending', 'prototype*'], person: false },
    { words: ['recipe*', 'formula*', 'technology', 'algorithm*', 'production process', 'design*', 'drawings'], with: secrecy, person: false, unless: ['state secret*', 'obtained'] },
  ],
  unannounced: [{ words: ['unannounced ~', 'not yet announced', 'before ~ announce*', 'secret ~ merger|takeover|acquisition|negotiations|talks', 'merger|takeover|acquisition ~ secret|confidential|undisclosed', 'plans|planning ~ take over|buy out|acquire', 'unpublished ~ accounts|results|figures|balance', 'insider information'], person: false, unless: ['unannounced ~ visit|inspection|protest|rally|strike'] }],
  lawyer: [{ words: ['attorney-client|lawyer-client|attorney–client', 'told|confided|admitted|confessed|wrote|revealed to|in|with ~ lawyer|attorney|counsel|solicitor|defender', 'told ~ lawyer|attorney|counsel|solicitor', 'lawyer|attorney|counsel|solicitor ~ notes|file|files|correspondence|letter|letters|client|secret*|privilege', 'legal privilege', 'privileged ~ conversation*|communication*', 'conversation*|meeting*|correspondence|consultation* with ~ lawyer|attorney|counsel|solicitor|defender', 'legal professional privilege'] }],
  tax: [{ words: ['tax return*|declaration*|record*|file*|secre*|data|filing*|debt*|arrears', 'income declaration', 'declared income of', 'tax office|service|authority ~ data|records|file*'], person: false, unless: ['tax return deadline'] }],
  notary: [{ words: ['notary|notarial|notaris*|notariz*'] }],
  investigation: [{ words: ['case file*', 'investigation file*|materials|secre*', 'pre-trial investigation', 'investigator notes', 'secrecy of ~ investigation', 'interrogation|interview record*|transcript*|protocol*', 'transcript|protocol|record of ~ interrogation|questioning', 'protected|secret|anonymous witness*', 'witness protection', 'identity of ~ witness|victim|undercover|agent', 'undercover', 'materials of ~ investigation|case', 'closed ~ testimony|hearing', 'testimony ~ closed|sealed', 'sealed ~ indictment|testimony|file*|document*', 'operational|surveillance file*'], person: false }],
  state: [{ words: ['state|military|official secret*', 'top secret', 'classified ~ document*|report*|file*|information|order|list', 'secret|classified ~ decree|order|unit|base'], person: false }],
  confession: [{ words: ['confess* ~ priest|imam|monk|bishop', 'confessional|confessor', 'seal of confession', 'told|admitted ~ priest|imam|bishop|monk', 'confession to|with ~ priest|imam|bishop|monk|father'] }],
  informant: [{ words: ['identity|name of ~ source|informant|whistleblower', 'anonymous source ~ is|was', 'confidential source*', 'informant*', 'whistleblower ~ identity|name', 'source ~ identity|name|real'], person: false }],
  chamber: [{ words: ['deliberation|jury room|chamber', 'deliberations', 'deliberat* ~ judge*|jury|jurors', 'jurors|judges ~ voted|deliberat*', 'ballot secrecy', 'secret ballot', 'how ~ voted'], person: false }],
  adoption: [{ words: ['secrecy of adoption', 'adoption secre*|record*|file*'], person: false }],
};
