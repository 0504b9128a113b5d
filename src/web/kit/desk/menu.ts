import { administrators, editors, filing, legal, oversight } from '../../../accounts/tables.ts';
import { mayRun } from '../../../platform/operation.ts';
import { routes } from '../../routes.ts';

/** A page in the desk's menu. `label` is the key of a message. Without `roles`, everyone at the desk can open it. */
export type MenuPage = { href: string; label: string; roles?: readonly string[] };
export type MenuGroup = { name: string; pages: readonly MenuPage[]; actions?: readonly MenuPage[] };

const { desk } = routes;

/**
 * All pages of the desk whose address has no parameter, in groups. Pages that are missing here, such as forms for new
 * items, are linked from these pages. `actions` begin something new.
 */
const groups: readonly MenuGroup[] = [
  {
    name: 'work',
    pages: [
      { href: desk.home(), label: 'site.desk.home.title' },
      { href: desk.drafts(), label: 'kit.desk_nav.drafts' },
      { href: desk.work(), label: 'work.title' },
      { href: desk.calendar(), label: 'work.calendar.title' },
      { href: desk.proposals(), label: 'record.proposals.title' },
      { href: desk.search(), label: 'kit.nav.search' },
      { href: desk.searches(), label: 'search.saved.title' },
    ],
    actions: [{ href: desk.newFromPage(), label: 'kit.desk_nav.new', roles: filing }],
  },
  {
    name: 'record',
    pages: [
      { href: desk.cases(), label: 'kit.desk_nav.cases' },
      { href: desk.actors(), label: 'kit.desk_nav.actors' },
      { href: desk.sources(), label: 'kit.desk_nav.sources' },
      { href: desk.claims(), label: 'kit.desk_nav.claims' },
      { href: desk.events(), label: 'record.desk.kinds.event' },
      { href: desk.proceedings(), label: 'record.desk.kinds.proceeding' },
      { href: desk.questions(), label: 'record.desk.kinds.question' },
      { href: desk.laws(), label: 'kit.desk_nav.laws' },
      { href: desk.duties(), label: 'law.duty.title' },
      { href: desk.photos(), label: 'record.photos.title' },
      { href: desk.deskTags(), label: 'record.tags.title' },
      { href: desk.disagreements(), label: 'record.duplicates.title' },
      { href: desk.duplicates(), label: 'kit.menu.duplicates' },
      { href: desk.origins(), label: 'evidence.origins.title' },
      { href: desk.watch(), label: 'evidence.watch.title' },
      { href: desk.history(), label: 'kit.desk_nav.history' },
    ],
    actions: [
      { href: desk.newCase(), label: 'record.desk.case.new', roles: filing },
      { href: desk.newActor(), label: 'record.desk.actor.new', roles: filing },
      { href: desk.newSource(), label: 'record.desk.source.new', roles: filing },
      { href: desk.newClaim(), label: 'record.desk.claim.new', roles: filing },
    ],
  },
  {
    name: 'publishing',
    pages: [
      { href: desk.articles(), label: 'kit.desk_nav.articles' },
      { href: desk.articleNews(), label: 'publishing.acts.news' },
      { href: desk.frontPage(), label: 'publishing.front.title', roles: [...editors, ...administrators] },
      { href: desk.letters(), label: 'kit.desk_nav.letters' },
      { href: desk.tags(), label: 'publishing.acts.all_tags' },
      { href: desk.comments(), label: 'publishing.comments.title' },
      { href: desk.supportMessages(), label: 'publishing.support_messages.title', roles: editors },
      { href: desk.mirror(), label: 'site.mirror.desk.title', roles: [...editors, ...administrators] },
      { href: desk.mirrorBook(), label: 'publishing.epub.desk.title', roles: [...editors, ...administrators] },
      { href: routes.home(), label: 'kit.desk_nav.paper' },
    ],
    actions: [
      { href: desk.newArticle(), label: 'site.desk.home.new_article', roles: filing },
      { href: desk.newLetter(), label: 'letters.desk.new', roles: filing },
    ],
  },
  {
    name: 'requests',
    pages: [
      { href: desk.requests(), label: 'requests.title' },
      { href: desk.demands(), label: 'requests.demand.title' },
      { href: desk.replies(), label: 'requests.reply.title' },
      { href: desk.permissions(), label: 'requests.permission.title' },
    ],
    actions: [{ href: desk.newDemand(), label: 'requests.demand.new', roles: legal }],
  },
  {
    name: 'data',
    pages: [
      { href: desk.imports(), label: 'exchange.imports.title', roles: filing },
      { href: desk.archives(), label: 'drafting.archives.title', roles: filing },
      { href: desk.captureOrders(), label: 'evidence.captures.title' },
      { href: routes.export(), label: 'kit.foot.data' },
      { href: desk.statistics(), label: 'search.statistics.nav' },
      { href: desk.roots(), label: 'evidence.roots.title' },
    ],
  },
  {
    name: 'settings',
    pages: [
      { href: desk.account(), label: 'kit.menu.account' },
      { href: desk.workSettings(), label: 'work.settings.title' },
      { href: desk.tokens(), label: 'api.token.title' },
      { href: desk.teams(), label: 'accounts.teams.title' },
      { href: desk.accounts(), label: 'accounts.accounts.title', roles: administrators },
      { href: desk.securityLog(), label: 'accounts.security.title', roles: oversight },
      { href: desk.lockdown(), label: 'accounts.lockdown.title', roles: administrators },
      { href: desk.settings(), label: 'publishing.publication.title', roles: editors },
      { href: desk.pages(), label: 'publishing.publication.page.title', roles: editors },
      { href: desk.commenting(), label: 'publishing.comments.settings.title', roles: editors },
      { href: desk.acceptLine(), label: 'drafting.line.title', roles: [...editors, ...administrators] },
      { href: desk.fields(), label: 'record.fields.title', roles: administrators },
      { href: desk.places(), label: 'record.places.title', roles: editors },
      { href: desk.regions(), label: 'search.regions.title', roles: administrators },
      { href: desk.checking(), label: 'record.desk.checking.title', roles: editors },
      { href: desk.firstSteps(), label: 'site.first.title', roles: [...editors, ...administrators] },
      { href: desk.shortcuts(), label: 'kit.shortcuts.title' },
    ],
  },
];

type Who = { roles: readonly string[] };
const open = (who: Who, pages: readonly MenuPage[] = []): MenuPage[] =>
  pages.filter(({ roles }) => mayRun(who, { permission: roles ?? 'anyone' }));

/** The groups of the menu, with the pages that this account may open. */
export const menuFor = (who: Who): MenuGroup[] =>
  groups.map((group) => ({ ...group, pages: open(who, group.pages), actions: open(who, group.actions) }));

const often: readonly string[] = [
  desk.drafts(),
  desk.cases(),
  desk.actors(),
  desk.sources(),
  desk.claims(),
  desk.articles(),
];
const quick = groups.flatMap(({ pages }) => pages).filter(({ href }) => often.includes(href));

/** Pages that a wide screen shows beside the menu. */
export const quickPages = (who: Who): MenuPage[] => open(who, quick);
