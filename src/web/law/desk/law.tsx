import type { Child } from 'hono/jsx';
import { amendLaw } from '../../../law/amend-law.ts';
import { changeAmendment, dropAmendment } from '../../../law/change-amendment.ts';
import { changeLaw } from '../../../law/change-law.ts';
import { dutiesOn } from '../../../law/duties/load-duties.ts';
import { inOrder } from '../../../law/views/on-date.ts';
import { setTexts } from '../../../law/set-texts.ts';
import { endingActs } from '../../../law/tables.ts';
import { loadLaw, textIn, type LawView, type ProvisionView } from '../../../law/views/law.ts';
import { rankStatements } from '../../../record/claims/rank-statements.ts';
import { refOf } from '../../../record/refs.ts';
import { Pill, EdtfDate } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes, slugify } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { DeskFacts } from '../../record/show/facts.tsx';
import { BriefLine, ClaimCard, Section } from '../../record/show/parts.tsx';
import { thingPage } from '../../record/desk/thing-page.tsx';
import { titleSchema, visibilityField, visibilitySchema, whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { loadProvision } from './load-provision.ts';
import { DutiesAtDesk } from './duties.tsx';
import { languageSchema } from './forms.ts';
import { z } from 'zod';
import { changePage } from '../../kit/pages/form-page.tsx';
import { changeThing } from '../../record/forms/form-page.tsx';

const lawForm = defineForm({
  name: 'law',
  schema: z.object({
    title: titleSchema,
    language: languageSchema.default('und'),
    visibility: visibilitySchema,
    why: whySchema,
  }),
  fields: {
    title: { kind: 'text', label: 'law.desk.law_title', hint: 'law.desk.law_title_hint' },
    language: { kind: 'text', label: 'law.desk.law_language', width: 'third', optional: true, spellcheck: false },
    visibility: visibilityField,
    why: whyField,
  },
});

/** The desk's pages of a law and of each provision, and the form that edits a law's title, language and access. */
export const lawDeskPages: Pages = (web) => {
  thingPage(web, 'law', routes.desk.law, async ({ t, db, desk, may }, thing) => {
    const law = await loadLaw(db, thing, 'desk');
    const { number } = thing;
    return {
      title: law.brief.title,
      links: [
        may(amendLaw) && { href: routes.desk.amendLaw({ number }), label: t('law.desk.amend') },
        { href: routes.desk.facts({ kind: 'law', number }), label: t('record.desk.facts.add') },
        thing.visibility === 'public' && {
          href: routes.law({ number, slug: slugify(law.brief.title) }),
          label: t('law.desk.public_page'),
        },
      ],
      body: <LawBody law={law} desk={desk} />,
    };
  });

  thingPage(web, 'provision', routes.desk.provision, async ({ t, desk, may, today }, thing) => {
    const { law, provision } = await loadProvision(desk, thing);
    const { number } = thing;
    return {
      title: provision.brief.title,
      styles: ['law.css'],
      crumbs: [{ label: law.brief.title, href: routes.desk.law({ number: law.brief.number }) }],
      links: [
        may(amendLaw) && {
          href: routes.desk.amendLaw({ number: law.brief.number }, { provision: provision.eid }),
          label: t('law.desk.amend'),
        },
        { href: routes.desk.facts({ kind: 'provision', number }), label: t('record.desk.facts.add') },
      ],
      body: <ProvisionBody law={law} provision={provision} desk={desk} today={today} />,
    };
  });

  changePage(web, routes.desk.editLaw, {
    ...changeThing('law'),
    operation: changeLaw,
    form: lawForm,
    title: 'law.desk.edit',
    values: async ({ db, view: { thing } }) => {
      const { title, language } = await db
        .selectFrom('law')
        .select(['title', 'language'])
        .where('id', '=', thing.id)
        .executeTakeFirstOrThrow();
      return { title, language: language === 'und' ? undefined : language, visibility: thing.visibility };
    },
    submit: ({ why, ...rest }, { run, view, version }) =>
      run(changeLaw, { law: refOf(view.thing), version, ...rest }, why),
  });
};

function LawBody({ law, desk }: { law: LawView; desk: Desk }) {
  const { t } = useView();
  const { number } = law.brief;
  return (
    <>
      <Section id="facts" title={t('law.desk.facts')}>
        <DeskFacts of={law.brief} facts={law.facts} claims={law.claims} mayRank={desk.may(rankStatements)} />
      </Section>
      <Section
        id="changes"
        title={t('law.desk.changes')}
        action={
          desk.may(amendLaw) ? (
            <a class="button small" href={routes.desk.amendLaw({ number })}>
              {t('law.desk.amend')}
            </a>
          ) : undefined
        }
      >
        <ul class="list">
          {law.amendments.map((one) => (
            <li>
              <p>
                <Pill kind="plain">{t(`law.amendment.${one.sort}`)}</Pill>{' '}
                {one.by ? <BriefLine brief={one.by} /> : one.title}
              </p>
              <p class="muted">
                {one.made ? (
                  <>
                    {t('law.amendment_made', { sort: one.signing })}: <EdtfDate edtf={one.made} /> ·{' '}
                  </>
                ) : null}
                {t('law.desk.commences')}:{' '}
                {one.commences ? <EdtfDate edtf={one.commences} /> : t('law.amendment_commences_unknown')} ·{' '}
                {t('law.amendment_touches', { count: one.touches })} ·{' '}
                <a href={routes.desk.claim({ number: one.claim.number })}>
                  {t('record.desk.claim.number', { number: one.claim.number })}
                </a>
              </p>
              <p class="muted">
                {desk.may(changeAmendment) ? (
                  <a href={routes.desk.amendment({ number, amendment: String(one.id) })}>{t('law.desk.edit_change')}</a>
                ) : null}{' '}
                {desk.may(dropAmendment) ? (
                  <a href={routes.desk.dropAmendment({ number, amendment: String(one.id) })}>{t('law.desk.drop')}</a>
                ) : null}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section id="provisions" title={t('law.desk.provisions')}>
        {law.provisions.length ? (
          <Tree provisions={law.provisions} law={law} />
        ) : (
          <p class="muted">{t('law.desk.no_provisions')}</p>
        )}
      </Section>
    </>
  );
}

function Tree({ provisions, law }: { provisions: readonly ProvisionView[]; law: LawView }): Child {
  const { t } = useView();
  return (
    <ul class="list">
      {provisions.map((one) => {
        const last = inOrder(one.versions).at(-1);
        const text = last && textIn(last, law.language, law.language);
        return (
          <li>
            <p>
              <a href={routes.desk.provision({ number: one.brief.number })}>{one.label}</a>{' '}
              {text?.heading ? text.heading : ''}{' '}
              {last && endingActs.includes(last.act) ? <Pill kind="plain">{t(`law.act.${last.act}`)}</Pill> : null}
              {last && !text && !endingActs.includes(last.act) ? (
                <Pill kind="plain">{t('law.text_not_held')}</Pill>
              ) : null}
            </p>
            {one.children.length ? <Tree provisions={one.children} law={law} /> : null}
          </li>
        );
      })}
    </ul>
  );
}

function ProvisionBody({
  law,
  provision,
  desk,
  today,
}: {
  law: LawView;
  provision: ProvisionView;
  desk: Desk;
  today: string;
}) {
  const { t } = useView();
  const { number } = provision.brief;
  return (
    <>
      <p class="muted">
        <a href={routes.desk.law({ number: law.brief.number })}>{law.brief.title}</a>
      </p>
      <Section id="facts" title={t('law.desk.facts')}>
        <DeskFacts
          of={provision.brief}
          facts={provision.facts}
          claims={law.claims}
          mayRank={desk.may(rankStatements)}
        />
      </Section>
      <DutiesAtDesk
        duties={dutiesOn(law, today).filter((one) => one.provision.brief.id === provision.brief.id)}
        number={number}
        desk={desk}
      />
      {inOrder(provision.versions)
        .toReversed()
        .map((version) => (
          <Section
            id={`version-${version.id}`}
            title={t('law.desk.version_title', {
              kind: version.act,
              act: t(`law.act.${version.act}`),
              title: version.amendment.title,
            })}
            action={
              desk.may(setTexts) && !endingActs.includes(version.act) ? (
                <a class="button small" href={routes.desk.provisionText({ number, version: String(version.id) })}>
                  {t('law.desk.edit_text')}
                </a>
              ) : undefined
            }
          >
            <p class="muted">
              {t('law.desk.commences')}:{' '}
              {version.commences ? <EdtfDate edtf={version.commences} /> : t('law.amendment_commences_unknown')}
            </p>
            {version.texts.map((text) => (
              <div lang={text.language}>
                <p>
                  <b>{[text.num, text.heading].filter(Boolean).join(' ')}</b>
                </p>
                {[...text.body.split('\n'), ...text.tail.split('\n')].filter(Boolean).map((line) => (
                  <p>{line}</p>
                ))}
                <p class="muted">
                  <a href={routes.desk.claim({ number: text.claim.number })}>
                    {t('record.desk.claim.number', { number: text.claim.number })}
                  </a>
                </p>
              </div>
            ))}
            {version.texts.length === 0 && !endingActs.includes(version.act) ? (
              <p class="muted">{t('law.text_not_held')}</p>
            ) : null}
            {version.summaries.length ? (
              <div class="cards">
                {version.summaries.map((claim) => (
                  <ClaimCard claim={claim} />
                ))}
              </div>
            ) : null}
          </Section>
        ))}
    </>
  );
}
