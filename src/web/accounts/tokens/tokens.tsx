import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { listTokens, type TokenRow } from '../../../accounts/tokens/find-token.ts';
import { revokeToken } from '../../../accounts/tokens/revoke-token.ts';
import { scopes } from '../../../accounts/tokens/tables.ts';
import { mayRun } from '../../../platform/operation.ts';
import { administrators } from '../../../accounts/tables.ts';
import { acts } from '../../api/acts.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { ShownOnce } from '../../kit/components/shown-once.tsx';

const lives = ['7', '30', '90', '366'] as const;

/** The form for a new token. It offers only scopes that the person's roles can use. */
const formFor = ({ principal }: Desk) => {
  const offered = scopes.filter(
    (scope) => scope === 'read:desk' || acts.some((act) => act.scope === scope && mayRun(principal, act.operation)),
  );
  return defineForm({
    name: 'token',
    schema: z.object({
      name: createToken.input.shape.name,
      scopes: createToken.input.shape.scopes,
      days: z.enum(lives, 'api.error.token_days'),
    }),
    fields: {
      name: { kind: 'text', label: 'api.token.name', hint: 'api.token.name_hint', maxLength: 80 },
      scopes: {
        kind: 'checkboxes',
        label: 'api.token.scopes',
        hint: 'api.token.scopes_hint',
        options: offered.map((scope) => ({ value: scope, label: `api.scope.${scope}` })),
      },
      days: {
        kind: 'select',
        label: 'api.token.days',
        hint: 'api.token.days_hint',
        options: lives.map((days) => ({ value: days, label: `api.token.days_${days}` })),
      },
    },
  });
};

/** The pages of the account's API tokens. Administrators see the tokens of all accounts, and can revoke them. */
export const tokenPages: Pages = (web) => {
  formPage(web, routes.desk.tokens, {
    load: async ({ db, app, principal }) => {
      const all = mayRun(principal, { permission: administrators });
      const tokens = await listTokens(db, app.now(), all ? undefined : principal.accountId!);
      return {
        own: tokens.filter((one) => one.accountId === principal.accountId),
        others: tokens.filter((one) => one.accountId !== principal.accountId),
      };
    },
    form: ({ desk }) => formFor(desk),
    title: 'api.token.title',
    crumbs: ({ t, principal }) => [
      { label: t('site.desk.home.title'), href: routes.desk.home() },
      { label: principal.name, href: routes.desk.account() },
    ],
    styles: () => ['api.css'],
    save: 'api.token.make',
    values: () => ({ days: '90', scopes: [] }),
    body: (form, { t, view: { own, others } }) => (
      <>
        <p class="lead">
          {t('api.token.lead')} <a href={routes.apiGuide()}>{t('api.token.guide')}</a>
        </p>
        <section class="panel" aria-labelledby="own">
          <h2 id="own">{t('api.token.own')}</h2>
          {own.length ? (
            <Tokens tokens={own} caption={t('api.token.caption', { count: own.length })} />
          ) : (
            <p>{t('api.token.none')}</p>
          )}
        </section>
        <section class="panel" aria-labelledby="new">
          <h2 id="new">{t('api.token.new')}</h2>
          {form}
        </section>
        {others.length ? (
          <section class="panel" aria-labelledby="others">
            <h2 id="others">{t('api.token.others')}</h2>
            <Tokens tokens={others} caption={t('api.token.caption_others', { count: others.length })} owners />
          </section>
        ) : null}
      </>
    ),
    submit: async (data, { t, run, answer }) => {
      const { token, expiresAt } = await run(createToken, data);
      return answer({
        title: t('api.token.made', { name: data.name }),
        body: (
          <ShownOnce
            lead={t('api.token.made_lead')}
            label={t('api.token.itself')}
            hint={
              <>
                {t('api.token.once')} {t('api.token.until')}: <EdtfDate edtf={dayOf(expiresAt)} stop />
              </>
            }
            value={token}
          >
            <a href={routes.desk.tokens()}>{t('api.token.back')}</a> ·{' '}
            <a href={routes.apiGuide()}>{t('api.guide.title')}</a>
          </ShownOnce>
        ),
      });
    },
  });

  buttonRoute(web, routes.desk.revokeToken, {
    act: ({ run, params }) => run(revokeToken, { token: params.number }),
    home: () => routes.desk.tokens(),
  });
};

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

function Tokens({
  tokens,
  caption,
  owners = false,
}: {
  tokens: readonly TokenRow[];
  caption: string;
  owners?: boolean;
}) {
  const { t } = useView();
  return (
    <Table
      caption={caption}
      head={[
        t('api.token.name'),
        ...(owners ? [t('api.token.owner')] : []),
        t('api.token.scopes'),
        t('api.token.used'),
        t('api.token.until'),
        t('api.token.end'),
      ]}
      rows={tokens.map((one): Child[] => [
        one.name,
        ...(owners ? [one.owner] : []),
        <span class="token">
          {one.scopes.map((scope, place) => (
            <>
              {place ? ', ' : ''}
              <code>{scope}</code>
            </>
          ))}
        </span>,
        one.usedOn ? <EdtfDate edtf={one.usedOn} /> : t('api.token.never'),
        one.state === 'revoked' ? (
          <Pill shape="withdrawn">{t('api.token.revoked')}</Pill>
        ) : one.state === 'over' ? (
          <Pill shape="withdrawn">{t('api.token.over')}</Pill>
        ) : (
          <EdtfDate edtf={dayOf(one.expiresAt)} />
        ),
        one.state === 'live' ? (
          <ActButton
            action={routes.desk.revokeToken({ number: one.id })}
            label={t('api.token.revoke', { name: one.name })}
          />
        ) : (
          ''
        ),
      ])}
    />
  );
}
