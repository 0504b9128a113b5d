/** Words that compiling an English sentence needs. */

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that begin a sentence with a capital and go without it inside one, whatever the text is about. */
export const plainStarts: ReadonlySet<string> = list(`
  a an the this that these those his her its their our some many several most all both each every any no another other such
  in on at by for from with without within after before during since until under over between among through against despite despite of as to
  it he she they we there here when while where if because although though who what which why how whether
  one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundreds thousands
  police journalists reporters editors prosecutors officials officers authorities websites media critics courts hearings lawyers investigators protesters witnesses people
  further more less later earlier yesterday today last next first second not only also nobody somebody everybody`);

/** The last word of a name that wants "the" before it. */
export const articled: ReadonlySet<string> = list(`
  committee institute organisation organization association union federation council court ministry office commission centre center foundation
  network agency service department society fund bureau parliament assembly coalition alliance group initiative government embassy prosecutor
  tribunal academy club syndicate front movement party campaign project secretariat inspectorate directorate`);

/** Words after which a name only says of what it is: the head stands before them. */
export const ofWords: ReadonlySet<string> = list('of for to on in against at');

/** Verbs as links of a chain have them, in the past: the draft tells what was said. */
export const pastOf: Readonly<Record<string, string>> = {
  says: 'said', say: 'said', writes: 'wrote', write: 'wrote', reports: 'reported', report: 'reported', notes: 'noted', note: 'noted', claims: 'claimed', claim: 'claimed', alleges: 'alleged', adds: 'added',
  states: 'stated', tells: 'told', denies: 'denied', deny: 'denied', estimates: 'estimated', argues: 'argued', announces: 'announced', confirms: 'confirmed', warns: 'warned', insists: 'insisted',
  acknowledges: 'acknowledged', admits: 'admitted', rules: 'ruled', orders: 'ordered', explains: 'explained', complains: 'complained', quotes: 'quoted', cites: 'cited', mentions: 'mentioned', reads: 'read',
}; // prettier-ignore

/** Verbs that take what was said before them: "…, Human Rights Watch wrote". */
export const tellingVerbs: ReadonlySet<string> = list(`
  said wrote reported noted claimed alleged added stated estimated argued announced confirmed warned insisted acknowledged admitted ruled ordered explained complained mentioned read
  declared stressed emphasised maintained asserted concluded suggested believed recalled testified replied responded posted tweeted told observed remarked contended revealed disclosed`);

/** Words by which a sentence tells what a court or an authority did. */
export const courtActs =
  /\b(?:ordered|ruled|found|granted|approved|rejected|dismissed|sentenced|convicted|acquitted|fined|upheld|overturned|annulled|blocked|extended|remanded|suspended|banned|closed)\b/iu;
/** Words by which a sentence says that something is not known. */
export const openWords =
  /\b(?:unclear|not clear|not make clear|not made clear|not known|unknown|uncertain|not say|nobody knows|remains? open)\b/iu;
export const denials = /\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:es|ed))\b/iu;

/** A written thing of somebody's, by the kind of source: "in a Facebook post". */
export const writings: Readonly<Record<string, string>> = {
  post: 'post',
  letter: 'letter',
  interview: 'interview',
  statement: 'statement',
  broadcast: 'broadcast',
  report: 'report',
  judgment: 'judgment',
};
