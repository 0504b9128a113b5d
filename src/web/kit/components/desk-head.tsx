import { filing } from '../../../accounts/tables.ts';
import { routes } from '../../routes.ts';
import { menuFor, quickPages, type MenuPage } from '../desk/menu.ts';
import { useView, type View } from '../view.tsx';
import { Wordmark } from './masthead.tsx';
import { Shape } from './shapes.tsx';

/**
 * The top of a page of the desk, in one row. The menu has all pages of the desk in groups, and opens without a script.
 */
export function DeskHead({ person }: { person: NonNullable<View['person']> }) {
  const { t } = useView();
  return (
    <header class="deskhead">
      <a class="home" href={routes.desk.home()} aria-label={t('kit.desk_nav.home')}>
        <Wordmark name="Kronika" />
      </a>
      <nav class="nav quick" aria-label={t('kit.desk_nav.label')}>
        <ul>
          {quickPages(person).map((one) => (
            <li>
              <PageLink page={one} />
            </li>
          ))}
        </ul>
      </nav>
      <p class="deskhead-side">
        <a class="button small" href={routes.desk.search()} id="palette-open">
          {t('kit.nav.search')}
        </a>
        {filing.some((role) => person.roles.includes(role)) ? (
          <a class="button main small" href={routes.desk.newFromPage()} aria-label={t('kit.desk_nav.new')}>
            <Shape name="plus" /> <span class="wide-only">{t('kit.desk_nav.new')}</span>
          </a>
        ) : null}
        <button type="button" class="button small menu-button" popovertarget="desk-menu">
          {t('kit.menu.title')}
        </button>
      </p>
      <Menu person={person} />
    </header>
  );
}

function Menu({ person }: { person: NonNullable<View['person']> }) {
  const { t } = useView();
  return (
    <nav class="desk-menu" id="desk-menu" popover="auto" aria-label={t('kit.menu.label')}>
      <div class="desk-menu-groups">
        {menuFor(person).map(({ name, pages, actions = [] }) => (
          <section aria-labelledby={`menu-${name}`}>
            <h2 id={`menu-${name}`}>{t(`kit.menu.${name}`)}</h2>
            <ul>
              {pages.map((one) => (
                <li class={one.href === routes.desk.shortcuts() ? 'with-keyboard' : undefined}>
                  <PageLink page={one} />
                </li>
              ))}
              {actions.map((one) => (
                <li>
                  <a href={one.href} data-action="1">
                    <Shape name="plus" /> {t(one.label)}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <p class="desk-menu-foot">
        <span class="muted">{t('kit.menu.signed_in', { name: person.name })}</span>
        <button type="button" class="button small" popovertarget="desk-menu" popovertargetaction="hide">
          {t('kit.menu.close')}
        </button>
      </p>
    </nav>
  );
}

function PageLink({ page }: { page: MenuPage }) {
  const { t, path, proposals } = useView();
  const { href } = page;
  const here = path === href || (href !== routes.desk.home() && path.startsWith(`${href}/`));
  return (
    <a href={href} aria-current={here ? 'page' : undefined}>
      {href === routes.desk.proposals() && proposals ? t('record.proposals.nav', { count: proposals }) : t(page.label)}
    </a>
  );
}

/**
 * Search over pages of the desk, items and actions. The script opens it by Ctrl+K, ⌘K or “/”. Without a script, the
 * link “Search” leads to the search page.
 */
export function Palette() {
  const { t } = useView();
  return (
    <dialog id="palette" aria-labelledby="palette-label" data-suggest={routes.desk.suggest()}>
      <form method="get" action={routes.desk.search()} role="search">
        <label for="palette-q" id="palette-label">
          {t('kit.palette.label')}
        </label>
        <input
          id="palette-q"
          type="text"
          name="q"
          role="combobox"
          aria-expanded="false"
          aria-controls="palette-list"
          aria-autocomplete="list"
          autocomplete="off"
          spellcheck={false}
          maxlength={200}
        />
      </form>
      <ul
        id="palette-list"
        role="listbox"
        aria-label={t('kit.palette.results')}
        data-page={t('kit.palette.page')}
        data-action={t('kit.palette.action')}
        data-search={t('kit.palette.search')}
        hidden
      ></ul>
      <p class="muted with-keyboard">{t('kit.palette.keys')}</p>
      <p class="sr" role="status" data-count={t('kit.palette.count')}></p>
    </dialog>
  );
}
