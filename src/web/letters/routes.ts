import { address } from '../kit/address.ts';

const plain = address();
const paged = address<{ page?: number }>();

/** Open letters, for readers and for those who sign. Part of `routes`. */
export const letterRoutes = {
  letters: paged('/letters'),
  letter: address<{ language?: string; paper?: string }>()('/letters/:number/:slug'),
  /** As it goes on paper; the PDF is `letter.as('pdf')`. */
  letterPaper: address<{ language?: string }>()('/letters/:number/:slug/paper'),
  /** For a frame on other sites: what it is, how many signed. */
  letterEmbed: address<{ language?: string }>()('/letters/:number/:slug/embed'),
  /** Who signed, page by page or by a name; also as csv. */
  letterSignatures: address<{ q?: string; page?: number }>()('/letters/:number/signatures'),
  /** A logo of who signed, named by its bytes. */
  letterLogo: plain('/letters/:number/logos/:file'),
  /** Where anybody signs, of a letter that is open to whoever wants to. */
  signOn: address<{ language?: string }>()('/letters/:number/sign-on'),
  /** The letters of an actor: signed, hosted, received, and of networks it belonged to. */
  actorLetters: paged('/actors/:number/:slug/letters'),
  /** Over all letters: who answers, how fast. */
  letterAnswers: plain('/letters/answers'),
  /** What was signed by whom, signed with the installation's key; as json alone. And the page that checks one. */
  letterStatement: plain('/letters/:number/:slug/statement'),
  checkStatement: plain('/letters/verify'),
  /** Where an organisation that was invited reads the letter and answers, by an address that only it has. */
  signLetter: address<{ language?: string }>()('/sign/:token'),
  /** By the links in mails: confirming a signature, taking it back. */
  confirmSignature: plain('/sign/confirm/:token'),
  ownSignature: plain('/sign/own/:token'),
  /** The logo that a signature which waits to be confirmed came with. */
  signedLogo: plain('/sign/logo/:token'),
} as const;

/** The same at the desk. Part of `routes.desk`. */
export const letterDeskRoutes = {
  letters: address<{ q?: string; page?: number }>()('/desk/letters'),
  letter: plain('/desk/letters/:number'),
  newLetter: plain('/desk/letters/new'),
  /** Mails that report that one of ours came back. */
  letterBounces: plain('/desk/letters/bounces'),
  /** One that is known from sources. */
  newReportedLetter: address<{ event?: number }>()('/desk/letters/reported/new'),
  editLetter: plain('/desk/letters/:number/edit'),
  editReportedLetter: plain('/desk/letters/:number/edit/reported'),
  /** Opens what stands in the editor for signatures. */
  openLetter: plain('/desk/letters/:number/open'),
  inviteToLetter: plain('/desk/letters/:number/invite'),
  letterLogo: plain('/desk/letters/:number/logos/:file'),
  dropLogo: plain('/desk/letters/:number/signatures/:signature/logo/drop'),
  remindInvited: plain('/desk/letters/:number/remind'),
  /** To whom else it is open, and who signed so. */
  signOn: plain('/desk/letters/:number/sign-on'),
  openSignatures: address<{ state?: string; q?: string; page?: number }>()('/desk/letters/:number/signatures'),
  decideSignature: plain('/desk/letters/:number/signatures/:signature'),
  publishLetter: plain('/desk/letters/:number/publish'),
  /** Sets a moment at which it is published by itself, and calls that off. */
  scheduleLetter: plain('/desk/letters/:number/schedule'),
  callOffLetter: plain('/desk/letters/:number/schedule/call-off'),
  /** What came of it: how addressees answered, what became of the demand of a number. */
  noteResponse: plain('/desk/letters/:number/responses/new'),
  dropResponse: plain('/desk/letters/:number/responses/:response/drop'),
  judgeDemand: plain('/desk/letters/:number/demands/:which'),
} as const;
