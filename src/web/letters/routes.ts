import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** The addresses of open letters for readers and signatories, in `routes`. */
export const letterRoutes = {
  letters: paged('/letters'),
  letter: address<{ language?: string; paper?: string }>()('/letters/:number/:slug'),
  /** The letter for print. The PDF is `letter.as('pdf')`. */
  letterPaper: address<{ language?: string }>()('/letters/:number/:slug/paper'),
  /** The page for an `iframe` on other sites, with the title and the number of signatories. */
  letterEmbed: address<{ language?: string }>()('/letters/:number/:slug/embed'),
  /** The signatories, in pages or filtered by name. Also available as CSV. */
  letterSignatures: address<{ q?: string; page?: number }>()('/letters/:number/signatures'),
  /** A signatory's logo. `file` is a hash of its bytes. */
  letterLogo: plain('/letters/:number/logos/:file'),
  /** The page on which anyone can sign a letter that is open to the public. */
  signOn: address<{ language?: string }>()('/letters/:number/sign-on'),
  /** The letters that an actor signed, initiated or received, and those of its networks. */
  actorLetters: paged('/actors/:number/:slug/letters'),
  /** Responses to all letters: which addressees answer, and how fast. */
  letterAnswers: plain('/letters/answers'),
  /** The signature record, signed with the installation's key. Available only as JSON. */
  letterStatement: plain('/letters/:number/:slug/statement'),
  /** The page that verifies a signature record. */
  checkStatement: plain('/letters/verify'),
  /**
   * The page on which an invited organisation reads the letter and answers. The token is different for each
   * organisation.
   */
  signLetter: address<{ language?: string }>()('/sign/:token'),
  /** Confirms a signature. The link is in an email. */
  confirmSignature: plain('/sign/confirm/:token'),
  /** Withdraws a signature. The link is in an email. */
  ownSignature: plain('/sign/own/:token'),
  /** The logo of a signature that is not confirmed yet. */
  signedLogo: plain('/sign/logo/:token'),
} as const;

/** The addresses of open letters in `routes.desk`. */
export const letterDeskRoutes = {
  letters: address<{ q?: string; page?: number }>()('/desk/letters'),
  letter: plain('/desk/letters/:number'),
  newLetter: plain('/desk/letters/new'),
  /** Records delivery failure reports (bounces). */
  letterBounces: plain('/desk/letters/bounces'),
  /** A new letter that is known from sources. */
  newReportedLetter: address<{ event?: number }>()('/desk/letters/reported/new'),
  editLetter: plain('/desk/letters/:number/edit'),
  editReportedLetter: plain('/desk/letters/:number/edit/reported'),
  /** Opens the current draft for signatures. */
  openLetter: plain('/desk/letters/:number/open'),
  inviteToLetter: plain('/desk/letters/:number/invite'),
  /** The cover note: the initiator's text at the beginning of each invitation. */
  coverNote: plain('/desk/letters/:number/cover-note'),
  letterLogo: plain('/desk/letters/:number/logos/:file'),
  dropLogo: plain('/desk/letters/:number/signatures/:signature/logo/drop'),
  remindInvited: plain('/desk/letters/:number/remind'),
  /** The settings of public signing: who may sign. */
  signOn: plain('/desk/letters/:number/sign-on'),
  /** The list of public signatures. */
  openSignatures: address<{ state?: string; q?: string; page?: number }>()('/desk/letters/:number/signatures'),
  decideSignature: plain('/desk/letters/:number/signatures/:signature'),
  publishLetter: plain('/desk/letters/:number/publish'),
  scheduleLetter: plain('/desk/letters/:number/schedule'),
  /** Cancels the scheduled publication. */
  callOffLetter: plain('/desk/letters/:number/schedule/call-off'),
  noteResponse: plain('/desk/letters/:number/responses/new'),
  dropResponse: plain('/desk/letters/:number/responses/:response/drop'),
  /** Records the outcome of one demand. `which` is the number of the demand. */
  judgeDemand: plain('/desk/letters/:number/demands/:which'),
} as const;
