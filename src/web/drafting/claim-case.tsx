import { caseOfClaim } from '../../drafting/store/cases.ts';
import type { StoredClaim } from '../../drafting/store/schema.ts';
import { useView } from '../kit/view.tsx';
import { DraftActionButton, Steps } from './steps.tsx';
import type { DraftView } from './view.ts';

/** In a draft with several cases: the case to which the claim will be added, why, and a field to select another one. */
export function ClaimCase({ claim, reading }: { claim: StoredClaim; reading: DraftView }) {
  const { t } = useView();
  const { content, titleOfCase } = reading;
  if (content.cases.length < 2 || claim.decision === 'skipped') return null;
  const { key, by } = caseOfClaim(content, claim);
  if (claim.decision === 'filed')
    return (
      <p class="muted">
        {t('drafting.incident.in_case')} {titleOfCase(key)}
      </p>
    );
  const { key: usual } = caseOfClaim(content, { about: claim.about });
  const id = `claim-case-${claim.key}`;
  return (
    <div class="claim-case">
      <Steps reading={reading} id={`${id}-form`}>
        <label for={id}>{t('drafting.incident.in_case')}</label>
        <select id={id} name="case" aria-describedby={`${id}-why`}>
          {content.cases.map((one) => (
            <option value={one.key === usual ? '' : one.key} selected={one.key === key}>
              {titleOfCase(one.key)}
            </option>
          ))}
        </select>
        <DraftActionButton intent={`claim-case:${claim.key}`} label={t('drafting.claim.move')} />
      </Steps>
      <p class="hint" id={`${id}-why`}>
        {t(`drafting.claim.case_by.${by}`)}
      </p>
    </div>
  );
}
