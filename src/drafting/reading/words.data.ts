/** Word lists of the reading rules: what kind of thing a noun speaks of. Lower case, singular. */
const list = (words: string): Set<string> => new Set(words.trim().split(/\s+/));

/** Nouns for one person, before or instead of a name. */
export const personNouns = list(`
  activist actor adviser advisor advocate ambassador analyst anchor attorney author blogger boss broadcaster brother businessman businesswoman cameraman camerawoman candidate captain cartoonist
  chair chairman chairperson chairwoman chief colleague colonel columnist commander commentator commissioner complainant contributor coordinator correspondent counsel critic daughter defendant
  deputy diplomat director doctor economist editor editor-in-chief envoy executive expert father founder co-founder freelancer friend general governor guard head historian host husband
  interviewer investigator journalist judge justice king lawmaker lawyer leader legislator lieutenant magistrate man manager mayor member minister mogul mother mp neighbour neighbor
  newsreader notary officer official oligarch ombudsman ombudswoman opponent owner parliamentarian photographer photojournalist plaintiff player poet policeman policewoman politician premier
  presenter president prince princess producer professor programmer prosecutor publisher rapporteur rector relative reporter representative researcher resident rival scholar scientist secretary
  senator sergeant shareholder sheikh sister soldier son source spokesman spokesperson spokeswoman student suspect teacher tycoon victim videographer viewer widow wife witness woman worker writer youtuber
  press-secretary secretary-general vice-president`);

export const spokesNouns = list(
  'spokesman spokesperson spokeswoman spokespeople press-secretary press-service press-office',
);

/** Nouns for several people or nobody in particular. */
export const groupNouns = list(`
  activists analysts attorneys campaigners colleagues commentators critics defenders demonstrators detractors diplomats editors employees experts families family investigators journalists lawmakers lawyers
  leaders locals mps media members monitors neighbours neighbors observers officers officials opponents opposition organisations organizations others parents people plaintiffs politicians prosecutors
  protesters relatives reporters representatives researchers residents rivals scholars signatories soldiers some sources staff staffers supporters users victims watchdogs witnesses workers parliamentarians groups outlets newspapers judges analysts authorities police ngos`);

export const authorityNouns = list(`
  administration agency army authorities authority board bureau cabinet commission committee council department directorate duma embassy force forces gendarmerie government inspectorate junta kremlin legislature
  military ministry municipality office parliament police policemen presidency prefecture prosecutors prosecutor prosecution regulator senate service services state treasury watchdog investigators officials officers`);

export const courtNouns = list(
  'court tribunal judge judges justices jury panel bench magistrate verdict ruling judgment judgement sentence decision',
);
export const verdictNouns = list('verdict ruling judgment judgement decision sentence order injunction warrant decree');

export const outletNouns = list(`
  agency blog broadcaster channel daily magazine media newspaper newsroom newswire outlet paper periodical podcast portal programme program publication publisher radio site station tabloid television tv website weekly wire`);

export const organisationNouns = list(`
  alliance association body campaign charity club coalition committee federation foundation group guild institute network ngo organisation organization party society syndicate union watchdog`);

export const companyNouns = list(
  'bank business company conglomerate corporation enterprise firm holding operator provider',
);

/** Things that are written and speak for whoever wrote them. */
export const documentNouns = list(`
  account advisory affidavit alert analysis announcement appeal article assessment blog bulletin charge-sheet column comment commentary communique communiqué complaint dispatch document editorial
  email e-mail entry essay file filing indictment interview lawsuit leaflet letter message note notice notification op-ed paper petition post posting press-release record records release report
  data documents figures inquiry investigation research review footage images logs minutes poll polls statistics transcript
  resolution response statement story submission suit summary survey study text tweet video book`);

/** Roles that stand capitalised before a name. */
export const titleWords = list(`
  mr mrs ms mx miss dr prof professor sir lady lord dame rev reverend imam sheikh mullah ayatollah father sister king queen prince princess emir sultan president vice vice-president prime premier minister chancellor
  governor mayor senator congressman congresswoman representative deputy judge justice magistrate chief general gen colonel col major lieutenant lt captain capt sergeant sgt commander inspector detective
  superintendent commissioner secretary secretary-general prosecutor attorney ambassador envoy chairman chairwoman chairperson chair speaker director editor editor-in-chief professor spokesman spokeswoman spokesperson mp
  former ex ex-president ex-minister acting foreign interior finance justice defence defense culture information leader businessman businesswoman lawyer journalist reporter blogger activist photographer`);

export const portfolioWords = list(`
  finance justice interior foreign affairs internal external defence defense culture information communication communications education health economy economic energy trade industry labour labor agriculture transport
  environment digital development sport sports tourism science technology security police home state social public media emergency situations investment`);

export const feminineTitles = list(
  'mrs ms miss lady dame queen princess businesswoman congresswoman chairwoman spokeswoman sister mother wife daughter widow woman actress policewoman',
);
export const masculineTitles = list(
  'mr sir lord king prince businessman congressman chairman spokesman brother father husband son man imam mullah sheikh policeman cameraman',
);

