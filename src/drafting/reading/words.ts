import { readWords } from '../../platform/text/word-lists.ts';
import nameWordsText from '../words/en/name-words.txt';
import nounsText from '../words/en/nouns.txt';

/** Nouns by what they mean. Lower case, singular. */
export const nouns = readWords('drafting/words/en/nouns.txt', nounsText, [
  'person',
  'spokesperson',
  'group',
  'authority',
  'court',
  'verdict',
  'outlet',
  'organisation',
  'company',
  'document',
  'speaker',
  'countable',
]);

/** Words in and around names. Lower case. */
export const nameWords = readWords('drafting/words/en/name-words.txt', nameWordsText, [
  'title',
  'portfolio',
  'feminine',
  'masculine',
  'institutional',
  'particle',
  'opener',
]);

/** Words in a name that show its kind. Null: the name is not an actor's, but that of a law or a prize, for example. */
export const nameKinds: [RegExp, 'court' | 'authority' | 'outlet' | 'organisation' | 'company' | 'network' | null][] = [
  [
    /\b(?:Code|Law|Act|Article|Constitution|Bill|Convention|Amendment|Section|Chapter|Decree|Treaty|Protocol|Charter of|Day|Week|Award|Awards|Prize|Street|Avenue|Boulevard|Square|Road|Airport|Hotel|River|Sea|Mountains|Region|Oblast|Province|District|County|Island|Internet|Wi-Fi|Covid|COVID|War|Games|Cup|Olympics|Index|Spring|Revolution|Prison|Colony|Operation|Rules|Regulations)$/,
    null,
  ],
  [/\b(?:Court|Tribunal|Magistrates?|Courts|Chamber|Bench)\b/, 'court'],
  [/\b(?:Network|Coalition|Alliance|Consortium)\b/, 'network'],
  [
    /\b(?:Ministry|Police|Prosecutor(?:['’]?s)?|Prosecutors['’]?|Parliament|Government|Directorate|Inspectorate|Administration|Cabinet|Presidency|Army|Forces|Gendarmerie|Embassy|Assembly|Senate|Congress|Municipality|Regulator|Ombudsman|Investigative|Regulatory|Unit)\b/,
    'authority',
  ],
  [
    /\b(?:Union|Association|Federation|Foundation|Fund|Institute|Cent(?:er|re)|Watch|Society|Club|Guild|League|Movement|Party|Initiative|Forum|University|Rights|Monitor(?:ing)? Group|Trust|Syndicate|Front|Hospital|Clinic|Museum|College|Polytechnic|Cooperative)\b/,
    'organisation',
  ],
  [
    /(?:\b(?:News|Times|Post|Tribune|Herald|Gazette|Gazet[at]|Daily|TV|Television|Radio|Journal|Telegraph|Observer|Chronicle|Mail|Star|Today|Online|Magazine|Weekly|FM|Review|Broadcasting|Channel|Express|Dispatch|Courier|Bulletin|Monitor|Insider|Independent|Examiner|Sentinel|Inquirer|Globe|Echo|Voice|Media|Press|Ledger|Mirror|Argus|Advertiser|Messenger|Record|Standard|Register|Wire|Scroll)$)|\.(?:com|org|net|info|kz|kg|uz|ru|ua|by|md|ge|am|az|rs|hr|mk|al|hu|pl|cz|sk|ro|bg|eu|tv|fm|uk|de|fr|it|es|io|news|press|media|online|me|tr|in|pk)$|^(?:Radio|Channel|TV|Telewizja|Diario|El Diario|Gazeta)\s/,
    'outlet',
  ],
  [
    /\b(?:Ltd|LLC|LLP|Inc|Corp|Corporation|Company|Co|Bank|Holdings?|GmbH|JSC|OJSC|PLC|plc|S\.A|SA|AG|Telecom|Mobile|Motors|Energy|Oil|Gas|Airlines|Mining|Group|Industries|Ventures|Capital|Partners|Technologies|Systems|Foods|Poultry|Timber|Minerals|Metals|Cement|Petroleum|Insurance|Estates|Logistics|Shipping|Cable|Electric|Breweries|Properties|Enterprises|Solutions|Securities|Savings)\.?$/,
    'company',
  ],
  [/\b(?:Agency|Committee|Council|Commission|Service|Department|Bureau|Authority|Office|Board)\b/, 'authority'],
  [
    /\b(?:International|Group|Organi[sz]ation|Project|School|Journalists|Editors|Reporters|Publishers|Broadcasters|Lawyers|Defenders|Collective)\b/,
    'organisation',
  ],
];
