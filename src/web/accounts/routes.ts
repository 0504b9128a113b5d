import { address } from '../kit/address.ts';

const plain = address();

/** The addresses of sign-in and accounts outside the desk, in `routes`. */
export const accountRoutes = {
  setup: plain('/setup/:token'),
  join: plain('/join/:token'),
} as const;

/** The addresses of sign-in and accounts in `routes.desk`. */
export const accountDeskRoutes = {
  signIn: address<{ next?: string }>()('/desk/sign-in'),
  recover: address<{ sent?: '1' }>()('/desk/sign-in/forgotten'),
  secondStep: address<{ next?: string }>()('/desk/sign-in/second-step'),
  passkeySignIn: address<{ next?: string }>()('/desk/sign-in/passkey'),
  lock: plain('/desk/lock'),
  unlock: address<{ next?: string }>()('/desk/unlock'),
  noteUse: plain('/desk/used'),
  signOut: plain('/desk/sign-out'),
  signOutEverywhere: plain('/desk/sign-out-everywhere'),
  account: plain('/desk/account'),
  ownEmail: plain('/desk/account/email'),
  confirmEmail: plain('/desk/account/email/:token'),
  endSession: plain('/desk/account/sessions/:number/end'),
  accountLanguage: plain('/desk/account/language'),
  twoStep: plain('/desk/account/two-step'),
  authenticator: plain('/desk/account/two-step/authenticator'),
  removeAuthenticator: plain('/desk/account/two-step/authenticator/remove'),
  recoveryCodes: plain('/desk/account/two-step/recovery-codes'),
  newPasskey: plain('/desk/account/two-step/passkeys/new'),
  removePasskey: plain('/desk/account/two-step/passkeys/:number/remove'),
  passkeyOptions: plain('/desk/passkey-options/:use'),
  tokens: plain('/desk/account/tokens'),
  revokeToken: plain('/desk/account/tokens/:number/revoke'),
  accounts: plain('/desk/accounts'),
  newAccount: plain('/desk/accounts/new'),
  editAccount: plain('/desk/accounts/:number/edit'),
  accountsSecondStep: plain('/desk/accounts/two-step'),
  accountEmail: plain('/desk/accounts/:number/email'),
  removeFactors: plain('/desk/accounts/:number/remove-two-step'),
  securityLog: address<{ page?: number }>()('/desk/security-log'),
  securityLogFile: plain('/desk/security-log.jsonl'),
  lockdown: plain('/desk/lockdown'),
  accountLink: plain('/desk/accounts/:number/link'),
  renewInvitation: plain('/desk/accounts/:number/invitation'),
  withdrawInvitation: plain('/desk/accounts/:number/invitation/withdraw'),
  teams: plain('/desk/teams'),
  newTeam: plain('/desk/teams/new'),
  team: address<{ page?: number }>()('/desk/teams/:number'),
  editTeam: plain('/desk/teams/:number/edit'),
  confirmMember: plain('/desk/teams/:number/members/:account/confirm'),
} as const;