/** Words of institutions and laws: a run of these is no person. */
export const institutional = list(`
  information security media national international public social state general human rights freedom press free law criminal civil penal internet communication communications broadcasting digital cyber affairs
  justice interior foreign defence defense supreme constitutional democratic people's republic united union new north south east west northern southern eastern western central great high federal independent open
  word watch data protection personal access electronic mass commission journalists reporters writers editors women youth student students trade labour labor health education culture youth world global european african
  asian american regional local city municipal court house palace street square market park tower radio television tv news daily weekly times post express online studio studios story book prize report project`);

/** Last words that tell what an institution's name stands for. */
export const nameKinds: [RegExp, 'court' | 'authority' | 'outlet' | 'organisation' | 'company' | 'network' | null][] = [
  [
    /\b(?:Code|Law|Act|Article|Constitution|Bill|Convention|Amendment|Section|Chapter|Decree|Treaty|Protocol|Charter of|Day|Week|Award|Awards|Prize|Street|Avenue|Boulevard|Square|Road|Airport|Hotel|River|Sea|Mountains|Region|Oblast|Province|District|County|Island|Internet|Wi-Fi|Covid|COVID|War|Games|Cup|Olympics|Index|Spring|Revolution|Prison|Colony|Operation)$/,
    null,
  ],
  [/\b(?:Court|Tribunal|Magistrates?|Courts|Chamber)\b/, 'court'],
  [/\b(?:Network|Coalition|Alliance|Consortium)\b/, 'network'],
  [
    /\b(?:Ministry|Police|Prosecutor(?:['’]?s)?|Prosecutors['’]?|Parliament|Government|Directorate|Inspectorate|Administration|Cabinet|Presidency|Army|Forces|Gendarmerie|Embassy|Assembly|Senate|Congress|Municipality|Regulator|Ombudsman|Investigative|Regulatory)\b/,
    'authority',
  ],
  [
    /\b(?:Union|Association|Federation|Foundation|Fund|Institute|Cent(?:er|re)|Watch|Society|Club|Guild|League|Movement|Party|Initiative|Forum|University|Rights|Monitor(?:ing)? Group|Trust|Syndicate|Front|Hospital|Clinic)\b/,
    'organisation',
  ],
  [
    /(?:\b(?:News|Times|Post|Tribune|Herald|Gazette|Gazet[at]|Daily|TV|Television|Radio|Journal|Telegraph|Observer|Chronicle|Mail|Star|Today|Online|Magazine|Weekly|FM|Review|Broadcasting|Channel|Express|Dispatch|Courier|Bulletin|Monitor|Insider|Independent|Examiner|Sentinel|Inquirer|Globe|Echo|Voice|Media|Press|Ledger|Mirror|Argus|Advertiser|Messenger|Record|Standard|Register|Wire|Scroll)$)|\.(?:com|org|net|info|kz|kg|uz|ru|ua|by|md|ge|am|az|rs|hr|mk|al|hu|pl|cz|sk|ro|bg|eu|tv|fm|uk|de|fr|it|es|io|news|press|media|online|me|tr|in|pk)$|^(?:Radio|Channel|TV|Telewizja|Diario|El Diario|Gazeta)\s/,
    'outlet',
  ],
  [
    /\b(?:Ltd|LLC|LLP|Inc|Corp|Corporation|Company|Co|Bank|Holdings?|GmbH|JSC|OJSC|PLC|plc|S\.A|SA|AG|Telecom|Mobile|Motors|Energy|Oil|Gas|Airlines|Mining|Group|Industries|Ventures|Capital|Partners|Technologies|Systems)\.?$/,
    'company',
  ],
  [/\b(?:Agency|Committee|Council|Commission|Service|Department|Bureau|Authority|Office|Board)\b/, 'authority'],
  [
    /\b(?:International|Group|Organi[sz]ation|Project|School|Journalists|Editors|Reporters|Publishers|Broadcasters|Lawyers|Defenders|Collective)\b/,
    'organisation',
  ],
];

/** Particles that may stand inside a name. */
export const nameParticles = list(
  'of for the de da do dos del della di du la le van von der den bin ibn al el und y e to in on',
);

/** Sentence openers that are capitalised by place only, beyond what the tagger sees. */
export const openers = list(`
  the a an this that these those he she it they we you i his her its their our my in on at by for from to of with after before during since until while when where why how what who which although though
  because if unless as but and or so yet nor however meanwhile moreover furthermore also still now then here there today yesterday tomorrow earlier later last next recently both all some many most several
  few no none nobody each every another other others such despite according following among amid under over within without about against between through one two three four five six seven eight nine ten
  local former police prosecutors authorities officials journalists critics journalist lawyers lawyer reporters editors dozens hundreds thousands media government state independent photo video image source
  updated read more share breaking exclusive opinion analysis news press freedom international national people human rights internet access web website online social only even just not never once first second third finally
  attacks threats arrests raids searches charges trials hearings elections protests reports calls efforts questions everything anyone someone lawmakers ministers judges courts newspapers outlets websites broadcasters channels
  students women men children parents neighbours families friends crowds tens attackers gunmen protesters activists groups hackers readers
  its it's let's dear yes no please thank state-run pro-government armed masked unknown anonymous plaintiffs defendants witnesses residents relatives colleagues investigators soldiers officers security`);
